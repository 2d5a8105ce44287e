/** Roles: those that are always there, and those whose rules are gathered from others. */

import { afterThisTurn } from '../base/clock.ts';
import { bootstrapBindings, bootstrapRoles } from './bootstrap-roles.ts';
import { clone, equal, type JsonObject } from './json.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { ResourceKind } from './resource-kind.ts';
import { matchesLabelSelector } from './selector.ts';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES = `${GROUP}/clusterroles`;

/** Furnishes roles and keeps aggregated ones up to date. */
export class RoleController {
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #registry: KindRegistry;
  readonly #stop: () => void;
  /** The roles as they were when there was nothing left to gather. */
  #gathered: readonly JsonObject[] = [];
  #isDue = false;
  #stopped = false;

  /** @param like of another server: what is gathered there needn't be gathered again where the very same roles are. @default none */
  constructor(parts: { store: ObjectStore; writer: ObjectWriter; registry: KindRegistry }, like?: RoleController) {
    if (like) this.#gathered = like.#gathered;
    this.#store = parts.store;
    this.#writer = parts.writer;
    this.#registry = parts.registry;
    this.furnish();
    this.#stop = this.#store.subscribe(() => this.#later(), ROLES);
  }

  /** Creates the roles and bindings that are always there, where they aren't. */
  furnish(): void {
    this.#create('clusterroles', bootstrapRoles());
    this.#create('clusterrolebindings', bootstrapBindings());
    this.#aggregate();
  }

  /** Stops following. */
  stop(): void {
    this.#stopped = true;
    this.#stop();
  }

  #create(plural: string, objects: readonly JsonObject[]): void {
    const kind = this.#registry.get(GROUP, 'v1', plural) as ResourceKind;
    for (const object of objects) {
      if (!this.#store.get(kind.table, object.metadata.name)) this.#writer.create(kind, '', object, { manager: 'kube-apiserver' });
    }
  }

  #later(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    afterThisTurn(() => {
      this.#isDue = false;
      if (!this.#stopped) this.#aggregate();
    });
  }

  /** Gathers rules until nothing changes: an aggregated role may be part of another. */
  #aggregate(): void {
    const roles = this.#store.list(ROLES);
    // Objects are never changed, only replaced.
    if (roles.length === this.#gathered.length && roles.every((role, index) => role === this.#gathered[index])) return;
    for (const role of roles) {
      if (!role.aggregationRule) continue;
      const rules = rulesFor(role, roles);
      if (equal(rules, role.rules ?? [])) continue;
      this.#store.put(ROLES, role.metadata.name, { ...role, rules });
      return this.#aggregate();
    }
    this.#gathered = roles;
  }
}

function rulesFor({ metadata, aggregationRule }: JsonObject, roles: readonly JsonObject[]): JsonObject[] {
  const rules: JsonObject[] = [];
  for (const selector of aggregationRule.clusterRoleSelectors ?? []) {
    for (const role of roles) {
      if (role.metadata.name === metadata.name || !matchesLabelSelector(selector, role.metadata.labels ?? {})) continue;
      for (const rule of role.rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(clone(rule));
    }
  }
  return rules;
}
