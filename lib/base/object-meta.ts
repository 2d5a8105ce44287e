/**
 * The shape of a Kubernetes object as its JSON has it: what every part of the SDK agrees on.
 * Values are those of the wire; dates stay strings.
 */

/** A value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** One entry of `metadata.ownerReferences`. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** `metadata` of an object. Times are RFC 3339 strings. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown[];
  [key: string]: unknown;
}

/** `metadata` of an object that a server has stored: what it always fills in is there. */
export interface StoredObjectMeta extends ObjectMeta {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
}

/** Any Kubernetes object. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** An object whose other fields may be read without a type of their own. */
// biome-ignore lint/suspicious/noExplicitAny: an object of a kind that nobody described has no better type
export type UntypedObject = KubernetesObject & { [key: string]: any };

/** An object as a server returned it. */
export interface StoredObject {
  apiVersion: string;
  kind: string;
  metadata: StoredObjectMeta;
  // biome-ignore lint/suspicious/noExplicitAny: see UntypedObject
  [key: string]: any;
}
