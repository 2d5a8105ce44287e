/** Subresources that are no view of their object: a Pod's eviction and binding, a namespace's finalize. */
import type { Answer } from './answer.ts';
import { type Address, type ApiRequest, bodyOf } from './api-request.ts';
import type { ObjectWriter } from './object-writer.ts';
import { conflict, methodNotAllowed, notFound, notImplemented, unknownPath } from './refusal.ts';
import { type ResourceKind, resourceOf } from './resource-kind.ts';
import type { ResourceReader } from './resource-reader.ts';
import type { TokenRequests } from './token-requests.ts';

const ABSENT = new Set(['log', 'exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers', 'resize']);

/** Answers requests for such subresources. */
export class SpecialSubresources {
  readonly #reader: ResourceReader;
  readonly #writer: ObjectWriter;
  readonly #tokenRequests: TokenRequests;

  constructor(parts: { reader: ResourceReader; writer: ObjectWriter; tokenRequests: TokenRequests }) {
    this.#reader = parts.reader;
    this.#writer = parts.writer;
    this.#tokenRequests = parts.tokenRequests;
  }

  /** The answer; a 404 for what doesn't exist, a 501 for what the real server has and this one hasn't. */
  handle(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    const { subresource } = address;
    const name = kind.custom ? '' : `${kind.plural}/${subresource}`;
    if (name === 'pods/eviction') return this.#evict(kind, address, request);
    if (name === 'pods/binding') return this.#bind(kind, address, request);
    if (name === 'serviceaccounts/token') return this.#token(kind, address, request);
    if (name === 'namespaces/finalize') return this.#finalize(kind, address, request);
    this.#reader.find(kind, address);
    if (!kind.custom && ABSENT.has(subresource)) throw notImplemented(kind.plural === 'pods' ? `${name}: no container runs here` : name);
    throw kind.custom ? notFound(resourceOf(kind), address.name) : unknownPath();
  }

  #token(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    if (request.method !== 'POST') throw methodNotAllowed();
    return this.#tokenRequests.answer(this.#reader.find(kind, address), address, request);
  }

  #evict(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    if (request.method !== 'POST') throw methodNotAllowed();
    const { deleteOptions } = bodyOf(request).value;
    this.#writer.delete(kind, this.#reader.find(kind, address), deleteOptions ?? {});
    return { status: 201, body: SUCCESS };
  }

  #bind(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    if (request.method !== 'POST') throw methodNotAllowed();
    const pod = this.#reader.find(kind, address);
    if (pod.spec.nodeName)
      throw conflict(resourceOf(kind), address.name, `pod ${address.name} is already assigned to node "${pod.spec.nodeName}"`);
    const { target } = bodyOf(request).value;
    this.#writer.update(kind, pod, { ...pod, metadata: { ...pod.metadata }, spec: { ...pod.spec, nodeName: target?.name } }, {});
    return { status: 201, body: SUCCESS };
  }

  #finalize(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    if (request.method !== 'PUT') throw methodNotAllowed();
    const old = this.#reader.find(kind, address);
    const { spec = {} } = bodyOf(request).value;
    const { finalizers: _, ...rest } = old.spec;
    const next = {
      ...old,
      metadata: { ...old.metadata },
      spec: { ...rest, ...(spec.finalizers?.length && { finalizers: spec.finalizers }) },
    };
    return { status: 200, body: this.#writer.update(kind, old, next, { subresource: 'all' }) };
  }
}

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
