/** The storage group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const storageTypes = `
CSIDriver = apiVersion kind metadata:meta.ObjectMeta={} spec!^:CSIDriverSpec={}
CSIDriverSpec = attachRequired*:bool fsGroupPolicy* nodeAllocatableUpdatePeriodSeconds*:long podInfoOnMount*:bool
  preventPodSchedulingIfMissing*:bool requiresRepublish*:bool seLinuxMount*:bool serviceAccountTokenInSecrets*:bool storageCapacity*:bool
  tokenRequests:[TokenRequest]@atomic volumeLifecycleModes:[string]@set
CSINode = apiVersion kind metadata:meta.ObjectMeta={} spec!^:CSINodeSpec={}
CSINodeDriver = allocatable:VolumeNodeResources name!^ nodeID!^ topologyKeys^:[string]@atomic
CSINodeSpec = drivers!^:[CSINodeDriver]@map(name)&merge(name)
StorageClass = allowVolumeExpansion*:bool allowedTopologies:[core.TopologySelectorTerm]@atomic apiVersion kind metadata:meta.ObjectMeta={}
  mountOptions:[string]@atomic parameters:{string} provisioner!^ reclaimPolicy* volumeBindingMode*
TokenRequest = audience!^ expirationSeconds*:long
VolumeAttachment = apiVersion kind metadata:meta.ObjectMeta={} spec!^:VolumeAttachmentSpec={} status:VolumeAttachmentStatus={}
VolumeAttachmentSource = inlineVolumeSpec:core.PersistentVolumeSpec persistentVolumeName*
VolumeAttachmentSpec = attacher!^ nodeName!^ source!^:VolumeAttachmentSource={}
VolumeAttachmentStatus = attachError:VolumeError attached!^:bool attachmentMetadata:{string} detachError:VolumeError
VolumeError = errorCode*:int message time^:time
VolumeNodeResources = count*:int
`;
