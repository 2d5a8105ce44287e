/** The batch group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const batchTypes = `
CronJob = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!:CronJobSpec={} status#3:CronJobStatus={}
CronJobSpec = concurrencyPolicy#3 failedJobsHistoryLimit#7*:int jobTemplate#5!^:JobTemplateSpec={} schedule#1!^
  startingDeadlineSeconds#2*:long successfulJobsHistoryLimit#6*:int suspend#4*:bool timeZone#8*
CronJobStatus = active#1:[core.ObjectReference]@atomic lastScheduleTime#4:time lastSuccessfulTime#5:time
Job = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:JobSpec={} status#3:JobStatus={}
JobCondition = lastProbeTime#3^:time lastTransitionTime#4^:time message#6 reason#5 status#2!^ type#1!^
JobSpec = activeDeadlineSeconds#3*:long backoffLimit#7*:int backoffLimitPerIndex#12*:int completionMode#9* completions#2*:int managedBy#15*
  manualSelector#5*:bool maxFailedIndexes#13*:int parallelism#1*:int podFailurePolicy#11:PodFailurePolicy podReplacementPolicy#14*
  selector#4:meta.LabelSelector successPolicy#16:SuccessPolicy suspend#10*:bool template#6!^:core.PodTemplateSpec={}
  ttlSecondsAfterFinished#8*:int
JobStatus = active#4:int completedIndexes#7 completionTime#3:time conditions#1:[JobCondition]@atomic&merge(type) failed#6:int
  failedIndexes#10* ready#9*:int startTime#2:time succeeded#5:int terminating#11*:int uncountedTerminatedPods#8:UncountedTerminatedPods
JobTemplateSpec = metadata#1:meta.ObjectMeta={} spec#2:JobSpec={}
PodFailurePolicy = rules#1!^:[PodFailurePolicyRule]@atomic
PodFailurePolicyOnExitCodesRequirement = containerName#1* operator#2!^ values#3!^:[int]@set
PodFailurePolicyOnPodConditionsPattern = status#2^ type#1!^
PodFailurePolicyRule = action#1!^ onExitCodes#2:PodFailurePolicyOnExitCodesRequirement
  onPodConditions#3:[PodFailurePolicyOnPodConditionsPattern]@atomic
SuccessPolicy = rules#1!^:[SuccessPolicyRule]@atomic
SuccessPolicyRule = succeededCount#2*:int succeededIndexes#1*
UncountedTerminatedPods = failed#2:[string]@set succeeded#1:[string]@set
`;
