/** Turns what a request sends into a draft of the kind's form: pruned, defaulted, checked for the right type. */
import { UnreadableValue, unreadableRefusal, writtenForm } from './built-in-values.ts';
import { applyDefaults, cleanMetadata, metadataTypeProblem, prune } from './custom-values.ts';
import { type FieldValidation, strictRefusal, unknownField } from './field-problems.ts';
import { clone, isObject, type JsonObject } from './json.ts';
import { badRequest, invalid, invalidValue, notImplemented, quote, type Refusal } from './refusal.ts';
import { apiVersionOf, type ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';

/** What is needed beside the object. */
export interface DraftOptions {
  fieldValidation: FieldValidation;
  /** Fields that the body gave twice. */
  repeated: readonly string[];
  /** Collects what goes into Warning headers. */
  warnings: string[];
  /** True for what server-side apply has put together. @default false */
  applied?: boolean;
  /** True for an object that nobody else has, whose parts may become the draft's. @default false: they are copied */
  owned?: boolean;
  /** The schema of ObjectMeta. */
  metadataSchema: Schema;
}

/** A draft of the kind; the given object isn't changed, unless it is `owned`. */
export function draftOf(kind: ResourceKind, given: JsonObject, options: DraftOptions): JsonObject {
  if (kind.absence) throw notImplemented(kind.absence);
  checkType(kind, given);
  const { draft, unknown } = kind.custom ? customDraft(kind, given, options) : builtInDraft(kind, given);
  const problems = [...options.repeated, ...unknown.map(unknownField)];
  if (problems.length > 0) {
    if (options.fieldValidation === 'Strict') throw strictRefusal(kind.kind, kind.version, problems);
    if (options.fieldValidation === 'Warn') options.warnings.push(...problems);
  }
  if (kind.custom && draft.metadata.finalizers) options.warnings.push(...finalizerWarnings(draft.metadata));
  if (kind.caution) options.warnings.push(kind.caution);
  draft.apiVersion = apiVersionOf(kind);
  draft.kind = kind.kind;
  kind.fillIn?.(draft);
  return draft;
}

function checkType(kind: ResourceKind, given: JsonObject): void {
  const apiVersion = apiVersionOf(kind);
  if (kind.custom && !given.kind)
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): Object 'Kind' is missing in '${JSON.stringify(given)}' (${JSON.stringify(given)})`,
    );
  if (given.apiVersion !== undefined && given.apiVersion !== '' && given.apiVersion !== apiVersion) {
    if (!kind.custom) throw unregistered(kind, given);
    throw badRequest(`the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`);
  }
  if (given.kind !== undefined && given.kind !== '' && given.kind !== kind.kind) {
    if (kind.custom)
      throw invalid({ group: kind.group, resource: given.kind }, given.metadata?.name ?? '', [
        invalidValue('kind', given.kind, `must be ${kind.kind}`),
      ]);
    const target = `${kind.group.split('.')[0] || 'core'}.${kind.kind}`;
    throw badRequest(
      `${given.kind} in version ${quote(kind.version)} cannot be handled as a ${kind.kind}: converting (${kind.version}.${given.kind}) to (${target}): unknown conversion`,
    );
  }
}

function unregistered(kind: ResourceKind, { apiVersion, kind: name = kind.kind }: JsonObject): Refusal {
  const version = String(apiVersion).split('/').at(-1) ?? '';
  const why = `no kind ${quote(name)} is registered for version ${quote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
  return badRequest(`${name} in version ${quote(version)} cannot be handled as a ${kind.kind}: ${why}`);
}

function builtInDraft(kind: ResourceKind, given: JsonObject): { draft: JsonObject; unknown: string[] } {
  try {
    const { value, unknown } = writtenForm(given, kind.schema);
    return { draft: value, unknown };
  } catch (error) {
    if (error instanceof UnreadableValue) throw unreadableRefusal(error, kind.kind, kind.version);
    throw error;
  }
}

function customDraft(
  kind: ResourceKind,
  given: JsonObject,
  { metadataSchema, applied = false, owned = false }: DraftOptions,
): { draft: JsonObject; unknown: string[] } {
  const draft = owned ? given : copyOf(given);
  const metadata = draft.metadata ?? {};
  if (!isObject(metadata))
    throw badRequest(`${kind.kind} in version ${quote(kind.version)} cannot be handled as a ${kind.kind}: metadata is no object`);
  const problem = metadataTypeProblem(metadata);
  if (problem) throw badRequest(`${kind.kind} in version ${quote(kind.version)} cannot be handled as a ${kind.kind}: ${problem}`);
  const unknown = cleanMetadata(metadata, metadataSchema);
  // Metadata is not the schema's matter: it is away while that is at work.
  draft.metadata = undefined;
  unknown.push(...prune(draft, kind.schema, { keepsNulls: applied }).sort());
  applyDefaults(draft, kind.schema);
  draft.metadata = metadata;
  return { draft, unknown };
}

/** A deep copy, but for managedFields: nobody changes those in place, and who has them as they were need not read them again. */
function copyOf(given: JsonObject): JsonObject {
  if (!isObject(given.metadata)) return clone(given);
  const copy: JsonObject = {};
  for (const name in given) if (name !== 'metadata') copy[name] = clone(given[name]);
  const metadata: JsonObject = {};
  for (const name in given.metadata) metadata[name] = name === 'managedFields' ? given.metadata[name] : clone(given.metadata[name]);
  return Object.assign(copy, { metadata });
}

function finalizerWarnings(metadata: JsonObject): string[] {
  const known = new Set(['orphan', 'foregroundDeletion']);
  const plain = (metadata.finalizers ?? []).filter((name: string) => !name.includes('/') && !known.has(name));
  return plain.map(
    (name: string) =>
      `metadata.finalizers: ${quote(name)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
  );
}
