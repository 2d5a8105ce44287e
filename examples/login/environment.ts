/** Logs in with what the environment says: CLUSTER_SERVER, CLUSTER_CA (a certificate, in base64), CLUSTER_TOKEN. */
import { CredentialsError, KubeConfig, KubernetesOperator } from 'tskubeop';
import { Greeting } from './greeting.ts';

export class EnvironmentLogin extends KubernetesOperator {
  onLogin() {
    const { CLUSTER_SERVER: server, CLUSTER_CA: caData, CLUSTER_TOKEN: token } = process.env;
    if (!server || !token) throw new CredentialsError('set CLUSTER_SERVER and CLUSTER_TOKEN, and CLUSTER_CA for https');
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser({ name: 'main', server, ...(caData ? { caData } : {}), skipTLSVerify: false }, { name: 'me', token });
    return kubeConfig;
  }
}

if (import.meta.main) await new EnvironmentLogin(Greeting).run();
