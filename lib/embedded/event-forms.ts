/** Events are served by two groups: stored as the core group's, shown by events.k8s.io under other field names. */
import type { JsonObject } from './json.ts';
import type { ResourceKind } from './resource-kind.ts';

/** Member of the core form → member of the events.k8s.io form, where they differ. */
const NAMES: [string, string][] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

/** The two conversions of the events.k8s.io kind. */
export function eventForms(): Pick<ResourceKind, 'fromStored' | 'toStored'> {
  const toNew = new Map(NAMES);
  const toCore = new Map(NAMES.map(([core, other]) => [other, core]));
  return {
    fromStored: (stored) => ({ ...renamed(stored, toNew), apiVersion: 'events.k8s.io/v1' }),
    toStored: (object) => ({ ...renamed(object, toCore), apiVersion: 'v1' }),
  };
}

function renamed(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value]));
}
