/** Answers create, update and patch: from the request's body to the writer, and back. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf, fromJson, mediaType, type WriteOptions, writeOptionsOf } from './api-request.ts';
import { ApplyRequests } from './apply-requests.ts';
import type { Authorizer } from './authorizer.ts';
import type { JsonObject } from './json.ts';
import { applyJsonPatch } from './json-patch.ts';
import type { KindRegistry } from './kind-registry.ts';
import type { ManagedFields } from './managed-fields.ts';
import { applyMergePatch } from './merge-patch.ts';
import { type DraftOptions, draftOf } from './object-draft.ts';
import { checkPlace } from './object-place.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import { checkPatched, patchedDraft, patchedObject } from './patched-object.ts';
import { badRequest, invalid, invalidValue, methodNotAllowed, unsupportedMediaType, unsupportedPatch } from './refusal.ts';
import { representationOf } from './representation.ts';
import { type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import type { ResourceReader } from './resource-reader.ts';
import type { Schema } from './schema.ts';
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
  readonly #applications: ApplyRequests;

  constructor(parts: WriteParts) {
    this.#parts = parts;
    this.#applications = new ApplyRequests(parts);
  }

  /** POST to a collection. */
  create(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const options = writeOptionsOf(request, 'CreateOptions');
    const { value, repeated } = bodyOf(request);
    const warnings: string[] = [];
    const draft = draftOf(kind, value, { ...this.#draftOptions(options, warnings, repeated), owned: true });
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
    const draft = draftOf(kind, value, { ...this.#draftOptions(options, warnings, repeated), owned: true });
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
    if (type === 'application/apply-patch+yaml') return this.#applications.apply(kind, address, { request, options });
    if (request.query.get('force'))
      throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [
        { reason: 'FieldValueForbidden', field: 'force', message: 'Forbidden: may not be specified for non-apply patch' },
      ]);
    const old = shown(kind, this.#parts.reader.find(kind, address));
    const warnings: string[] = [];
    const { patched, repeated } = patchedObject(kind, old, { type, text: request.body });
    const draft = patchedDraft(kind, patched, this.#draftOptions(options, warnings, repeated));
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

  /** A Scale with a request's patch. */
  patchedScale(scale: JsonObject, request: ApiRequest): JsonObject {
    const type = mediaType(request);
    if (!PATCHES.includes(type) || type.includes('apply')) throw unsupportedMediaType(PATCHES.slice(0, 2));
    if (type === 'application/json-patch+json') return applyJsonPatch(scale, JSON.parse(request.body));
    return applyMergePatch(scale, fromJson(request.body).value) as JsonObject;
  }

  #draftOptions({ fieldValidation }: WriteOptions, warnings: string[], repeated: readonly string[]): DraftOptions {
    return { fieldValidation, repeated, warnings, metadataSchema: this.#parts.metadataSchema };
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

/** Refuses a verb that the kind doesn't have. */
export function checkVerb(kind: ResourceKind, verb: string): void {
  if (!kind.verbs.includes(verb)) throw methodNotAllowed();
}
