/**
 * Rendezvous hashing: of all members the one whose hash with a key is highest owns it. Who comes takes only what becomes its own,
 * and what somebody leaves goes to all others alike. Pure, and the same in every process and version: replicas decide by it apart
 * from each other.
 */

/** The names of the members by which somebody decides, sorted. */
export type MemberView = readonly string[];

/** Nobody. */
export const NO_MEMBERS: MemberView = Object.freeze([]);

/** Members among whom keys are divided. */
export class Rendezvous {
  readonly view: MemberView;
  readonly #hashes: readonly number[];

  constructor(view: MemberView) {
    this.view = view;
    this.#hashes = view.map(textHash);
  }

  /** The member that owns a key; undefined when there are no members. */
  ownerOf(key: string): string | undefined {
    const { view } = this;
    const hashed = textHash(key);
    let owner: string | undefined;
    let highest = -1;
    for (let place = 0; place < view.length; place += 1) {
      const member = view[place] as string;
      const weight = mixed(hashed ^ (this.#hashes[place] as number));
      // Of two with the same weight the first name wins, for everybody.
      if (weight > highest || (weight === highest && member < (owner as string))) {
        owner = member;
        highest = weight;
      }
    }
    return owner;
  }
}

/** Whether two views are the same. */
export function sameView(left: MemberView, right: MemberView): boolean {
  return left.length === right.length && left.every((member, place) => member === right[place]);
}

/** FNV-1a over UTF-16 units, and mixed: 32 bits. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return mixed(hash);
}

/** Each bit of the input changes half of the output's: the finisher of MurmurHash3. */
function mixed(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
