/** What a user needs beside the permission to write an object, by what is in it: nobody may give more than they have. */
import type { Authorizer, PolicyRule } from './authorizer.ts';
import { equal, type JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import { forbidden, notFound, quote } from './refusal.ts';
import type { ResourceAttributes } from './request-attributes.ts';
import { type ResourceKind, resourceOf } from './resource-kind.ts';
import { missingRules, quotedList, ruleText } from './rule-cover.ts';
import { MASTERS, type UserInfo } from './user-info.ts';

const RBAC = 'rbac.authorization.k8s.io';
const EVERYTHING: PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/** What is written. */
export interface CheckedWrite {
  namespace: string;
  draft: JsonObject;
  /** What was there. @default nothing */
  old?: JsonObject | undefined;
}

/** Checks writes. */
export class WritePermissions {
  readonly #authorizer: Authorizer;
  readonly #registry: KindRegistry;

  constructor(parts: { authorizer: Authorizer; registry: KindRegistry }) {
    this.#authorizer = parts.authorizer;
    this.#registry = parts.registry;
  }

  /** Refuses a write that the user may not do. */
  check(kind: ResourceKind, user: UserInfo | undefined, write: CheckedWrite): void {
    if (!user || user.groups.includes(MASTERS)) return;
    this.#checkOwners(kind, user, write);
    if (kind.group !== RBAC) return;
    if (kind.plural.endsWith('bindings')) this.#checkBinding(kind, user, write);
    else this.#checkRole(kind, user, write);
  }

  #may(user: UserInfo, { verb, kind, ...more }: { verb: string; kind: ResourceKind } & Partial<ResourceAttributes>): boolean {
    const attributes = { verb, group: kind.group, resource: kind.plural, subresource: '', namespace: '', name: '', ...more };
    return this.#authorizer.decide(user, attributes).allowed;
  }

  #checkRole(kind: ResourceKind, user: UserInfo, { namespace, draft, old }: CheckedWrite): void {
    const { name } = draft.metadata;
    if (old && equal(old.rules ?? [], draft.rules ?? []) && equal(old.aggregationRule, draft.aggregationRule)) return;
    if (this.#may(user, { verb: 'escalate', kind, namespace, name })) return;
    this.#checkHeld(kind, user, { namespace, name, rules: draft.rules ?? [] });
    if (draft.aggregationRule && missingRules(this.#authorizer.rulesFor(user, '').rules, EVERYTHING).length > 0)
      throw forbidden(resourceOf(kind), name, 'must have cluster-admin privileges to use an aggregationRule');
  }

  #checkBinding(kind: ResourceKind, user: UserInfo, { namespace, draft, old }: CheckedWrite): void {
    const { roleRef, subjects = [], metadata } = draft;
    if (old && equal(old.roleRef, roleRef) && equal(old.subjects ?? [], subjects)) return;
    const resource = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
    if (this.#may(user, { verb: 'bind', kind, resource, namespace, name: roleRef.name })) return;
    const rules = this.#authorizer.rulesOf(roleRef, namespace);
    if (!rules) throw notFound(resourceOf(kind), roleRef.name);
    this.#checkHeld(kind, user, { namespace, name: metadata.name, rules });
  }

  #checkHeld(
    kind: ResourceKind,
    user: UserInfo,
    { namespace, name, rules }: { namespace: string; name: string; rules: PolicyRule[] },
  ): void {
    const missing = missingRules(this.#authorizer.rulesFor(user, namespace).rules, rules);
    if (missing.length === 0) return;
    const who = `user ${quote(user.username)} (groups=${quotedList(user.groups)})`;
    const list = missing.map(ruleText).sort().join('\n');
    throw forbidden(resourceOf(kind), name, `${who} is attempting to grant RBAC permissions not currently held:\n${list}`);
  }

  /** Whoever makes an owner wait for its dependents has to be allowed to hold it. */
  #checkOwners(kind: ResourceKind, user: UserInfo, { namespace, draft, old }: CheckedWrite): void {
    const owners: JsonObject[] = draft.metadata.ownerReferences ?? [];
    const before: JsonObject[] = old?.metadata.ownerReferences ?? [];
    if (equal(owners, before)) return;
    const { name } = draft.metadata;
    const refuse = (why: string) => forbidden(resourceOf(kind), name ?? '', why);
    if (old && !this.#may(user, { verb: 'delete', kind, namespace, name }))
      throw refuse("cannot set an ownerRef on a resource you can't delete: , <nil>");
    const blocking = owners.filter(
      ({ uid, blockOwnerDeletion }) => blockOwnerDeletion && !before.some((known) => known.uid === uid && known.blockOwnerDeletion),
    );
    for (const owner of blocking) {
      const ownerKind = this.#registry.ofObject(owner.apiVersion, owner.kind);
      if (!ownerKind) continue;
      const place = ownerKind.namespaced ? namespace : '';
      if (!this.#may(user, { verb: 'update', kind: ownerKind, subresource: 'finalizers', namespace: place, name: owner.name }))
        throw refuse("cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>");
    }
  }
}
