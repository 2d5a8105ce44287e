/**
 * The client that handlers are given: its merge patches of objects that are known without asking count as writes of the operator,
 * so that a loop of them is found. Everything else is the client's own.
 */
import type { KubernetesObject, StoredObject } from '../base/object-meta.ts';
import type { Client, ObjectReference, WriteOptions } from '../cluster/client.ts';
import { patchedValues } from './missing-values.ts';
import type { CallWrites, IntendedWrite } from './write-loop.ts';

/** What it is made of. */
export interface WatchedClientOptions {
  readonly client: Client;
  readonly writes: CallWrites;
  /** An object as it is known without asking. */
  known(reference: ObjectReference): StoredObject | undefined;
}

/** Makes one. */
export function watchedClient({ client, writes, known }: WatchedClientOptions): Client {
  return {
    get: (reference, options) => client.get(reference, options),
    find: (reference, options) => client.find(reference, options),
    list: (reference, options) => client.list(reference, options),
    create: (object, options) => client.create(object, options),
    replace: (object, options) => client.replace(object, options),
    apply: (object, options) => client.apply(object, options),
    jsonPatch: (reference, patch, options) => client.jsonPatch(reference, patch, options),
    delete: (reference, options) => client.delete(reference, options),
    async mergePatch<T extends KubernetesObject = StoredObject>(reference: ObjectReference, patch: object, options: WriteOptions = {}) {
      const live = options.dryRun ? undefined : known(reference);
      const write = live && intendedPatch(live, patch, options);
      if (!write || write.missing.length === 0) return await client.mergePatch<T>(reference, patch, options);
      if (!writes.mayWrite(write)) return live as unknown as T;
      const answer = await client.mergePatch<T>(reference, patch, options);
      writes.wrote(write, answer as unknown as StoredObject);
      return answer;
    },
  };
}

function intendedPatch(live: StoredObject, patch: object, { subresource }: WriteOptions): IntendedWrite {
  const { kind, metadata } = live;
  const name = `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
  const { metadata: given, ...rest } = patch as { metadata?: object };
  // A version in a patch is a test, and no value.
  const { resourceVersion: _, ...named } = (given ?? {}) as { resourceVersion?: string };
  return {
    key: `patch/${subresource ?? ''}/${metadata.uid}`,
    name,
    live,
    missing: [...patchedValues(live, { metadata: named, ...rest })],
    secret: kind === 'Secret',
  };
}
