/**
 * The shapes of a custom resource: as it is stored, and as it is created.
 */
import type { OwnerReference, StoredObjectMeta } from '../base/object-meta.ts';
import type { WithSdkFields } from './status-types.ts';

/** An object as it is stored. */
export interface ResourceBody<Spec, Status> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredObjectMeta;
  readonly spec: Spec;
  readonly status?: WithSdkFields<Status>;
}

/** A manifest as getCreateBody makes it. */
export interface ResourceManifest<Spec> {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; ownerReferences?: OwnerReference[] };
  spec: Spec;
}
