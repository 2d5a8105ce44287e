/**
 * One handler of one class, or one of its timers or daemons, called as the controller calls it, on objects in memory: for unit tests without any cluster.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import { IllegalStateError } from '../base/errors.ts';
import { type Logger, silentLogger } from '../base/logger.ts';
import type { KubernetesObject, StoredObject } from '../base/object-meta.ts';
import { type CallOutcome, HandlerCall } from '../controller/handler-call.ts';
import { type ChangeReason, changeOf } from '../resource/change.ts';
import type { ChildEventType, CRDBase } from '../resource/crd-base.ts';
import { type CRDClass, type HandlerName, type ResolvedClass, resolveClass } from '../resource/crd-class.ts';
import { checkClasses } from '../resource/crd-class-check.ts';
import type { EventType } from '../resource/event-recorder.ts';
import { ManifestFiles } from '../resource/manifest-files.ts';
import type { FieldHandler } from '../resource/on-field.ts';
import { invalidSpecError, parseSpec } from '../schema/spec-parsing.ts';
import { lookUpInMemory, MemoryChildren, MemoryStatus, uncountedWrites } from './memory-call.ts';
import { type DeletedObject, MemoryClient } from './memory-client.ts';

/** The object that a handler is called for; what is left out is filled in. */
export interface HandledObject {
  metadata?: KubernetesObject['metadata'];
  spec?: unknown;
  status?: unknown;
}

/** Options of `callHandler`. */
export interface CallHandlerOptions {
  /** The operator's arguments. @default none */
  args?: object;
  /** Objects that are there already. @default none */
  existing?: readonly KubernetesObject[];
  /** The object as the last finished call was given it, for `change.old`. @default none */
  old?: HandledObject;
  /** Why it is called. @default what fits the handler */
  reason?: ChangeReason;
  /** The number of the attempt. @default 1 */
  attempt?: number;
  /** For childChanged: the child. */
  child?: KubernetesObject;
  /** For childChanged: what happened to it. @default 'MODIFIED' */
  childEvent?: ChildEventType;
  /** Aborts the call, as a deletion does. @default none */
  signal?: AbortSignal;
  /** @default the system's */
  clock?: Clock;
  /** @default silent */
  logger?: Logger;
}

/** An Event that was posted. */
export interface PostedEvent {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  /** What it is about, where that isn't the object itself. */
  readonly regarding?: StoredObject;
}

/** What came of a call. */
export interface CallResult<Status = Record<string, unknown>> {
  /** The status afterwards: the object's own with everything assigned. State and record are the controller's to add. */
  readonly status: Status;
  /** What was applied, in order. */
  readonly applied: readonly StoredObject[];
  /** What was deleted, in order. */
  readonly deleted: readonly DeletedObject[];
  /** The Events posted, in order. */
  readonly events: readonly PostedEvent[];
  /** When the handler asked to be called again; undefined when it didn't. */
  readonly requeueAfterSeconds: number | undefined;
  /** What it failed with; undefined when it succeeded. */
  readonly error: unknown;
  /** Everything that is there afterwards. */
  readonly objects: readonly StoredObject[];
}

const REASONS: Readonly<Record<HandlerName, ChangeReason>> = {
  ensureCreated: 'created',
  ensureModified: 'modified',
  ensureDeleted: 'deleted',
  ensureResumed: 'resumed',
  childChanged: 'child',
  reconcile: 'created',
};

type StatusOf<T> = T extends abstract new (
  ...parameters: never[]
) => CRDBase<infer _Spec, infer Status, infer _Args>
  ? Status & Record<string, unknown>
  : never;

type MethodOf<T, Statics extends string> = {
  [Static in Statics]: T extends Readonly<Record<Static, infer Methods>> ? keyof Methods & string : never;
}[Statics];

/**
 * Calls a handler, or a timer, or a daemon: the latter lives until `options.signal` aborts, or it returns by itself.
 *
 * @param type the class
 * @param handler the handler's name, or that of a method of ON_FIELD, TIMERS or DAEMONS
 * @param object what of the object matters: `{ spec: { text: 'hi' } }`
 * @returns what came of it; an error that the handler throws is in `error`
 * @throws InvalidClassError the class cannot work, IllegalStateError it doesn't have the handler
 */
