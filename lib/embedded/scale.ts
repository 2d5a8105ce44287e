/** The scale subresource: an object's replicas under the same names for every kind. */
import { isObject, type JsonObject, valueAt } from './json.ts';
import { Refusal } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';
import { labelSelectorText } from './selector.ts';

/** The Scale of an object. */
export function scaleOf(kind: ResourceKind, object: JsonObject): JsonObject {
  const { specReplicas, statusReplicas, selector } = kind.scale as NonNullable<ResourceKind['scale']>;
  if (kind.custom && valueAt(object, specReplicas) === undefined) {
    const problem = `the spec replicas field ".${specReplicas.join('.')}" does not exist`;
    throw new Refusal({
      code: 500,
      reason: 'InternalError',
      message: `Internal error occurred: ${problem}`,
      details: { causes: [{ message: problem }] },
    });
  }
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const found = selector && valueAt(object, selector);
  const text = isObject(found) ? labelSelectorText(found) : found;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: valueAt(object, specReplicas) ? { replicas: valueAt(object, specReplicas) } : {},
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
