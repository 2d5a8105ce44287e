/**
 * Logs in with tokens that a service of your own hands out, and that expire. A token that says when (a JSON Web Token) is
 * replaced before its end, any other when the server refuses it; watches and running handlers go on.
 */
import { type ArgumentParser, KubeConfig, KubernetesOperator } from 'tskubeop';
import { Greeting } from './greeting.ts';

export class TokenServiceLogin extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('token-url', { type: 'string', demandOption: true, describe: 'Where tokens are handed out' })
      .option('token-password', { type: 'string', demandOption: true, describe: 'What the service asks for', secret: true })
      .option('server', { type: 'string', demandOption: true, describe: 'The API server' })
      .option('ca-file', { type: 'string', describe: 'Its certificate authority' });
  }

  /** When it fails at start, the operator doesn't start; later it is tried again, and the present token is used while it counts. */
  async onLogin() {
    const { tokenUrl, tokenPassword, server, caFile } = this.args;
    const headers = { authorization: `Bearer ${tokenPassword}` };
    const answer = await fetch(tokenUrl, { method: 'POST', headers, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`the token service answers ${answer.status}`);
    const { token } = (await answer.json()) as { token: string };
    const kubeConfig = new KubeConfig();
    const cluster = { name: 'main', server, ...(caFile ? { caFile } : {}), skipTLSVerify: false };
    kubeConfig.loadFromClusterAndUser(cluster, { name: 'me', token });
    return kubeConfig;
  }
}

if (import.meta.main) await new TokenServiceLogin(Greeting).run();
