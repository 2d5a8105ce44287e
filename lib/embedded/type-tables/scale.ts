/** The scale group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const scaleTypes = `
Scale = apiVersion kind metadata:meta.ObjectMeta={} spec:ScaleSpec={} status:ScaleStatus={}
ScaleSpec = replicas:int
ScaleStatus = replicas!^:int selector
`;
