/**
 * Keeps the finalizer invariant of one class: its objects carry the finalizer that it needs, and no other of ours.
 * Where the API server refuses, log and health say which object and what to do.
 */
import { ApiError } from '../base/errors.ts';
import { keyOf, type ObjectKey } from '../base/object-key.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { ObjectReference } from '../cluster/client.ts';
import { afterStep, changeFinalizers, type FinalizerStep, finalizerStep } from '../resource/finalizer.ts';
import { type ControllerContext, objectFields } from './controller-context.ts';

/** See the file's comment. */
export class FinalizerKeeper {
  readonly #context: ControllerContext;
  readonly #written: (object: StoredObject) => void;
  /** The objects whose finalizers the server refuses to change. */
  readonly #refused = new Set<ObjectKey>();
  #closed = false;

  /** @param options.written is told what the server answered */
  constructor(options: { context: ControllerContext; written: (object: StoredObject) => void }) {
    this.#context = options.context;
    this.#written = options.written;
  }

  /** Whether an object carries the finalizer that the class needs. */
  isHeld(object: StoredObject): boolean {
    const { finalizer } = this.#context.type;
    return finalizer !== undefined && object.metadata.finalizers?.includes(finalizer) === true;
  }

  /** What has to change; undefined when all is as it should be. */
  stepFor(object: StoredObject): FinalizerStep {
    const { type } = this.#context;
    const { finalizers = [], deletionTimestamp } = object.metadata;
    if (finalizers.length === 0 && type.finalizer === undefined) return undefined;
    return finalizerStep({
      finalizers,
      deleting: deletionTimestamp !== undefined,
      wanted: type.finalizer,
      fallback: type.defaultFinalizer,
    });
  }

  /** Restores the invariant. Undefined when the object is gone, or another one has its name. */
  async restore(object: StoredObject, reference: ObjectReference): Promise<StoredObject | undefined> {
    return await this.#change(object, reference, (present, current) => {
      // Since then it may have been deleted, after which the server takes no new ones.
      const step = this.stepFor(current);
      return step ? afterStep(present, step) : present;
    });
  }

  /** Takes our finalizers off. */
  async release(object: StoredObject, reference: ObjectReference): Promise<void> {
    const { finalizer, defaultFinalizer } = this.#context.type;
    await this.#change(object, reference, (present) => present.filter((name) => name !== finalizer && name !== defaultFinalizer));
  }

  /** The object is gone: nobody has to mend it any more. */
  forget(key: ObjectKey): void {
    if (this.#refused.delete(key)) this.#context.health.delete(this.#checkOf(key));
  }

  /** Its term is over: from now on it says nothing of objects that the server refuses to change. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#refused]) this.forget(key);
  }

  async #change(
    object: StoredObject,
    reference: ObjectReference,
    change: Parameters<typeof changeFinalizers>[1],
  ): Promise<StoredObject | undefined> {
    const { client } = this.#context.cluster;
    try {
      const changed = await changeFinalizers({ client, reference, object }, change);
      this.forget(keyOf(object));
      // Without finalizers the server has removed a deleted object by then: its answer must not bring it back.
      const removed = changed?.metadata.deletionTimestamp !== undefined && !changed.metadata.finalizers?.length;
      if (changed && !removed) this.#written(changed);
      return changed;
    } catch (error) {
      if (ApiError.is(error) && error.status === 422 && !this.#closed) this.#reportRefusal(object, error);
      throw error;
    }
  }

  #reportRefusal(object: StoredObject, error: ApiError): void {
    const { health, clock, logger } = this.#context;
    const key = keyOf(object);
    const fields = error.causes.map(({ field }) => field).filter(Boolean);
    const where = fields.length > 0 ? ` because of ${fields.join(', ')}` : '';
    const message = `the API server refuses to change its finalizers${where}: mend the object, or loosen the CRD's schema, and it goes on by itself`;
    if (!this.#refused.has(key)) logger.error(message, objectFields(object));
    this.#refused.add(key);
    health.set(this.#checkOf(key), { ok: false, message, since: clock.now() });
  }

  #checkOf(key: ObjectKey): string {
    return `finalizer of ${this.#context.type.kind} ${key}`;
  }
}
