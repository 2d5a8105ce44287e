/**
 * The JSON text of objects. A change is told to every watch and then answered, one after the other, so the newest text is
 * remembered: an object is written once for all of them. Objects given to it must not be changed afterwards.
 */

/** Writes objects. */
export class ObjectTexts {
  #object: unknown;
  #text = '';

  /** The text of an object. */
  textOf(object: unknown): string {
    if (object === undefined || object !== this.#object) {
      this.#text = JSON.stringify(object);
      this.#object = object;
    }
    return this.#text;
  }
}
