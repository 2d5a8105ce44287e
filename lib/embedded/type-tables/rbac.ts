/** The rbac group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const rbacTypes = `
AggregationRule = clusterRoleSelectors#1:[meta.LabelSelector]@atomic
ClusterRole = aggregationRule#3:AggregationRule apiVersion kind metadata#1:meta.ObjectMeta={} rules#2^:[PolicyRule]@atomic
ClusterRoleBinding = apiVersion kind metadata#1:meta.ObjectMeta={} roleRef#3!^:RoleRef={} subjects#2:[Subject]@atomic
PolicyRule = apiGroups#2:[string]@atomic nonResourceURLs#5:[string]@atomic resourceNames#4:[string]@atomic resources#3:[string]@atomic
  verbs#1!^:[string]@atomic
Role = apiVersion kind metadata#1:meta.ObjectMeta={} rules#2^:[PolicyRule]@atomic
RoleBinding = apiVersion kind metadata#1:meta.ObjectMeta={} roleRef#3!^:RoleRef={} subjects#2:[Subject]@atomic
RoleRef@atomic = apiGroup#1^ kind#2!^ name#3!^
Subject@atomic = apiGroup#2 kind#1!^ name#3!^ namespace#4
`;
