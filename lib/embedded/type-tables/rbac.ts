/** The rbac group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const rbacTypes = `
AggregationRule = clusterRoleSelectors:[meta.LabelSelector]@atomic
ClusterRole = aggregationRule:AggregationRule apiVersion kind metadata:meta.ObjectMeta={} rules^:[PolicyRule]@atomic
ClusterRoleBinding = apiVersion kind metadata:meta.ObjectMeta={} roleRef!^:RoleRef={} subjects:[Subject]@atomic
PolicyRule = apiGroups:[string]@atomic nonResourceURLs:[string]@atomic resourceNames:[string]@atomic resources:[string]@atomic
  verbs!^:[string]@atomic
Role = apiVersion kind metadata:meta.ObjectMeta={} rules^:[PolicyRule]@atomic
RoleBinding = apiVersion kind metadata:meta.ObjectMeta={} roleRef!^:RoleRef={} subjects:[Subject]@atomic
RoleRef@atomic = apiGroup^ kind!^ name!^
Subject@atomic = apiGroup kind!^ name!^ namespace
`;
