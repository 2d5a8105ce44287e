/**
 * SHARD_KEY: what decides which of several replicas handles an object. It is given the object's name and namespace alone, since
 * what can change while an object lives would be known to one replica earlier than to another.
 */
import { type ObjectKey, splitKey } from '../base/object-key.ts';

/** What SHARD_KEY is given. */
export interface ShardedObject {
  readonly metadata: { readonly namespace: string | undefined; readonly name: string };
}

/** What SHARD_KEY may be: `static readonly SHARD_KEY = ({ metadata }) => metadata.namespace`, in a class of namespaced objects. */
export type ShardKey = (object: ShardedObject) => string | undefined;

/** The key by which an object is assigned: that of the function, else the object's own. @throws what the function throws, TypeError */
export function shardKeyOf(shardKey: ShardKey | undefined, key: ObjectKey): string {
  if (!shardKey) return key;
  const given: unknown = shardKey({ metadata: splitKey(key) });
  if (given === undefined) return key;
  if (typeof given === 'string') return given;
  throw new TypeError(`SHARD_KEY must give a text, not ${given === null ? 'null' : typeof given}`);
}
