/** Rules and where they hold: in a namespace, or in the whole cluster. Pure. */
import type { PolicyRule } from './policy-rules.ts';

/** Rules by namespace; those of the whole cluster under undefined. */
export type PlacedRules = ReadonlyMap<string | undefined, readonly PolicyRule[]>;

/** A rule and its namespace; of the whole cluster without one. */
export type NamespacedRule = PolicyRule & { readonly namespace?: string | undefined };

/** Rules by their namespaces, in their order. */
export function placeRules(rules: Iterable<NamespacedRule>): PlacedRules {
  const places = new Map<string | undefined, PolicyRule[]>();
  for (const { namespace, ...rule } of rules) {
    const here = places.get(namespace) ?? [];
    here.push(rule);
    places.set(namespace, here);
  }
  return places;
}

/** The rules of several sources, in one. */
export function joinRules(...all: readonly PlacedRules[]): PlacedRules {
  return placeRules(all.flatMap((rules) => [...rules].flatMap(([namespace, each]) => each.map((rule) => ({ ...rule, namespace })))));
}
