/** The policy group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const policyTypes = `
Eviction = apiVersion deleteOptions#2:meta.DeleteOptions kind metadata#1:meta.ObjectMeta={}
PodDisruptionBudget = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:PodDisruptionBudgetSpec={} status#3:PodDisruptionBudgetStatus={}
PodDisruptionBudgetSpec = maxUnavailable#3:intstr minAvailable#1:intstr selector#2:meta.LabelSelector&replace unhealthyPodEvictionPolicy#4*
PodDisruptionBudgetStatus = conditions#7:[meta.Condition]@map(type)&merge(type) currentHealthy#4^:int desiredHealthy#5^:int
  disruptedPods#2:{time} disruptionsAllowed#3^:int expectedPods#6^:int observedGeneration#1:long
`;
