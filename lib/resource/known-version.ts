/**
 * One version of an object, as far as writing its status needs it. Of a version that is there as text only those parts are parsed
 * that somebody asks for: of the answer to a write that is hardly ever more than the status.
 */
import { isJsonObject } from '../base/merge-patch.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { ObjectText } from '../base/object-text.ts';
import { RECORD_ANNOTATION, type Remembered, readRemembered } from './record.ts';

/** See the file's comment. */
export class KnownVersion {
  readonly resourceVersion: string;
  readonly #text: ObjectText | undefined;
  #object: StoredObject | undefined;
  #status: Record<string, unknown> | undefined;

  constructor(version: StoredObject | ObjectText) {
    if (version instanceof ObjectText) {
      this.resourceVersion = version.resourceVersion;
      this.#text = version;
    } else {
      this.resourceVersion = version.metadata.resourceVersion;
      this.#object = version;
    }
  }

  /** The status; empty when there is none. Not to be changed. */
  get status(): Record<string, unknown> {
    if (!this.#status) {
      const status: unknown = this.#object ? this.#object.status : this.#text?.field('status');
      this.#status = isJsonObject(status) ? status : {};
    }
    return this.#status;
  }

  /** The text of the annotation that holds the record where the status has no room. */
  get annotation(): string | undefined {
    if (!this.#object && !this.#text?.includes(RECORD_ANNOTATION)) return undefined;
    return this.#parsed().metadata.annotations?.[RECORD_ANNOTATION];
  }

  /** What it says of itself. */
  get remembered(): Remembered {
    const { annotation } = this;
    const annotations: Record<string, string> = annotation === undefined ? {} : { [RECORD_ANNOTATION]: annotation };
    return readRemembered({ metadata: { annotations }, status: this.status });
  }

  #parsed(): StoredObject {
    const object = this.#object ?? (this.#text as ObjectText).parse<StoredObject>();
    this.#object = object;
    return object;
  }
}
