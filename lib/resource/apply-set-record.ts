/**
 * Which kinds an object's apply sets have, or had, members of: kept in an annotation of the owner, so that members of a kind that
 * the program no longer knows are still found. Written before anything is applied; pure.
 */
import { isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { OWN_PREFIX } from './essence.ts';

/** The owner's annotation: by the name of a set its kinds, each with the namespaces of its members. */
export const APPLY_SETS_ANNOTATION = `${OWN_PREFIX}apply-sets`;

/** Where members may be: a kind, and a namespace or '' for a cluster-scoped kind. */
export interface MemberPlace {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
}

/** The places that an owner remembers for one of its sets. */
export function rememberedPlaces(owner: StoredObject, set: string): MemberPlace[] {
  const kinds = readSets(owner)[set];
  if (!isJsonObject(kinds)) return [];
  return Object.entries(kinds).flatMap(([name, namespaces]) => {
    const slash = name.lastIndexOf('/');
    if (slash < 1 || !Array.isArray(namespaces)) return [];
    const apiVersion = name.slice(0, slash);
    const kind = name.slice(slash + 1);
    return namespaces.filter((namespace) => typeof namespace === 'string').map((namespace) => ({ apiVersion, kind, namespace }));
  });
}

/** The annotation's text with other places for one set; undefined when it says so already, null when nothing is left to say. */
export function withPlaces(owner: StoredObject, set: string, places: readonly MemberPlace[]): string | null | undefined {
  const { [set]: _, ...others } = readSets(owner);
  const kinds = sorted(places);
  const sets = Object.keys(kinds).length > 0 ? { ...others, [set]: kinds } : others;
  const names = Object.keys(sets).sort();
  const text = names.length > 0 ? JSON.stringify(Object.fromEntries(names.map((name) => [name, sets[name]]))) : null;
  return text === (owner.metadata.annotations?.[APPLY_SETS_ANNOTATION] ?? null) ? undefined : text;
}

/** Each place once. */
export function distinctPlaces(places: readonly MemberPlace[]): MemberPlace[] {
  return [...new Map(places.map((place) => [`${place.apiVersion}/${place.kind}/${place.namespace}`, place])).values()];
}

function sorted(places: readonly MemberPlace[]): Record<string, string[]> {
  const kinds: Record<string, string[]> = {};
  for (const { apiVersion, kind, namespace } of distinctPlaces(places)) {
    const name = `${apiVersion}/${kind}`;
    kinds[name] = [...(kinds[name] ?? []), namespace].sort();
  }
  return Object.fromEntries(Object.entries(kinds).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Somebody may have edited it by hand: what can't be read counts as nothing. */
function readSets(owner: StoredObject): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(owner.metadata.annotations?.[APPLY_SETS_ANNOTATION] ?? '{}');
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
