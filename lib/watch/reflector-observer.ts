/** The interface of whoever is told what a reflector sees: as a rule the controller, which keeps the cache. */
import type { ObjectText } from '../base/object-text.ts';
import type { WatchState } from './watch-state.ts';

/**
 * Is told, synchronously and in order, what the API server shows. An error that a method throws is logged, and the stream
 * goes on.
 *
 * Between listStarted() and listEnded() come all objects, as upserts with the source 'list'; what the observer knew before and
 * did not get is gone, unless it is newer than the list. After listAbandoned() the list has proved nothing.
 */
export interface ReflectorObserver {
  /** A list begins: the first one, or after the server lost the history. */
  listStarted(): void;
  /** An object as it is. The same version may come more than once. */
  upserted(object: ObjectText, source: 'list' | 'watch'): void;
  /** An object as it was when it was deleted, or left the selector. */
  deleted(object: ObjectText): void;
  /** The list is complete, as of this resourceVersion. */
  listEnded(resourceVersion: string): void;
  /** The list failed before it was complete. */
  listAbandoned(): void;
  /** Everything up to this resourceVersion has been shown. */
  bookmark?(resourceVersion: string): void;
  /** What the reflector does, or what it complains of, has changed; in the latter case `from` and `to` may be the same. */
  stateChanged?(from: WatchState['name'], to: WatchState['name'], reason: string): void;
}
