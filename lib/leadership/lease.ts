/**
 * A Lease (coordination.k8s.io/v1) as an election reads and writes it. Its times are said for people: who leads is never decided
 * by comparing them with a clock of ours, since two machines' clocks differ.
 */
import type { StoredObject, UntypedObject } from '../base/object-meta.ts';

/** The kind of leases. */
export const LEASE_KIND = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;

/** What matters of a lease. */
export interface LeaseRecord {
  /** Who holds it; empty for nobody. */
  readonly holder: string;
  /** How long it lasts after the last sign of life. */
  readonly durationSeconds: number;
  /** Since when the holder has it, as it is written there. */
  readonly acquireTime: string;
  /** The holder's last sign of life, as it is written there. */
  readonly renewTime: string;
  /** How many times the holder changed. */
  readonly transitions: number;
}

/** A lease that was read: its content and the version of which it is. */
export interface StoredLease {
  readonly record: LeaseRecord;
  readonly resourceVersion: string;
}

/** Reads a lease; what a hand left out reads as nobody's. */
export function readLease(object: StoredObject): StoredLease {
  const spec = (object.spec ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const count = (value: unknown) => (typeof value === 'number' ? value : 0);
  const record = {
    holder: text(spec.holderIdentity),
    durationSeconds: count(spec.leaseDurationSeconds),
    acquireTime: text(spec.acquireTime),
    renewTime: text(spec.renewTime),
    transitions: count(spec.leaseTransitions),
  };
  return { record, resourceVersion: object.metadata.resourceVersion };
}

/** The object to write; with a version, only if it still is that one. Everything else in the object stays as it was read. */
export function leaseManifest(name: string, namespace: string, record: LeaseRecord, read?: StoredObject): UntypedObject {
  const spec = {
    holderIdentity: record.holder,
    leaseDurationSeconds: record.durationSeconds,
    acquireTime: record.acquireTime,
    renewTime: record.renewTime,
    leaseTransitions: record.transitions,
  };
  if (!read) return { ...LEASE_KIND, metadata: { name, namespace }, spec };
  return { ...read, spec: { ...(read.spec as object | undefined), ...spec } };
}

/** True when two readings say the same: then the holder has given no sign of life between them. */
export function sameLease(left: LeaseRecord, right: LeaseRecord): boolean {
  return (
    left.holder === right.holder &&
    left.renewTime === right.renewTime &&
    left.acquireTime === right.acquireTime &&
    left.transitions === right.transitions &&
    left.durationSeconds === right.durationSeconds
  );
}

/** A moment with microseconds, as the API's MicroTime has it. */
export function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, '000Z');
}
