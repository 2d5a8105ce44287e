/**
 * Cuts a stream of bytes at newlines. It works on bytes, so that a character whose bytes are spread over two chunks stays
 * whole, and copies only the lines that are spread over chunks themselves.
 */

/** Takes a line: the bytes from `start` to `end` of a buffer, which are the taker's from then on. */
export type LineTaker = (bytes: Buffer, start: number, end: number) => void;

const NEWLINE = 0x0a;

/** A splitter for one stream. */
export class LineSplitter {
  readonly #take: LineTaker;
  #parts: Buffer[] = [];

  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** The bytes of a line that has not ended yet. */
  get rest(): Buffer {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0] ?? Buffer.alloc(0);
  }

  /** Takes in a chunk and hands out the lines that are complete; empty ones are left out. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    let end = bytes.indexOf(NEWLINE);
    if (this.#parts.length > 0 && end >= 0) {
      this.#parts.push(bytes.subarray(0, end));
      const line = this.rest;
      this.#parts = [];
      this.#take(line, 0, line.length);
      start = end + 1;
      end = bytes.indexOf(NEWLINE, start);
    }
    for (; end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const from = start;
      start = end + 1;
      if (end > from) this.#take(bytes, from, end);
    }
    // A copy, since the lines before it, which lie in the same memory, belong to others by now.
    if (start < bytes.length) this.#parts.push(start === 0 ? bytes : Buffer.from(bytes.subarray(start)));
  }
}
