/**
 * Which way a KubeConfig's user gets its credential: a token, a token file that is rotated, a plugin, user and password,
 * or one of client-node's own providers (OIDC and those added with addAuthenticator).
 */
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import type { Clock } from '../base/clock.ts';
import { CredentialsError, messageOf } from '../base/errors.ts';
import type { KubeConfig, KubeConfigUser } from './client-node.ts';
import { type Credential, type CredentialSource, jwtExpiry, refreshMoment } from './credential.ts';
import { type ExecEntry, execCredential } from './exec-credential.ts';

/** What choosing a source takes. */
export interface CredentialSourceOptions {
  kubeConfig: KubeConfig;
  clock: Clock;
  env: NodeJS.ProcessEnv;
}

/** Who else to be: what `as`, `as-groups`, `as-uid` and `as-user-extra` say. client-node knows the first only. */
export interface Impersonation {
  readonly impersonateUser?: string | null;
  readonly impersonateGroups?: readonly string[];
  readonly impersonateUid?: string;
  readonly impersonateExtra?: Readonly<Record<string, readonly string[]>>;
}

/** How long a token file's content is trusted before it is looked at again: client-go's minute. */
const TOKEN_FILE_MILLISECONDS = 60_000;

/** The source of the current context's user. */
export function credentialSource(options: CredentialSourceOptions): CredentialSource {
  const { kubeConfig } = options;
  const user = kubeConfig.getCurrentUser();
  if (!user) return async () => ({ headers: {} });
  const impersonation = impersonationHeaders(user as Impersonation);
  const obtain = sourceOf(user, options);
  return async () => {
    const credential = await obtain();
    return { ...credential, headers: { ...credential.headers, ...impersonation } };
  };
}

function sourceOf(user: KubeConfigUser, { kubeConfig, clock, env }: CredentialSourceOptions): CredentialSource {
  const provider = user.authProvider as { name?: string; config?: { tokenFile?: string; exec?: ExecEntry } } | null | undefined;
  const exec = (user.exec ?? provider?.config?.exec) as ExecEntry | undefined;
  const cluster = kubeConfig.getCurrentCluster();
  if (provider?.config?.tokenFile) return () => tokenFileCredential(provider.config?.tokenFile as string, clock);
  if (user.token) return async () => bearer(user.token as string);
  if (user.username) return async () => ({ headers: { authorization: basic(user) } });
  if (exec && cluster) return () => execCredential({ entry: exec, cluster, clock, env });
  if (provider || hasCustomAuthenticators(kubeConfig)) return () => providerCredential(kubeConfig, clock);
  return async () => ({ headers: {} });
}

function bearer(token: string): Credential {
  const expiresAt = jwtExpiry(token);
  return { headers: { authorization: `Bearer ${token.trim()}` }, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

function basic(user: KubeConfigUser): string {
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

async function tokenFileCredential(file: string, clock: Clock): Promise<Credential> {
  let token: string;
  try {
    token = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new CredentialsError(`cannot read the token file ${file}: ${messageOf(error)}`, { cause: error });
  }
  if (!token) throw new CredentialsError(`the token file ${file} is empty`);
  const now = clock.now();
  const { headers, expiresAt } = bearer(token);
  // A token that is past its end already is looked at again at the next request, not trusted for a minute.
  return { headers, refreshAt: now + TOKEN_FILE_MILLISECONDS, expiresAt: Math.max(now + 2 * TOKEN_FILE_MILLISECONDS, expiresAt ?? 0) };
}

function hasCustomAuthenticators(kubeConfig: KubeConfig): boolean {
  const added = (kubeConfig as unknown as { custom_authenticators?: unknown[] }).custom_authenticators;
  return (added?.length ?? 0) > 0;
}

async function providerCredential(kubeConfig: KubeConfig, clock: Clock): Promise<Credential> {
  const options: RequestOptions = { headers: {} };
  const cluster = kubeConfig.getCurrentCluster();
  // client-node refuses http:// servers unless verification is skipped; only its headers are of interest here.
  const lenient = Object.create(kubeConfig, { getCurrentCluster: { value: () => ({ ...cluster, skipTLSVerify: true }) } }) as KubeConfig;
  try {
    await lenient.applyToHTTPSOptions(options);
  } catch (error) {
    throw new CredentialsError(`cannot get credentials from the kubeconfig's auth-provider: ${messageOf(error)}`, { cause: error });
  }
  const authorization = (options.headers as Record<string, string>).Authorization;
  if (!authorization) return { headers: {} };
  const expiresAt = jwtExpiry(authorization.replace(/^Bearer /, ''));
  const expiry = expiresAt === undefined ? {} : { expiresAt, refreshAt: refreshMoment(clock.now(), expiresAt) };
  return { headers: { authorization }, ...expiry };
}

function impersonationHeaders(user: Impersonation): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (user.impersonateUser) headers['impersonate-user'] = user.impersonateUser;
  if (user.impersonateGroups?.length) headers['impersonate-group'] = [...user.impersonateGroups];
  if (user.impersonateUid) headers['impersonate-uid'] = user.impersonateUid;
  for (const [key, values] of Object.entries(user.impersonateExtra ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = [...values];
  }
  return headers;
}
