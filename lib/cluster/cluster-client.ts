/**
 * The client over a transport: any kind, by class or by apiVersion and kind. Values are what the JSON says.
 */
import type { Clock } from '../base/clock.ts';
import { ApiError, InvalidOptionError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { KubernetesObject, StoredObject, UntypedObject } from '../base/object-meta.ts';
import { ObjectText } from '../base/object-text.ts';
import { apiErrorFrom, isObjectNotFound, isSuccess } from './api-answer.ts';
import type {
  ApplyOptions,
  Client,
  DeleteOptions,
  JsonPatchOperation,
  KindReference,
  ListOptions,
  ObjectList,
  ObjectReference,
  RequestOptions,
  Subresource,
  WriteOptions,
} from './client.ts';
import type { Discovery } from './discovery.ts';
import { fillKind, objectList, type WireList } from './object-list.ts';
import { apiVersionOf, collectionPath, objectPath, type ResourceLocation } from './resource-path.ts';
import { ServerWarnings } from './server-warnings.ts';
import type { Transport, TransportRequest } from './transport.ts';

/** What a client is made of. */
export interface ClusterClientOptions {
  transport: Transport;
  discovery: Discovery;
  clock: Clock;
  logger: Logger;
  /** Where a namespaced object goes whose reference names no namespace. @default 'default' */
  defaultNamespace?: string;
  /** The name under which the server notes who wrote which field. @default 'tskubeop' */
  fieldManager?: string;
}

/** A kind as the client needs it. */
export interface ResolvedKind extends ResourceLocation {
  readonly apiVersion: string;
  readonly kind: string;
}

type Query = Record<string, string | number | boolean | undefined>;

interface Send extends RequestOptions {
  method: TransportRequest['method'];
  path: string;
  query?: Query;
  body?: unknown;
  /** @default 'application/json' */
  contentType?: string;
}

const PAGE_SIZE = 500;

/** Client over HTTP. */
export class ClusterClient implements Client {
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly defaultNamespace: string;
  readonly fieldManager: string;
  readonly #clock: Clock;
  readonly #warnings: ServerWarnings;

  constructor(options: ClusterClientOptions) {
    this.transport = options.transport;
    this.discovery = options.discovery;
    this.defaultNamespace = options.defaultNamespace ?? 'default';
    this.fieldManager = options.fieldManager ?? 'tskubeop';
    this.#clock = options.clock;
    this.#warnings = new ServerWarnings(options.logger);
  }

  async get<T extends KubernetesObject = StoredObject>(reference: ObjectReference, options: RequestOptions = {}): Promise<T> {
    return await this.#send<T>({ method: 'GET', path: await this.#pathOf(reference), ...given(options) });
  }

  async find<T extends KubernetesObject = StoredObject>(reference: ObjectReference, options: RequestOptions = {}): Promise<T | undefined> {
    try {
      return await this.get<T>(reference, options);
    } catch (error) {
      if (isObjectNotFound(error)) return undefined;
      throw error;
    }
  }

  async list<T extends KubernetesObject = StoredObject>(reference: KindReference, options: ListOptions = {}): Promise<ObjectList<T>> {
    const resource = await this.resource(reference);
    for (let expired = 0; ; expired += 1) {
      try {
        // After a second expired list the whole is asked for at once, as client-go does.
        return await this.#listPages<T>(resource, options, expired < 2 ? PAGE_SIZE : undefined);
      } catch (error) {
        if (expired === 2 || !(ApiError.is(error) && error.status === 410)) throw error;
      }
    }
  }

  async create<T extends KubernetesObject = StoredObject>(object: UntypedObject, options: WriteOptions = {}): Promise<T> {
    const resource = await this.#resourceOf(object);
    const namespace = this.#namespaceFor(resource, object.metadata?.namespace);
    const path = options.subresource
      ? objectPath(resource, nameOf(object), namespace, options.subresource)
      : collectionPath(resource, namespace);
    return await this.#write<T>(object, { method: 'POST', path, query: this.#writeQuery(options), ...given(options) });
  }

  async replace<T extends KubernetesObject = StoredObject>(object: UntypedObject, options: WriteOptions = {}): Promise<T> {
    const path = await this.#pathOfObject(object, options.subresource);
    return await this.#write<T>(object, { method: 'PUT', path, query: this.#writeQuery(options), ...given(options) });
  }

  async apply<T extends KubernetesObject = StoredObject>(object: UntypedObject, options: ApplyOptions = {}): Promise<T> {
    const path = await this.#pathOfObject(object, options.subresource);
    const query = { ...this.#writeQuery(options), force: options.force ?? false };
    // JSON is YAML, and the server takes it under this type.
    const contentType = 'application/apply-patch+yaml';
    return await this.#write<T>(object, { method: 'PATCH', path, query, contentType, ...given(options) });
  }

  async mergePatch<T extends KubernetesObject = StoredObject>(
    reference: ObjectReference,
    patch: object,
    options: WriteOptions = {},
  ): Promise<T> {
    return await this.#patch<T>(reference, patch, 'application/merge-patch+json', options);
  }

  /**
   * The same, for those who need little of the answer: it stays text.
   *
   * @throws ApiError the server refuses it, or answers with something else than an object
   */
  async mergePatchText(reference: ObjectReference, patch: object, options: WriteOptions = {}): Promise<ObjectText> {
    const contentType = 'application/merge-patch+json';
    const path = await this.#pathOf(reference, options.subresource);
    const send: Send = { method: 'PATCH', path, query: this.#writeQuery(options), body: patch, contentType, ...given(options) };
    const { text, status } = await this.#exchange(send);
    const bytes = Buffer.from(text);
    try {
      return ObjectText.take(bytes, 0, bytes.length);
    } catch (error) {
      throw notJson(send, status, error);
    }
  }

  async jsonPatch<T extends KubernetesObject = StoredObject>(
    reference: ObjectReference,
    patch: readonly JsonPatchOperation[],
    options: WriteOptions = {},
  ): Promise<T> {
    return await this.#patch<T>(reference, patch, 'application/json-patch+json', options);
  }

  async delete(reference: ObjectReference, options: DeleteOptions = {}): Promise<void> {
    const { propagationPolicy, preconditions, gracePeriodSeconds, dryRun } = options;
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy,
      preconditions,
      gracePeriodSeconds,
      ...(dryRun ? { dryRun: ['All'] } : {}),
    };
    await this.#send({ method: 'DELETE', path: await this.#pathOf(reference), body, ...given(options) });
  }

  /**
   * Where a kind is found. A class says it itself; for the rest the server is asked, once.
   *
   * @throws ApiError 404 with reason 'UnknownKind'
   */
  async resource(reference: KindReference): Promise<ResolvedKind> {
    return this.#known(reference) ?? resolved(await this.discovery.resource(reference.apiVersion as string, reference.kind as string));
  }

  /** Whether the server keeps a kind's status apart from the object. @param anew asks again what is known already; @default false */
  async hasStatusSubresource(reference: KindReference, anew = false): Promise<boolean> {
    const type = reference.class;
    const apiVersion = type ? apiVersionOf({ group: type.GROUP, version: type.VERSION }) : reference.apiVersion;
    if (anew) this.discovery.invalidate(apiVersion);
    if (!type) return (await this.discovery.resource(apiVersion, reference.kind)).subresources.includes('status');
    const found = await this.discovery.findPlural(apiVersion, type.PLURAL);
    return (found ?? (await this.discovery.resource(apiVersion, type.KIND))).subresources.includes('status');
  }

  /** The path of a kind's objects, in one namespace or in all. */
  async collectionPath(reference: KindReference, namespace?: string): Promise<string> {
    return collectionPath(await this.resource(reference), namespace);
  }

  async #listPages<T extends KubernetesObject>(
    resource: ResolvedKind,
    options: ListOptions,
    limit: number | undefined,
  ): Promise<ObjectList<T>> {
    const path = collectionPath(resource, options.namespace);
    const query: Query = { labelSelector: options.labelSelector, fieldSelector: options.fieldSelector, limit };
    const items: T[] = [];
    for (;;) {
      const page = await this.#send<WireList<T>>({ method: 'GET', path, query, ...given(options) });
      const found = page.items ?? [];
      fillKind(found, resource.apiVersion, resource.kind);
      for (const item of found) items.push(item);
      query.continue = page.metadata?.continue || undefined;
      if (!query.continue) return objectList(items, page.metadata ?? {});
    }
  }

  async #write<T>(object: UntypedObject, send: Send): Promise<T> {
    const stored = await this.#send<T>({ ...send, body: object });
    if (object.kind === 'CustomResourceDefinition') this.#forgetKindsOf(object);
    return stored;
  }

  #forgetKindsOf(definition: UntypedObject): void {
    const { group, versions } = (definition.spec ?? {}) as { group?: string; versions?: { name: string }[] };
    for (const version of versions ?? []) this.discovery.invalidate(`${group}/${version.name}`);
  }

  async #patch<T>(reference: ObjectReference, patch: unknown, contentType: string, options: WriteOptions): Promise<T> {
    const path = await this.#pathOf(reference, options.subresource);
    return await this.#send<T>({ method: 'PATCH', path, query: this.#writeQuery(options), body: patch, contentType, ...given(options) });
  }

  #known(reference: KindReference): ResolvedKind | undefined {
    const type = reference.class;
    if (type) {
      const { GROUP: group, VERSION: version, PLURAL: plural, KIND: kind, SCOPE: scope } = type;
      return { group, version, plural, kind, apiVersion: apiVersionOf({ group, version }), namespaced: scope !== 'Cluster' };
    }
    const { apiVersion, kind } = reference;
    if (!apiVersion || !kind) throw new InvalidOptionError('reference', 'given with apiVersion and kind, or with class', reference);
    const known = this.discovery.known(apiVersion, kind);
    return known && resolved(known);
  }

  async #resourceOf(object: UntypedObject): Promise<ResolvedKind> {
    const { apiVersion, kind } = object;
    if (!apiVersion || !kind) throw new InvalidOptionError('object', 'given with apiVersion and kind', { apiVersion, kind });
    return await this.resource({ apiVersion, kind });
  }

  async #pathOf(reference: ObjectReference, subresource?: Subresource): Promise<string> {
    const resource = await this.resource(reference);
    return objectPath(resource, reference.name, this.#namespaceFor(resource, reference.namespace), subresource);
  }

  async #pathOfObject(object: UntypedObject, subresource?: Subresource): Promise<string> {
    const resource = await this.#resourceOf(object);
    return objectPath(resource, nameOf(object), this.#namespaceFor(resource, object.metadata?.namespace), subresource);
  }

  #namespaceFor(resource: ResolvedKind, namespace: string | undefined): string | undefined {
    return resource.namespaced ? (namespace ?? this.defaultNamespace) : undefined;
  }

  #writeQuery(options: WriteOptions): Query {
    return { fieldManager: options.fieldManager ?? this.fieldManager, dryRun: options.dryRun ? 'All' : undefined };
  }

  async #send<T>(send: Send): Promise<T> {
    const { text, status } = await this.#exchange(send);
    try {
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch (error) {
      throw notJson(send, status, error);
    }
  }

  async #exchange(send: Send): Promise<{ text: string; status: number }> {
    const { method, path, query, body, contentType = 'application/json', signal, timeoutSeconds } = send;
    const request: TransportRequest = { method, path, query, signal, timeoutSeconds };
    if (body !== undefined) {
      request.body = JSON.stringify(body);
      request.headers = { 'content-type': contentType };
    }
    const response = await this.transport.request(request);
    const text = await response.text();
    const { status, headers } = response;
    this.#warnings.note(headers.warning);
    if (!isSuccess(status)) throw apiErrorFrom({ method, path, status, headers, text, now: this.#clock.now() });
    return { text, status };
  }
}

function notJson({ method, path }: Send, status: number, cause: unknown): ApiError {
  return new ApiError({ status, reason: 'InvalidAnswer', method, path, message: 'the answer is not JSON', cause });
}

function resolved(resource: ResourceLocation & { kind: string }): ResolvedKind {
  const { group, version, plural, namespaced, kind } = resource;
  return { group, version, plural, namespaced, kind, apiVersion: apiVersionOf(resource) };
}

function nameOf(object: UntypedObject): string {
  const name = object.metadata?.name;
  if (!name) throw new InvalidOptionError('metadata.name', 'given', name);
  return name;
}

function given({ signal, timeoutSeconds }: RequestOptions): RequestOptions {
  return { signal, timeoutSeconds };
}
