/** Answers create, update, patch and delete: from the request's body to the writer, and back. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf, fromJson, fromYaml, mediaType, type WriteOptions, writeOptionsOf } from './api-request.ts';
import type { Authorizer } from './authorizer.ts';
import { configurationProblems } from './configuration-problems.ts';
import { isObject, type JsonObject } from './json.ts';
import { applyJsonPatch } from './json-patch.ts';
import type { KindRegistry } from './kind-registry.ts';
import { listOptionsOf } from './list-options.ts';
import type { ManagedFields } from './managed-fields.ts';
import { applyMergePatch } from './merge-patch.ts';
import { draftOf } from './object-draft.ts';
import type { ObjectStore } from './object-store.ts';
import { checkPlace, type DeleteOptions, keyFor, type ObjectWriter } from './object-writer.ts';
import {
  badRequest,
  conflict,
  type FieldError,
  forbidden,
  invalid,
  invalidValue,
  methodNotAllowed,
  notFound,
  notSupported,
  Refusal,
  required,
  unsupportedMediaType,
  unsupportedPatch,
} from './refusal.ts';
import { representationOf } from './representation.ts';
import { apiVersionOf, kindNameOf, type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import type { ResourceReader } from './resource-reader.ts';
import type { Schema } from './schema.ts';
import { applyStrategicPatch } from './strategic-merge-patch.ts';
import type { WritePermissions } from './write-permissions.ts';

/** What the writes need. */
export interface WriteParts {
  store: ObjectStore;
  writer: ObjectWriter;
  reader: ResourceReader;
  registry: KindRegistry;
  managedFields: ManagedFields;
  metadataSchema: Schema;
  authorizer: Authorizer;
  permissions: WritePermissions;
}

const PATCHES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** Writes for requests. */
export class ResourceWrites {
  readonly #parts: WriteParts;

  constructor(parts: WriteParts) {
    this.#parts = parts;
  }

  /** POST to a collection. */
  create(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const options = writeOptionsOf(request, 'CreateOptions');
    const { value, repeated } = bodyOf(request);
    const warnings: string[] = [];
    const draft = this.#draft(kind, value, { options, warnings, repeated });
    checkPlace(kind, draft, address.namespace, '');
    this.#parts.permissions.check(kind, request.user, { namespace: address.namespace, draft });
    const stored = this.#parts.writer.create(kind, address.namespace, draft, { manager: options.fieldManager, dryRun: options.dryRun });
    return this.#answer(kind, stored, request, { status: 201, warnings });
  }

