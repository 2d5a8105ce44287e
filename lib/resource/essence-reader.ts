/**
 * Reads the essences of one class's objects. Objects of one class mostly share their labels, and a new version of an object mostly
 * has those of the last one, so that the hash of those seen lately is kept.
 */
import type { StoredObject } from '../base/object-meta.ts';
import { contentOf, type Essence, foreignMarks, marksOf } from './essence.ts';

/** How many hashes are kept at most, twice. */
const KEPT = 2000;

/** Longer marks are hashed each time: to keep them would cost more memory than time. */
const LONGEST = 2000;

/** See the file's comment. */
export class EssenceReader {
  readonly #statusSubresource: boolean;
  /** Hashes by what they are of. The older half goes when the newer one is full. */
  #newer = new Map<string, string>();
  #older = new Map<string, string>();
  /** By their marks, the last one of each. */
  readonly #shared = new Map<string, Essence>();

  /** @param statusSubresource whether generation can be trusted */
  constructor(statusSubresource: boolean) {
    this.#statusSubresource = statusSubresource;
  }

  /** The essence of an object. */
  essenceOf(object: StoredObject): Essence {
    return {
      generation: object.metadata.generation ?? 0,
      content: this.#statusSubresource ? undefined : contentOf(object),
      marks: this.#marksOf(object),
    };
  }

  /** The same, but one for all objects that are alike: there may be very many of which nothing else is remembered. */
  shared(essence: Essence): Essence {
    const { generation, content, marks } = essence;
    const known = this.#shared.get(marks);
    if (known?.generation === generation && known.content === content) return known;
    if (this.#shared.size >= KEPT) this.#shared.clear();
    this.#shared.set(marks, essence);
    return essence;
  }

  #marksOf(object: StoredObject): string {
    const text = JSON.stringify(foreignMarks(object));
    if (text.length > LONGEST) return marksOf(object);
    let marks = this.#newer.get(text);
    if (marks !== undefined) return marks;
    marks = this.#older.get(text) ?? marksOf(object);
    if (this.#newer.size >= KEPT) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(text, marks);
    return marks;
  }
}
