/**
 * The name of the lease by which an operator's replicas elect: the same for all that do the same work, another one for an operator
 * that watches other classes, namespaces or selectors, so that two installations don't keep each other from working. What hooks
 * want isn't asked: it changes while they run, and differs between replicas until the last one has seen it.
 */
import { contentHash } from '../base/content-hash.ts';

/** What an operator works on. */
export interface WorkDescription {
  /** The operator's name. */
  readonly operator: string;
  readonly kinds: readonly {
    readonly name: string;
    readonly labelSelector?: string | undefined;
    readonly fieldSelector?: string | undefined;
  }[];
  /** [undefined] for the whole cluster. */
  readonly namespaces: readonly (string | undefined)[];
  /** Of an operator that has nothing but hooks. @default none */
  readonly hooks?: HookWork | undefined;
}

/** What tells an operator of hooks from another one. */
export interface HookWork {
  /** The folder in which they lie. */
  readonly folder: string;
  /** The Pod's service account; undefined outside a Pod. */
  readonly account: string | undefined;
}

/** The longest name that the API server takes, less a dash and the hash. */
const MAX_OPERATOR = 240;

/** `printer-operator-4f1d…`: the operator's name and a hash of its work. */
export function leaseName({ operator, kinds, namespaces, hooks }: WorkDescription): string {
  const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
  const work = { kinds: [...kinds].sort(byName), namespaces: namespaces.map((namespace) => namespace ?? '').sort(), hooks };
  return `${operator.slice(0, MAX_OPERATOR)}-${contentHash(work)}`;
}
