/**
 * The least permissions with which an operator of some classes can work, from what the classes declare. Pure.
 */

import { definitionName, type KindDeclaration, scopeOf } from './kind-declaration.ts';
import { guessedPlural } from './kind-plural.ts';

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
  /** @default all */
  readonly resourceNames?: readonly string[];
  /** @default none */
  readonly nonResourceURLs?: readonly string[];
}

/** A kind that a class names. */
export interface DeclaredKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Its name in paths and permissions. @default guessed from the kind, as Kubernetes does */
  readonly plural?: string;
}

/** What of a class its permissions are made of. */
export interface PermissionDeclaration extends KindDeclaration {
  readonly OWNS?: readonly DeclaredKind[];
  readonly WATCHES?: readonly DeclaredKind[];
  readonly PERMISSIONS?: readonly PolicyRule[];
}

/** The rules of an operator: those that can be confined to namespaces, and those that can't. */
export interface OperatorRules {
  readonly namespaced: readonly PolicyRule[];
  readonly cluster: readonly PolicyRule[];
}

/** How the rules are made. */
export interface RuleOptions {
  /** Whether the operator creates its definitions. */
  readonly createCrd: boolean;
  /** Whether a kind is known to live outside namespaces. */
  isClusterKind(kind: string): boolean;
  /** What the operator may do beside what its classes declare. @default nothing */
  given?: readonly PolicyRule[];
}

const OWNED_VERBS = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const WATCHED_VERBS = ['get', 'list', 'watch'];
const WRITING_VERBS: ReadonlySet<string> = new Set(['create', 'update', 'patch', '*']);

/**
 * Rules in a stable order, none of which another one covers: the definitions, the classes' own kinds, what they own, what they
 * watch, more, Events.
 */
export function operatorRules(classes: readonly PermissionDeclaration[], options: RuleOptions): OperatorRules {
  const namespaced: PolicyRule[] = [];
  const cluster: PolicyRule[] = options.createCrd ? definitionRules(classes) : [];
  const place = (isCluster: boolean) => (isCluster ? cluster : namespaced);
  for (const type of classes) place(scopeOf(type) === 'Cluster').push(...ownRules(type, options.given ?? []));
  const plurals = new Map(classes.map((type) => [`${type.GROUP}/${type.KIND}`, type.PLURAL]));
  const scopes = new Map(classes.map((type) => [`${type.GROUP}/${type.KIND}`, scopeOf(type)]));
  const owned = distinct(classes.flatMap(({ OWNS = [] }) => OWNS));
  const watched = distinct(classes.flatMap(({ WATCHES = [] }) => WATCHES)).filter(
    (kind) => !owned.some((each) => nameOf(each) === nameOf(kind)),
  );
  for (const [kinds, verbs] of [
    [owned, OWNED_VERBS],
    [watched, WATCHED_VERBS],
  ] as const) {
    for (const declared of kinds) {
      const known = plurals.get(nameOf(declared));
      const plural = declared.plural ?? known ?? guessedPlural(declared.kind);
      const isCluster = known === undefined ? options.isClusterKind(declared.kind) : scopes.get(nameOf(declared)) === 'Cluster';
      place(isCluster).push({ apiGroups: [groupOf(declared.apiVersion)], resources: [plural], verbs });
    }
  }
  for (const rule of classes.flatMap(({ PERMISSIONS = [] }) => PERMISSIONS)) place(rule.nonResourceURLs !== undefined).push(rule);
  namespaced.push({ apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] });
  return { namespaced: withoutCovered(namespaced), cluster: withoutCovered(cluster) };
}

/** Leaves out what another rule allows anyway: a class may watch a kind of the operator's own, or ask for what it has. */
function withoutCovered(rules: readonly PolicyRule[]): PolicyRule[] {
  return rules.filter((rule, at) => !rules.some((other, index) => covers(other, rule) && (index < at || !covers(rule, other))));
}

function covers(wide: PolicyRule, narrow: PolicyRule): boolean {
  if (wide === narrow || wide.resourceNames || wide.nonResourceURLs || narrow.nonResourceURLs) return false;
  const parts = ['apiGroups', 'resources', 'verbs'] as const;
  return parts.every((part) => (narrow[part] ?? []).every((each) => (wide[part] ?? []).includes(each)));
}

/** A name can't confine creation, since it isn't known by then. */
function definitionRules(classes: readonly PermissionDeclaration[]): PolicyRule[] {
  const definitions = { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] };
  return [
    { ...definitions, verbs: ['create'] },
    { ...definitions, resourceNames: classes.map(definitionName).sort(), verbs: ['get', 'patch'] },
  ];
}

function ownRules(type: PermissionDeclaration, given: readonly PolicyRule[]): PolicyRule[] {
  const { GROUP, PLURAL } = type;
  return [
    { apiGroups: [GROUP], resources: [PLURAL], verbs: ['get', 'list', 'watch', 'patch'] },
    { apiGroups: [GROUP], resources: [`${PLURAL}/status`], verbs: ['patch'] },
    ...(mayHaveChildren(type, given) ? [{ apiGroups: [GROUP], resources: [`${PLURAL}/finalizers`], verbs: ['update'] }] : []),
  ];
}

/** An ownerReference blocks the deletion of its owner, which the server lets only those say who may hold that by a finalizer. */
function mayHaveChildren({ OWNS = [], PERMISSIONS = [] }: PermissionDeclaration, given: readonly PolicyRule[]): boolean {
  return OWNS.length > 0 || [...PERMISSIONS, ...given].some(writesObjects);
}

/** Whether a rule lets somebody write ownerReferences. */
function writesObjects({ verbs, resources = [] }: PolicyRule): boolean {
  return verbs.some((verb) => WRITING_VERBS.has(verb)) && resources.some((resource) => !resource.includes('/'));
}

function distinct(kinds: readonly DeclaredKind[]): DeclaredKind[] {
  return [...new Map(kinds.map((kind) => [nameOf(kind), kind])).values()];
}

function nameOf({ apiVersion, kind }: DeclaredKind): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
}
