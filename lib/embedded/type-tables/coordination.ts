/** The coordination group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const coordinationTypes = `
Lease = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:LeaseSpec={}
LeaseSpec = acquireTime#3:microtime holderIdentity#1* leaseDurationSeconds#2*:int leaseTransitions#5*:int preferredHolder#7*
  renewTime#4:microtime strategy#6*
`;
