/**
 * The least permissions with which hooks can be told of what they ask for, from their kubernetes bindings. What they write isn't
 * part of them. Pure.
 */
import { UsageError } from '../base/errors.ts';
import { guessedPlural } from './kind-plural.ts';
import { type NamespacedRule, type PlacedRules, placeRules } from './placed-rules.ts';
import { wellKnownResource } from './well-known-resources.ts';

/** What a binding watches. */
export interface HookWatch {
  readonly hook: string;
  readonly binding: string;
  /** '' for whatever version the server prefers. */
  readonly apiVersion: string;
  /** A kind, a plural or a short name, in any case. */
  readonly kind: string;
  /** The objects' names; empty for all. */
  readonly names: readonly string[];
  /** Undefined for all. */
  readonly namespaces: readonly string[] | undefined;
  /** Whether namespaces are chosen by their labels. */
  readonly byNamespaceLabels: boolean;
}

/** How the rules are made. */
export interface HookRuleOptions {
  /** Whether a kind is known to live outside namespaces. */
  isClusterKind(kind: string): boolean;
}

interface Wanted {
  readonly group: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  /** Undefined for all. */
  readonly name: string | undefined;
}

const VERBS = ['get', 'list', 'watch'];

/**
 * The rules, in the order of the bindings.
 *
 * @throws UsageError a kind without apiVersion isn't one of Kubernetes' own
 */
export function hookRules(watches: readonly HookWatch[], options: HookRuleOptions): PlacedRules {
  const wanted = watches.flatMap((watch) => wantedBy(watch, options));
  const rules: NamespacedRule[] = [];
  const seen = new Set<string>();
  for (const { group, plural, namespace } of wanted) {
    const key = JSON.stringify([group, plural, namespace]);
    if (seen.has(key)) continue;
    seen.add(key);
    const same = wanted.filter((each) => each.group === group && each.plural === plural);
    const everywhere = same.some((each) => each.namespace === undefined && each.name === undefined);
    if (namespace !== undefined && everywhere) continue;
    const here = same.filter((each) => each.namespace === namespace).map(({ name }) => name);
    const names = here.includes(undefined) ? {} : { resourceNames: [...new Set(here as string[])].sort() };
    rules.push({ namespace, apiGroups: [group], resources: [plural], ...names, verbs: VERBS });
  }
  return placeRules(rules);
}

function wantedBy(watch: HookWatch, { isClusterKind }: HookRuleOptions): Wanted[] {
  const { group, plural, kind } = resourceOf(watch);
  const { names, namespaces, byNamespaceLabels } = watch;
  const isCluster = isClusterKind(kind);
  const places = isCluster ? [undefined] : (namespaces ?? [undefined]);
  const own = places.flatMap((namespace) =>
    (names.length > 0 ? names : [undefined]).map((name): Wanted => ({ group, plural, namespace, name })),
  );
  const namespacesToo = byNamespaceLabels && !isCluster;
  return namespacesToo ? [...own, { group: '', plural: 'namespaces', namespace: undefined, name: undefined }] : own;
}

function resourceOf({ hook, binding, apiVersion, kind }: HookWatch): { group: string; plural: string; kind: string } {
  const group = apiVersion === '' ? undefined : apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
  const known = wellKnownResource(kind, group);
  if (known) return known;
  if (group === undefined) {
    throw new UsageError(
      `hook ${hook}, binding ${binding}: ${JSON.stringify(kind)} is none of Kubernetes' own kinds; write its apiVersion into the binding, so that its group is known`,
    );
  }
  // Written as in paths already, or a kind's name.
  const plural = kind === kind.toLowerCase() && kind.endsWith('s') ? kind : guessedPlural(kind);
  return { group, plural, kind };
}
