/** The apps group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const appsTypes = `
ControllerRevision = apiVersion data#2:any kind metadata#1:meta.ObjectMeta={} revision#3!^:long
DaemonSet = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:DaemonSetSpec={} status#3:DaemonSetStatus={}
DaemonSetCondition = lastTransitionTime#3^:time message#5 reason#4 status#2!^ type#1!^
DaemonSetSpec = minReadySeconds#4:int revisionHistoryLimit#6*:int selector#1!^:meta.LabelSelector template#2!^:core.PodTemplateSpec={}
  updateStrategy#3:DaemonSetUpdateStrategy={}
DaemonSetStatus = collisionCount#9*:int conditions#10:[DaemonSetCondition]@map(type)&merge(type) currentNumberScheduled#1!^:int
  desiredNumberScheduled#3!^:int numberAvailable#7:int numberMisscheduled#2!^:int numberReady#4!^:int numberUnavailable#8:int
  observedGeneration#5:long updatedNumberScheduled#6:int
DaemonSetUpdateStrategy = rollingUpdate#2:RollingUpdateDaemonSet type#1
Deployment = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:DeploymentSpec={} status#3:DeploymentStatus={}
DeploymentCondition = lastTransitionTime#7^:time lastUpdateTime#6^:time message#5 reason#4 status#2!^ type#1!^
DeploymentSpec = minReadySeconds#5:int paused#7:bool progressDeadlineSeconds#9*:int replicas#1*:int revisionHistoryLimit#6*:int
  selector#2!^:meta.LabelSelector strategy#4:DeploymentStrategy&retainKeys={} template#3!^:core.PodTemplateSpec={}
DeploymentStatus = availableReplicas#4:int collisionCount#8*:int conditions#6:[DeploymentCondition]@map(type)&merge(type)
  observedGeneration#1:long readyReplicas#7:int replicas#2:int terminatingReplicas#9*:int unavailableReplicas#5:int updatedReplicas#3:int
DeploymentStrategy = rollingUpdate#2:RollingUpdateDeployment type#1
ReplicaSet = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ReplicaSetSpec={} status#3:ReplicaSetStatus={}
ReplicaSetCondition = lastTransitionTime#3^:time message#5 reason#4 status#2!^ type#1!^
ReplicaSetSpec = minReadySeconds#4:int replicas#1*:int selector#2!^:meta.LabelSelector template#3:core.PodTemplateSpec={}
ReplicaSetStatus = availableReplicas#5:int conditions#6:[ReplicaSetCondition]@map(type)&merge(type) fullyLabeledReplicas#2:int
  observedGeneration#3:long readyReplicas#4:int replicas#1!^:int terminatingReplicas#7*:int
RollingUpdateDaemonSet = maxSurge#2:intstr maxUnavailable#1:intstr
RollingUpdateDeployment = maxSurge#2:intstr maxUnavailable#1:intstr
RollingUpdateStatefulSetStrategy = maxUnavailable#2:intstr partition#1*:int
StatefulSet = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:StatefulSetSpec={} status#3:StatefulSetStatus={}
StatefulSetCondition = lastTransitionTime#3^:time message#5 reason#4 status#2!^ type#1!^
StatefulSetOrdinals = start#1^:int
StatefulSetPersistentVolumeClaimRetentionPolicy = whenDeleted#1 whenScaled#2
StatefulSetSpec = minReadySeconds#9:int ordinals#11:StatefulSetOrdinals
  persistentVolumeClaimRetentionPolicy#10:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy#6 replicas#1*:int
  revisionHistoryLimit#8*:int selector#2!^:meta.LabelSelector serviceName#5^ template#3!^:core.PodTemplateSpec={}
  updateStrategy#7:StatefulSetUpdateStrategy={} volumeClaimTemplates#4:[core.PersistentVolumeClaim]@atomic
StatefulSetStatus = availableReplicas#11^:int collisionCount#9*:int conditions#10:[StatefulSetCondition]@map(type)&merge(type)
  currentReplicas#4:int currentRevision#6 observedGeneration#1:long readyReplicas#3:int replicas#2!^:int updateRevision#7
  updatedReplicas#5:int
StatefulSetUpdateStrategy = rollingUpdate#2:RollingUpdateStatefulSetStrategy type#1
`;
