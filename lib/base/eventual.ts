/**
 * A value that may be there at once or later. What most turns of objects go through is there at once, and a promise for each
 * step would cost more than the step.
 */

/** A value, or the promise of one. */
export type Eventual<T> = T | Promise<T>;

/** Goes on with a value: at once when it is there. What `next` throws is thrown, or rejects, accordingly. */
export function whenThere<T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
