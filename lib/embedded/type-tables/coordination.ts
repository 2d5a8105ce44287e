/** The coordination group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const coordinationTypes = `
Lease = apiVersion kind metadata:meta.ObjectMeta={} spec:LeaseSpec={}
LeaseSpec = acquireTime:microtime holderIdentity* leaseDurationSeconds*:int leaseTransitions*:int preferredHolder* renewTime:microtime
  strategy*
`;
