/** Answers deletions of one object, and of a collection. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf } from './api-request.ts';
import type { DeleteOptions } from './deletion.ts';
import type { JsonObject } from './json.ts';
import { listOptionsOf } from './list-options.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import { badRequest, type FieldError, forbidden, invalid, invalidValue, notSupported, Refusal } from './refusal.ts';
import { representationOf } from './representation.ts';
import { apiVersionOf, type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import type { ResourceReader } from './resource-reader.ts';

/** Deletions for requests. */
export class DeletionRequests {
  readonly #parts: { store: ObjectStore; writer: ObjectWriter; reader: ResourceReader };

  constructor(parts: { store: ObjectStore; writer: ObjectWriter; reader: ResourceReader }) {
    this.#parts = parts;
  }

  /** DELETE of an object. */
  delete(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const options = deleteOptionsOf(request);
    const stored = this.#parts.reader.find(kind, address);
    if (kind.table === 'namespaces' && IMMORTAL.has(address.name))
      throw forbidden(resourceOf(kind), address.name, 'this namespace may not be deleted');
    const { object, gone } = this.#parts.writer.delete(kind, stored, options);
    if (!gone) return this.#shown(kind, object, request);
    // Pods and namespaces answer with themselves; of the rest there is nothing left to show.
    if (!kind.custom && (kind.table === 'pods' || kind.table === 'services' || kind.table === 'persistentvolumeclaims'))
      return this.#shown(kind, object, request);
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

  #shown(kind: ResourceKind, object: JsonObject, request: ApiRequest): Answer {
    return this.#parts.reader.represent(kind, object, representationOf(request));
  }
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
