/** Where an object is kept, and that it says nothing else of itself. */
import type { JsonObject } from './json.ts';
import { badRequest } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';

/** The key of an object in its table. */
export function keyFor(kind: ResourceKind, namespace: string, name: string): string {
  return kind.namespaced ? `${namespace}/${name}` : name;
}

/** Refuses an object that addresses another place than its request. */
export function checkPlace(kind: ResourceKind, draft: JsonObject, namespace: string, name: string): void {
  const given = draft.metadata.namespace;
  if (kind.namespaced && given && given !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  if (name && draft.metadata.name && draft.metadata.name !== name) {
    throw badRequest(`the name of the object (${draft.metadata.name}) does not match the name on the URL (${name})`);
  }
}
