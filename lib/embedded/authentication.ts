/** From a request's headers to who sends it: the administrator, a service account, somebody they act for, or nobody known. */
import type { ApiRequest } from './api-request.ts';
import { type Authorizer, accessRefusal } from './authorizer.ts';
import { badRequest, Refusal } from './refusal.ts';
import { type AccessAttributes, attributesOf, type ResourceAttributes } from './request-attributes.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';
import { ANONYMOUS, AUTHENTICATED, MASTERS, serviceAccountGroups, serviceAccountOf, UNAUTHENTICATED, type UserInfo } from './user-info.ts';

/** The token of the kubeconfig. */
export const ADMIN_TOKEN = 'embedded-admin';

/** Who the kubeconfig makes one. */
const ADMIN: UserInfo = { username: 'admin', uid: 'admin', groups: [MASTERS, AUTHENTICATED] };

/** Knows users by their tokens. */
export class Authentication {
  readonly #tokens: ServiceAccountTokens;
  readonly #authorizer: Authorizer;

  constructor(parts: { tokens: ServiceAccountTokens; authorizer: Authorizer }) {
    this.#tokens = parts.tokens;
    this.#authorizer = parts.authorizer;
  }

  /**
   * Who sends a request; a 401 for a token that nobody has. Who sends none is the administrator: clients in Go, kubectl among
   * them, send no credentials over plain HTTP, and whoever reaches the loopback interface could read the kubeconfig anyway.
   */
  userOf(request: ApiRequest): UserInfo {
    const { authorization } = request.headers;
    if (authorization === undefined) return this.#impersonated(request, ADMIN);
    const [scheme = '', token] = String(authorization).split(' ');
    const isBearer = scheme.toLowerCase() === 'bearer' && token;
    const user = isBearer ? this.userOfToken(token)?.user : ANONYMOUS;
    if (!user) throw unauthorized();
    return this.#impersonated(request, user);
  }

  /** Whose token it is. */
  userOfToken(token: string, audiences?: readonly string[]): { user: UserInfo; audiences: string[] } | undefined {
    if (token === ADMIN_TOKEN) return { user: ADMIN, audiences: [...(audiences ?? [])] };
    return this.#tokens.userOf(token, audiences);
  }

  #impersonated(request: ApiRequest, user: UserInfo): UserInfo {
    const wanted = impersonationOf(request);
    if (!wanted) return user;
    if (!wanted.username) throw badRequest(`requested ${goUser(wanted)} without impersonating a user name`);
    if (!this.#mayImpersonate(user, wanted)) this.#checkConstrained(user, wanted, attributesOf(request));
    const { username, uid } = wanted;
    const extra = Object.keys(wanted.extra ?? {}).length > 0 ? { extra: wanted.extra as Record<string, string[]> } : {};
    return { username, ...(uid && { uid }), groups: impersonatedGroups(wanted), ...extra };
  }

  /** The old way: one permission for whatever the other may do. */
  #mayImpersonate(user: UserInfo, wanted: UserInfo): boolean {
    return impersonationAccesses(wanted, { verb: 'impersonate', group: '' }).every(
      (access) => this.#authorizer.decide(user, access).allowed,
    );
  }

  /** The new way: a permission for being somebody, and one for each thing done as somebody. */
  #checkConstrained(user: UserInfo, wanted: UserInfo, attributes: AccessAttributes): void {
    const mode = serviceAccountOf(wanted.username) ? 'serviceaccount' : 'user-info';
    this.#authorizer.require(user, { ...attributes, verb: `impersonate-on:${mode}:${attributes.verb}` });
    const accesses = impersonationAccesses(wanted, { verb: `impersonate:${mode}`, group: 'authentication.k8s.io' });
    for (const access of accesses) {
      const { allowed, reason } = this.#authorizer.decide(user, access);
      if (!allowed) throw accessRefusal(user, access, reason);
    }
  }
}

function unauthorized(): Refusal {
  return new Refusal({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

const EXTRA = 'impersonate-extra-';

function impersonationOf({ headers }: ApiRequest): UserInfo | undefined {
  const valuesOf = (header: string | string[] | undefined): string[] =>
    header === undefined ? [] : (Array.isArray(header) ? header : header.split(',')).map((value) => value.trim());
  const names: string[] = [];
  for (const name in headers) if (name.startsWith('impersonate-')) names.push(name);
  if (names.length === 0) return undefined;
  const extra = names
    .filter((name) => name.startsWith(EXTRA))
    .map((name) => [decodeURIComponent(name.slice(EXTRA.length)), valuesOf(headers[name])]);
  return {
    username: String(headers['impersonate-user'] ?? ''),
    uid: String(headers['impersonate-uid'] ?? ''),
    groups: valuesOf(headers['impersonate-group']),
    extra: Object.fromEntries(extra),
  };
}

function impersonatedGroups({ username, groups }: UserInfo): string[] {
  const account = serviceAccountOf(username);
  const own = groups.length === 0 && account ? serviceAccountGroups(account.namespace) : groups;
  if (username === ANONYMOUS.username) return own.includes(UNAUTHENTICATED) ? own : [...own, UNAUTHENTICATED];
  return own.includes(AUTHENTICATED) || own.includes(UNAUTHENTICATED) ? own : [...own, AUTHENTICATED];
}

/** What one has to be allowed to be somebody. */
function impersonationAccesses(wanted: UserInfo, { verb, group }: { verb: string; group: string }): ResourceAttributes[] {
  const { username, uid, groups, extra = {} } = wanted;
  const account = serviceAccountOf(username);
  const access = (resource: string, name: string, more: Partial<ResourceAttributes> = {}): ResourceAttributes => ({
    verb,
    group,
    resource,
    subresource: '',
    namespace: '',
    name,
    ...more,
  });
  const identity = 'authentication.k8s.io';
  return [
    account ? access('serviceaccounts', account.name, { group: '', namespace: account.namespace }) : access('users', username),
    ...groups.map((name) => access('groups', name)),
    ...(uid ? [access('uids', uid, { group: identity })] : []),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => access('userextras', value, { group: identity, subresource: key })),
    ),
  ];
}

function goUser({ username, uid = '', groups, extra = {} }: UserInfo): string {
  const list = (values: readonly string[]) => `{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const pairs = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:[]string${list(values)}`);
  const extras = pairs.length > 0 ? `map[string][]string{${pairs.join(', ')}}` : 'map[string][]string(nil)';
  const groupList = groups.length > 0 ? `[]string${list(groups)}` : '[]string(nil)';
  return `&user.DefaultInfo{Name:${JSON.stringify(username)}, UID:${JSON.stringify(uid)}, Groups:${groupList}, Extra:${extras}}`;
}
