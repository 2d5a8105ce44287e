/**
 * Finds the KubeConfig that a program runs with: the Pod's service account where there is one, else kubectl's kubeconfig.
 * Nothing is guessed: where there is none, the error says what was looked for and what to do.
 */
import { accessSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CredentialsError } from '../base/errors.ts';
import type { KubeConfig } from './client-node.ts';
import type { Impersonation } from './credential-source.ts';
import { endpointOf } from './endpoint.ts';
import { type KubeconfigContent, mergeKubeconfigs, type NamedEntry, readKubeconfigFile } from './kubeconfig-file.ts';
import { kubeConfigOfContent, lazyKubeConfig } from './lazy-kube-config.ts';

/** Where to look. */
export interface LoadKubeConfigOptions {
  /** Insists on a kubeconfig, also inside a Pod. @default false */
  external?: boolean;
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
  /** Where a Pod finds its service account. @default '/var/run/secrets/kubernetes.io/serviceaccount' */
  serviceAccountFolder?: string;
}

/** What was found. */
export interface LoadedKubeConfig {
  readonly kubeConfig: KubeConfig;
  /** Where it comes from, for messages: the kubeconfig's path, or the service account. */
  readonly origin: string;
}

const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Loads the KubeConfig.
 *
 * @throws CredentialsError there is none, or it can't be used
 */
export function loadKubeConfig(options: LoadKubeConfigOptions = {}): LoadedKubeConfig {
  const { external = false, env = process.env, serviceAccountFolder = SERVICE_ACCOUNT_FOLDER } = options;
  if (!external && env.KUBERNETES_SERVICE_HOST && isReadable(join(serviceAccountFolder, 'token'))) {
    return inClusterKubeConfig(env, serviceAccountFolder);
  }
  return kubeconfigOf(env, external);
}

/** The namespace of the Pod that this process runs in; undefined outside a Pod. */
export function inClusterNamespace(options: Pick<LoadKubeConfigOptions, 'serviceAccountFolder'> = {}): string | undefined {
  try {
    return readFileSync(join(options.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER, 'namespace'), 'utf8').trim() || undefined;
  } catch {
    // No such file: not in a Pod.
    return undefined;
  }
}

/** The name of the service account of the Pod that this process runs in; undefined outside a Pod, or when its token doesn't say. */
export function inClusterAccount(options: Pick<LoadKubeConfigOptions, 'serviceAccountFolder'> = {}): string | undefined {
  try {
    const token = readFileSync(join(options.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER, 'token'), 'utf8');
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { sub?: unknown };
    return /^system:serviceaccount:[^:]+:([^:]+)$/.exec(String(sub))?.[1];
  } catch {
    // No such file, or a token of another form: only its issuer need understand it.
    return undefined;
  }
}

/** The namespace of the current context, if it names one. */
export function currentNamespace(kubeConfig: KubeConfig): string | undefined {
  return kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace?.trim() || undefined;
}

function inClusterKubeConfig(env: NodeJS.ProcessEnv, folder: string): LoadedKubeConfig {
  const host = env.KUBERNETES_SERVICE_HOST as string;
  const port = env.KUBERNETES_SERVICE_PORT_HTTPS ?? env.KUBERNETES_SERVICE_PORT ?? '443';
  const namespace = inClusterNamespace({ serviceAccountFolder: folder });
  const caFile = join(folder, 'ca.crt');
  const kubeConfig = lazyKubeConfig({
    clusters: [
      {
        name: 'inCluster',
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        skipTLSVerify: false,
        ...(isReadable(caFile) ? { caFile } : {}),
      },
    ],
    users: [{ name: 'inClusterUser', authProvider: { name: 'tokenFile', config: { tokenFile: join(folder, 'token') } } }],
    contexts: [
      {
        name: 'inClusterContext',
        cluster: 'inCluster',
        user: 'inClusterUser',
        ...(namespace === undefined ? {} : { namespace }),
      },
    ],
    currentContext: 'inClusterContext',
  });
  return { kubeConfig, origin: `the service account in ${folder}` };
}

