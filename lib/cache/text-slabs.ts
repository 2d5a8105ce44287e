/**
 * Keeps many texts in few large buffers outside the JavaScript heap, where neither an object per text nor the garbage
 * collector costs anything.
 *
 * Bytes are written once and never overwritten, so that a text that was handed out stays what it is. When too little of all slabs is
 * still held, the emptiest is cleared: the rest of it moves on, and the slab goes when the last reader has let go of it. What is left
 * in others waits: objects that were listed together often change one after another, and then nothing of them has to be moved.
 */
import type { ObjectKey } from '../base/object-key.ts';
import type { ObjectText } from '../base/object-text.ts';

/** Options of TextSlabs. */
export interface TextSlabsOptions {
  /** Bytes of one slab; the first has no more than 16384. @default 262144 */
  slabBytes?: number;
}

/** Who holds the texts: asked when a slab is cleared. */
export interface TextHolder {
  /** The text that is held under a key now. */
  current(key: ObjectKey): ObjectText | undefined;
  /** The text of that key lies elsewhere now. */
  moved(text: ObjectText): void;
}

/** One buffer. */
interface Slab {
  readonly buffer: Buffer;
  used: number;
  live: number;
  /** Whose texts were written to it, in order; a key may be there twice. */
  keys: ObjectKey[];
}

/** Most caches hold little, and those of tests come and go. */
const FIRST_SLAB_BYTES = 16_384;
/** The least share of all slabs that is held, but for a few slabs' worth. */
const LEAST_LIVE_SHARE = 0.65;

/** The store of texts. */
export class TextSlabs {
  readonly #holder: TextHolder;
  readonly #slabBytes: number;
  readonly #slabs = new Map<Buffer, Slab>();
  #open: Slab | undefined;
  /** The slab that was open before, not yet looked at since. */
  #filled: Slab | undefined;
  #liveBytes = 0;
  #allocatedBytes = 0;

  constructor(holder: TextHolder, options: TextSlabsOptions = {}) {
    this.#holder = holder;
    this.#slabBytes = options.slabBytes ?? 262_144;
  }

  /** Bytes of all texts held. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes of all slabs. */
  get allocatedBytes(): number {
    return this.#allocatedBytes;
  }

  /** Copies a text into a slab; the result is what is to be held. @param earlier what was held in its place. @default nothing */
  store(text: ObjectText, earlier?: ObjectText): ObjectText {
    const length = text.byteLength;
    const slab = this.#slabFor(length);
    const stored = text.movedTo(slab.buffer, slab.used, earlier);
    slab.used += length;
    slab.live += length;
    slab.keys.push(stored.key);
    this.#liveBytes += length;
    return stored;
  }

  /**
   * A stored text is no longer held. Call it after the holder has put the new text, or none, in its place: nothing is moved before, so
   * that what the holder replaces lies where it was.
   */
  release(text: ObjectText): void {
    const slab = this.#slabs.get(text.buffer);
    if (!slab) return;
    slab.live -= text.byteLength;
    this.#liveBytes -= text.byteLength;
    this.#tidy(slab);
  }

  /** Frees slabs that aren't being filled when nothing in them is still held, and clears one when too little of all is. */
  #tidy(slab: Slab): void {
    if (slab !== this.#open && slab.live === 0) this.#free(slab);
    const filled = this.#filled;
    this.#filled = undefined;
    if (filled?.live === 0) this.#free(filled);
    if (this.#allocatedBytes * LEAST_LIVE_SHARE <= this.#liveBytes + 2 * this.#slabBytes) return;
    const emptiest = this.#emptiest();
    if (emptiest) this.#clear(emptiest);
  }

  #emptiest(): Slab | undefined {
    let emptiest: Slab | undefined;
    for (const slab of this.#slabs.values()) {
      if (slab !== this.#open && (!emptiest || slab.live * emptiest.used < emptiest.live * slab.used)) emptiest = slab;
    }
    return emptiest;
  }

  #free(slab: Slab): void {
    if (this.#slabs.delete(slab.buffer)) this.#allocatedBytes -= slab.buffer.length;
  }

  #slabFor(length: number): Slab {
    if (this.#open && this.#open.used + length <= this.#open.buffer.length) return this.#open;
    // A text that would fill a good part of a slab gets one of its own, and the open one goes on being filled.
    const alone = length * 4 > this.#slabBytes;
    const isSmall = this.#allocatedBytes === 0 && length <= FIRST_SLAB_BYTES;
    const bytes = alone ? length : isSmall ? Math.min(FIRST_SLAB_BYTES, this.#slabBytes) : this.#slabBytes;
    const slab: Slab = { buffer: Buffer.allocUnsafeSlow(bytes), used: 0, live: 0, keys: [] };
    this.#slabs.set(slab.buffer, slab);
    this.#allocatedBytes += slab.buffer.length;
    if (!alone) {
      this.#filled = this.#open;
      this.#open = slab;
    }
    return slab;
  }

  /** Moves what is still held out of a slab and forgets it. */
  #clear(slab: Slab): void {
    this.#free(slab);
    for (const key of slab.keys) {
      const text = this.#holder.current(key);
      if (text?.buffer !== slab.buffer) continue;
      this.#liveBytes -= text.byteLength;
      this.#holder.moved(this.store(text));
    }
  }
}
