/**
 * What the parts of one class's controller share: the class, the cluster, and whom to tell.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { Client, KindReference, ObjectReference, WriteOptions } from '../cluster/client.ts';
import type { CustomObjectsApi } from '../cluster/client-node.ts';
import type { Transport } from '../cluster/transport.ts';
import type { Health } from '../health/health.ts';
import type { WorkQueueObserver } from '../queue/work-queue.ts';
import type { CallReason } from '../resource/change.ts';
import type { CallName, ResolvedClass } from '../resource/crd-class.ts';
import type { EventRecorder } from '../resource/event-recorder.ts';
import type { WriteLoop } from '../resource/write-loop.ts';
import type { ScopeSource } from './child-tracker.ts';
import type { ClassDirectory } from './class-directory.ts';

/** The cluster as a controller needs it. */
export interface ControllerCluster {
  readonly client: Client;
  readonly transport: Transport;
  readonly crdApi: () => CustomObjectsApi;
  readonly scopes: ScopeSource;
  /** The path of a kind's collection. */
  collectionPath(kind: KindReference, namespace: string | undefined): Promise<string>;
  /** A merge patch whose answer stays text, since hardly anything of it is read. @default by the client */
  mergePatchText?(reference: ObjectReference, patch: object, options: WriteOptions): Promise<ObjectText>;
  /** Whether status has an endpoint of its own. `anew` when what was known of it may be out of date. */
  hasStatusSubresource(kind: KindReference, anew?: boolean): Promise<boolean>;
}

/** One call that was made, for whoever observes. */
export interface ObservedCall {
  readonly kind: string;
  readonly key: ObjectKey;
  readonly uid: string;
  /** The handler, or the method that ON_FIELD, TIMERS or DAEMONS names. */
  readonly handler: CallName;
  readonly reason: CallReason;
  readonly attempt: number;
  /** By which its log records are found. */
  readonly reconcileId: string;
}

/** How a call ended. */
export interface ObservedCallEnd {
  readonly outcome: 'succeeded' | 'failed' | 'aborted';
  /** When a failed one is made again, on the clock's monotonic time; undefined for never. */
  readonly retryAt?: number | undefined;
  /** After how many seconds the handler asked to be called again; undefined when it didn't. */
  readonly requeueAfterSeconds?: number | undefined;
  /** What a failed one failed with. */
  readonly error?: unknown;
}

/** Is told what a controller does. Must not throw. */
export interface ControllerObserver {
  callStarted?(call: ObservedCall): void;
  callEnded?(call: ObservedCall, outcome: ObservedCallEnd['outcome'], end: ObservedCallEnd): void;
  /** A turn failed before a handler was reached; the next one comes after a pause. */
  turnFailed?(kind: string, key: ObjectKey, error: unknown, inMilliseconds: number): void;
  /** A turn lasts so long that it gave its place free. */
  turnOverdue?(kind: string, key: ObjectKey): void;
  /** Somebody always undoes what handlers write to an object. */
  writeLoopFound?(loop: WriteLoop): void;
}

/** Which objects are this replica's, where several share them. What it answers changes with the members. */
export interface ObjectShare {
  /** Whether what is assigned by a key is this replica's to handle, at this very moment. */
  owns(shardKey: string): boolean;
  /** Who handles it, or will when `heldBy` have let go of it. */
  ownerOf(shardKey: string): ShardOwner;
  /** The cluster for one object: it sends nothing when the leadership is over, or when `isMoved`. */
  clusterUntil(isMoved: () => boolean): ControllerCluster;
  /** Whether another replica may have handled an object after it had this resourceVersion. */
  isDoubtful(resourceVersion: string): boolean;
  /** An object that was another replica's from now on has departed. */
  departed(): void;
  /** How long handlers of objects that move may go on. */
  readonly graceSeconds: number;
}

/** Who handles what is assigned by a key. */
export interface ShardOwner {
  /** The name of its Lease; undefined when there are no members. */
  readonly owner: string | undefined;
  /** This replica's own. */
  readonly self: string;
  /** Whether this replica may handle it now. */
  readonly here: boolean;
  /** Members that have not let go of it yet. */
  readonly heldBy: readonly string[];
}

/** Under what handlers are called: from when the replica leads until it leads no longer, or for good where none is elected. */
export interface Leadership {
  /** The cluster for handlers and for what follows from them; sends nothing when the leadership is over. */
  readonly cluster: ControllerCluster;
  /** Whether a handler may begin at this very moment. */
  mayAct(): boolean;
  /** Which objects are this replica's. @default all */
  readonly share?: ObjectShare | undefined;
}

/** See the file's comment. */
export interface ControllerContext {
  readonly type: ResolvedClass;
  readonly cluster: ControllerCluster;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly recorder: EventRecorder;
  readonly observer: ControllerObserver;
  /** What the classes of the operator ask of each other. */
  readonly classes: ClassDirectory;
  /** Is told what the queue does. @default nobody */
  readonly queueObserver?: WorkQueueObserver | undefined;
  readonly args: object;
  readonly fieldManager: string;
  /** The namespaces to watch; [undefined] for the whole cluster. */
  readonly namespaces: readonly (string | undefined)[];
  /** Whether only those of them are watched for the class that are this replica's share, which go by namespace. @default false */
  readonly selective?: boolean | undefined;
  /** Takes secrets out of a message that goes to a status or an Event. */
  redact(message: string): string;
}

/** The fields by which each record of an object is found. */
export type ObjectFields = { kind: string; namespace?: string; name: string; uid: string; generation?: number };

/** See ObjectFields. */
export function objectFields(object: StoredObject): ObjectFields {
  const { namespace, name, uid, generation } = object.metadata;
  const fields: ObjectFields = namespace === undefined ? { kind: object.kind, name, uid } : { kind: object.kind, namespace, name, uid };
  if (generation !== undefined) fields.generation = generation;
  return fields;
}
