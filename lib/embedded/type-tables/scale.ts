/** The scale group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const scaleTypes = `
Scale = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ScaleSpec={} status#3:ScaleStatus={}
ScaleSpec = replicas#1:int
ScaleStatus = replicas#1!^:int selector#2
`;
