/** Times as the server writes them: RFC 3339 in UTC, to the second. */

/** A moment to the second. */
export function canonicalTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Writes moments; one second after another, and many times the same. */
export class TimestampWriter {
  #second = Number.NaN;
  #text = '';

  /** A moment to the second. */
  write(milliseconds: number): string {
    const second = Math.floor(milliseconds / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = canonicalTimestamp(milliseconds);
    }
    return this.#text;
  }
}
