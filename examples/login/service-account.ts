/**
 * Logs in with a service account whose token is a file that somebody keeps fresh. In a Pod that is what happens anyway; this is
 * for a token that is mounted elsewhere, or for another cluster.
 */
import { type ArgumentParser, KubeConfig, KubernetesOperator } from 'tskubeop';
import { Greeting } from './greeting.ts';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

export class ServiceAccountLogin extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('server', { type: 'string', default: 'https://kubernetes.default.svc', describe: 'The API server' })
      .option('ca-file', { type: 'string', default: `${FOLDER}/ca.crt`, describe: 'Its certificate authority' })
      .option('token-file', { type: 'string', default: `${FOLDER}/token`, describe: 'The token, as it is rotated' });
  }

  onLogin() {
    const { server, caFile, tokenFile } = this.args;
    const kubeConfig = new KubeConfig();
    const cluster = { name: 'main', server, ...(server.startsWith('https:') ? { caFile } : {}), skipTLSVerify: false };
    // The file is read again as it is rotated, without another login.
    kubeConfig.loadFromClusterAndUser(cluster, { name: 'account', authProvider: { name: 'tokenFile', config: { tokenFile } } });
    return kubeConfig;
  }
}

if (import.meta.main) await new ServiceAccountLogin(Greeting).run();