  /** PUT of an object or its status. */
  replace(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const options = writeOptionsOf(request, 'UpdateOptions');
    const { value, repeated } = bodyOf(request);
    const warnings: string[] = [];
    const draft = this.#draft(kind, value, { options, warnings, repeated });
    checkPlace(kind, draft, address.namespace, address.name);
    if (!draft.metadata.name)
      throw badRequest(`the name of the object (${address.name} based on URL) was undeterminable: name must be provided`);
    const old = shown(kind, this.#parts.reader.find(kind, address));
    if (kind.custom && !draft.metadata.resourceVersion) {
      throw invalid(resourceOf(kind), address.name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
    }
    return this.#update(kind, address, { request, options, old, draft, warnings });
  }

  /** PATCH of an object or its status. */
  patch(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const type = mediaType(request);
    if (!kind.custom && !PATCHES.includes(type)) throw unsupportedPatch();
    if (kind.custom && (!PATCHES.includes(type) || type.startsWith('application/strategic')))
      throw unsupportedMediaType(PATCHES.filter((name) => !name.includes('strategic')));
    const options = writeOptionsOf(request, 'PatchOptions');
    if (type === 'application/apply-patch+yaml') return this.#apply(kind, address, { request, options });
    if (request.query.get('force'))
      throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [
        { reason: 'FieldValueForbidden', field: 'force', message: 'Forbidden: may not be specified for non-apply patch' },
      ]);
    const old = shown(kind, this.#parts.reader.find(kind, address));
    const warnings: string[] = [];
    const { patched, repeated } = patchedObject(kind, old, { type, text: request.body });
    const draft = this.#patchedDraft(kind, patched, { options, warnings, repeated });
    checkPatched(kind, { draft, old, subresource: address.subresource });
    return this.#update(kind, address, { request, options, old, draft, warnings });
  }

  /** Stores a draft in place of what is there, if its sender may. */
  #update(
    kind: ResourceKind,
    address: Address,
    change: { request: ApiRequest; options: WriteOptions; old: JsonObject; draft: JsonObject; warnings: string[] },
  ): Answer {
    const { request, options, old, draft, warnings } = change;
    this.#parts.permissions.check(kind, request.user, { namespace: address.namespace, draft, old });
    const stored = this.#parts.writer.update(kind, old, draft, {
      manager: options.fieldManager,
      subresource: address.subresource,
      dryRun: options.dryRun,
    });
    return this.#answer(kind, stored, request, { status: 200, warnings });
  }

  /** Server-side apply: creates what isn't there. */
  #apply(kind: ResourceKind, address: Address, { request, options }: { request: ApiRequest; options: WriteOptions }): Answer {
    const manager = request.query.get('fieldManager');
    if (!manager)
      throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [required('fieldManager', 'is required for apply patch')]);
    const { value: config } = fromYaml(request.body);
    const warnings: string[] = [];
    checkConfiguration(kind, config, address.name);
    config.metadata ??= {};
    checkPlace(kind, config, address.namespace, address.name);
    const current = this.#parts.store.get(kind.table, keyFor(kind, address.namespace, address.name));
    if (!current && address.subresource) throw notFound(resourceOf(kind), address.name);
    const old = current && shown(kind, current);
    const application = { manager, subresource: address.subresource, force: options.force };
    if (!old && config.metadata.uid) throw missingUid(kind, config);
    if (!old) this.#checkMayCreate(kind, address, request);
    const applied = this.#parts.managedFields.apply(kind, old, config, application);
    applied.metadata.name ??= address.name;
    if (old) checkUid(kind, applied, old);
    const draft = this.#draft(kind, applied, { options: { ...options, fieldValidation: 'Ignore' }, warnings, repeated: [], applied: true });
    this.#parts.permissions.check(kind, request.user, { namespace: address.namespace, draft, old });
    const context = { applied: true, subresource: address.subresource, dryRun: options.dryRun };
    const stored = old
      ? this.#parts.writer.update(kind, old, draft, context)
      : this.#parts.writer.create(kind, address.namespace, draft, context);
    return this.#answer(kind, stored, request, { status: old ? 200 : 201, warnings });
  }

  /** Whoever applies what isn't there has to be allowed to create it too. */
  #checkMayCreate({ group, plural: resource }: ResourceKind, { namespace, name }: Address, { user }: ApiRequest): void {
    if (user) this.#parts.authorizer.require(user, { verb: 'create', group, resource, subresource: '', namespace, name });
  }

  /** DELETE of an object. */
  delete(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const options = deleteOptionsOf(request);
    const stored = this.#parts.reader.find(kind, address);
    if (kind.table === 'namespaces' && IMMORTAL.has(address.name))
      throw forbidden(resourceOf(kind), address.name, 'this namespace may not be deleted');
    const { object, gone } = this.#parts.writer.delete(kind, stored, options);
    if (!gone) return this.#answer(kind, object, request, { status: 200, warnings: [] });
    // Pods and namespaces answer with themselves; of the rest there is nothing left to show.
    if (!kind.custom && (kind.table === 'pods' || kind.table === 'services' || kind.table === 'persistentvolumeclaims'))
      return this.#answer(kind, object, request, { status: 200, warnings: [] });
    const details = { name: address.name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid: object.metadata.uid };
    return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
  }

  /** DELETE of a collection. */
  deleteCollection(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const { selects } = listOptionsOf(request.query, kind);
    const options = deleteOptionsOf(request);
    const revision = String(this.#parts.store.revision);
    const found = this.#parts.store.list(kind.table, address.namespace).filter((object) => selects(object));
    for (const stored of found) this.#parts.writer.delete(kind, stored, options);
    const items = found.map((stored) => shown(kind, stored));
    return {
      status: 200,
      body: {
        kind: kind.listKind,
        apiVersion: apiVersionOf(kind),
        metadata: { ...(kind.custom && { continue: '' }), resourceVersion: revision },
        items,
      },
    };
  }

  /** A Scale with a request's patch. */
  patchedScale(scale: JsonObject, request: ApiRequest): JsonObject {
    const type = mediaType(request);
    if (!PATCHES.includes(type) || type.includes('apply')) throw unsupportedMediaType(PATCHES.slice(0, 2));
    if (type === 'application/json-patch+json') return applyJsonPatch(scale, JSON.parse(request.body));
    return applyMergePatch(scale, fromJson(request.body).value) as JsonObject;
  }

  /** A draft from a patched object; what is wrong with its fields is said of the patch. */
  #patchedDraft(
    kind: ResourceKind,
    patched: JsonObject,
    parts: { options: WriteOptions; warnings: string[]; repeated: readonly string[] },
  ): JsonObject {
    const apiVersion = apiVersionOf(kind);
    if (patched.apiVersion !== apiVersion && kind.custom) {
      const group = String(patched.apiVersion).includes('/') ? String(patched.apiVersion).split('/')[0] : '';
      throw invalid({ group: group ?? '', resource: kind.kind }, patched.metadata?.name ?? '', [
        invalidValue('apiVersion', patched.apiVersion, `must be ${apiVersion}`),
      ]);
    }
    const { options, warnings, repeated } = parts;
    if (options.fieldValidation !== 'Strict') return ofPatch(patched, () => this.#draft(kind, patched, parts));
    const problems: string[] = [];
    const lenient = { options: { ...options, fieldValidation: 'Warn' as const }, warnings: problems, repeated };
    const draft = ofPatch(patched, () => this.#draft(kind, patched, lenient));
    warnings.push(...problems.filter((problem) => !isFieldProblem(problem)));
    const found = problems.filter(isFieldProblem);
    if (found.length > 0) throw unreadablePatch(patched, `strict decoding error: ${found.join(', ')}`);
    return draft;
  }

  #draft(
    kind: ResourceKind,
    value: JsonObject,
    parts: { options: WriteOptions; warnings: string[]; repeated: readonly string[]; applied?: boolean },
  ): JsonObject {
    const { options, warnings, repeated } = parts;
    const draft = draftOf(kind, value, {
      fieldValidation: options.fieldValidation,
      repeated,
      warnings,
      metadataSchema: this.#parts.metadataSchema,
      applied: parts.applied ?? false,
    });
    return draft;
  }

  #answer(
    kind: ResourceKind,
    stored: JsonObject,
    request: ApiRequest,
    { status, warnings }: { status: number; warnings: string[] },
  ): Answer {
    return { ...this.#parts.reader.represent(kind, stored, representationOf(request)), status, warnings };
  }
}

