/** Who owns which field: keeps metadata.managedFields through updates, and does server-side apply. */
import { CreatedFields } from './created-fields.ts';
import { compare, fieldsOf } from './field-comparison.ts';
import { FieldOwners, isSameOwner, type Owner, ownerText, setOwners } from './field-owners.ts';
import { FieldSet, pathText } from './field-set.ts';
import { equal, type JsonObject } from './json.ts';
import { lastAppliedFor, noteLastApplied } from './last-applied.ts';
import { type Cause, Refusal } from './refusal.ts';
import { apiVersionOf, type ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';
import { merge, withNamedParents, withoutFields } from './typed-merge.ts';

/** Who writes what. */
export interface Writer {
  manager: string | undefined;
  subresource: string;
}

/** What server-side apply is asked for. */
export interface Application {
  manager: string;
  subresource: string;
  force: boolean;
}

/** What follows from types and from entries alone: good for all servers that are alike. */
export class FieldMemory {
  /** What an object has before anybody gives it anything, by its kind's schema. */
  readonly empty = new WeakMap<Schema, JsonObject>();
  readonly created = new CreatedFields();
  readonly owners = new FieldOwners();
}

/** What managedFields are kept with. */
export interface ManagedFieldsParts {
  readonly now: () => string;
  /** Of each kind a schema of its own. */
  readonly schemaOf: (kind: ResourceKind) => Schema;
  readonly emptyOf: (kind: ResourceKind) => JsonObject;
  /** @default one of its own */
  readonly memory?: FieldMemory;
}

/** Keeps managedFields. */
export class ManagedFields {
  readonly #now: () => string;
  readonly #schemaOf: (kind: ResourceKind) => Schema;
  readonly #makeEmpty: (kind: ResourceKind) => JsonObject;
  readonly #memory: FieldMemory;

  constructor(parts: ManagedFieldsParts) {
    this.#memory = parts.memory ?? new FieldMemory();
    this.#now = parts.now;
    this.#schemaOf = parts.schemaOf;
    this.#makeEmpty = parts.emptyOf;
  }

  /** What an object of a kind has before anybody gives it anything, without what nobody can own. */
  #emptyOf(kind: ResourceKind): JsonObject {
    const schema = this.#schemaOf(kind);
    let empty = this.#memory.empty.get(schema);
    if (!empty) {
      empty = stripped(this.#makeEmpty(kind));
      this.#memory.empty.set(schema, empty);
    }
    return empty;
  }

  /** Notes in the draft who changed what since `old` (undefined for a new object). */
  noteUpdate(kind: ResourceKind, old: JsonObject | undefined, draft: JsonObject, writer: Writer): void {
    const given: JsonObject[] | undefined = draft.metadata.managedFields;
    const isReset = given?.length === 1 && Object.keys(given[0] as JsonObject).length === 0;
    const entries = isReset ? [] : given?.length ? given : (old?.metadata.managedFields ?? []);
    // Who has cleared managedFields wants none, until somebody applies.
    const isCleared = old !== undefined && entries.length === 0;
    if (!writer.manager || isReset || isCleared) {
      if (entries.length > 0) draft.metadata.managedFields = entries;
      else delete draft.metadata.managedFields;
      return;
    }
    if (!old && entries.length === 0 && !writer.subresource) return this.#noteCreation(kind, draft, writer.manager);
    const owners = this.#memory.owners.of(entries, old?.metadata.managedFields);
    const schema = this.#schemaOf(kind);
    const comparison = compare(old ? stripped(old) : this.#emptyOf(kind), stripped(draft), schema);
    const changed = limitTo(comparison.added.union(comparison.modified), kind, writer.subresource);
    const { removed } = comparison;
    const self: Owner = {
      manager: writer.manager,
      operation: 'Update',
      apiVersion: apiVersionOf(kind),
      subresource: writer.subresource,
      time: '',
      fields: changed,
    };
    for (const owner of owners) owner.fields = owner.fields.difference(changed).difference(removed);
    if (!changed.isEmpty()) {
      const known = owners.find((owner) => isSameOwner(owner, self));
      if (known) known.fields = known.fields.union(changed);
      const target = known ?? self;
      // The real server forgets the time of what scale changed, and so orders it first.
      target.time = writer.subresource === 'scale' ? '' : this.#now();
      if (!known) owners.push(self);
    }
    setOwners(draft, owners);
  }

  /** A new object has no owners before its creator, who owns all that an empty one doesn't have. */
  #noteCreation(kind: ResourceKind, draft: JsonObject, manager: string): void {
    const given = stripped(draft, kind.statusSubresource ? 'status' : undefined);
    const fieldsV1 = this.#memory.created.of(this.#emptyOf(kind), given, this.#schemaOf(kind));
    if (!fieldsV1) {
      delete draft.metadata.managedFields;
      return;
    }
    const entry = { manager, operation: 'Update', apiVersion: apiVersionOf(kind), time: this.#now(), fieldsType: 'FieldsV1', fieldsV1 };
    draft.metadata.managedFields = [entry];
  }

  /** The object that results from applying a configuration; managedFields are in it. Throws on conflicts. */
  apply(kind: ResourceKind, old: JsonObject | undefined, config: JsonObject, application: Application): JsonObject {
    const schema = this.#schemaOf(kind);
    const live = old ?? this.#makeEmpty(kind);
    const owners: Owner[] = old ? this.#ownersBefore(kind, old) : [];
    const self: Owner = {
      manager: application.manager,
      operation: 'Apply',
      apiVersion: apiVersionOf(kind),
      subresource: application.subresource,
      time: this.#now(),
      fields: new FieldSet(),
    };
    const mine = owners.find((owner) => isSameOwner(owner, self));
    const { managedFields: _, ...configMetadata } = config.metadata ?? {};
    const applied = { ...config, metadata: configMetadata };
    let result = merge(live, applied, schema) as JsonObject;
    self.fields = limitTo(fieldsOf(stripped(applied), schema), kind, application.subresource);
    const others = owners.filter((owner) => owner !== mine);
    if (mine) result = takeAway(result, mine.fields, [...others, self], schema);
    this.#settle(live, result, others, application, { kind, schema });
    // The time tells when this manager last changed the object, so it stays when nothing did.
    if (old && equal(stripped(live), stripped(result))) self.time = mine?.time ?? '';
    result = { ...result, metadata: { ...result.metadata } };
    noteLastApplied(application.manager, result, config);
    setOwners(result, self.fields.isEmpty() ? others : [...others, self]);
    return result;
  }

  /** Who owns what before an apply: what nobody was noted for belongs to all that was done before. */
  #ownersBefore(kind: ResourceKind, old: JsonObject): Owner[] {
    const entries: JsonObject[] = old.metadata.managedFields ?? [];
    if (entries.length > 0) return this.#memory.owners.of(entries, entries);
    const schema = this.#schemaOf(kind);
    const { added, modified } = compare(this.#emptyOf(kind), stripped(old), schema);
    const fields = limitTo(added.union(modified), kind, '');
    return [
      { manager: 'before-first-apply', operation: 'Update', apiVersion: apiVersionOf(kind), subresource: '', time: this.#now(), fields },
    ];
  }

  /** What others own of the changed fields is a conflict; or theirs no more when forced, or removed. */
  #settle(
    live: JsonObject,
    result: JsonObject,
    others: Owner[],
    application: Application,
    { kind, schema }: { kind: ResourceKind; schema: Schema },
  ): void {
    const comparison = compare(stripped(live), stripped(result), schema);
    const changed = limitTo(comparison.added.union(comparison.modified), kind, application.subresource);
    const conflicts = others
      .map((owner) => ({ owner, fields: owner.fields.intersection(changed) }))
      .filter(({ fields }) => !fields.isEmpty());
    // What kubectl has applied from its own side it may change from the server's.
    const known = lastAppliedFor(application.manager, live);
    const allowed = known ? fieldsOf(stripped(known), schema) : new FieldSet();
    const real = conflicts
      .map(({ owner, fields }) => ({ owner, fields: fields.difference(allowed) }))
      .filter(({ fields }) => !fields.isEmpty());
    if (real.length > 0 && !application.force) throw conflictRefusal(real);
    for (const { owner, fields } of conflicts) owner.fields = owner.fields.difference(fields);
    for (const owner of others) owner.fields = owner.fields.difference(comparison.removed);
  }
}

/** What a manager applied before and no longer does goes, unless somebody else owns it. */
function takeAway(merged: JsonObject, last: FieldSet, owners: Owner[], schema: Schema): JsonObject {
  if (last.isEmpty()) return merged;
  const lastNamed = withNamedParents(last, schema);
  const pruned = withoutFields(merged, lastNamed, schema) ?? {};
  const owned = owners.reduce((all, owner) => all.union(owner.fields), new FieldSet());
  const mergedFields = withNamedParents(fieldsOf(merged, schema), schema);
  const prunedFields = withNamedParents(fieldsOf(pruned, schema), schema);
  const kept = prunedFields.union(withNamedParents(owned, schema));
  const withOwned = withoutFields(merged, mergedFields.difference(kept), schema) as JsonObject;
  const ownedFields = withNamedParents(fieldsOf(withOwned, schema), schema);
  return withoutFields(merged, mergedFields.difference(ownedFields).intersection(lastNamed), schema) as JsonObject;
}

/** Status belongs to the status subresource alone, everything else to the object. */
function limitTo(fields: FieldSet, kind: ResourceKind, subresource: string): FieldSet {
  const result = new FieldSet();
  // Members of metadata are owned, never metadata itself.
  const isMine = (element: string) =>
    subresource === 'status'
      ? element === 'f:status' || (kind.prepareStatus && element === 'f:metadata')
      : !kind.statusSubresource || element !== 'f:status';
  for (const element of fields.members) if (isMine(element) && element !== 'f:metadata') result.members.add(element);
  for (const [element, child] of fields.children) if (isMine(element)) result.children.set(element, child);
  return result;
}

const SYSTEM_FIELDS = new Set([
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** The object without what nobody can own, and without one more member. */
function stripped(object: JsonObject, without = 'metadata'): JsonObject {
  const metadata: JsonObject = {};
  for (const name in object.metadata) if (!SYSTEM_FIELDS.has(name)) metadata[name] = object.metadata[name];
  // Members of metadata can be owned, metadata itself can't: so it must be on both sides of a comparison.
  const left: JsonObject = { metadata };
  for (const name in object)
    if (name !== 'apiVersion' && name !== 'kind' && name !== 'metadata' && name !== without) left[name] = object[name];
  return left;
}

function conflictRefusal(conflicts: { owner: Owner; fields: FieldSet }[]): Refusal {
  const single = conflicts.flatMap(({ owner, fields }) => fields.paths().map((path) => ({ who: ownerText(owner), path: pathText(path) })));
  const causes: Cause[] = single.map(({ who, path }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field: path }));
  const [first] = single;
  const message =
    single.length === 1 && first
      ? `Apply failed with 1 conflict: conflict with ${first.who}: ${first.path}`
      : `Apply failed with ${single.length} conflicts: ${conflicts
          .map(
            ({ owner, fields }) =>
              `conflicts with ${ownerText(owner)}:\n${fields
                .paths()
                .map((path) => `- ${pathText(path)}`)
                .join('\n')}`,
          )
          .sort()
          .join('\n')}`;
  return new Refusal({ code: 409, reason: 'Conflict', message, details: { causes } });
}
