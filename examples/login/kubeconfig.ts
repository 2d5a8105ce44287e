/** Logs in with a context of a kubeconfig that is named by options, whatever the current one is. */
import { type ArgumentParser, KubeConfig, KubernetesOperator } from 'tskubeop';
import { Greeting } from './greeting.ts';

export class KubeconfigLogin extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('cluster-config', { type: 'string', demandOption: true, describe: 'A kubeconfig file' })
      .option('cluster-context', { type: 'string', describe: 'One of its contexts; its current one if left out' });
  }

  onLogin() {
    const { clusterConfig, clusterContext } = this.args;
    const kubeConfig = new KubeConfig();
    // Read again at each login, so that a file that was replaced counts.
    kubeConfig.loadFromFile(clusterConfig);
    if (clusterContext !== undefined) kubeConfig.setCurrentContext(clusterContext);
    return kubeConfig;
  }
}

if (import.meta.main) await new KubeconfigLogin(Greeting).run();
