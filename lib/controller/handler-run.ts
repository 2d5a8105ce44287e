/**
 * One call of a handler from its beginning to its end, as those see it who look at what comes of it.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { CallName, CallRole } from '../resource/crd-class.ts';
import type { Essence } from '../resource/essence.ts';
import type { StatusWriter } from '../resource/status-writer.ts';
import type { EndedCall } from './call-ending.ts';
import type { CallEnd, Calling } from './call-runner.ts';
import type { ObservedCall } from './controller-context.ts';
import type { HandlerCall } from './handler-call.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What it is of. */
export interface HandlerRunParts {
  readonly calling: Calling;
  readonly writer: StatusWriter;
  readonly observed: ObservedCall;
  readonly call: HandlerCall;
}

/** See the file's comment. */
export class HandlerRun implements EndedCall {
  readonly #calling: Calling;
  readonly writer: StatusWriter;
  readonly observed: ObservedCall;
  readonly call: HandlerCall;

  constructor({ calling, writer, observed, call }: HandlerRunParts) {
    this.#calling = calling;
    this.writer = writer;
    this.observed = observed;
    this.call = call;
  }

  get tracked(): TrackedObject {
    return this.#calling.tracked;
  }

  get object(): StoredObject {
    return this.#calling.object;
  }

  get essence(): Essence {
    return this.#calling.essence;
  }

  get handler(): CallRole {
    return this.#calling.handler;
  }

  get name(): CallName {
    return this.observed.handler;
  }

  get attempt(): number {
    return this.observed.attempt;
  }

  get reconcileId(): string {
    return this.observed.reconcileId;
  }

  assigned(key: string): boolean {
    return this.call.assigned(key);
  }

  /** The object is free for another call. @returns how this one ended */
  release(end: CallEnd): CallEnd {
    this.tracked.running = undefined;
    return end;
  }
}
