/**
 * The interface of the client that handlers and the SDK itself use: any kind, one door.
 * ClusterClient (cluster-client.ts) is its implementation over HTTP.
 */
import type { KubernetesObject, ObjectMeta, StoredObject, UntypedObject } from '../base/object-meta.ts';

/** Anything that names a kind by statics, as CRDBase subclasses do. */
export interface KindClass {
  readonly GROUP: string;
  readonly VERSION: string;
  readonly KIND: string;
  readonly PLURAL: string;
  readonly SCOPE?: 'Namespaced' | 'Cluster';
}

/** A kind: by apiVersion and kind, or by class. */
export type KindReference =
  | { apiVersion: string; kind: string; class?: undefined }
  | { class: KindClass; apiVersion?: undefined; kind?: undefined };

/** One object of a kind. `namespace` is left out for cluster-scoped kinds; else it defaults to the client's own. */
export type ObjectReference = KindReference & { name: string; namespace?: string };

/** The subresources that have an object's own shape. */
export type Subresource = 'status' | 'scale';

/** What each request takes. */
export interface RequestOptions {
  /** Gives the request up. @default none */
  signal?: AbortSignal;
  /** Seconds until the request fails with a DeadlineError. @default 30 */
  timeoutSeconds?: number;
}

/** What each write takes. */
export interface WriteOptions extends RequestOptions {
  /** The part to write. @default the object itself */
  subresource?: Subresource;
  /** The name under which the server notes who wrote which field. @default the client's */
  fieldManager?: string;
  /** The server checks and answers but stores nothing. @default false */
  dryRun?: boolean;
}

/** What a server-side apply takes. */
export interface ApplyOptions extends WriteOptions {
  /** Takes over fields that belong to another manager. @default false */
  force?: boolean;
}

/** What a list takes. */
export interface ListOptions extends RequestOptions {
  /** @default all namespaces */
  namespace?: string;
  /** A label selector in kubectl's form. @default none */
  labelSelector?: string;
  /** A field selector in kubectl's form. @default none */
  fieldSelector?: string;
}

/** What a delete takes. */
export interface DeleteOptions extends RequestOptions {
  /** @default the server's, 'Background' for most kinds */
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** Only if the object is still this one. @default none */
  preconditions?: { uid?: string; resourceVersion?: string };
  /** Seconds that a Pod is given to stop. @default the object's own */
  gracePeriodSeconds?: number;
  /** @default false */
  dryRun?: boolean;
}

/** One step of a JSON patch (RFC 6902). */
export type JsonPatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string };

/**
 * A list as an array of its items, which also carries what the wire form has: `items` (the array itself) and `metadata`.
 */
export type ObjectList<T> = T[] & { readonly items: T[]; readonly metadata: ObjectMeta };

/** An object given to be written: it must say what it is and how it is called. */
export type WritableObject = KubernetesObject & { apiVersion: string; kind: string; metadata: ObjectMeta };

/** Reads and writes objects of any kind. Every method rejects with an ApiError when the server refuses. */
export interface Client {
  /** The object. @throws ApiError with status 404 when there is none */
  get<T extends KubernetesObject = StoredObject>(reference: ObjectReference, options?: RequestOptions): Promise<T>;
  /** The object, or undefined when there is none. */
  find<T extends KubernetesObject = StoredObject>(reference: ObjectReference, options?: RequestOptions): Promise<T | undefined>;
  /** All objects of a kind that match, however many pages the server makes of them. */
  list<T extends KubernetesObject = StoredObject>(reference: KindReference, options?: ListOptions): Promise<ObjectList<T>>;
  /** Creates an object; `metadata.generateName` is allowed. */
  create<T extends KubernetesObject = StoredObject>(object: UntypedObject, options?: WriteOptions): Promise<T>;
  /** Replaces an object; with `metadata.resourceVersion`, only if that is still its version. */
  replace<T extends KubernetesObject = StoredObject>(object: UntypedObject, options?: WriteOptions): Promise<T>;
  /** Server-side apply: creates the object, or changes the fields given. */
  apply<T extends KubernetesObject = StoredObject>(object: UntypedObject, options?: ApplyOptions): Promise<T>;
  /** Changes an object by a JSON merge patch (RFC 7386). */
  mergePatch<T extends KubernetesObject = StoredObject>(reference: ObjectReference, patch: object, options?: WriteOptions): Promise<T>;
  /** Changes an object by a JSON patch (RFC 6902). */
  jsonPatch<T extends KubernetesObject = StoredObject>(
    reference: ObjectReference,
    patch: readonly JsonPatchOperation[],
    options?: WriteOptions,
  ): Promise<T>;
  /** Deletes an object. @throws ApiError with status 404 when there is none */
  delete(reference: ObjectReference, options?: DeleteOptions): Promise<void>;
}
