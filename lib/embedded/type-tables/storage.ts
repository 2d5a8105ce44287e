/** The storage group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const storageTypes = `
CSIDriver = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:CSIDriverSpec={}
CSIDriverSpec = attachRequired#1*:bool fsGroupPolicy#5* nodeAllocatableUpdatePeriodSeconds#9*:long podInfoOnMount#2*:bool
  preventPodSchedulingIfMissing#11*:bool requiresRepublish#7*:bool seLinuxMount#8*:bool serviceAccountTokenInSecrets#10*:bool
  storageCapacity#4*:bool tokenRequests#6:[TokenRequest]@atomic volumeLifecycleModes#3:[string]@set
CSINode = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:CSINodeSpec={}
CSINodeDriver = allocatable#4:VolumeNodeResources name#1!^ nodeID#2!^ topologyKeys#3^:[string]@atomic
CSINodeSpec = drivers#1!^:[CSINodeDriver]@map(name)&merge(name)
StorageClass = allowVolumeExpansion#6*:bool allowedTopologies#8:[core.TopologySelectorTerm]@atomic apiVersion kind
  metadata#1:meta.ObjectMeta={} mountOptions#5:[string]@atomic parameters#3:{string} provisioner#2!^ reclaimPolicy#4* volumeBindingMode#7*
TokenRequest = audience#1!^ expirationSeconds#2*:long
VolumeAttachment = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:VolumeAttachmentSpec={} status#3:VolumeAttachmentStatus={}
VolumeAttachmentSource = inlineVolumeSpec#2:core.PersistentVolumeSpec persistentVolumeName#1*
VolumeAttachmentSpec = attacher#1!^ nodeName#3!^ source#2!^:VolumeAttachmentSource={}
VolumeAttachmentStatus = attachError#3:VolumeError attached#1!^:bool attachmentMetadata#2:{string} detachError#4:VolumeError
VolumeError = errorCode#3*:int message#2 time#1^:time
VolumeNodeResources = count#1*:int
`;
