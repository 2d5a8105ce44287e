/**
 * Several observers of a controller as one.
 */
import type { ControllerObserver } from './controller-context.ts';

/** Tells each of them, in order. One alone is told directly. */
export function joinObservers(given: readonly (ControllerObserver | undefined)[]): ControllerObserver {
  const observers = given.filter((observer) => observer !== undefined);
  const [first] = observers;
  if (observers.length <= 1) return first ?? {};
  return {
    callStarted: (call) => {
      for (const observer of observers) observer.callStarted?.(call);
    },
    callEnded: (call, outcome, end) => {
      for (const observer of observers) observer.callEnded?.(call, outcome, end);
    },
    turnFailed: (kind, key, error, inMilliseconds) => {
      for (const observer of observers) observer.turnFailed?.(kind, key, error, inMilliseconds);
    },
    turnOverdue: (kind, key) => {
      for (const observer of observers) observer.turnOverdue?.(kind, key);
    },
    writeLoopFound: (loop) => {
      for (const observer of observers) observer.writeLoopFound?.(loop);
    },
  };
}
