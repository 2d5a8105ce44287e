/**
 * The status of one object as its handlers want it, and the writes that bring it there.
 *
 * Guarantees: what is assigned can be read at once; what is sent is the difference between the newest status known and the
 * wanted one; one write is in flight, later assignments are coalesced behind it; each write carries the resourceVersion it is
 * based on, so that it can never reach another object that has taken the name (the server ignores a uid there). On a conflict
 * the object is read: if it is still this one the difference is made anew, else the write is dropped.
 */
import { afterThisTurn } from '../base/clock.ts';
import { ApiError } from '../base/errors.ts';
import { applyMergePatch, composeMergePatches, deepFreeze, diffMergePatch, equalJson, isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client, ObjectReference } from '../cluster/client.ts';
import { type HandledRecord, RECORD_ANNOTATION, recordAsAnnotation, recordAsStatus } from './record.ts';
import type { SdkStatusKey, StatusKeys } from './status-keys.ts';

type Fields = Record<string, unknown>;

/** What the SDK itself adds to a write. */
export interface SdkStatus {
  /** @default left as it is */
  state?: string | null;
  /** @default left as it is */
  error?: string | null;
  /** @default left as it is */
  record?: HandledRecord;
}

/** What a writer needs. */
export interface StatusWriterOptions {
  readonly client: Client;
  readonly reference: ObjectReference;
  /** The object as it was when the writer was made. */
  readonly object: StoredObject;
  /** The newest version known of whatever has that name. */
  newest(): StoredObject | undefined;
  /** Is told every version that the server answers. */
  observed(object: StoredObject): void;
  /** Whether status has an endpoint of its own. */
  readonly subresource: boolean;
  readonly keys: StatusKeys;
  /** What the first write of the running call must carry besides: the record of an unfinished creation. */
  firstWrite(): HandledRecord | undefined;
}

/** Conflicts in a row after which a write gives up: somebody else writes faster than we can read. */
const MAX_CONFLICTS = 20;

