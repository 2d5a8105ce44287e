/**
 * Who owns which fields of an object, as between the entries of its managedFields and the sets that ownership is reckoned with. What is
 * stored never changes and is handed on from version to version, so it is read once, and written anew only where something is another.
 */
import { FieldSet } from './field-set.ts';
import { isObject, type JsonObject } from './json.ts';
import { quote } from './refusal.ts';

/** What one manager owns. */
export interface Owner {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  time: string;
  fields: FieldSet;
  /** As it was noted: good for as long as neither fields nor time are others. */
  noted?: Noted;
}

interface Noted {
  readonly entry: JsonObject;
  readonly fields: FieldSet;
}

const MAX_UPDATERS = 10;

/** Reads owners. */
export class FieldOwners {
  readonly #sets = new WeakMap<JsonObject, FieldSet>();

  /**
   * Who the entries of managedFields say owns what.
   *
   * @param stored those of the object as it is stored
   */
  of(entries: readonly JsonObject[], stored: readonly JsonObject[] = []): Owner[] {
    return entries.map(({ manager = '', operation = 'Update', apiVersion = '', subresource = '', time = '', fieldsV1 }, index) => {
      const owner: Owner = { manager, operation, apiVersion, subresource, time, fields: this.#setOf(fieldsV1) };
      const entry = stored[index];
      if (entry && entry.fieldsV1 === fieldsV1) owner.noted = { entry, fields: owner.fields };
      return owner;
    });
  }

  #setOf(fieldsV1: JsonObject | undefined): FieldSet {
    if (!isObject(fieldsV1)) return FieldSet.parse(fieldsV1);
    let set = this.#sets.get(fieldsV1);
    if (!set) {
      set = FieldSet.parse(fieldsV1);
      this.#sets.set(fieldsV1, set);
    }
    return set;
  }
}

/** True for one and the same writer. */
export function isSameOwner(left: Owner, right: Owner): boolean {
  if (left.manager !== right.manager || left.operation !== right.operation || left.subresource !== right.subresource) return false;
  return left.operation === 'Apply' || left.apiVersion === right.apiVersion;
}

/** Notes owners in an object's metadata. */
export function setOwners(object: JsonObject, owners: Owner[]): void {
  const kept = capped(owners.filter((owner) => !owner.fields.isEmpty())).sort(compareOwners);
  if (kept.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = kept.map(entryOf);
}

function entryOf(owner: Owner): JsonObject {
  const { manager, operation, apiVersion, subresource, time, fields, noted } = owner;
  if (noted && isAsNoted(owner, noted)) return noted.entry;
  const entry = { manager, operation, apiVersion, ...(time && { time }), fieldsType: 'FieldsV1', fieldsV1: fields.tidy().toJson() };
  return subresource ? { ...entry, subresource } : entry;
}

function isAsNoted({ manager, operation, apiVersion, subresource, time, fields }: Owner, { entry, fields: before }: Noted): boolean {
  if (fields !== before || entry.manager !== manager || entry.operation !== operation || entry.apiVersion !== apiVersion) return false;
  return (entry.subresource ?? '') === subresource && (entry.time ?? '') === time;
}

function compareOwners(left: Owner, right: Owner): number {
  const order = (owner: Owner) => [owner.operation, owner.time, owner.manager, owner.apiVersion, owner.subresource].join('\0');
  return order(left) < order(right) ? -1 : 1;
}

/** Many updaters would make the object grow without end: the oldest become one. */
function capped(owners: Owner[]): Owner[] {
  if (owners.length <= MAX_UPDATERS) return owners;
  const updaters = owners.filter((owner) => owner.operation === 'Update').sort(compareOwners);
  if (updaters.length <= MAX_UPDATERS) return owners;
  const merged = new Map<string, Owner>();
  for (const owner of updaters.slice(0, updaters.length - MAX_UPDATERS + 1)) {
    const known = merged.get(owner.apiVersion);
    const fields = known ? known.fields.union(owner.fields) : owner.fields;
    merged.set(owner.apiVersion, { ...owner, manager: 'ancient-changes', subresource: '', fields });
  }
  const kept = updaters.slice(updaters.length - MAX_UPDATERS + 1);
  return [...owners.filter((owner) => owner.operation === 'Apply'), ...merged.values(), ...kept];
}

/** An owner as messages name it. */
export function ownerText({ manager, subresource, operation, apiVersion }: Owner): string {
  const name = subresource ? `${quote(manager)} with subresource ${quote(subresource)}` : quote(manager);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