export async function callHandler<T extends CRDClass>(
  type: T,
  handler: HandlerName | MethodOf<T, 'ON_FIELD' | 'TIMERS' | 'DAEMONS'>,
  object: HandledObject = {},
  options: CallHandlerOptions = {},
): Promise<CallResult<StatusOf<T>>> {
  checkClasses([type]);
  const resolved = resolveClass(type);
  const field = resolved.fields.find(({ method }) => method === handler);
  const timed = [...resolved.timers, ...resolved.daemons].find(({ name }) => name === handler)?.name;
  if (!field && !timed && !resolved.handlers.has(handler as HandlerName))
    throw new IllegalStateError(`class ${type.name} has no ${handler}`);
  const manifest = completed(type, object);
  const client = new MemoryClient(options.existing, manifest.metadata.namespace);
  const current = client.put(manifest);
  const status = new MemoryStatus(current.status);
  const events: PostedEvent[] = [];
  const parsed = await parseSpec(type.SPEC, current.spec);
  const call = handlerCall({
    resolved,
    handler: field || timed ? 'ensureModified' : (handler as HandlerName),
    field,
    timed,
    options,
    client,
    current,
    status,
    events,
    spec: (parsed.issues ? current.spec : parsed.value) as object,
  });
  const refused = parsed.issues && handler !== 'ensureDeleted' ? invalidSpecError(parsed.issues) : undefined;
  const outcome: CallOutcome = refused ? { kind: 'failed', error: refused } : await runUntil(call, options.signal);
  return {
    status: status.status as StatusOf<T>,
    applied: client.applied,
    deleted: client.deleted,
    events,
    requeueAfterSeconds: outcome.kind === 'succeeded' ? outcome.requeueAfterSeconds : undefined,
    error: outcome.kind === 'failed' ? outcome.error : undefined,
    objects: client.objects(),
  };
}

interface MemoryCall {
  readonly resolved: ResolvedClass;
  readonly handler: HandlerName;
  readonly field: FieldHandler | undefined;
  readonly timed: string | undefined;
  readonly options: CallHandlerOptions;
  readonly client: MemoryClient;
  readonly current: StoredObject;
  readonly status: MemoryStatus;
  readonly events: PostedEvent[];
  readonly spec: object;
}

function handlerCall({ resolved, handler, field, timed, options, client, current, status, events, spec }: MemoryCall): HandlerCall {
  const { reason = REASONS[handler], attempt = 1, child, childEvent = 'MODIFIED', args = {}, clock = systemClock } = options;
  const { type } = resolved;
  const { name, namespace } = current.metadata;
  const needsCluster = () => {
    throw new IllegalStateError('crdApi needs a cluster: test this handler on an EmbeddedCluster');
  };
  return new HandlerCall({
    type,
    handler,
    field,
    timed,
    change: timed
      ? undefined
      : changeOf({ reason, old: () => oldVersion(type, options.old, current), current, attempt, path: field?.path }),
    childEvent: child && { type: childEvent, child: client.put(child) },
    timeoutSeconds: resolved.timeoutSeconds,
    clock,
    writer: status,
    parseSpec: async () => spec,
    partsFor: (own) => ({
      spec: own.spec,
      status: own.status,
      get signal() {
        return own.signal;
      },
      object: current,
      reference: { class: type, name, ...(namespace === undefined ? {} : { namespace }) },
      client,
      crdApi: needsCluster,
      logger: options.logger ?? silentLogger,
      clock,
      args,
      children: new MemoryChildren(client, resolved.owns),
      manifests: new ManifestFiles(),
      writes: uncountedWrites,
      fieldManager: 'test',
      finalizer: resolved.finalizer,
      postEvent: (object, eventType, eventReason, message) => {
        const about = object === current ? {} : { regarding: object };
        events.push({ type: eventType, reason: eventReason, message, ...about });
      },
      lookup: (asked, index, key) => lookUpInMemory(client.objects(), asked, index, key),
      newest: () => client.objects().find(({ metadata }) => metadata.uid === current.metadata.uid) ?? current,
      observed: () => {},
    }),
  });
}

async function runUntil(call: HandlerCall, signal: AbortSignal | undefined): Promise<CallOutcome> {
  const abort = () => call.abort('deleted');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await call.run();
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function oldVersion(type: CRDClass, old: HandledObject | undefined, current: StoredObject): StoredObject | undefined {
  return old && { ...current, ...completed(type, old), metadata: { ...current.metadata, ...old.metadata } };
}

function completed(type: CRDClass, { metadata, spec = {}, status }: HandledObject): StoredObject {
  const namespace = type.SCOPE === 'Cluster' ? {} : { namespace: 'default' };
  return {
    apiVersion: `${type.GROUP}/${type.VERSION}`,
    kind: type.KIND,
    metadata: { name: 'example', ...namespace, generation: 1, ...metadata } as StoredObject['metadata'],
    spec,
    ...(status === undefined ? {} : { status }),
  };
}
