/** Who may do what: Roles, ClusterRoles and their bindings, read as the real authorizer reads them. */
import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { qualified, quote, Refusal } from './refusal.ts';
import { type AccessAttributes, isResourceAccess } from './request-attributes.ts';
import { MASTERS, serviceAccountName, type UserInfo } from './user-info.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** A rule of a role. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/** Whether something is allowed, and why. */
export interface Decision {
  allowed: boolean;
  reason: string;
}

/** The rules that hold for a user. */
export interface RuleSet {
  rules: PolicyRule[];
  /** Roles that bindings name and that aren't there. */
  problems: string[];
}

interface Grant {
  rules: PolicyRule[];
  /** Who gave it to whom, for the reason. */
  origin: string;
  problem?: string;
}

/** Decides by what is in the store now. */
export class Authorizer {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Whether a user may do something. */
  decide(user: UserInfo, attributes: AccessAttributes): Decision {
    if (user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
    const problems: string[] = [];
    for (const { rules, origin, problem } of this.#grants(user, isResourceAccess(attributes) ? attributes.namespace : '')) {
      if (problem) problems.push(problem);
      if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, reason: `RBAC: allowed by ${origin}` };
    }
    return { allowed: false, reason: problems.length > 0 ? `RBAC: ${problemText(problems)}` : '' };
  }

  /** Refuses what a user may not do. */
  require(user: UserInfo, attributes: AccessAttributes): void {
    const { allowed, reason } = this.decide(user, attributes);
    if (!allowed) throw accessRefusal(user, attributes, reason);
  }

  /** All rules that hold for a user in a namespace, and cluster-wide. */
  rulesFor(user: UserInfo, namespace: string): RuleSet {
    const grants = [...this.#grants(user, namespace)];
    return {
      rules: grants.flatMap(({ rules }) => rules),
      problems: grants.flatMap(({ problem }) => (problem ? [problem] : [])),
    };
  }

  /** The rules of the role that a binding in a namespace (or a cluster-wide one) refers to; undefined when there is none. */
  rulesOf({ kind, name }: JsonObject, namespace: string): PolicyRule[] | undefined {
    const role =
      kind === 'Role' ? this.#store.get(`${GROUP}/roles`, `${namespace}/${name}`) : this.#store.get(`${GROUP}/clusterroles`, name);
    return role && (role.rules ?? []);
  }

  *#grants(user: UserInfo, namespace: string): Generator<Grant> {
    for (const binding of this.#store.list(`${GROUP}/clusterrolebindings`)) {
      const grant = this.#grant(user, binding, '');
      if (grant) yield grant;
    }
    if (!namespace) return;
    for (const binding of this.#store.list(`${GROUP}/rolebindings`, namespace)) {
      const grant = this.#grant(user, binding, namespace);
      if (grant) yield grant;
    }
  }

  #grant(user: UserInfo, { metadata, subjects, roleRef }: JsonObject, namespace: string): Grant | undefined {
    const subject = (subjects ?? []).find((candidate: JsonObject) => isSubject(user, candidate, namespace));
    if (!subject) return undefined;
    const binding = namespace ? `RoleBinding ${quote(`${metadata.name}/${namespace}`)}` : `ClusterRoleBinding ${quote(metadata.name)}`;
    const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
    const origin = `${binding} of ${roleRef.kind} ${quote(roleRef.name)} to ${subject.kind} ${quote(who)}`;
    const rules = this.rulesOf(roleRef, namespace);
    if (rules) return { rules, origin };
    return { rules: [], origin, problem: `${String(roleRef.kind).toLowerCase()}.${GROUP} ${quote(roleRef.name)} not found` };
  }
}

function isSubject(user: UserInfo, { kind, name, namespace }: JsonObject, bindingNamespace: string): boolean {
  switch (kind) {
    case 'User':
      return user.username === name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount': {
      const home = namespace || bindingNamespace;
      return home !== '' && user.username === serviceAccountName(home, name);
    }
    default:
      return false;
  }
}

/** True when a rule allows an access. */
export function ruleAllows(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false;
  if (!isResourceAccess(attributes)) return (rule.nonResourceURLs ?? []).some((url) => coversPath(url, attributes.path));
  const { group, resource, subresource, name } = attributes;
  if (!has(rule.apiGroups, group)) return false;
  const full = subresource ? `${resource}/${subresource}` : resource;
  const isResource = has(rule.resources, full) || (subresource !== '' && (rule.resources ?? []).includes(`*/${subresource}`));
  return isResource && (!rule.resourceNames?.length || rule.resourceNames.includes(name));
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(value));
}

/** True when a path of a rule, which may end with a star, covers a path. */
export function coversPath(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));
}

function problemText(problems: readonly string[]): string {
  const distinct = [...new Set(problems)];
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`;
}

/** 403: the user may not do that. */
export function accessRefusal(user: UserInfo, attributes: AccessAttributes, reason = ''): Refusal {
  const because = reason ? `: ${reason}` : '';
  const who = `User ${quote(user.username)} cannot ${attributes.verb}`;
  if (!isResourceAccess(attributes)) {
    return new Refusal({
      code: 403,
      reason: 'Forbidden',
      message: `forbidden: ${who} path ${quote(attributes.path)}${because}`,
      details: {},
    });
  }
  const { group, resource, subresource, namespace, name } = attributes;
  const full = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace ${quote(namespace)}` : 'at the cluster scope';
  const what = `${qualified({ group, resource })}${name ? ` ${quote(name)}` : ''}`;
  const message = `${what} is forbidden: ${who} resource ${quote(full)} in API group ${quote(group)} ${where}${because}`;
  return new Refusal({
    code: 403,
    reason: 'Forbidden',
    message,
    details: { ...(name && { name }), ...(group && { group }), kind: resource },
  });
}
