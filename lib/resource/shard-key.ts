/**
 * SHARD_KEY: what decides which of several replicas handles an object. It is given the object's name and namespace alone, since
 * what can change while an object lives would be known to one replica earlier than to another. 'namespace' is the one that a server
 * can select by, too.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';

/** What SHARD_KEY is given. */
export interface ShardedObject {
  readonly metadata: { readonly namespace: string | undefined; readonly name: string };
}

/** What SHARD_KEY may be: `static readonly SHARD_KEY = 'namespace'`, in a class of namespaced objects; or a function. */
export type ShardKey = 'namespace' | ((object: ShardedObject) => string | undefined);

/** The key by which an object is assigned: its namespace, or that of the function, else the object's own. @throws what the function throws, TypeError */
export function shardKeyOf(shardKey: ShardKey | undefined, key: ObjectKey): string {
  if (!shardKey) return key;
  const metadata = splitKey(key);
  const given: unknown = shardKey === 'namespace' ? metadata.namespace : shardKey({ metadata });
  if (given === undefined) return key;
  if (typeof given === 'string') return given;
  throw new TypeError(`SHARD_KEY must give a text, not ${given === null ? 'null' : typeof given}`);
}
