/**
 * A CRDBase subclass as the operator takes it: which statics it must have and which it may have, and the form in which the
 * rest of the SDK sees them, with every default filled in.
 */
import type { KindReference } from '../cluster/client.ts';
import type { KindDeclaration } from '../schema/kind-declaration.ts';
import type { DeclaredKind, PolicyRule } from '../schema/policy-rules.ts';
import type { Call } from './call.ts';
import type { CRDBase } from './crd-base.ts';
import type { IndexKeys } from './indexes.ts';
import { type FieldHandler, fieldHandlersOf } from './on-field.ts';
import type { ShardKey } from './shard-key.ts';
import {
  type ResolvedDaemon,
  type ResolvedTimer,
  resolveDaemons,
  resolveTimers,
  type TimersAndDaemons,
  wantsFinalizer,
} from './timers-and-daemons.ts';
import type { WatchedKind } from './watches.ts';

/** How long to wait between attempts. */
export interface BackOff {
  /** Seconds after the first failure. @default 0.5 */
  readonly initialSeconds?: number;
  /** What each further failure multiplies it by. @default 2 */
  readonly factor?: number;
  /** The longest wait, in seconds. @default 300 */
  readonly maxSeconds?: number;
}

/** The statics that say how objects of a class are handled. */
export interface CRDBehaviour {
  /** The finalizer of classes with ensureDeleted, or with a timer or daemon that asks for it; null for none. @default `<PLURAL.GROUP>/finalizer` */
  readonly FINALIZER?: string | null;
  /** Whether `status.state` decides what counts as created; else `status.handled` alone does. @default true */
  readonly STATE_GATE?: boolean;
  /** Whether the SDK keeps the condition Ready in `status.conditions`. @default false */
  readonly READY_CONDITION?: boolean;
  /** The folder in which relative names given to `manifests` begin. @default the working directory */
  readonly MANIFESTS?: string | URL;
  /** How many objects are handled at once. @default 16 */
  readonly CONCURRENCY?: number;
  /** How many times a failed handler is called again. @default Infinity */
  readonly RETRIES?: number;
  /** How long to wait in between. */
  readonly BACKOFF?: BackOff;
  /** Seconds after which a handler counts as failed. @default none */
  readonly TIMEOUT_SECONDS?: number;
  /** Seconds after which an object is handled again although nothing changed. @default none */
  readonly RESYNC_SECONDS?: number;
  /** Only objects with these labels, in kubectl's form. @default all */
  readonly LABEL_SELECTOR?: string;
  /** Only objects with these fields, in kubectl's form. @default all */
  readonly FIELD_SELECTOR?: string;
  /** Whether spec, labels and annotations as last handled are kept in the record, so that 'missed' knows what it missed. @default false */
  readonly KEEP_LAST_HANDLED?: boolean;
  /** Which objects are handled, by what they say themselves: `(p: Printer) => p.spec.enabled`. @default all */
  // biome-ignore lint/suspicious/noExplicitAny: the class itself is what it takes
  readonly WHEN?: (object: any) => boolean;
  /** What decides which of several replicas handles an object, with `--shards`: 'namespace', or a function. @default its namespace and name */
  readonly SHARD_KEY?: ShardKey;
  /** Other kinds that objects refer to, and whom a change concerns. Check it by `satisfies Watches<Printer>`. @default none */
  // biome-ignore lint/suspicious/noExplicitAny: the class itself is what they are given
  readonly WATCHES?: readonly WatchedKind<any>[];
  /** Functions that give the keys under which `lookup` finds an object. Check it by `satisfies Indexes<Printer>`. @default none */
  // biome-ignore lint/suspicious/noExplicitAny: the class itself is what they take
  readonly INDEXES?: Readonly<Record<string, (object: any) => IndexKeys>>;
  /** Methods that are called for changes of one field, each with its path. Check it by `satisfies OnField<Printer>`. @default none */
  readonly ON_FIELD?: Readonly<Record<string, string | readonly string[]>>;
  /** The kinds whose objects belong to this class's, and whose changes come back as childChanged. @default none */
  readonly OWNS?: readonly DeclaredKind[];
  /** What the operator must be allowed beside what its own kind, OWNS and WATCHES take; for `tskubeop manifests`. @default nothing */
  readonly PERMISSIONS?: readonly PolicyRule[];
  /** The methods that are called again and again, by their names: `{ … } satisfies Timers<Printer>`. @default none */
  readonly TIMERS?: NonNullable<TimersAndDaemons['TIMERS']>;
  /** The methods that live as long as their object, by their names: `{ … } satisfies Daemons<Printer>`. @default none */
  readonly DAEMONS?: NonNullable<TimersAndDaemons['DAEMONS']>;
}

