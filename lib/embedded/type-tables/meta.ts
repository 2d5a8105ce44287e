/** The meta group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const metaTypes = `
Condition = lastTransitionTime!^:time message!^ observedGeneration:long reason!^ status!^ type!^
DeleteOptions = apiVersion dryRun:[string]@atomic gracePeriodSeconds*:long ignoreStoreReadErrorWithClusterBreakingPotential*:bool kind
  orphanDependents*:bool preconditions:Preconditions propagationPolicy*
FieldSelectorRequirement = key!^ operator!^ values:[string]@atomic
LabelSelector@atomic = matchExpressions:[LabelSelectorRequirement]@atomic matchLabels:{string}
LabelSelectorRequirement = key!^ operator!^ values:[string]@atomic
ListMeta = continue remainingItemCount*:long resourceVersion selfLink shardInfo:ShardInfo
ManagedFieldsEntry = apiVersion fieldsType fieldsV1:any manager operation subresource time:time
ObjectMeta = annotations:{string} creationTimestamp:time deletionGracePeriodSeconds*:long deletionTimestamp:time
  finalizers:[string]@set&merge generateName generation:long labels:{string} managedFields:[ManagedFieldsEntry]@atomic name namespace
  ownerReferences:[OwnerReference]@map(uid)&merge(uid) resourceVersion selfLink uid
OwnerReference@atomic = apiVersion!^ blockOwnerDeletion*:bool controller*:bool kind!^ name!^ uid!^
Preconditions = resourceVersion* uid*
ShardInfo = selector!^
Status = apiVersion code:int details:StatusDetails kind message metadata:ListMeta={} reason status
StatusCause = field message reason
StatusDetails = causes:[StatusCause]@atomic group kind name retryAfterSeconds:int uid
`;
