/**
 * The types of `status`: how it reads, and what may be assigned.
 */

import type { Condition } from './condition.ts';

/** A value that cannot be changed, all the way down. */
export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

/** What the SDK itself keeps in a status, beside the keys of the class. */
export interface SdkStatusFields {
  /** Where the object stands; 'processed' and 'error' are the SDK's own. */
  state?: string;
  /** Why the last attempt failed. */
  error?: string;
  /** The generation that the last finished call was given. */
  observedGeneration?: number;
  /** What holds of the object; `setCondition` changes them. */
  conditions?: Condition[];
  /** The record; see docs/status.md. */
  handled?: { created: boolean; marks?: string; essence?: string; lastHandled?: string };
}

/** A class's status with the SDK's keys. */
export type WithSdkFields<Status> = unknown extends Status ? Status : Status & Omit<SdkStatusFields, keyof Status>;

/** What may be assigned: any part of the status, deep; null removes a key. */
export type StatusPatch<T> = unknown extends T
  ? T
  : {
      [Key in keyof T]?: PatchValue<NonNullable<T[Key]>> | null | undefined;
    };

type PatchValue<T> = T extends readonly (infer Item)[] ? readonly Item[] : T extends object ? StatusPatch<T> : T;
