/**
 * How long a stream may be silent before it counts as dead. A server ends a watch itself after the time that was asked for;
 * until then a live one may be silent when nothing happens. Where the server's bookmarks come in regular intervals, missing
 * three of them is enough.
 */

/** The shortest limit, so that a server with frequent bookmarks may pause. */
const LEAST_MILLISECONDS = 30_000;

/** What a server is given beyond its own time-out. */
const MARGIN_MILLISECONDS = 15_000;

/** The limit, learnt from the bookmarks of one server. */
export class SilenceLimit {
  #largestGap = 0;
  #gaps = 0;
  #last: number | undefined;

  /** A new stream was opened. */
  opened(): void {
    this.#last = undefined;
  }

  /** A bookmark has come, at this moment in milliseconds. */
  bookmark(now: number): void {
    if (this.#last !== undefined) {
      this.#gaps++;
      this.#largestGap = Math.max(this.#largestGap, now - this.#last);
    }
    this.#last = now;
  }

  /**
   * The limit in milliseconds.
   *
   * @param timeoutSeconds after how many seconds the server was asked to end the stream
   */
  milliseconds(timeoutSeconds: number): number {
    const whole = timeoutSeconds * 1000 + MARGIN_MILLISECONDS;
    return this.#gaps < 2 ? whole : Math.min(whole, Math.max(LEAST_MILLISECONDS, 3 * this.#largestGap));
  }
}
