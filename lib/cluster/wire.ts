/**
 * client-node's types as JSON has them. client-node describes objects after its own conversion (Dates, names that avoid
 * reserved words); this SDK never converts, so values are those of the wire.
 */

type Dashed<K extends string> = K extends `${infer Head}_${infer Tail}` ? `${Head}-${Dashed<Tail>}` : K;

/** `_continue` is `continue`, `x_kubernetes_int_or_string` is `x-kubernetes-int-or-string`. */
type WireKey<K> = K extends `_${infer Name}` ? Name : K extends `x_kubernetes_${infer Rest}` ? `x-kubernetes-${Dashed<Rest>}` : K;

/**
 * A type of client-node as JSON has it: dates are strings, names are the wire's, also deep inside.
 *
 * @example const pod = await client.get<Wire<V1Pod>>({ apiVersion: 'v1', kind: 'Pod', name: 'a' });
 */
export type Wire<T> = 0 extends 1 & T
  ? T
  : T extends Date
    ? string
    : T extends string | number | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? Wire<Item>[]
        : T extends object
          ? { [K in keyof T as WireKey<K>]: Wire<T[K]> }
          : T;