/** See the file's comment. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  #base: StoredObject;
  /** What handlers assigned and nobody has sent. */
  #pending: unknown;
  /** What the SDK adds and nobody has sent. */
  #sdk: SdkStatus = {};
  #inFlight: unknown;
  #draining: Promise<void> | undefined;
  #scheduled = false;
  #failure: { error: unknown } | undefined;
  #dropped = false;
  #view: { of: unknown; over: unknown; status: Fields } | undefined;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#base = options.object;
  }

  /** The status as wanted: what the server has, with everything assigned. Frozen. */
  get status(): Fields {
    const base = this.#newest().status;
    const pending = composeMergePatches(this.#inFlight, this.#pending);
    const view = this.#view;
    if (view && view.of === base && equalJson(view.over, pending)) return view.status;
    const status = deepFreeze(structuredClone(this.#merged(base, pending)));
    this.#view = { of: base, over: pending, status };
    return status;
  }

  /** True when something waits to be sent. */
  get isDirty(): boolean {
    return this.#pending !== undefined || Object.keys(this.#sdk).length > 0;
  }

  /** True once the object turned out to be gone: nothing is written any more. */
  get isDropped(): boolean {
    return this.#dropped;
  }

  /** Merges into the wanted status; it is sent soon, together with what else is assigned until then. */
  assign(value: object): void {
    this.#pending = composeMergePatches(this.#pending, JSON.parse(JSON.stringify(value)));
    this.#schedule();
  }

  /** What of the SDK's own goes with the next write; `flush` sends it. */
  add(sdk: SdkStatus): void {
    this.#sdk = { ...this.#sdk, ...sdk };
  }

  /** Resolves when everything assigned is saved. @throws whatever the first failed write failed with, once */
  async flush(): Promise<void> {
    await this.#drain();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  /** Forgets what is unsent and a failure that nobody has asked for: a new call begins. */
  reset(): void {
    this.#pending = undefined;
    this.#sdk = {};
    this.#failure = undefined;
  }

  #merged(base: unknown, patch: unknown): Fields {
    const merged = applyMergePatch(isJsonObject(base) ? base : {}, patch === undefined ? {} : patch);
    return isJsonObject(merged) ? merged : {};
  }

  /** After the running handler had the chance to assign more, or to end: then one write does for all. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    afterThisTurn(() => {
      this.#scheduled = false;
      void this.#drain();
    });
  }

  /** The one place that starts writes. Never rejects: a failure is kept for flush. */
  #drain(): Promise<void> {
    this.#draining ??= this.#writeAll().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #writeAll(): Promise<void> {
    while (this.isDirty && !this.#failure) {
      const sdk = this.#sdk;
      this.#inFlight = this.#pending;
      this.#pending = undefined;
      this.#sdk = {};
      try {
        if (!this.#dropped) await this.#write(this.#inFlight, sdk);
      } catch (error) {
        this.#failure = { error };
      } finally {
        this.#inFlight = undefined;
      }
    }
  }

  /** Writes until it is in, the object is gone, or the server refuses what the handler itself assigned. */
  async #write(assigned: unknown, sdk: SdkStatus): Promise<void> {
    for (let conflicts = 0; ; ) {
      try {
        await this.#writeStatus(assigned, sdk);
        return await this.#writeAnnotation(sdk);
      } catch (error) {
        if (!ApiError.is(error)) throw error;
        if (error.status === 404) {
          if (!(await this.#readAgain())) return;
          throw error;
        }
        if (error.status === 422 && this.#options.keys.noteRefused(error, ownKeys(assigned, sdk)).length > 0) continue;
        if (error.status !== 409 || ++conflicts > MAX_CONFLICTS) throw error;
        if (!(await this.#readAgain())) return;
      }
    }
  }

  async #writeStatus(assigned: unknown, sdk: SdkStatus): Promise<void> {
    const base = this.#newest();
    const current: Fields = isJsonObject(base.status) ? base.status : {};
    const ours = this.#ourFields(assigned, sdk);
    const wanted = this.#merged(this.#merged(current, assigned), ours);
    const patch = diffMergePatch(current, wanted);
    if (!isJsonObject(patch)) return;
    const { client, reference, subresource, keys } = this.#options;
    const body = { metadata: { resourceVersion: base.metadata.resourceVersion }, status: patch };
    const answer = await client.mergePatch(reference, body, subresource ? { subresource: 'status' } : {});
    this.#observe(answer);
    keys.notePruned(pick(ours, patch), isJsonObject(answer.status) ? answer.status : {});
  }

  /** Our keys as a patch; those without room in the schema are left out, and a state of the handler's own wins over ours. */
  #ourFields(assigned: unknown, sdk: SdkStatus): Fields {
    const { keys } = this.#options;
    const record = sdk.record ?? this.#options.firstWrite();
    const fields: Fields = {
      ...(sdk.state === undefined || (isJsonObject(assigned) && 'state' in assigned) ? {} : { state: sdk.state }),
      ...(sdk.error === undefined ? {} : { error: sdk.error }),
      ...(record && !keys.recordInAnnotation ? recordAsStatus(record) : {}),
    };
    for (const key of Object.keys(fields)) if (keys.isLeftOut(key as SdkStatusKey)) delete fields[key];
    // Marks and hash of an earlier record that the new one doesn't have must not survive the merge.
    if (isJsonObject(fields.handled)) fields.handled = { marks: null, essence: null, ...fields.handled };
    return fields;
  }

  async #writeAnnotation(sdk: SdkStatus): Promise<void> {
    const { keys, client, reference } = this.#options;
    const record = sdk.record ?? this.#options.firstWrite();
    if (!keys.recordInAnnotation || !record) return;
    const base = this.#newest();
    const status: Fields = isJsonObject(base.status) ? base.status : {};
    const state = keys.isLeftOut('state') ? (sdk.state ?? undefined) : undefined;
    const text = recordAsAnnotation(record, state ?? (typeof status.state === 'string' ? status.state : undefined));
    if (base.metadata.annotations?.[RECORD_ANNOTATION] === text) return;
    const metadata = { resourceVersion: base.metadata.resourceVersion, annotations: { [RECORD_ANNOTATION]: text } };
    this.#observe(await client.mergePatch(reference, { metadata }));
  }

  /** Reads the object; false, and nothing is written any more, when it is gone or another one. */
  async #readAgain(): Promise<boolean> {
    const object = await this.#options.client.find(this.#options.reference);
    if (object?.metadata.uid === this.#base.metadata.uid) {
      this.#observe(object);
      return true;
    }
    this.#dropped = true;
    return false;
  }

  #observe(object: StoredObject): void {
    this.#base = object;
    this.#options.observed(object);
  }

  /** What is cached counts when it is still this object; the cache is told every answer, so it is never older. */
  #newest(): StoredObject {
    const cached = this.#options.newest();
    if (cached && cached.metadata.uid === this.#base.metadata.uid) this.#base = cached;
    return this.#base;
  }
}

function ownKeys(assigned: unknown, sdk: SdkStatus): Set<SdkStatusKey> {
  const theirs = isJsonObject(assigned) ? assigned : {};
  const keys = new Set<SdkStatusKey>(['observedGeneration', 'handled']);
  if (sdk.state !== undefined && !('state' in theirs)) keys.add('state');
  if (sdk.error !== undefined && !('error' in theirs)) keys.add('error');
  return keys;
}

/** The fields that are really part of the patch: what is unchanged says nothing about pruning. */
function pick(fields: Fields, patch: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key in patch));
}
