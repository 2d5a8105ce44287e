/**
 * One call of one handler: what a CRDBase instance works with. The controller makes one for each call, and ends it, after
 * which the instance can be read but changes nothing any more.
 */

import type { Clock } from '../base/clock.ts';
import { IllegalStateError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, KindReference, ObjectReference } from '../cluster/client.ts';
import type { CustomObjectsApi } from '../cluster/client-node.ts';
import type { StatusEdit } from './condition.ts';
import type { CRDClass } from './crd-class.ts';
import type { EventType } from './event-recorder.ts';
import type { ManifestFiles } from './manifest-files.ts';
import { watchedClient } from './watched-client.ts';
import type { CallWrites } from './write-loop.ts';

/** What a call writes the status with; StatusWriter is the real one. */
export interface CallStatus {
  readonly status: object;
  assign(value: object): void;
  /** Changes it by a function. `what` names the part, for those who ask whether the handler has set it. */
  edit(change: StatusEdit, what: string): void;
  flush(): Promise<void>;
}

/** What a call knows of the children of its object. */
export interface CallChildren {
  /** Whether OWNS has the kind, so that its objects are cached. */
  isWatched(kind: { apiVersion: string; kind: string }): boolean;
  /** Whether the cache has every object of a kind in a namespace ('' for a cluster-scoped kind), so that nobody need be asked. */
  isCached(kind: { apiVersion: string; kind: string }, namespace: string): boolean;
  /** The kinds of OWNS. */
  readonly kinds: readonly { apiVersion: string; kind: string }[];
  /** A cached object. */
  find(reference: { apiVersion: string; kind: string; namespace: string | undefined; name: string }): StoredObject | undefined;
  /** All cached objects of a kind that belong to the owner. */
  ownedBy(ownerUid: string, kind: { apiVersion: string; kind: string }): StoredObject[];
  /** Is told what the server answered to a write, so that reads are never older and the echo is known. */
  written(object: StoredObject): void;
  /** Whether a kind is namespaced, as far as it is known without asking. */
  scopeOf(kind: KindReference): 'Namespaced' | 'Cluster' | undefined;
  /** The same, by asking if need be. */
  resolveScope(kind: KindReference): Promise<'Namespaced' | 'Cluster'>;
}

/** Everything a call is given. */
export interface CallOptions {
  readonly object: StoredObject;
  /** The parsed spec. */
  readonly spec: object;
  readonly reference: ObjectReference;
  readonly client: Client;
  readonly crdApi: () => CustomObjectsApi;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly args: object;
  readonly signal: AbortSignal;
  readonly status: CallStatus;
  readonly children: CallChildren;
  /** Templates of manifests. */
  readonly manifests: ManifestFiles;
  /** Finds loops of writes. */
  readonly writes: CallWrites;
  readonly fieldManager: string;
  /** The finalizer that the class needs; undefined for none. */
  readonly finalizer: string | undefined;
  postEvent(object: StoredObject, type: EventType, reason: string, message: string): void;
  /** The objects of a class of this operator under a key of one of its INDEXES. */
  lookup(type: CRDClass, index: string, key: string): StoredObject[];
  /** The newest version known of the object. */
  newest(): StoredObject;
  /** Is told each version of the object that the server answers. */
  observed(object: StoredObject): void;
  /** Asks for another call at once, for a call that doesn't end. @default when this call has succeeded */
  requeue?(seconds: number): void;
}

/** See the file's comment. */
export class Call {
  readonly options: CallOptions;
  #client: Client | undefined;
  #requeueAfterSeconds: number | undefined;
  #ended: string | undefined;

  constructor(options: CallOptions) {
    this.options = options;
  }

  /** The client for handlers. */
  get client(): Client {
    const { client, writes } = this.options;
    this.#client ??= watchedClient({ client, writes, known: (reference) => this.#known(reference) });
    return this.#client;
  }

  /** Seconds after which the handler asked to be called again. */
  get requeueAfterSeconds(): number | undefined {
    return this.#requeueAfterSeconds;
  }

  /** Asks for another call. */
  requeueAfter(seconds: number): void {
    this.assertRunning('requeueAfter');
    if (this.options.requeue) this.options.requeue(seconds);
    else this.#requeueAfterSeconds = seconds;
  }

  /** The handler has returned: from now on nothing can be changed by way of this call. `why` is what is said to those who try. */
  end(why = 'was used after its handler had ended: await everything that a handler starts'): void {
    this.#ended = why;
  }

  /** @throws IllegalStateError when the call has ended */
  assertRunning(what: string): void {
    if (this.#ended === undefined) return;
    const { kind, metadata } = this.options.object;
    throw new IllegalStateError(`${what} of ${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name} ${this.#ended}`);
  }

  /** The object itself, or one of OWNS. */
  #known(reference: ObjectReference): StoredObject | undefined {
    const { object, children, newest } = this.options;
    const { name, namespace, class: type } = reference;
    const apiVersion = type ? `${type.GROUP}/${type.VERSION}` : reference.apiVersion;
    const kind = type ? type.KIND : reference.kind;
    const isObject = kind === object.kind && apiVersion === object.apiVersion;
    if (!isObject) return children.find({ apiVersion, kind, namespace, name });
    return name === object.metadata.name && namespace === object.metadata.namespace ? newest() : undefined;
  }
}
