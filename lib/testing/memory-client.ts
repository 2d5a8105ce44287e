/**
 * A client over a handful of objects in memory, for testing one handler without any cluster. It knows names, versions and uids;
 * defaults, validation and garbage collection are a cluster's business, embedded or real.
 */
import { ApiError, IllegalStateError } from '../base/errors.ts';
import { applyMergePatch } from '../base/merge-patch.ts';
import type { KubernetesObject, StoredObject, UntypedObject } from '../base/object-meta.ts';
import type {
  ApplyOptions,
  Client,
  DeleteOptions,
  JsonPatchOperation,
  KindReference,
  ListOptions,
  ObjectList,
  ObjectReference,
  WriteOptions,
} from '../cluster/client.ts';
import { objectList } from '../cluster/object-list.ts';

/** An object that was deleted. */
export interface DeletedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** See the file's comment. */
export class MemoryClient implements Client {
  /** What was given to `apply`, in order, as the objects that it came to. */
  readonly applied: StoredObject[] = [];
  /** What was deleted, in order. */
  readonly deleted: DeletedObject[] = [];
  readonly #objects = new Map<string, StoredObject>();
  readonly #namespace: string;
  #version = 0;

  /** @param existing the objects that are there already */
  constructor(existing: readonly KubernetesObject[] = [], namespace = 'default') {
    this.#namespace = namespace;
    for (const object of existing) this.put(object);
  }

  /** Puts an object there as it is; what a server always fills in is filled in. */
  put(object: KubernetesObject): StoredObject {
    const copy = structuredClone(object) as StoredObject;
    this.#version += 1;
    const { metadata } = copy;
    copy.metadata = {
      ...metadata,
      name: metadata?.name ?? `${metadata?.generateName ?? ''}${this.#version}`,
      uid: metadata?.uid ?? uidOf(this.#version),
    } as StoredObject['metadata'];
    copy.metadata.resourceVersion = String(this.#version);
    copy.metadata.creationTimestamp ??= '2026-01-01T00:00:00Z';
    this.#objects.set(this.#key(copy, copy.metadata.name, copy.metadata.namespace), copy);
    return structuredClone(copy);
  }

  /** Everything that is there. */
  objects(): StoredObject[] {
    return [...this.#objects.values()].map((object) => structuredClone(object));
  }

  async get<T extends KubernetesObject = StoredObject>(reference: ObjectReference): Promise<T> {
    return structuredClone(this.#existing('GET', reference)) as unknown as T;
  }

  async find<T extends KubernetesObject = StoredObject>(reference: ObjectReference): Promise<T | undefined> {
    const object = this.#objects.get(this.#key(reference, reference.name, reference.namespace));
    return structuredClone(object) as unknown as T | undefined;
  }

  async list<T extends KubernetesObject = StoredObject>(reference: KindReference, { namespace }: ListOptions = {}): Promise<ObjectList<T>> {
    const { apiVersion, kind } = kindOf(reference);
    const items = this.objects().filter((object) => object.apiVersion === apiVersion && object.kind === kind);
    const wanted = namespace === undefined ? items : items.filter(({ metadata }) => metadata.namespace === namespace);
    return objectList(wanted as unknown as T[], { resourceVersion: String(this.#version) });
  }

  async create<T extends KubernetesObject = StoredObject>(object: UntypedObject): Promise<T> {
    const { name, namespace } = object.metadata ?? {};
    if (name && this.#objects.has(this.#key(kindOf(object as KindReference), name, namespace))) {
      throw apiError('POST', 409, 'AlreadyExists', `${object.kind} "${name}" already exists`);
    }
    return this.put(object) as unknown as T;
  }

  async replace<T extends KubernetesObject = StoredObject>(object: UntypedObject): Promise<T> {
    const { name = '', namespace } = object.metadata ?? {};
    const present = this.#existing('PUT', { ...kindOf(object as KindReference), name, ...(namespace ? { namespace } : {}) });
    const { resourceVersion } = object.metadata ?? {};
    if (resourceVersion !== undefined && resourceVersion !== present.metadata.resourceVersion)
      throw apiError('PUT', 409, 'Conflict', `${object.kind} "${name}": the object has been modified; read it anew`);
    return this.put({ ...object, metadata: { ...object.metadata, uid: present.metadata.uid } }) as unknown as T;
  }

  async apply<T extends KubernetesObject = StoredObject>(object: UntypedObject, _options?: ApplyOptions): Promise<T> {
    const { name = '', namespace } = object.metadata ?? {};
    const present = this.#objects.get(this.#key(kindOf(object as KindReference), name, namespace));
    const result = this.put(applyMergePatch(present ?? {}, object) as KubernetesObject);
    this.applied.push(result);
    return structuredClone(result) as unknown as T;
  }

  async mergePatch<T extends KubernetesObject = StoredObject>(
    reference: ObjectReference,
    patch: object,
    { subresource }: WriteOptions = {},
  ): Promise<T> {
    const present = this.#existing('PATCH', reference);
    const part = subresource === 'status' ? { status: (patch as { status?: unknown }).status } : patch;
    return this.put(applyMergePatch(present, part) as KubernetesObject) as unknown as T;
  }

  async jsonPatch<T extends KubernetesObject = StoredObject>(
    reference: ObjectReference,
    _patch: readonly JsonPatchOperation[],
  ): Promise<T> {
    this.#existing('PATCH', reference);
    throw new IllegalStateError('jsonPatch needs a cluster: test this handler on an EmbeddedCluster');
  }

  async delete(reference: ObjectReference, _options?: DeleteOptions): Promise<void> {
    const { apiVersion, kind, metadata } = this.#existing('DELETE', reference);
    const { name, namespace } = metadata;
    this.#objects.delete(this.#key({ apiVersion, kind }, name, namespace));
    this.deleted.push({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
  }

  #existing(method: string, reference: ObjectReference): StoredObject {
    const object = this.#objects.get(this.#key(reference, reference.name, reference.namespace));
    if (object) return object;
    const { kind } = kindOf(reference);
    throw apiError(method, 404, 'NotFound', `${kind} "${reference.name}" not found`);
  }

  /** What names no namespace is where the handler's object is: nothing here knows which kinds have none. */
  #key(reference: KindReference, name: string, namespace: string | undefined): string {
    const { apiVersion, kind } = kindOf(reference);
    return `${apiVersion}/${kind}/${namespace ?? this.#namespace}/${name}`;
  }
}

function kindOf(reference: KindReference): { apiVersion: string; kind: string } {
  if (reference.class) return { apiVersion: `${reference.class.GROUP}/${reference.class.VERSION}`, kind: reference.class.KIND };
  return { apiVersion: reference.apiVersion, kind: reference.kind };
}

function apiError(method: string, status: number, reason: string, message: string): ApiError {
  return new ApiError({ method, path: '(memory)', status, reason, message });
}

function uidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