function patchedObject(
  kind: ResourceKind,
  old: JsonObject,
  { type, text }: { type: string; text: string },
): { patched: JsonObject; repeated: string[] } {
  if (type === 'application/json-patch+json') {
    let operations: unknown;
    try {
      operations = JSON.parse(text);
    } catch (error) {
      throw badRequest(`error decoding patch: ${(error as Error).message}`);
    }
    return { patched: applyJsonPatch(old, operations), repeated: [] };
  }
  const { value, repeated } = fromJson(text);
  const patched = type === 'application/merge-patch+json' ? applyMergePatch(old, value) : applyStrategicPatch(old, value, kind.schema);
  if (!isObject(patched)) throw badRequest('the patched value is no object');
  return { patched, repeated };
}

function unreadablePatch(patched: JsonObject, why: string): Refusal {
  return invalid({ group: '', resource: '' }, '', [invalidValue('patch', JSON.stringify(patched), why)]);
}

/** What the type can't hold is said of the patch. */
function ofPatch(patched: JsonObject, draft: () => JsonObject): JsonObject {
  try {
    return draft();
  } catch (error) {
    const why = error instanceof Refusal && error.code === 400 ? /: (json: cannot unmarshal .*)$/s.exec(error.message)?.[1] : undefined;
    throw why === undefined ? error : unreadablePatch(patched, why);
  }
}

function isFieldProblem(problem: string): boolean {
  return problem.startsWith('unknown field ') || problem.startsWith('duplicate field ');
}

