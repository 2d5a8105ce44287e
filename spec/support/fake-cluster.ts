/**
 * A cluster in memory for specs of the controller: as much of an API server's behaviour as the controller leans on, and hooks by
 * which a spec holds back or refuses single requests, or the watch.
 */
import { ApiError } from '../../lib/base/errors.ts';
import { applyMergePatch, equalJson } from '../../lib/base/merge-patch.ts';
import type { StoredObject, UntypedObject } from '../../lib/base/object-meta.ts';
import type { Client, DeleteOptions, KindReference, ListOptions, ObjectReference, WriteOptions } from '../../lib/cluster/client.ts';
import type { Transport } from '../../lib/cluster/transport.ts';
import type { ControllerCluster } from '../../lib/controller/controller-context.ts';
import { FakeStreams } from './fake-streams.ts';

/** A kind that the cluster serves. */
export interface FakeKind {
  apiVersion: string;
  kind: string;
  plural: string;
  /** @default true */
  statusSubresource?: boolean;
  /** @default true */
  namespaced?: boolean;
}

/** One request, as the hooks see it. */
export interface FakeRequest {
  verb: 'get' | 'list' | 'create' | 'apply' | 'patch' | 'delete';
  kind: string;
  name: string;
  subresource: string;
  body: unknown;
}

type Fields = Record<string, unknown>;

