/** The meta group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const metaTypes = `
Condition = lastTransitionTime#4!^:time message#6!^ observedGeneration#3:long reason#5!^ status#2!^ type#1!^
DeleteOptions = apiVersion dryRun#5:[string]@atomic gracePeriodSeconds#1*:long ignoreStoreReadErrorWithClusterBreakingPotential#6*:bool kind
  orphanDependents#3*:bool preconditions#2:Preconditions propagationPolicy#4*
FieldSelectorRequirement = key#1!^ operator#2!^ values#3:[string]@atomic
LabelSelector@atomic = matchExpressions#2:[LabelSelectorRequirement]@atomic matchLabels#1:{string}
LabelSelectorRequirement = key#1!^ operator#2!^ values#3:[string]@atomic
ListMeta = continue#3 remainingItemCount#4*:long resourceVersion#2 selfLink#1 shardInfo#5:ShardInfo
ManagedFieldsEntry = apiVersion#3 fieldsType#6 fieldsV1#7:any manager#1 operation#2 subresource#8 time#4:time
ObjectMeta = annotations#12:{string} creationTimestamp#8:time deletionGracePeriodSeconds#10*:long deletionTimestamp#9:time
  finalizers#14:[string]@set&merge generateName#2 generation#7:long labels#11:{string} managedFields#17:[ManagedFieldsEntry]@atomic name#1
  namespace#3 ownerReferences#13:[OwnerReference]@map(uid)&merge(uid) resourceVersion#6 selfLink#4 uid#5
OwnerReference@atomic = apiVersion#5!^ blockOwnerDeletion#7*:bool controller#6*:bool kind#1!^ name#3!^ uid#4!^
Preconditions = resourceVersion#2* uid#1*
ShardInfo = selector#1!^
Status = apiVersion code#6:int details#5:StatusDetails kind message#3 metadata#1:ListMeta={} reason#4 status#2
StatusCause = field#3 message#2 reason#1
StatusDetails = causes#4:[StatusCause]@atomic group#2 kind#3 name#1 retryAfterSeconds#5:int uid#6
`;
