/**
 * Tells whoever waits that something has been done, after which they look for themselves.
 */

/** See the file's comment. */
export class Progress {
  readonly #listeners = new Set<() => void>();

  /** Calls back at each progress, until the function that it returns is called. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something has been done. */
  made(): void {
    if (this.#listeners.size > 0) for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves at the next progress, or when the signal aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        forget();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const forget = this.on(end);
      signal?.addEventListener('abort', end, { once: true });
    });
  }
}
