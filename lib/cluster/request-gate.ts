/**
 * Bounds how many requests are under way at once; the rest wait in the order in which they came. Watches don't pass it,
 * so that open streams can't starve requests.
 */

/** A counted gate. */
export class RequestGate {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Takes a place if one is free, without waiting. */
  tryEnter(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /**
   * Waits for a place.
   *
   * @returns `entered` resolves when the place is taken; `cancel` gives up waiting, or the place if it was just taken
   */
  enter(): { entered: Promise<void>; cancel: () => void } {
    let waiter = () => {};
    const entered = new Promise<void>((resolve) => {
      waiter = resolve;
      this.#waiting.add(waiter);
    });
    const cancel = () => {
      if (!this.#waiting.delete(waiter)) this.leave();
    };
    return { entered, cancel };
  }

  /** Gives a place back. */
  leave(): void {
    const next = this.#waiting.values().next();
    if (next.done) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next.value);
    next.value();
  }
}
