/**
 * The essence that the last finished call was given, kept in the record of classes with KEEP_LAST_HANDLED: with it a change that
 * was made while nobody watched has an old version and a difference.
 *
 * It is a copy of what lies beside it in the same object: spec, labels and annotations, no status. What would be too long to be
 * kept twice isn't kept.
 */
import { isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { essenceView } from './essence.ts';

/** The longest text that is kept, in bytes: the API server takes 256 KiB of annotations, and 1.5 MiB of an object. */
export const MAX_LAST_HANDLED_BYTES = 65_536;

/** An object's essence as text; undefined when it is too long. */
export function lastHandledOf(object: StoredObject): string | undefined {
  const text = JSON.stringify(essenceView(object));
  return Buffer.byteLength(text) > MAX_LAST_HANDLED_BYTES ? undefined : text;
}

/**
 * The object as it was when the text was kept: the essence of then with the identity of now. Which version it was is not known,
 * so its resourceVersion is empty, and it has no status. Undefined when the text is none of ours.
 */
export function lastHandledObject(text: string, current: StoredObject): StoredObject | undefined {
  const essence = parsed(text);
  if (!essence) return undefined;
  const { metadata, ...rest } = essence;
  const { name, namespace, uid, creationTimestamp } = current.metadata;
  const { labels, annotations } = isJsonObject(metadata) ? metadata : {};
  return {
    apiVersion: current.apiVersion,
    kind: current.kind,
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion: '',
      creationTimestamp,
      ...(hasFields(labels) ? { labels } : {}),
      ...(hasFields(annotations) ? { annotations } : {}),
    },
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Somebody edited it by hand: the same as nothing kept.
    return undefined;
  }
}

function hasFields(value: unknown): value is Record<string, string> {
  return isJsonObject(value) && Object.keys(value).length > 0;
}