/** See the file's comment. */
export class FakeCluster implements ControllerCluster {
  /** Every request but the watches, such as `patch Widget/status a`. */
  readonly requests: string[] = [];
  /** Is asked before each request: may wait, or throw what the client then throws. */
  before: (request: FakeRequest) => void | Promise<void> = () => {};
  /** Is asked after each request was done, before its answer arrives. */
  after: (request: FakeRequest) => void | Promise<void> = () => {};
  /** What the schema leaves of a status. */
  pruneStatus: (status: Fields) => Fields = (status) => status;
  /** Refuses what is about to be stored. */
  validate: (object: StoredObject) => void = () => {};
  readonly #kinds: readonly FakeKind[];
  readonly #objects = new Map<string, StoredObject>();
  /** Its lists and watches. */
  readonly streams = new FakeStreams((plural) => this.#ofPlural(plural));
  /** The uids of objects outside the selector. */
  readonly #outside = new Set<string>();
  #uids = 0;

  constructor(kinds: readonly FakeKind[]) {
    this.#kinds = kinds;
  }

  readonly crdApi = (): never => {
    throw new Error('not in this cluster');
  };

  readonly scopes: ControllerCluster['scopes'] = {
    known: (kind) => (this.#kindOf(kind).namespaced === false ? 'Cluster' : 'Namespaced'),
    resolve: async (kind) => (this.#kindOf(kind).namespaced === false ? 'Cluster' : 'Namespaced'),
  };

  async collectionPath(reference: KindReference, namespace: string | undefined): Promise<string> {
    return `/${namespace ?? ''}/${this.#kindOf(reference).plural}`;
  }

  hasStatusSubresource: ControllerCluster['hasStatusSubresource'] = async (reference) => this.#kindOf(reference).statusSubresource ?? true;

  /** Keeps the watch from showing anything. */
  holdWatch(): void {
    this.streams.hold();
  }

  /** Shows everything held back. */
  releaseWatch(): void {
    this.streams.release();
  }

  /** How many requests match. */
  count(pattern: RegExp): number {
    return this.requests.filter((request) => pattern.test(request)).length;
  }

  /** What is stored, without a request. */
  stored(kind: string, name: string, namespace = 'team'): StoredObject | undefined {
    return this.#objects.get(`${kind}/${namespace}/${name}`);
  }

  /** Stores a change by somebody else: without request and hooks. `change` is a merge patch of the whole object. */
  edit(kind: string, name: string, change: object, namespace = 'team'): StoredObject {
    const object = this.stored(kind, name, namespace);
    if (!object) throw new Error(`no ${kind} ${name}`);
    return this.#store(object, applyMergePatch(object, change) as StoredObject);
  }

  /** Creates an object as somebody else does. */
  add(object: UntypedObject): StoredObject {
    const kind = this.#kindOf(object as { apiVersion: string; kind: string });
    const namespace = kind.namespaced === false ? undefined : 'team';
    this.#uids += 1;
    const metadata = {
      ...(namespace ? { namespace } : {}),
      uid: `uid-${this.#uids}`,
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      resourceVersion: this.#nextVersion(),
      ...object.metadata,
    };
    const stored = { ...object, metadata } as StoredObject;
    this.#objects.set(keyOf(stored), stored);
    this.#emit('ADDED', stored);
    return structuredClone(stored);
  }

  /** Deletes an object as somebody else does. */
  remove(kind: string, name: string, namespace = 'team'): void {
    const object = this.stored(kind, name, namespace);
    if (!object) throw new Error(`no ${kind} ${name}`);
    if (object.metadata.finalizers?.length) {
      const metadata = { ...object.metadata, deletionTimestamp: '2026-01-02T00:00:00Z', resourceVersion: this.#nextVersion() };
      const deleting = { ...object, metadata };
      this.#objects.set(keyOf(object), deleting);
      this.#emit('MODIFIED', deleting);
    } else this.#drop(object);
  }

  /** Shows an object as gone although it is there, as a watch does when it leaves the selector. */
  leave(kind: string, name: string, namespace = 'team'): void {
    const object = this.stored(kind, name, namespace);
    if (!object) throw new Error(`no ${kind} ${name}`);
    this.#emit('DELETED', this.#touched(object));
    this.#outside.add(object.metadata.uid);
  }

  /** Shows it again, as when it comes back into the selector. */
  comeBack(kind: string, name: string, namespace = 'team'): void {
    const object = this.stored(kind, name, namespace);
    if (!object) throw new Error(`no ${kind} ${name}`);
    this.#outside.delete(object.metadata.uid);
    this.#emit('ADDED', this.#touched(object));
  }

  /** What decides whether it is in the selector has changed, so that it is stored anew. */
  #touched(object: StoredObject): StoredObject {
    const touched = { ...object, metadata: { ...object.metadata, resourceVersion: this.#nextVersion() } };
    this.#objects.set(keyOf(object), touched);
    return touched;
  }

  readonly client = {
    get: async (reference: ObjectReference) => {
      const { object } = await this.#request('get', reference);
      return structuredClone(object);
    },
    find: async (reference: ObjectReference) => {
      try {
        return await this.client.get(reference);
      } catch (error) {
        if (ApiError.is(error) && error.status === 404) return undefined;
        throw error;
      }
    },
    create: async (object: UntypedObject) => {
      const { kind = '', metadata } = object;
      await this.#hooked({ verb: 'create', kind, name: metadata?.name ?? '', subresource: '', body: object }, () => {});
      return kind === 'Event' ? object : this.add(object);
    },
    apply: async (object: StoredObject) => {
      const { kind, metadata } = object;
      return await this.#hooked({ verb: 'apply', kind, name: metadata.name, subresource: '', body: object }, () => {
        const present = this.stored(kind, metadata.name, metadata.namespace);
        return structuredClone(present ? this.#store(present, applyMergePatch(present, object) as StoredObject) : this.add(object));
      });
    },
    mergePatch: async (reference: ObjectReference, patch: Fields, options: WriteOptions = {}) =>
      (await this.#request('patch', reference, patch, options)).object,
    delete: async (reference: ObjectReference, options?: DeleteOptions) => {
      await this.#request('delete', reference, undefined, {}, options?.preconditions);
    },
    list: async (reference: KindReference, { namespace = '', labelSelector }: ListOptions = {}) => {
      const { kind } = this.#kindOf(reference);
      const [label = '', value] = labelSelector?.split('=') ?? [];
      return await this.#hooked({ verb: 'list', kind, name: namespace, subresource: '', body: undefined }, () =>
        [...this.#objects.values()]
          .filter((object) => object.kind === kind && isIn(object, namespace))
          .filter((object) => labelSelector === undefined || object.metadata.labels?.[label] === value)
          .map((object) => structuredClone(object)),
      );
    },
  } as unknown as Client;

  readonly transport: Transport = {
    server: 'https://fake.test',
    close: async () => {},
    request: async (request) => {
      await this.beforeStream(request.path);
      return this.streams.open(request);
    },
  };

  async #request(
    verb: FakeRequest['verb'],
    reference: ObjectReference,
    body?: Fields,
    options: WriteOptions = {},
    preconditions: { uid?: string; resourceVersion?: string } = {},
  ) {
    const { kind } = this.#kindOf(reference);
    const { name, namespace } = reference;
    const request = { verb, kind, name, subresource: options.subresource ?? '', body };
    return await this.#hooked(request, () => {
      const object = this.#objects.get(`${kind}/${namespace ?? ''}/${name}`);
      if (!object) throw refusal(404, 'NotFound', `${kind} ${name} not found`);
      for (const key of ['uid', 'resourceVersion'] as const) {
        if (preconditions[key] !== undefined && preconditions[key] !== object.metadata[key])
          throw refusal(409, 'Conflict', `not that ${key}`);
      }
      if (verb === 'delete') this.remove(kind, name, namespace ?? '');
      return { object: body ? structuredClone(this.#patch(object, body, options)) : object };
    });
  }

  async #hooked<T>(request: FakeRequest, run: () => T): Promise<T> {
    const { verb, kind, subresource, name } = request;
    this.requests.push(`${verb} ${kind}${subresource ? `/${subresource}` : ''} ${name}`);
    await this.before(request);
    const result = run();
    await this.after(request);
    return result;
  }

  #patch(object: StoredObject, patch: Fields, { subresource }: WriteOptions): StoredObject {
    const { resourceVersion, ...metadata } = (patch.metadata ?? {}) as { resourceVersion?: string };
    if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
      throw refusal(409, 'Conflict', 'the object has been modified');
    }
    const separate = this.#kindOf(object).statusSubresource ?? true;
    const { status, ...rest } = patch;
    const change = subresource === 'status' ? { status } : separate ? { ...rest, metadata } : { ...rest, metadata, status };
    return this.#store(object, applyMergePatch(object, change) as StoredObject);
  }

  #store(before: StoredObject, wanted: StoredObject): StoredObject {
    const after = wanted.status === undefined ? wanted : { ...wanted, status: this.pruneStatus(wanted.status) };
    this.validate(after);
    if (equalJson(before, after)) return before;
    const separate = this.#kindOf(before).statusSubresource ?? true;
    const parts = ({ metadata: _metadata, status, ...rest }: StoredObject) => (separate ? rest : { ...rest, status });
    const generation = (before.metadata.generation ?? 0) + (equalJson(parts(before), parts(after)) ? 0 : 1);
    const object = { ...after, metadata: { ...after.metadata, generation, resourceVersion: this.#nextVersion() } };
    if (object.metadata.deletionTimestamp && !object.metadata.finalizers?.length) {
      this.#drop(object);
      return object;
    }
    this.#objects.set(keyOf(object), object);
    this.#emit('MODIFIED', object);
    return object;
  }

  #drop(object: StoredObject): void {
    this.#objects.delete(keyOf(object));
    this.#emit('DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: this.#nextVersion() } });
  }

  #emit(type: string, object: StoredObject): void {
    if (this.#outside.has(object.metadata.uid)) return;
    this.streams.emit(this.#kindOf(object).plural, type, object);
  }

  /** A spec may hold lists and watches back by this, too. */
  beforeStream: (path: string) => Promise<void> = async () => {};

  #ofPlural(plural: string): readonly StoredObject[] {
    return [...this.#objects.values()].filter(
      (object) => this.#kindOf(object).plural === plural && !this.#outside.has(object.metadata.uid),
    );
  }

  #nextVersion(): string {
    this.streams.version += 1;
    return String(this.streams.version);
  }

  #kindOf(reference: { class?: { KIND: string } | undefined; kind?: string | undefined }): FakeKind {
    const name = reference.class?.KIND ?? reference.kind;
    const found = this.#kinds.find(({ kind }) => kind === name);
    if (!found) throw refusal(404, 'UnknownKind', `no kind ${name}`);
    return found;
  }
}

function keyOf({ kind, metadata }: StoredObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function isIn({ metadata }: StoredObject, namespace: string): boolean {
  return namespace === '' || metadata.namespace === namespace;
}

/** A refusal by the API server; `fields` are what it complains about. */
export function refusal(status: number, reason: string, message: string, fields: readonly string[] = []): ApiError {
  return new ApiError({ status, reason, message, method: 'PATCH', path: '/fake', causes: fields.map((field) => ({ field })) });
}