/** What a patch may not change about who the object is. */
function checkPatched(kind: ResourceKind, { draft, old, subresource }: { draft: JsonObject; old: JsonObject; subresource: string }): void {
  const { name, namespace } = draft.metadata;
  if (subresource !== 'status') checkUid(kind, draft, old);
  if (subresource === 'status') delete draft.metadata.uid;
  if (name !== old.metadata.name)
    throw badRequest(`the name of the object (${name ?? ''}) does not match the name on the URL (${old.metadata.name})`);
  if (kind.namespaced && namespace !== undefined && namespace !== old.metadata.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function checkUid(kind: ResourceKind, { metadata }: JsonObject, old: JsonObject): void {
  if (metadata.uid === undefined || metadata.uid === old.metadata.uid) return;
  const error = invalidValue('metadata.uid', metadata.uid, 'field is immutable');
  // The server checks its own kinds' metadata twice over, and says so twice.
  throw invalid(kindNameOf(kind), old.metadata.name, kind.custom ? [error] : [error, error]);
}

function checkConfiguration(kind: ResourceKind, config: JsonObject, wanted: string): void {
  // The core group is named as the empty one that it is.
  const version = String(config.apiVersion ?? '');
  const type = `${version.includes('/') ? version : `/${version}`}, Kind=${config.kind ?? ''}`;
  if (!config.apiVersion || config.kind !== kind.kind) throw badRequest(`invalid object type: ${type}`);
  if (!config.metadata?.name) throw badRequest(`the name of the object (${wanted} based on URL) was undeterminable: name must be provided`);
  if (config.metadata?.managedFields) throw badRequest('metadata.managedFields must be nil');
  const problems = configurationProblems(config, kind.schema);
  if (problems.length === 0) return;
  const { namespace = '', name = '' } = config.metadata ?? {};
  const why = problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  throw new Refusal({
    code: 500,
    reason: '',
    message: `failed to create typed patch object (${namespace}/${name}; ${type}): ${why}`,
  });
}

function missingUid(kind: ResourceKind, { metadata }: JsonObject): Refusal {
  return conflict(
    resourceOf(kind),
    metadata.name,
    `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
  );
}

/** The namespaces that stay. */
const IMMORTAL = new Set(['default', 'kube-public', 'kube-system']);

/** The options of a deletion: from its body, else from its query. */
export function deleteOptionsOf(request: ApiRequest): DeleteOptions {
  const { query } = request;
  const body = deletionBody(request);
  const grace = body.gracePeriodSeconds ?? (query.has('gracePeriodSeconds') ? Number(query.get('gracePeriodSeconds')) : undefined);
  const orphan = body.orphanDependents ?? (query.has('orphanDependents') ? query.get('orphanDependents') === 'true' : undefined);
  const propagationPolicy =
    body.propagationPolicy ?? query.get('propagationPolicy') ?? (orphan === undefined ? undefined : orphan ? 'Orphan' : 'Background');
  if (propagationPolicy && !['Orphan', 'Background', 'Foreground'].includes(propagationPolicy)) {
    throw invalid({ group: 'meta.k8s.io', resource: 'DeleteOptions' }, '', [
      {
        reason: 'FieldValueNotSupported',
        field: 'propagationPolicy',
        message: `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      },
    ]);
  }
  const dryRun: string[] = [...(body.dryRun ?? []), ...query.getAll('dryRun').filter(Boolean)];
  const errors: FieldError[] = [];
  if (body.propagationPolicy && body.orphanDependents !== undefined)
    errors.push(invalidValue('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', resource: 'DeleteOptions' }, '', errors);
  return {
    dryRun: dryRun.length > 0,
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(propagationPolicy && { propagationPolicy }),
    ...(body.preconditions && { preconditions: body.preconditions }),
  };
}

function deletionBody(request: ApiRequest): JsonObject {
  if (!request.body.trim()) return {};
  try {
    return bodyOf(request).value;
  } catch (error) {
    // Here the server doesn't know yet which type the body has to have.
    const prefix = 'the object provided is unrecognized (must be of type object): ';
    if (error instanceof Refusal && error.message.startsWith(prefix)) throw badRequest(error.message.slice(prefix.length));
    throw error;
  }
}

/** Refuses a verb that the kind doesn't have. */
export function checkVerb(kind: ResourceKind, verb: string): void {
  if (!kind.verbs.includes(verb)) throw methodNotAllowed();
}
