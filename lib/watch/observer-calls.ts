/** Calls an observer so that what it throws is logged and harms neither the stream nor the next call. */
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { ObjectText } from '../base/object-text.ts';
import type { ReflectorObserver } from './reflector-observer.ts';
import type { WatchState } from './watch-state.ts';

/** An observer that never throws. */
export class ObserverCalls implements Required<ReflectorObserver> {
  readonly #observer: ReflectorObserver;
  readonly #logger: Logger;

  constructor(observer: ReflectorObserver, logger: Logger) {
    this.#observer = observer;
    this.#logger = logger;
  }

  listStarted(): void {
    this.#call('listStarted', () => this.#observer.listStarted());
  }

  // The two that are called for each event do without a closure.

  upserted(object: ObjectText, source: 'list' | 'watch'): void {
    try {
      this.#observer.upserted(object, source);
    } catch (error) {
      this.#log('upserted', error, object);
    }
  }

  deleted(object: ObjectText): void {
    try {
      this.#observer.deleted(object);
    } catch (error) {
      this.#log('deleted', error, object);
    }
  }

  listEnded(resourceVersion: string): void {
    this.#call('listEnded', () => this.#observer.listEnded(resourceVersion));
  }

  listAbandoned(): void {
    this.#call('listAbandoned', () => this.#observer.listAbandoned());
  }

  bookmark(resourceVersion: string): void {
    this.#call('bookmark', () => this.#observer.bookmark?.(resourceVersion));
  }

  stateChanged(from: WatchState['name'], to: WatchState['name'], reason: string): void {
    this.#call('stateChanged', () => this.#observer.stateChanged?.(from, to, reason));
  }

  #call(method: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#log(method, error);
    }
  }

  #log(method: string, error: unknown, object?: ObjectText): void {
    const stack = error instanceof Error ? error.stack : undefined;
    this.#logger.error('the observer of a watch failed', { method, object: object?.key, uid: object?.uid, error: messageOf(error), stack });
  }
}
