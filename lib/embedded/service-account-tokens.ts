/** The tokens of service accounts: made on request, and valid as long as what they are bound to is there. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { AUTHENTICATED, serviceAccountGroups, serviceAccountName, type UserInfo } from './user-info.ts';

/** Who issues the tokens, and for whom. */
export const ISSUER = 'https://kubernetes.default.svc';

/**
 * The key is no secret: whoever can reach the server can be its administrator anyway. So tokens survive the server, as its
 * saved state does.
 */
const KEY = 'embedded cluster, for development and tests';
const HEADER = encoded({ alg: 'HS256', kid: 'embedded' });

/** What a token is bound to beside its service account. */
export interface BoundObject {
  kind: 'Pod' | 'Secret' | 'Node';
  name: string;
  uid: string;
}

/** What a token is made of. */
export interface TokenParts {
  serviceAccount: JsonObject;
  audiences: readonly string[];
  expirationSeconds: number;
  /** @default the service account alone */
  bound?: BoundObject;
}

const TABLES = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const;

/** Issues and reads tokens. */
export class ServiceAccountTokens {
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(parts: { store: ObjectStore; clock: Clock }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
  }

  /** A new token. */
  issue({ serviceAccount, audiences, expirationSeconds, bound }: TokenParts): { token: string; expires: number } {
    const { namespace, name, uid } = serviceAccount.metadata;
    const now = Math.floor(this.#clock.now() / 1000);
    const claims = {
      aud: audiences,
      exp: now + expirationSeconds,
      iat: now,
      iss: ISSUER,
      jti: randomUUID(),
      'kubernetes.io': {
        namespace,
        ...(bound && { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: { name, uid },
      },
      nbf: now,
      sub: serviceAccountName(namespace, name),
    };
    const body = `${HEADER}.${encoded(claims)}`;
    return { token: `${body}.${signature(body)}`, expires: claims.exp * 1000 };
  }

  /** Whose token it is; undefined when it is nobody's, or no longer valid. */
  userOf(token: string, audiences: readonly string[] = [ISSUER]): { user: UserInfo; audiences: string[] } | undefined {
    const claims = claimsOf(token);
    if (!claims || claims.exp * 1000 <= this.#clock.now()) return undefined;
    const matching = audiences.filter((audience) => claims.aud.includes(audience));
    if (matching.length === 0) return undefined;
    const { namespace, serviceaccount: account, ...bound } = claims['kubernetes.io'];
    if (!this.#isThere('serviceaccounts', `${namespace}/${account.name}`, account.uid)) return undefined;
    for (const [kind, table] of Object.entries(TABLES)) {
      const object = bound[kind.toLowerCase()];
      const key = table === 'nodes' ? object?.name : `${namespace}/${object?.name}`;
      if (object && !this.#isThere(table, key, object.uid)) return undefined;
    }
    const user = {
      username: claims.sub,
      uid: account.uid,
      groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
      extra: extraOf(claims),
    };
    return { user, audiences: matching };
  }

  #isThere(table: string, key: string, uid: string): boolean {
    return this.#store.get(table, key)?.metadata.uid === uid;
  }
}

function extraOf({ jti, 'kubernetes.io': { pod, node } }: JsonObject): Record<string, string[]> {
  const prefix = 'authentication.kubernetes.io';
  return {
    [`${prefix}/credential-id`]: [`JTI=${jti}`],
    ...(node && { [`${prefix}/node-name`]: [node.name], [`${prefix}/node-uid`]: [node.uid] }),
    ...(pod && { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] }),
  };
}

function claimsOf(token: string): JsonObject | undefined {
  const [header = '', body = '', sign = '', more] = token.split('.');
  if (more !== undefined || !sign) return undefined;
  const expected = Buffer.from(signature(`${header}.${body}`));
  const given = Buffer.from(sign);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  // What carries our signature was written by us.
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url');
}
