/**
 * A hook's configuration as the rest of the program reads it: every default filled in, groups expanded.
 */
import type { Crontab } from './crontab.ts';

/** What happens to an object. */
export type WatchEvent = 'Added' | 'Modified' | 'Deleted';

/** What bindings have in common. */
export interface BindingOptions {
  /** Its own name, or that of its kind of binding. */
  readonly name: string;
  /** A failed run is logged and dropped. */
  readonly allowFailure: boolean;
  /** The queue in which it runs. */
  readonly queue: string;
  /** Bindings of one group run with one context; '' for none. */
  readonly group: string;
  /** The kubernetes bindings whose objects each context shows: those named, and those of the group. */
  readonly includeSnapshotsFrom: readonly string[];
}

/** Runs at given times. */
export interface ScheduleBinding extends BindingOptions {
  readonly crontab: Crontab;
}

/** Runs at changes of objects. */
export interface KubernetesBinding extends BindingOptions {
  /** '' when any version will do. */
  readonly apiVersion: string;
  /** The kind, its plural or a short name, in any case. */
  readonly kind: string;
  readonly events: readonly WatchEvent[];
  readonly runsOnSynchronization: boolean;
  readonly keepsObjects: boolean;
  /** The objects' names; empty for all. */
  readonly names: readonly string[];
  /** In kubectl's form; undefined for none. */
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  /** Where: in the namespaces of these names, or in all (undefined). */
  readonly namespaces: readonly string[] | undefined;
  /** Or in those whose labels match this. */
  readonly namespaceLabels: string | undefined;
  readonly jqFilter: string | undefined;
}

/** How often a hook may run. */
export interface RateSettings {
  /** The least time between two runs, in the long run. */
  readonly intervalMilliseconds: number;
  /** How many runs may come at once. */
  readonly burst: number;
}

/** A hook's configuration. */
export interface HookConfig {
  /** Its place among the others at start; undefined when it doesn't run then. */
  readonly onStartup: number | undefined;
  readonly schedules: readonly ScheduleBinding[];
  readonly kubernetes: readonly KubernetesBinding[];
  readonly rate: RateSettings | undefined;
  /** What is accepted and means nothing, or not what its author may think. */
  readonly warnings: readonly string[];
}
