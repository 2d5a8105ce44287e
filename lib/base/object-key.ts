/**
 * The key of an object within its kind: `namespace/name`, or `name` alone for a cluster-scoped one.
 * Neither part can contain a slash, so that keys and names correspond one to one.
 */
import type { KubernetesObject } from './object-meta.ts';

/** `namespace/name`, or `name`. */
export type ObjectKey = string;

/** The key of an object. */
export function keyOf(object: KubernetesObject): ObjectKey {
  return objectKey(object.metadata?.namespace, object.metadata?.name ?? '');
}

/** The key made of a namespace (undefined or empty for a cluster-scoped object) and a name. */
export function objectKey(namespace: string | undefined, name: string): ObjectKey {
  return namespace ? `${namespace}/${name}` : name;
}

/** The two parts of a key; `namespace` is undefined for a cluster-scoped object. */
export function splitKey(key: ObjectKey): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  if (slash < 0) return { namespace: undefined, name: key };
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
