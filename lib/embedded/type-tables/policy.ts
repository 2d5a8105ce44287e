/** The policy group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const policyTypes = `
Eviction = apiVersion deleteOptions:meta.DeleteOptions kind metadata:meta.ObjectMeta={}
PodDisruptionBudget = apiVersion kind metadata:meta.ObjectMeta={} spec:PodDisruptionBudgetSpec={} status:PodDisruptionBudgetStatus={}
PodDisruptionBudgetSpec = maxUnavailable:intstr minAvailable:intstr selector:meta.LabelSelector&replace unhealthyPodEvictionPolicy*
PodDisruptionBudgetStatus = conditions:[meta.Condition]@map(type)&merge(type) currentHealthy^:int desiredHealthy^:int disruptedPods:{time}
  disruptionsAllowed^:int expectedPods^:int observedGeneration:long
`;
