/** Whether a write changes anything: what comes with every write alone doesn't count. */
import { equal, type JsonObject } from './json.ts';

/** True when two versions differ in nothing but the times of managedFields and the resourceVersion: then nothing was written. */
export function isSameObject(next: JsonObject, old: JsonObject): boolean {
  return isSameBut(next, old, 'metadata', '') && isSameMetadata(next.metadata, old.metadata);
}

function isSameMetadata(next: JsonObject, old: JsonObject): boolean {
  if (!isSameBut(next, old, 'managedFields', 'resourceVersion')) return false;
  const [entries, before] = [next.managedFields as JsonObject[] | undefined, old.managedFields as JsonObject[] | undefined];
  if (entries === before) return true;
  if (!entries || entries.length !== before?.length) return false;
  return entries.every((entry, index) => entry === before[index] || isSameBut(entry, before[index] as JsonObject, 'time', ''));
}

/** Equality of all members but two. */
function isSameBut(next: JsonObject, old: JsonObject, one: string, other: string): boolean {
  for (const name in next) if (name !== one && name !== other && !(name in old && equal(next[name], old[name]))) return false;
  for (const name in old) if (name !== one && name !== other && !(name in next)) return false;
  return true;
}
