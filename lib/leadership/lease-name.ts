/**
 * The name of the lease by which an operator's replicas elect: the same for all that do the same work, another one for an operator
 * that watches other classes, namespaces or selectors, so that two installations don't keep each other from working.
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
}

/** The longest name that the API server takes, less a dash and the hash. */
const MAX_OPERATOR = 240;

/** `printer-operator-4f1d…`: the operator's name and a hash of its work. */
export function leaseName({ operator, kinds, namespaces }: WorkDescription): string {
  const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
  const work = { kinds: [...kinds].sort(byName), namespaces: namespaces.map((namespace) => namespace ?? '').sort() };
  return `${operator.slice(0, MAX_OPERATOR)}-${contentHash(work)}`;
}
