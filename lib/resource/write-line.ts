/**
 * The writes of one object, one after the other: where a daemon and a handler of the same object both write, each begins with
 * what the other has left. It keeps the order in which they came.
 */

/** See the file's comment. */
export class WriteLine {
  #last: Promise<unknown> = Promise.resolve();

  /** Makes a write when those before it are over, however they ended. */
  take<T>(write: () => Promise<T>): Promise<T> {
    const taken = this.#last.then(write);
    this.#last = taken.catch(() => undefined);
    return taken;
  }
}