function kubeconfigOf(env: NodeJS.ProcessEnv, external: boolean): LoadedKubeConfig {
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const files = named.length > 0 ? named : [join(home, '.kube', 'config')];
  const found = files.map((file) => ({ file, content: readKubeconfigFile(file) })).filter((read) => read.content !== undefined);
  const origin = found.map(({ file }) => file).join(delimiter);
  if (found.length === 0) throw noKubeconfig(files, named.length > 0, external);
  const content = mergeKubeconfigs(found.map((read) => read.content as KubeconfigContent));
  checkContext(content, origin);
  const kubeConfig = kubeConfigOfContent({ ...content, users: content.users.map(withoutTokenFile) });
  for (const { name, user } of content.users) Object.assign(kubeConfig.getUser(name) ?? {}, userAdditions(user ?? {}));
  endpointOf(kubeConfig);
  return { kubeConfig, origin };
}

function noKubeconfig(files: readonly string[], named: boolean, external: boolean): CredentialsError {
  const where = named ? `KUBECONFIG names ${files.join(', ')}, which does not exist` : `there is no ${files[0]}, and KUBECONFIG is not set`;
  const pod = external ? '--external was given' : 'this is no Pod with a service account';
  return new CredentialsError(
    `no kubeconfig: ${where}; ${pod}. Set KUBECONFIG to a kubeconfig, or start a cluster to try things on with: npx tskubeop cluster`,
  );
}

function checkContext(content: KubeconfigContent, origin: string): void {
  const current = content['current-context'];
  if (!current) {
    throw new CredentialsError(
      `the kubeconfig ${origin} has no current-context; choose one of ${listed(content.contexts)} with: kubectl config use-context NAME`,
    );
  }
  const context = content.contexts.find(({ name }) => name === current)?.context;
  if (!context) {
    throw new CredentialsError(
      `the kubeconfig ${origin} has no context ${quoted(current)}, its current-context; it has ${listed(content.contexts)}`,
    );
  }
  const { cluster: clusterName, user: userName } = context;
  const cluster = content.clusters.find(({ name }) => name === clusterName);
  if (!cluster) throw missing(origin, current, 'cluster', clusterName, content.clusters);
  if (typeof cluster.cluster?.server !== 'string' || cluster.cluster.server === '') {
    throw new CredentialsError(`the kubeconfig ${origin}: cluster ${quoted(cluster.name)} of context ${quoted(current)} has no server`);
  }
  if (userName && !content.users.some(({ name }) => name === userName)) throw missing(origin, current, 'user', userName, content.users);
}

function missing(
  origin: string,
  context: string,
  what: 'cluster' | 'user',
  name: unknown,
  entries: readonly NamedEntry[],
): CredentialsError {
  const names = name ? `names the ${what} ${quoted(name)}, which it does not have` : `names no ${what}`;
  return new CredentialsError(`the kubeconfig ${origin}: context ${quoted(context)} ${names}; it has ${listed(entries)}`);
}

/** client-node reads `token-file` once and never again, and doesn't know `tokenFile`; ours is read again as it is rotated. */
function withoutTokenFile({ name, user = {} }: NamedEntry): NamedEntry {
  const { tokenFile, 'token-file': older, ...rest } = user;
  const file = tokenFile ?? older;
  if (!file) return { name, user: rest };
  // kubectl: a token file wins over a token.
  const { token: _token, ...without } = rest;
  return { name, user: { ...without, 'auth-provider': { name: 'tokenFile', config: { tokenFile: file } } } };
}

function userAdditions(user: Record<string, unknown>): Impersonation {
  const { 'as-groups': groups, 'as-uid': uid, 'as-user-extra': extra } = user;
  return {
    ...(Array.isArray(groups) ? { impersonateGroups: groups as string[] } : {}),
    ...(typeof uid === 'string' ? { impersonateUid: uid } : {}),
    ...(extra && typeof extra === 'object' ? { impersonateExtra: extra as Record<string, string[]> } : {}),
  };
}

function isReadable(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}

function quoted(name: unknown): string {
  return JSON.stringify(name);
}

function listed(entries: readonly NamedEntry[]): string {
  return entries.length > 0 ? entries.map(({ name }) => quoted(name)).join(', ') : 'none';
}
