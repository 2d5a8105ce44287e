/**
 * The fields that new objects have, kept by form: most objects of a kind have the same few, so that they are reckoned once, and
 * the objects share them. What is kept is frozen.
 */
import { changedFields, formOfChange } from './changed-fields.ts';
import { isHollow, isObject, type JsonObject } from './json.ts';
import type { Schema } from './schema.ts';

/** How many forms of a kind are kept: keys of labels and of maps may be as many as there are objects. */
const MOST_FORMS = 500;

/** Knows the fields of new objects. */
export class CreatedFields {
  readonly #known = new WeakMap<JsonObject, Map<string, JsonObject>>();

  /**
   * The fieldsV1 of a new object, undefined when it has none.
   *
   * @param empty what every object of its kind has: the same value each time, for it stands for the kind
   */
  of(empty: JsonObject, object: JsonObject, schema: Schema): JsonObject | undefined {
    let known = this.#known.get(empty);
    if (!known) {
      known = new Map();
      this.#known.set(empty, known);
    }
    const form = formOfChange(empty, object, schema);
    let fields = known.get(form);
    if (!fields) {
      fields = frozen(changedFields(empty, object, schema));
      if (known.size >= MOST_FORMS) known.clear();
      known.set(form, fields);
    }
    return isHollow(fields) ? undefined : fields;
  }
}

function frozen(value: JsonObject): JsonObject {
  for (const name in value) if (isObject(value[name])) frozen(value[name]);
  return Object.freeze(value);
}
