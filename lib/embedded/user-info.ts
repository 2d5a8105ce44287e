/** Who sends a request, as the server knows them. */

/** A user. */
export interface UserInfo {
  username: string;
  /** @default none */
  uid?: string;
  groups: string[];
  /** What else is known, such as which token it was. @default nothing */
  extra?: Record<string, string[]>;
}

/** Everybody in this group may do everything. */
export const MASTERS = 'system:masters';
/** The group of all who showed credentials. */
export const AUTHENTICATED = 'system:authenticated';
/** The group of all others. */
export const UNAUTHENTICATED = 'system:unauthenticated';

/** Who shows no credentials at all. */
export const ANONYMOUS: UserInfo = { username: 'system:anonymous', groups: [UNAUTHENTICATED] };

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The name under which a service account acts. */
export function serviceAccountName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The service account that acts under a name, or undefined when it is somebody else's. */
export function serviceAccountOf(username: string): { namespace: string; name: string } | undefined {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(username) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** The groups that a service account belongs to because it is one. */
export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}
