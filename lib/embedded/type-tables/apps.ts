/** The apps group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const appsTypes = `
ControllerRevision = apiVersion data:any kind metadata:meta.ObjectMeta={} revision!^:long
DaemonSet = apiVersion kind metadata:meta.ObjectMeta={} spec:DaemonSetSpec={} status:DaemonSetStatus={}
DaemonSetCondition = lastTransitionTime^:time message reason status!^ type!^
DaemonSetSpec = minReadySeconds:int revisionHistoryLimit*:int selector!^:meta.LabelSelector template!^:core.PodTemplateSpec={}
  updateStrategy:DaemonSetUpdateStrategy={}
DaemonSetStatus = collisionCount*:int conditions:[DaemonSetCondition]@map(type)&merge(type) currentNumberScheduled!^:int
  desiredNumberScheduled!^:int numberAvailable:int numberMisscheduled!^:int numberReady!^:int numberUnavailable:int observedGeneration:long
  updatedNumberScheduled:int
DaemonSetUpdateStrategy = rollingUpdate:RollingUpdateDaemonSet type
Deployment = apiVersion kind metadata:meta.ObjectMeta={} spec:DeploymentSpec={} status:DeploymentStatus={}
DeploymentCondition = lastTransitionTime^:time lastUpdateTime^:time message reason status!^ type!^
DeploymentSpec = minReadySeconds:int paused:bool progressDeadlineSeconds*:int replicas*:int revisionHistoryLimit*:int
  selector!^:meta.LabelSelector strategy:DeploymentStrategy&retainKeys={} template!^:core.PodTemplateSpec={}
DeploymentStatus = availableReplicas:int collisionCount*:int conditions:[DeploymentCondition]@map(type)&merge(type) observedGeneration:long
  readyReplicas:int replicas:int terminatingReplicas*:int unavailableReplicas:int updatedReplicas:int
DeploymentStrategy = rollingUpdate:RollingUpdateDeployment type
ReplicaSet = apiVersion kind metadata:meta.ObjectMeta={} spec:ReplicaSetSpec={} status:ReplicaSetStatus={}
ReplicaSetCondition = lastTransitionTime^:time message reason status!^ type!^
ReplicaSetSpec = minReadySeconds:int replicas*:int selector!^:meta.LabelSelector template:core.PodTemplateSpec={}
ReplicaSetStatus = availableReplicas:int conditions:[ReplicaSetCondition]@map(type)&merge(type) fullyLabeledReplicas:int
  observedGeneration:long readyReplicas:int replicas!^:int terminatingReplicas*:int
RollingUpdateDaemonSet = maxSurge:intstr maxUnavailable:intstr
RollingUpdateDeployment = maxSurge:intstr maxUnavailable:intstr
RollingUpdateStatefulSetStrategy = maxUnavailable:intstr partition*:int
StatefulSet = apiVersion kind metadata:meta.ObjectMeta={} spec:StatefulSetSpec={} status:StatefulSetStatus={}
StatefulSetCondition = lastTransitionTime^:time message reason status!^ type!^
StatefulSetOrdinals = start^:int
StatefulSetPersistentVolumeClaimRetentionPolicy = whenDeleted whenScaled
StatefulSetSpec = minReadySeconds:int ordinals:StatefulSetOrdinals
  persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy replicas*:int
  revisionHistoryLimit*:int selector!^:meta.LabelSelector serviceName^ template!^:core.PodTemplateSpec={}
  updateStrategy:StatefulSetUpdateStrategy={} volumeClaimTemplates:[core.PersistentVolumeClaim]@atomic
StatefulSetStatus = availableReplicas^:int collisionCount*:int conditions:[StatefulSetCondition]@map(type)&merge(type) currentReplicas:int
  currentRevision observedGeneration:long readyReplicas:int replicas!^:int updateRevision updatedReplicas:int
StatefulSetUpdateStrategy = rollingUpdate:RollingUpdateStatefulSetStrategy type
`;
