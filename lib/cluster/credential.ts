/**
 * What a request carries to say who asks. A credential is a value: a newer one replaces it, nothing changes it.
 * None of it may reach a log or an error.
 */

/** The headers and, for client certificates that a plugin handed out, the key pair. */
export interface Credential {
  /** Authorization and impersonation. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** PEM text of a client certificate that doesn't come from the kubeconfig. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** When to get a newer one without holding up requests, in milliseconds since the epoch. */
  readonly refreshAt?: number;
  /** When it can no longer be used, in milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** Gets a credential anew: reads the file, runs the plugin, asks the provider. */
export type CredentialSource = () => Promise<Credential>;

/** A minute, or a fifth of the life that is left, whichever is less: how long before the end a newer one is fetched. */
export function refreshMoment(now: number, expiresAt: number): number {
  return expiresAt - Math.min(60_000, Math.max(0, expiresAt - now) / 5);
}

/** When a JSON Web Token ends, in milliseconds since the epoch; undefined for any other kind of token. */
export function jwtExpiry(token: string): number | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const payload = JSON.parse(Buffer.from(parts[1] as string, 'base64url').toString()) as { exp?: unknown };
    return typeof payload.exp === 'number' ? payload.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
