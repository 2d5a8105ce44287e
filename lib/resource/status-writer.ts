/**
 * The status of one object as one call wants it, and the writes that bring it there.
 *
 * Guarantees: what is assigned can be read at once; what is sent is the difference between the newest status known and the
 * wanted one; one write is in flight, later assignments are coalesced behind it; each write carries the resourceVersion it is
 * based on, so that it can never reach another object that has taken the name (the server ignores a uid there). On a conflict
 * the object is read: if it is still this one the difference is made anew, else the write is dropped. What a failed write
 * carried is gone, and the failure is told once.
 */
import { afterThisTurn } from '../base/clock.ts';
import { ApiError } from '../base/errors.ts';
import type { Eventual } from '../base/eventual.ts';
import { deepFreeze, diffMergePatch, isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { Client, ObjectReference, WriteOptions } from '../cluster/client.ts';
import type { StatusEdit } from './condition.ts';
import { KnownVersion } from './known-version.ts';
import { type HandledRecord, RECORD_ANNOTATION, UNFINISHED_CREATION } from './record.ts';
import type { StatusKeys } from './status-keys.ts';
import {
  type Assigned,
  annotationFor,
  keysOfOurs,
  merged,
  type SdkStatus,
  type StatusFields,
  statusOfRecord,
  withRoom,
} from './status-patch.ts';
import type { WriteLine } from './write-line.ts';

/** What a writer needs. */
export interface StatusWriterOptions {
  readonly client: Client;
  readonly reference: ObjectReference;
  /** The object as it was when the writer was made. */
  readonly object: StoredObject;
  /** The newest version known of whatever has that name. */
  newest(): ObjectText | undefined;
  /** Is told every version that the server answers. */
  observed(version: StoredObject | ObjectText): void;
  /** A merge patch of the object whose answer stays text. @default by the client */
  readonly patchText?: ((patch: object, options: WriteOptions) => Promise<ObjectText>) | undefined;
  /** Whether status has an endpoint of its own. */
  readonly subresource: boolean;
  readonly keys: StatusKeys;
  /** The call creates: until its record comes, each write says that it hasn't finished. @default false */
  readonly creating?: boolean;
  /** The object is gone: nothing is written. @default false */
  readonly gone?: boolean;
  /** Where others write the same object: each write waits for its turn there. @default nobody else does */
  readonly line?: WriteLine | undefined;
  /** Is told of a failed write that nobody waits for. @default whoever saves or flushes next is */
  failed?: ((error: unknown) => void) | undefined;
}

/** Conflicts in a row after which a write gives up: somebody else writes faster than we can read. */
const MAX_CONFLICTS = 20;

/** See the file's comment. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  #base: KnownVersion;
  /** What was assigned and nobody has sent, in order: patches can't be merged into one without changing what they mean. */
  #pending: Assigned[] = [];
  #inFlight: readonly Assigned[] = [];
  /** The write under way. Never rejects. */
  #writing: Promise<void> | undefined;
  #scheduled = false;
  #failure: { readonly error: unknown } | undefined;
  #gone: boolean;
  /** The version that nothing but our own status writes made of the object; undefined once anything else may have. */
  #ownVersion: string | undefined;
  #view: { readonly base: KnownVersion; readonly status: StatusFields } | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#base = new KnownVersion(options.object);
    this.#gone = options.gone ?? false;
    this.#ownVersion = options.object.metadata.resourceVersion;
  }

  /**
   * The newest version of the object, if nothing but the status writes of this writer lies between it and the one that it was made
   * with, so that it differs in nothing but the status.
   */
  get own(): KnownVersion | undefined {
    const newest = this.#newest();
    return newest.resourceVersion === this.#ownVersion ? newest : undefined;
  }

  /** The status as wanted: what the server has, with everything assigned. Frozen. */
  get status(): StatusFields {
    const base = this.#newest();
    if (this.#view?.base !== base) this.#view = { base, status: deepFreeze(structuredClone(this.wanted)) };
    return this.#view.status;
  }

  /** The same without a copy, for those who change nothing in it. */
  get wanted(): Readonly<StatusFields> {
    const current = this.#newest().status;
    if (this.#inFlight.length === 0 && this.#pending.length === 0) return current;
    return merged(current, [...this.#inFlight, ...this.#pending]);
  }

  /** True when something that was assigned has not been sent. */
  get isDirty(): boolean {
    return this.#pending.length > 0;
  }

  /** Merges into the wanted status; it is sent soon, together with what else is assigned until then. */
  assign(value: object): void {
    this.#pending.push(JSON.parse(JSON.stringify(value)));
    this.#view = undefined;
    this.#schedule();
  }

  /** Changes the wanted status by a function, which is asked anew whenever somebody else has written in between. */
  edit(change: StatusEdit): void {
    this.#pending.push(change);
    this.#view = undefined;
    this.#schedule();
  }

  /** Resolves when everything assigned is saved. @throws whatever the first failed write failed with, once */
  async flush(): Promise<void> {
    await this.save({});
  }

  /**
   * Saves everything assigned together with what the SDK adds. When an earlier write has failed and nobody knows yet, that is
   * what this fails with, and it writes nothing. When there is nothing to write it is done at once. A function is asked when the
   * write begins: it may have had to wait in the line.
   */
  save(sdk: SdkStatus | (() => SdkStatus)): Eventual<void> {
    if (typeof sdk !== 'function' && !this.#writing && !this.#failure && !this.isDirty && this.#isInPlace(sdk)) return;
    return this.#saveAll(sdk);
  }

  async #saveAll(sdk: SdkStatus | (() => SdkStatus)): Promise<void> {
    while (this.#writing) await this.#writing;
    const isNeeded = this.isDirty || typeof sdk === 'function' || Object.keys(sdk).length > 0;
    if (!this.#failure && isNeeded) await this.#start(sdk);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  /** Whether what the SDK adds is in the status already. Record and condition are always looked at more closely. */
  #isInPlace({ state, error, record, ready }: SdkStatus): boolean {
    if (record || ready) return false;
    if (state === undefined && error === undefined) return true;
    const { status } = this.#newest();
    return (state === undefined || (status.state ?? null) === state) && (error === undefined || (status.error ?? null) === error);
  }

  /** After the running handler had the chance to assign more, or to end: then one write does for all. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    afterThisTurn(() => {
      this.#scheduled = false;
      void this.#sendPending();
    });
  }

  async #sendPending(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.isDirty && !this.#failure) await this.#start({});
    // Whoever waits for this very write is told first.
    if (this.#failure && this.#options.failed) afterThisTurn(() => this.#tellFailure());
  }

  #tellFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) this.#options.failed?.(failure.error);
  }

  /** Begins the one write in flight. What it returns never rejects: a failure is kept for whoever saves or flushes. */
  #start(sdk: SdkStatus | (() => SdkStatus)): Promise<void> {
    const { line } = this.#options;
    const assigned = this.#pending;
    this.#inFlight = assigned;
    this.#pending = [];
    const write = () => this.#write(assigned, typeof sdk === 'function' ? sdk() : sdk);
    this.#writing = (line ? line.take(write) : write())
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .then(() => {
        this.#inFlight = [];
        this.#writing = undefined;
        this.#view = undefined;
      });
    return this.#writing;
  }

  /** Writes until it is in, the object is gone, or the server refuses what the handler itself assigned. */
  async #write(assigned: readonly Assigned[], sdk: SdkStatus): Promise<void> {
    for (let conflicts = 0; !this.#gone; ) {
      try {
        return await this.#send(assigned, sdk);
      } catch (error) {
        if (!ApiError.is(error)) throw error;
        if (error.status === 422 && this.#options.keys.noteRefused(error, keysOfOurs(assigned, sdk)).length > 0) continue;
        const conflict = error.status === 409 && ++conflicts <= MAX_CONFLICTS;
        if (!conflict && error.status !== 404) throw error;
        // The object is still there: then it is its status that the server doesn't find.
        if ((await this.#readAgain()) && !conflict) throw error;
      }
    }
  }

  /** The status, and the record where it has its place: of an unfinished creation before, of a finished call after it. */
  async #send(given: readonly Assigned[], sdk: SdkStatus): Promise<void> {
    const { keys, creating } = this.#options;
    const { record: finished, ready, ...ours } = sdk;
    const assigned = ready ? [...given, ready] : given;
    const current = this.#newest().status;
    const wanted = merged(current, [...assigned, withRoom(keys, ours)]);
    const unfinished = creating && !finished && diffMergePatch(current, wanted) !== undefined ? UNFINISHED_CREATION : undefined;
    const record = finished ?? unfinished;
    if (unfinished && keys.recordInAnnotation) await this.#annotate(unfinished, undefined);
    await this.#patchStatus(assigned, { ...ours, ...(record ? statusOfRecord(record) : {}) });
    if (record) await this.#annotate(record, typeof ours.state === 'string' ? ours.state : wanted.state);
  }

  async #patchStatus(assigned: readonly Assigned[], ours: StatusFields): Promise<void> {
    const { subresource, keys } = this.#options;
    const base = this.#newest();
    const current = base.status;
    const patch = diffMergePatch(current, merged(current, [...assigned, withRoom(keys, ours)]));
    if (!isJsonObject(patch)) return;
    const body = { metadata: { resourceVersion: base.resourceVersion }, status: patch };
    const isOwn = subresource && base.resourceVersion === this.#ownVersion;
    const answer = this.#observe(await this.#patch(body, subresource ? { subresource: 'status' } : {}));
    this.#ownVersion = isOwn ? answer.resourceVersion : undefined;
    keys.notePruned(patch, answer.status);
  }

  /** Brings the annotation to what it has to say beside the status. */
  async #annotate(record: HandledRecord, wantedState: unknown): Promise<void> {
    const base = this.#newest();
    const annotation = annotationFor(base, record, { wantedState, isNeeded: this.#options.keys.recordInAnnotation });
    if (annotation === undefined) return;
    const metadata = { resourceVersion: base.resourceVersion, annotations: { [RECORD_ANNOTATION]: annotation } };
    this.#observe(await this.#patch({ metadata }, {}));
  }

  /** Reads the object; false, and nothing is written any more, when it is gone or another one. */
  async #readAgain(): Promise<boolean> {
    const object = await this.#options.client.find(this.#options.reference);
    if (object?.metadata.uid !== this.#options.object.metadata.uid) {
      this.#gone = true;
      return false;
    }
    this.#observe(object);
    return true;
  }

  async #patch(body: object, options: WriteOptions): Promise<StoredObject | ObjectText> {
    const { client, reference, patchText } = this.#options;
    return patchText ? await patchText(body, options) : await client.mergePatch(reference, body, options);
  }

  #observe(version: StoredObject | ObjectText): KnownVersion {
    this.#base = new KnownVersion(version);
    this.#options.observed(version);
    return this.#base;
  }

  /** What is cached counts when it is still this object; the cache is told every answer, so it is never older. */
  #newest(): KnownVersion {
    const cached = this.#options.newest();
    const { uid } = this.#options.object.metadata;
    if (cached && cached.uid === uid && cached.resourceVersion !== this.#base.resourceVersion) this.#base = new KnownVersion(cached);
    return this.#base;
  }
}
