/**
 * The Lease by which one replica takes part in sharing the work: that it is alive, and by which members it decides what is its own.
 * What others may rely on is only what stands there.
 */
import { contentHash } from '../base/content-hash.ts';
import type { StoredObject, UntypedObject } from '../base/object-meta.ts';
import { LEASE_KIND, microTime } from './lease.ts';
import type { MemberView } from './rendezvous.ts';

/** The label by which the Leases of one group are found. */
export const GROUP_LABEL = 'tskubeop/shard-group';

/** Where a Lease says by which members its holder decides: a JSON list of the names of their Leases. */
export const VIEW_ANNOTATION = 'tskubeop/shard-members';

/** Where it says by which rules. */
export const SCHEME_ANNOTATION = 'tskubeop/shard-scheme';

/** The Lease of a member, as far as sharing goes. */
export interface MemberLease {
  /** Its name, which is the member's. */
  readonly name: string;
  readonly uid: string;
  readonly version: string;
  readonly createdAt: string;
  readonly durationSeconds: number;
  /** By which rules its holder decides; members with others can't share with it. */
  readonly scheme: string;
  /** By which members its holder decides; undefined when it can't be read, so that anything may be its own. */
  readonly view: MemberView | undefined;
}

/** What a Lease is written with. */
export interface MemberLeaseContent {
  readonly name: string;
  readonly namespace: string;
  readonly group: string;
  readonly scheme: string;
  readonly view: MemberView;
  readonly durationSeconds: number;
  /** Wall-clock time, for people. */
  readonly now: number;
}

/** What a Lease without a duration is taken to last. */
const DEFAULT_SECONDS = 15;

/** The longest that a label's value, and so a group's, may be. */
const MAX_LABEL = 63;

/** Reads a Lease of the group. */
export function readMemberLease({ metadata, spec }: StoredObject): MemberLease {
  const { leaseDurationSeconds } = (spec ?? {}) as { leaseDurationSeconds?: unknown };
  const { name, uid, resourceVersion, creationTimestamp, annotations = {} } = metadata;
  return {
    name,
    uid,
    version: resourceVersion,
    createdAt: String(creationTimestamp ?? ''),
    durationSeconds: typeof leaseDurationSeconds === 'number' && leaseDurationSeconds > 0 ? leaseDurationSeconds : DEFAULT_SECONDS,
    scheme: annotations[SCHEME_ANNOTATION] ?? '',
    view: readView(annotations[VIEW_ANNOTATION]),
  };
}

/** The object to write; with a version that was read, only if it still is that one. */
export function memberLeaseManifest(content: MemberLeaseContent, read?: StoredObject): UntypedObject {
  const { name, namespace, group, scheme, view, durationSeconds, now } = content;
  const time = microTime(now);
  const { acquireTime = time } = (read?.spec ?? {}) as { acquireTime?: unknown };
  return {
    ...LEASE_KIND,
    metadata: {
      ...read?.metadata,
      name,
      namespace,
      labels: { ...read?.metadata.labels, [GROUP_LABEL]: group },
      annotations: { ...read?.metadata.annotations, [SCHEME_ANNOTATION]: scheme, [VIEW_ANNOTATION]: JSON.stringify(view) },
    },
    spec: {
      ...(read?.spec as object | undefined),
      holderIdentity: name,
      leaseDurationSeconds: durationSeconds,
      acquireTime,
      renewTime: time,
    },
  };
}

/** The value of the group's label: a Lease name, shortened where a label has no room for it. */
export function groupLabel(name: string): string {
  return name.length <= MAX_LABEL ? name : `${name.slice(0, MAX_LABEL - 14).replace(/[^a-z0-9]+$/, '')}-${contentHash(name)}`;
}

/** The name of a member's Lease: the group's and the replica's own, which must be another one for each process. */
export function memberName(group: string, identity: string): string {
  const own = identity
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(-80);
  return `${group}-${own}`.replace(/-$/, '');
}

function readView(text: string | undefined): MemberView | undefined {
  try {
    const view: unknown = JSON.parse(text ?? '');
    return Array.isArray(view) && view.every((name) => typeof name === 'string') ? view : undefined;
  } catch {
    return undefined;
  }
}
