/**
 * Where the demo's credentials come from; each way reads what it needs from the environment. Programs that do one of these
 * only, with options of their own, are in ../login.
 */
import { CredentialsError, KubeConfig } from 'tskubeop';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What `--login` may be; usual means the service account in a Pod, the kubeconfig elsewhere. */
export const LOGINS = ['usual', 'environment', 'kubeconfig', 'service-account', 'token-service'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The credentials, or undefined for the usual ones. @throws CredentialsError the environment lacks something */
export async function logIn(login: (typeof LOGINS)[number], env: Environment): Promise<KubeConfig | undefined> {
  switch (login) {
    case 'usual':
      return undefined;
    case 'environment':
      return withToken(env, needed(env, 'DEMO_TOKEN'));
    case 'kubeconfig':
      return fromFile(needed(env, 'DEMO_KUBECONFIG'), env.DEMO_CONTEXT);
    case 'service-account':
      return withTokenFile(env, env.DEMO_TOKEN_FILE ?? `${SERVICE_ACCOUNT}/token`);
    case 'token-service':
      return withToken(env, await askForToken(needed(env, 'DEMO_TOKEN_URL')));
  }
}

function withToken(env: Environment, token: string): KubeConfig {
  return loaded(env, { name: 'me', token });
}

/** The file is read again as it is rotated, without another login. */
function withTokenFile(env: Environment, tokenFile: string): KubeConfig {
  return loaded(env, { name: 'account', authProvider: { name: 'tokenFile', config: { tokenFile } } });
}

function fromFile(file: string, context: string | undefined): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(file);
  if (context !== undefined) kubeConfig.setCurrentContext(context);
  return kubeConfig;
}

/** Tokens of this service expire; the SDK logs in again in time. */
async function askForToken(url: string): Promise<string> {
  const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`the token service answers ${answer.status}`);
  const { token } = (await answer.json()) as { token: string };
  return token;
}

function loaded(env: Environment, user: Parameters<KubeConfig['loadFromClusterAndUser']>[1]): KubeConfig {
  const { DEMO_CA: caData } = env;
  const kubeConfig = new KubeConfig();
  const server = needed(env, 'DEMO_SERVER');
  kubeConfig.loadFromClusterAndUser({ name: 'main', server, ...(caData ? { caData } : {}), skipTLSVerify: false }, user);
  return kubeConfig;
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new CredentialsError(`set ${name}, or choose another --login`);
  return value;
}
