/**
 * Makes the kinds of servers that are alike: what follows from the types or from a definition alone is made once for all of them.
 * Nothing of what a server holds is kept.
 */
import { kindsOfStore, plainKinds } from './built-in-kinds.ts';
import { customKinds } from './custom-resource-kinds.ts';
import { DiscoveryMemory } from './discovery-memory.ts';
import type { JsonObject } from './json.ts';
import { FieldMemory } from './managed-fields.ts';
import type { ObjectStore } from './object-store.ts';
import type { ResourceKind } from './resource-kind.ts';
import type { Schema } from './schema.ts';
import type { TypeLibrary } from './type-notation.ts';

/** See the file's comment. */
export class KindMaker {
  readonly library: TypeLibrary;
  /** The schema of ObjectMeta. */
  readonly metadataSchema: Schema;
  /** What is known of the fields of all of them. */
  readonly fields = new FieldMemory();
  /** What clients are told of them. */
  readonly discovery = new DiscoveryMemory();
  readonly #plain: readonly ResourceKind[];
  readonly #custom = new WeakMap<JsonObject, ResourceKind[]>();

  constructor(library: TypeLibrary) {
    this.library = library;
    this.metadataSchema = library.get('meta.ObjectMeta');
    this.#plain = plainKinds(library);
  }

  /** The built-in kinds, for a store. */
  builtIn(store: ObjectStore): ResourceKind[] {
    return kindsOfStore(this.#plain, store);
  }

  /** The kinds of a stored definition, which never changes: the same ones each time. */
  custom(definition: JsonObject): readonly ResourceKind[] {
    let kinds = this.#custom.get(definition);
    if (!kinds) {
      kinds = customKinds(definition, this.metadataSchema);
      this.#custom.set(definition, kinds);
    }
    return kinds;
  }
}
