/** Answers server-side apply: checks the configuration, lets managedFields merge it, and creates what isn't there. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, fromYaml, type WriteOptions } from './api-request.ts';
import { configurationProblems } from './configuration-problems.ts';
import type { JsonObject } from './json.ts';
import { draftOf } from './object-draft.ts';
import { checkPlace, keyFor } from './object-place.ts';
import { checkUid } from './patched-object.ts';
import { badRequest, conflict, invalid, notFound, Refusal, required } from './refusal.ts';
import { representationOf } from './representation.ts';
import { type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import type { WriteParts } from './resource-writes.ts';

/** Applications for requests. */
export class ApplyRequests {
  readonly #parts: WriteParts;

  constructor(parts: WriteParts) {
    this.#parts = parts;
  }

  /** Server-side apply: creates what isn't there. */
  apply(kind: ResourceKind, address: Address, { request, options }: { request: ApiRequest; options: WriteOptions }): Answer {
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
    const draft = this.#draft(kind, applied, warnings);
    this.#parts.permissions.check(kind, request.user, { namespace: address.namespace, draft, old });
    const context = { applied: true, subresource: address.subresource, dryRun: options.dryRun };
    const stored = old
      ? this.#parts.writer.update(kind, old, draft, context)
      : this.#parts.writer.create(kind, address.namespace, draft, context);
    return { ...this.#parts.reader.represent(kind, stored, representationOf(request)), status: old ? 200 : 201, warnings };
  }

  /** Whoever applies what isn't there has to be allowed to create it too. */
  #checkMayCreate({ group, plural: resource }: ResourceKind, { namespace, name }: Address, { user }: ApiRequest): void {
    if (user) this.#parts.authorizer.require(user, { verb: 'create', group, resource, subresource: '', namespace, name });
  }

  #draft(kind: ResourceKind, applied: JsonObject, warnings: string[]): JsonObject {
    const { metadataSchema } = this.#parts;
    return draftOf(kind, applied, { fieldValidation: 'Ignore', repeated: [], warnings, applied: true, metadataSchema });
  }
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
