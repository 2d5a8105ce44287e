/**
 * What a hook is told of why it runs: the JSON of BINDING_CONTEXT_PATH. Pure.
 */
import type { WatchEvent } from './hook-config.ts';

/** An object as a context shows it, already as JSON text. */
export interface ShownObject {
  /** The object; undefined where the binding doesn't keep objects. */
  readonly object: string | undefined;
  /** What its filter made of it; undefined where there is no filter. */
  readonly filterResult: string | undefined;
}

/** Why a hook runs. What is read when it runs – the objects of a Synchronization, the snapshots – isn't in here. */
export type RunReason = {
  /** The binding's name. */
  readonly binding: string;
  /** '' for none. */
  readonly group: string;
  /** The bindings whose objects are shown. */
  readonly includeSnapshotsFrom: readonly string[];
} & (
  | { readonly type: 'onStartup' }
  | { readonly type: 'Schedule' }
  | { readonly type: 'Synchronization'; readonly read: () => readonly ShownObject[] }
  | { readonly type: 'Event'; readonly watchEvent: WatchEvent; readonly shown: ShownObject }
);

/** The objects of a binding now. */
export type Snapshots = (binding: string) => readonly ShownObject[];

/**
 * Reasons of one run in one array: of neighbours that are of one group only the last stays, since one context of a group says the
 * same as another.
 */
export function mergeReasons(reasons: readonly RunReason[]): RunReason[] {
  return reasons.filter(({ group }, index) => group === '' || reasons[index + 1]?.group !== group);
}

/**
 * The content of the file.
 *
 * @param reasons those of the run, merged
 * @param all those of the run, each
 * @param snapshots is asked once for each binding
 */
export function contextText(reasons: readonly RunReason[], all: readonly RunReason[], snapshots: Snapshots): string {
  // The group's snapshots show these too: what has happened until now is to be told to nobody again.
  for (const reason of all) if (reason.type === 'Synchronization' && !reasons.includes(reason)) reason.read();
  const known = new Map<string, string>();
  const objectsOf = (binding: string) => {
    const text = known.get(binding) ?? objectsText(snapshots(binding));
    known.set(binding, text);
    return text;
  };
  return `[${reasons.map((reason) => reasonText(reason, objectsOf)).join(',')}]\n`;
}

function reasonText(reason: RunReason, objectsOf: (binding: string) => string): string {
  const { binding, group, includeSnapshotsFrom } = reason;
  const fields = [`"binding":${JSON.stringify(binding)}`];
  if (reason.type !== 'onStartup') fields.push(`"type":"${group === '' ? reason.type : 'Group'}"`);
  // Read also where a group doesn't show them: what has happened until now is known to whoever runs now.
  const objects = reason.type === 'Synchronization' ? reason.read() : [];
  if (group !== '') fields.push(`"groupName":${JSON.stringify(group)}`);
  else if (reason.type === 'Synchronization') fields.push(`"objects":${objectsText(objects)}`);
  else if (reason.type === 'Event') fields.push(`"watchEvent":"${reason.watchEvent}"`, ...objectFields(reason.shown));
  if (includeSnapshotsFrom.length > 0) {
    fields.push(`"snapshots":{${includeSnapshotsFrom.map((name) => `${JSON.stringify(name)}:${objectsOf(name)}`).join(',')}}`);
  }
  return `{${fields.join(',')}}`;
}

function objectsText(objects: readonly ShownObject[]): string {
  return `[${objects.map(objectText).join(',')}]`;
}

function objectText(shown: ShownObject): string {
  return `{${objectFields(shown).join(',')}}`;
}

function objectFields({ object, filterResult }: ShownObject): string[] {
  const fields: string[] = [];
  if (object !== undefined) fields.push(`"object":${object}`);
  if (filterResult !== undefined) fields.push(`"filterResult":${filterResult}`);
  return fields;
}