/** What `new KubernetesOperator(…)` takes: a subclass of CRDBase with the statics that name its kind. */
export interface CRDClass extends KindDeclaration, CRDBehaviour {
  // biome-ignore lint/suspicious/noExplicitAny: any class will do, whatever its spec and status
  new (call: Call): CRDBase<any, any, any>;
  readonly name: string;
}

/** The names of all handlers. */
export const HANDLER_NAMES = ['ensureCreated', 'ensureModified', 'ensureDeleted', 'ensureResumed', 'childChanged', 'reconcile'] as const;

/** One of them. */
export type HandlerName = (typeof HANDLER_NAMES)[number];

/** As what a method is called. */
export type CallRole = HandlerName | 'timer' | 'daemon';

/** What the SDK calls: a handler, or a method that a static such as ON_FIELD or TIMERS names. */
export type CallName = HandlerName | (string & {});

/** A class with every default filled in. */
export interface ResolvedClass {
  readonly type: CRDClass;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Which handlers it has. */
  readonly handlers: ReadonlySet<HandlerName>;
  /** The methods of ON_FIELD. */
  readonly fields: readonly FieldHandler[];
  readonly levelTriggered: boolean;
  readonly resumes: boolean;
  readonly stateGate: boolean;
  readonly readyCondition: boolean;
  /** The finalizer that its objects carry; undefined for none. */
  readonly finalizer: string | undefined;
  /** The name that a finalizer has by default. */
  readonly defaultFinalizer: string;
  readonly concurrency: number;
  readonly retries: number;
  readonly backOff: Required<BackOff>;
  readonly timeoutSeconds: number | undefined;
  readonly resyncSeconds: number | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly keepLastHandled: boolean;
  readonly when: ((object: CRDBase) => boolean) | undefined;
  readonly shardKey: ShardKey | undefined;
  readonly watches: readonly WatchedKind[];
  readonly owns: readonly (KindReference & { apiVersion: string; kind: string })[];
  readonly timers: readonly ResolvedTimer[];
  readonly daemons: readonly ResolvedDaemon[];
}

/** Fills in the defaults. The class has been checked. */
export function resolveClass(type: CRDClass): ResolvedClass {
  const handlers = handlersOf(type);
  const defaultFinalizer = `${type.PLURAL}.${type.GROUP}/finalizer`;
  const finalizer = type.FINALIZER === undefined ? defaultFinalizer : type.FINALIZER;
  const { initialSeconds = 0.5, factor = 2, maxSeconds = 300 } = type.BACKOFF ?? {};
  return Object.freeze({
    type,
    apiVersion: `${type.GROUP}/${type.VERSION}`,
    kind: type.KIND,
    namespaced: type.SCOPE !== 'Cluster',
    handlers,
    fields: fieldHandlersOf(type),
    levelTriggered: handlers.has('reconcile'),
    resumes: handlers.has('ensureResumed'),
    stateGate: type.STATE_GATE ?? true,
    readyCondition: type.READY_CONDITION ?? false,
    finalizer: handlers.has('ensureDeleted') || wantsFinalizer(type) ? (finalizer ?? undefined) : undefined,
    defaultFinalizer,
    concurrency: type.CONCURRENCY ?? 16,
    retries: type.RETRIES ?? Number.POSITIVE_INFINITY,
    backOff: { initialSeconds, factor, maxSeconds },
    timeoutSeconds: type.TIMEOUT_SECONDS,
    resyncSeconds: type.RESYNC_SECONDS,
    labelSelector: type.LABEL_SELECTOR,
    fieldSelector: type.FIELD_SELECTOR,
    when: type.WHEN,
    shardKey: type.SHARD_KEY,
    keepLastHandled: type.KEEP_LAST_HANDLED ?? false,
    watches: type.WATCHES ?? [],
    owns: (type.OWNS ?? []).map(({ apiVersion, kind }) => ({ apiVersion, kind })),
    timers: resolveTimers(type),
    daemons: resolveDaemons(type),
  });
}

/** The handlers that a class, or one that it extends, has as methods. */
export function handlersOf(type: CRDClass): Set<HandlerName> {
  const prototype = type.prototype as Record<string, unknown>;
  return new Set(HANDLER_NAMES.filter((name) => typeof prototype[name] === 'function'));
}
