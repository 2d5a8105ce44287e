/** The batch group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const batchTypes = `
CronJob = apiVersion kind metadata:meta.ObjectMeta={} spec!:CronJobSpec={} status:CronJobStatus={}
CronJobSpec = concurrencyPolicy failedJobsHistoryLimit*:int jobTemplate!^:JobTemplateSpec={} schedule!^ startingDeadlineSeconds*:long
  successfulJobsHistoryLimit*:int suspend*:bool timeZone*
CronJobStatus = active:[core.ObjectReference]@atomic lastScheduleTime:time lastSuccessfulTime:time
Job = apiVersion kind metadata:meta.ObjectMeta={} spec:JobSpec={} status:JobStatus={}
JobCondition = lastProbeTime^:time lastTransitionTime^:time message reason status!^ type!^
JobSpec = activeDeadlineSeconds*:long backoffLimit*:int backoffLimitPerIndex*:int completionMode* completions*:int managedBy*
  manualSelector*:bool maxFailedIndexes*:int parallelism*:int podFailurePolicy:PodFailurePolicy podReplacementPolicy*
  selector:meta.LabelSelector successPolicy:SuccessPolicy suspend*:bool template!^:core.PodTemplateSpec={} ttlSecondsAfterFinished*:int
JobStatus = active:int completedIndexes completionTime:time conditions:[JobCondition]@atomic&merge(type) failed:int failedIndexes*
  ready*:int startTime:time succeeded:int terminating*:int uncountedTerminatedPods:UncountedTerminatedPods
JobTemplateSpec = metadata:meta.ObjectMeta={} spec:JobSpec={}
PodFailurePolicy = rules!^:[PodFailurePolicyRule]@atomic
PodFailurePolicyOnExitCodesRequirement = containerName* operator!^ values!^:[int]@set
PodFailurePolicyOnPodConditionsPattern = status^ type!^
PodFailurePolicyRule = action!^ onExitCodes:PodFailurePolicyOnExitCodesRequirement
  onPodConditions:[PodFailurePolicyOnPodConditionsPattern]@atomic
SuccessPolicy = rules!^:[SuccessPolicyRule]@atomic
SuccessPolicyRule = succeededCount*:int succeededIndexes*
UncountedTerminatedPods = failed:[string]@set succeeded:[string]@set
`;
