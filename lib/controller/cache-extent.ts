/**
 * Which classes of an operator whose replicas share the work need to know only their share: where objects go by namespace, and the
 * namespaces are named, the API server can select them. But what other objects, handlers or classes look into must be whole. Pure.
 */
import type { ResolvedClass } from '../resource/crd-class.ts';

/** What of a class says how much of it must be known. */
export type SharedClass = Pick<ResolvedClass, 'apiVersion' | 'kind' | 'namespaced' | 'shardKey' | 'watches' | 'when'> & {
  readonly type: Pick<ResolvedClass['type'], 'INDEXES'>;
};

/** How the operator runs. */
export interface CacheSituation {
  /** Whether replicas share the work. */
  readonly shards: boolean;
  /** The namespaces to watch; [undefined] for the whole cluster. */
  readonly namespaces: readonly (string | undefined)[];
  /** All classes of the operator. */
  readonly classes: readonly SharedClass[];
}

/** Whether a replica may do without the objects of namespaces that are another's. */
export function knowsShareOnly(type: SharedClass, { shards, namespaces, classes }: CacheSituation): boolean {
  const canSelect = shards && type.namespaced && type.shardKey === 'namespace' && namespaces.every((each) => each !== undefined);
  // Handlers look up anything by INDEXES; WATCHES are given all objects; what WHEN let in or not has to be remembered.
  const looksAround = type.type.INDEXES !== undefined || type.watches.length > 0 || type.when !== undefined;
  return canSelect && !looksAround && !classes.some(({ watches }) => watches.some((watch) => isSame(watch, type)));
}

function isSame(watch: { readonly apiVersion: string; readonly kind: string }, { apiVersion, kind }: SharedClass): boolean {
  return watch.apiVersion === apiVersion && watch.kind === kind;
}
