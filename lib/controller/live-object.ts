/**
 * The object of a daemon as it is now: a daemon lives through many versions of its object, so what it reads is always the
 * newest known. The spec is the last one that SPEC accepts; that a newer one is refused is for the handlers to say.
 */
import { equalJson } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';

/** See the file's comment. */
export class LiveObject {
  readonly #parse: (object: StoredObject) => Promise<object>;
  #object: StoredObject;
  #spec: object = {};
  /** Of the newest version. */
  #parsed: Promise<object>;

  /** @param parse parses the spec of an object; what it throws is why SPEC refuses it */
  constructor(object: StoredObject, parse: (object: StoredObject) => Promise<object>) {
    this.#parse = parse;
    this.#object = object;
    this.#parsed = this.#begin(object);
  }

  /** The newest version known. */
  get object(): StoredObject {
    return this.#object;
  }

  /** The last spec that SPEC accepts. */
  get spec(): object {
    return this.#spec;
  }

  /** The spec of the newest version. @throws when SPEC refuses it */
  parsed(): Promise<object> {
    return this.#parsed;
  }

  /** A newer version is known. */
  update(object: StoredObject): void {
    const isSame = equalJson(object.spec, this.#object.spec);
    this.#object = object;
    if (!isSame) this.#parsed = this.#begin(object);
  }

  #begin(object: StoredObject): Promise<object> {
    const parsed = this.#parse(object).then((spec) => {
      // Another version may have overtaken it.
      if (this.#parsed === parsed) this.#spec = spec;
      return spec;
    });
    // Who wants to know asks for it.
    parsed.catch(() => undefined);
    return parsed;
  }
}
