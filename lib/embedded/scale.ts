/** The scale subresource: an object's replicas under the same names for every kind. */
import { isObject, type JsonObject, valueAt } from './json.ts';
import { labelSelectorText } from './selector.ts';
import type { ResourceKind } from './resource-kind.ts';

/** The Scale of an object. */
export function scaleOf(kind: ResourceKind, object: JsonObject): JsonObject {
  const { specReplicas, statusReplicas, selector } = kind.scale as NonNullable<ResourceKind['scale']>;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const found = selector && valueAt(object, selector);
  const text = isObject(found) ? labelSelectorText(found) : found;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: valueAt(object, specReplicas) ?? 0 },
    status: { replicas: valueAt(object, statusReplicas) ?? 0, ...(text !== undefined && text !== '' && { selector: text }) },
  };
}

/** The object with the replicas of a Scale. */
export function scaled(kind: ResourceKind, object: JsonObject, scale: JsonObject): JsonObject {
  const { specReplicas } = kind.scale as NonNullable<ResourceKind['scale']>;
  return setAt(object, specReplicas, scale.spec?.replicas ?? 0);
}

function setAt(object: JsonObject, path: readonly string[], value: unknown): JsonObject {
  const [name = '', ...rest] = path;
  return { ...object, [name]: rest.length === 0 ? value : setAt(object[name] ?? {}, rest, value) };
}
