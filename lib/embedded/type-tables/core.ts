/** The core group's types as Kubernetes 1.36 has them, in the notation of type-notation.ts. Data; no logic. */

/** The types, one a line; an indented line continues the one above. */
export const coreTypes = `
AWSElasticBlockStoreVolumeSource = fsType partition:int readOnly:bool volumeID!^
Affinity = nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile = localhostProfile* type!^
AttachedVolume = devicePath!^ name!^
AzureDiskVolumeSource = cachingMode*="ReadWrite" diskName!^ diskURI!^ fsType*="ext4" kind*="Shared" readOnly*:bool
AzureFilePersistentVolumeSource = readOnly:bool secretName!^ secretNamespace^* shareName!^
AzureFileVolumeSource = readOnly:bool secretName!^ shareName!^
CSIPersistentVolumeSource = controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference driver!^ fsType
  nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:bool
  volumeAttributes:{string} volumeHandle!^
CSIVolumeSource = driver!^ fsType* nodePublishSecretRef:LocalObjectReference readOnly*:bool volumeAttributes:{string}
Capabilities = add:[string]@atomic drop:[string]@atomic
CephFSPersistentVolumeSource = monitors!^:[string]@atomic path readOnly:bool secretFile secretRef:SecretReference user
CephFSVolumeSource = monitors!^:[string]@atomic path readOnly:bool secretFile secretRef:LocalObjectReference user
CinderPersistentVolumeSource = fsType readOnly:bool secretRef:SecretReference volumeID!^
CinderVolumeSource = fsType readOnly:bool secretRef:LocalObjectReference volumeID!^
ClientIPConfig = timeoutSeconds*:int
ClusterTrustBundleProjection = labelSelector:meta.LabelSelector name* optional*:bool path!^ signerName*
ConfigMap = apiVersion binaryData:{bytes} data:{string} immutable*:bool kind metadata:meta.ObjectMeta={}
ConfigMapEnvSource = name optional*:bool
ConfigMapKeySelector@atomic = key!^ name optional*:bool
ConfigMapNodeConfigSource = kubeletConfigKey!^ name!^ namespace!^ resourceVersion uid
ConfigMapProjection = items:[KeyToPath]@atomic name optional*:bool
ConfigMapVolumeSource = defaultMode*:int items:[KeyToPath]@atomic name optional*:bool
Container = args:[string]@atomic command:[string]@atomic env:[EnvVar]@map(name)&merge(name) envFrom:[EnvFromSource]@atomic image
  imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name!^ ports:[ContainerPort]@map(containerPort,protocol)&merge(containerPort)
  readinessProbe:Probe resizePolicy:[ContainerResizePolicy]@atomic resources:ResourceRequirements={} restartPolicy*
  restartPolicyRules:[ContainerRestartRule]@atomic securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool
  terminationMessagePath terminationMessagePolicy tty:bool volumeDevices:[VolumeDevice]@map(devicePath)&merge(devicePath)
  volumeMounts:[VolumeMount]@map(mountPath)&merge(mountPath) workingDir
ContainerExtendedResourceRequest = containerName!^ requestName!^ resourceName!^
ContainerImage = names^:[string]@atomic sizeBytes:long
ContainerPort = containerPort!^:int hostIP hostPort:int name protocol="TCP"
ContainerResizePolicy = resourceName!^ restartPolicy!^
ContainerRestartRule = action! exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes = operator! values:[int]@set
ContainerState = running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning = startedAt^:time
ContainerStateTerminated = containerID exitCode!^:int finishedAt^:time message reason signal:int startedAt^:time
ContainerStateWaiting = message reason
ContainerStatus = allocatedResources:{quantity} allocatedResourcesStatus:[ResourceStatus]@map(name)&merge(name) containerID image!^
  imageID!^ lastState:ContainerState={} name!^ ready!^:bool resources:ResourceRequirements restartCount!^:int started*:bool
  state:ContainerState={} stopSignal* user:ContainerUser volumeMounts:[VolumeMountStatus]@map(mountPath)&merge(mountPath)
ContainerUser = linux:LinuxContainerUser
DaemonEndpoint = Port!^:int
DownwardAPIProjection = items:[DownwardAPIVolumeFile]@atomic
DownwardAPIVolumeFile = fieldRef:ObjectFieldSelector mode*:int path!^ resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource = defaultMode*:int items:[DownwardAPIVolumeFile]@atomic
EmptyDirVolumeSource = medium sizeLimit:quantity
EndpointAddress@atomic = hostname ip!^ nodeName* targetRef:ObjectReference
EndpointPort@atomic = appProtocol* name port!^:int protocol
EndpointSubset = addresses:[EndpointAddress]@atomic notReadyAddresses:[EndpointAddress]@atomic ports:[EndpointPort]@atomic
Endpoints = apiVersion kind metadata:meta.ObjectMeta={} subsets:[EndpointSubset]@atomic
EnvFromSource = configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
EnvVar = name!^ value valueFrom:EnvVarSource
EnvVarSource = configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer = args:[string]@atomic command:[string]@atomic env:[EnvVar]@map(name)&merge(name) envFrom:[EnvFromSource]@atomic image
  imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name!^ ports:[ContainerPort]@map(containerPort,protocol)&merge(containerPort)
  readinessProbe:Probe resizePolicy:[ContainerResizePolicy]@atomic resources:ResourceRequirements={} restartPolicy*
  restartPolicyRules:[ContainerRestartRule]@atomic securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool
  targetContainerName terminationMessagePath terminationMessagePolicy tty:bool
  volumeDevices:[VolumeDevice]@map(devicePath)&merge(devicePath) volumeMounts:[VolumeMount]@map(mountPath)&merge(mountPath) workingDir
EphemeralVolumeSource = volumeClaimTemplate:PersistentVolumeClaimTemplate
Event = action apiVersion count:int eventTime^:microtime firstTimestamp^:time involvedObject!^:ObjectReference={} kind lastTimestamp^:time
  message metadata!^:meta.ObjectMeta={} reason related:ObjectReference reportingComponent^ reportingInstance^ series:EventSeries
  source:EventSource={} type
EventSeries = count:int lastObservedTime^:microtime
EventSource = component host
ExecAction = command:[string]@atomic
FCVolumeSource = fsType lun*:int readOnly:bool targetWWNs:[string]@atomic wwids:[string]@atomic
FileKeySelector@atomic = key!^ optional*:bool path!^ volumeName!^
FlexPersistentVolumeSource = driver!^ fsType options:{string} readOnly:bool secretRef:SecretReference
FlexVolumeSource = driver!^ fsType options:{string} readOnly:bool secretRef:LocalObjectReference
FlockerVolumeSource = datasetName datasetUUID
GCEPersistentDiskVolumeSource = fsType partition:int pdName!^ readOnly:bool
GRPCAction = port!^:int service^*
GitRepoVolumeSource = directory repository!^ revision
GlusterfsPersistentVolumeSource = endpoints!^ endpointsNamespace* path!^ readOnly:bool
GlusterfsVolumeSource = endpoints!^ path!^ readOnly:bool
HTTPGetAction = host httpHeaders:[HTTPHeader]@atomic path port!^:intstr scheme
HTTPHeader = name!^ value!^
HostAlias = hostnames:[string]@atomic ip!^
HostIP = ip!^
HostPathVolumeSource = path!^ type*
ISCSIPersistentVolumeSource = chapAuthDiscovery:bool chapAuthSession:bool fsType initiatorName* iqn!^ iscsiInterface="default" lun!^:int
  portals:[string]@atomic readOnly:bool secretRef:SecretReference targetPortal!^
ISCSIVolumeSource = chapAuthDiscovery:bool chapAuthSession:bool fsType initiatorName* iqn!^ iscsiInterface="default" lun!^:int
  portals:[string]@atomic readOnly:bool secretRef:LocalObjectReference targetPortal!^
ImageVolumeSource = pullPolicy reference
ImageVolumeStatus = imageRef!
KeyToPath = key!^ mode*:int path!^
Lifecycle = postStart:LifecycleHandler preStop:LifecycleHandler stopSignal*
LifecycleHandler = exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
LinuxContainerUser = gid!^:long supplementalGroups:[long]@atomic uid!^:long
LoadBalancerIngress = hostname ip ipMode* ports:[PortStatus]@atomic
LoadBalancerStatus = ingress:[LoadBalancerIngress]@atomic
LocalObjectReference@atomic = name
LocalVolumeSource = fsType* path!^
ModifyVolumeStatus = status!^ targetVolumeAttributesClassName
NFSVolumeSource = path!^ readOnly:bool server!^
Namespace = apiVersion kind metadata:meta.ObjectMeta={} spec:NamespaceSpec={} status:NamespaceStatus={}
NamespaceCondition = lastTransitionTime^:time message reason status!^ type!^
NamespaceSpec = finalizers:[string]@atomic
NamespaceStatus = conditions:[NamespaceCondition]@map(type)&merge(type) phase
Node = apiVersion kind metadata:meta.ObjectMeta={} spec:NodeSpec={} status:NodeStatus={}
NodeAddress = address!^ type!^
NodeAffinity = preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeAllocatableResourceClaimStatus = containers:[string]@set resourceClaimName!^ resources!^:{quantity}
NodeCondition = lastHeartbeatTime^:time lastTransitionTime^:time message reason status!^ type!^
NodeConfigSource = configMap:ConfigMapNodeConfigSource
NodeConfigStatus = active:NodeConfigSource assigned:NodeConfigSource error lastKnownGood:NodeConfigSource
NodeDaemonEndpoints = kubeletEndpoint:DaemonEndpoint={}
NodeFeatures = supplementalGroupsPolicy*:bool
NodeRuntimeHandler = features:NodeRuntimeHandlerFeatures name^
NodeRuntimeHandlerFeatures = recursiveReadOnlyMounts*:bool userNamespaces*:bool
NodeSelector@atomic = nodeSelectorTerms!^:[NodeSelectorTerm]@atomic
NodeSelectorRequirement = key!^ operator!^ values:[string]@atomic
NodeSelectorTerm@atomic = matchExpressions:[NodeSelectorRequirement]@atomic matchFields:[NodeSelectorRequirement]@atomic
NodeSpec = configSource:NodeConfigSource externalID podCIDR podCIDRs:[string]@set&merge providerID taints:[Taint]@atomic unschedulable:bool
NodeStatus = addresses:[NodeAddress]@map(type)&merge(type) allocatable:{quantity} capacity:{quantity}
  conditions:[NodeCondition]@map(type)&merge(type) config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints={}
  declaredFeatures:[string]@atomic features:NodeFeatures images:[ContainerImage]@atomic nodeInfo:NodeSystemInfo={} phase
  runtimeHandlers:[NodeRuntimeHandler]@atomic volumesAttached:[AttachedVolume]@atomic volumesInUse:[string]@atomic
NodeSwapStatus = capacity*:long
NodeSystemInfo = architecture!^ bootID!^ containerRuntimeVersion!^ kernelVersion!^ kubeProxyVersion!^ kubeletVersion!^ machineID!^
  operatingSystem!^ osImage!^ swap:NodeSwapStatus systemUUID!^
ObjectFieldSelector@atomic = apiVersion fieldPath!^
ObjectReference@atomic = apiVersion fieldPath kind name namespace resourceVersion uid
PersistentVolume = apiVersion kind metadata:meta.ObjectMeta={} spec:PersistentVolumeSpec={} status:PersistentVolumeStatus={}
PersistentVolumeClaim = apiVersion kind metadata:meta.ObjectMeta={} spec:PersistentVolumeClaimSpec={} status:PersistentVolumeClaimStatus={}
PersistentVolumeClaimCondition = lastProbeTime^:time lastTransitionTime^:time message reason status!^ type!^
PersistentVolumeClaimSpec = accessModes:[string]@atomic dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference
  resources:VolumeResourceRequirements={} selector:meta.LabelSelector storageClassName* volumeAttributesClassName* volumeMode* volumeName
PersistentVolumeClaimStatus = accessModes:[string]@atomic allocatedResourceStatuses:{string} allocatedResources:{quantity}
  capacity:{quantity} conditions:[PersistentVolumeClaimCondition]@map(type)&merge(type) currentVolumeAttributesClassName*
  modifyVolumeStatus:ModifyVolumeStatus phase
PersistentVolumeClaimTemplate = metadata:meta.ObjectMeta={} spec!^:PersistentVolumeClaimSpec={}
PersistentVolumeClaimVolumeSource = claimName!^ readOnly:bool
PersistentVolumeSpec = accessModes:[string]@atomic awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource
  azureFile:AzureFilePersistentVolumeSource capacity:{quantity} cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource
  claimRef:ObjectReference csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource
  gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource
  iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[string]@atomic nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity
  persistentVolumeReclaimPolicy photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName
  storageos:StorageOSPersistentVolumeSource volumeAttributesClassName* volumeMode* vsphereVolume:VsphereVirtualDiskVolumeSource
PersistentVolumeStatus = lastPhaseTransitionTime:time message phase reason
PhotonPersistentDiskVolumeSource = fsType pdID!^
Pod = apiVersion kind metadata:meta.ObjectMeta={} spec:PodSpec={} status:PodStatus={}
PodAffinity = preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]@atomic
PodAffinityTerm = labelSelector:meta.LabelSelector matchLabelKeys:[string]@atomic mismatchLabelKeys:[string]@atomic
  namespaceSelector:meta.LabelSelector namespaces:[string]@atomic topologyKey!^
PodAntiAffinity = preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]@atomic
PodCertificateProjection = certificateChainPath credentialBundlePath keyPath keyType! maxExpirationSeconds*:int signerName!
  userAnnotations:{string}
PodCondition = lastProbeTime^:time lastTransitionTime^:time message observedGeneration:long reason status!^ type!^
PodDNSConfig = nameservers:[string]@atomic options:[PodDNSConfigOption]@atomic searches:[string]@atomic
PodDNSConfigOption = name value*
PodExtendedResourceClaimStatus = requestMappings!^:[ContainerExtendedResourceRequest]@atomic resourceClaimName!^
PodIP = ip!^
PodOS = name!^
PodReadinessGate = conditionType!^
PodResourceClaim = name!^ resourceClaimName* resourceClaimTemplateName*
PodResourceClaimStatus = name!^ resourceClaimName*
PodSchedulingGate = name!^
PodSchedulingGroup = podGroupName*
PodSecurityContext = appArmorProfile:AppArmorProfile fsGroup*:long fsGroupChangePolicy* runAsGroup*:long runAsNonRoot*:bool runAsUser*:long
  seLinuxChangePolicy* seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[long]@atomic
  supplementalGroupsPolicy* sysctls:[Sysctl]@atomic windowsOptions:WindowsSecurityContextOptions
PodSpec = activeDeadlineSeconds*:long affinity:Affinity automountServiceAccountToken*:bool containers!^:[Container]@map(name)&merge(name)
  dnsConfig:PodDNSConfig dnsPolicy enableServiceLinks*:bool ephemeralContainers:[EphemeralContainer]@map(name)&merge(name)
  hostAliases:[HostAlias]@map(ip)&merge(ip) hostIPC:bool hostNetwork:bool hostPID:bool hostUsers*:bool hostname hostnameOverride*
  imagePullSecrets:[LocalObjectReference]@map(name)&merge(name) initContainers:[Container]@map(name)&merge(name) nodeName
  nodeSelector:{string}@atomic os:PodOS overhead:{quantity} preemptionPolicy* priority*:int priorityClassName
  readinessGates:[PodReadinessGate]@atomic resourceClaims:[PodResourceClaim]@map(name)&merge+retainKeys(name) resources:ResourceRequirements
  restartPolicy runtimeClassName* schedulerName schedulingGates:[PodSchedulingGate]@map(name)&merge(name) schedulingGroup:PodSchedulingGroup
  securityContext:PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN*:bool shareProcessNamespace*:bool subdomain
  terminationGracePeriodSeconds*:long tolerations:[Toleration]@atomic
  topologySpreadConstraints:[TopologySpreadConstraint]@map(topologyKey,whenUnsatisfiable)&merge(topologyKey)
  volumes:[Volume]@map(name)&merge+retainKeys(name)
PodStatus = allocatedResources:{quantity} conditions:[PodCondition]@map(type)&merge(type) containerStatuses:[ContainerStatus]@atomic
  ephemeralContainerStatuses:[ContainerStatus]@atomic extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP
  hostIPs:[HostIP]@atomic&merge(ip) initContainerStatuses:[ContainerStatus]@atomic message
  nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus]@atomic nominatedNodeName observedGeneration:long phase podIP
  podIPs:[PodIP]@map(ip)&merge(ip) qosClass reason resize resourceClaimStatuses:[PodResourceClaimStatus]@map(name)&merge+retainKeys(name)
  resources:ResourceRequirements startTime:time
PodTemplateSpec = metadata:meta.ObjectMeta={} spec:PodSpec={}
PortStatus = error* port!^:int protocol!^
PortworxVolumeSource = fsType readOnly:bool volumeID!^
PreferredSchedulingTerm = preference!^:NodeSelectorTerm={} weight!^:int
Probe = exec:ExecAction failureThreshold:int grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int periodSeconds:int
  successThreshold:int tcpSocket:TCPSocketAction terminationGracePeriodSeconds*:long timeoutSeconds:int
ProjectedVolumeSource = defaultMode*:int sources^:[VolumeProjection]@atomic
QuobyteVolumeSource = group readOnly:bool registry!^ tenant user volume!^
RBDPersistentVolumeSource = fsType image!^ keyring="/etc/ceph/keyring" monitors!^:[string]@atomic pool="rbd" readOnly:bool
  secretRef:SecretReference user="admin"
RBDVolumeSource = fsType image!^ keyring="/etc/ceph/keyring" monitors!^:[string]@atomic pool="rbd" readOnly:bool
  secretRef:LocalObjectReference user="admin"
ResourceClaim = name!^ request
ResourceFieldSelector@atomic = containerName divisor:quantity resource!^
ResourceHealth = health message* resourceID!^
ResourceRequirements = claims:[ResourceClaim]@map(name) limits:{quantity} requests:{quantity}
ResourceStatus = name!^ resources:[ResourceHealth]@map(resourceID)
SELinuxOptions = level role type user
ScaleIOPersistentVolumeSource = fsType="xfs" gateway!^ protectionDomain readOnly:bool secretRef!^:SecretReference sslEnabled:bool
  storageMode="ThinProvisioned" storagePool system!^ volumeName
ScaleIOVolumeSource = fsType="xfs" gateway!^ protectionDomain readOnly:bool secretRef!^:LocalObjectReference sslEnabled:bool
  storageMode="ThinProvisioned" storagePool system!^ volumeName
SeccompProfile = localhostProfile* type!^
Secret = apiVersion data:{bytes} immutable*:bool kind metadata:meta.ObjectMeta={} stringData:{string} type
SecretEnvSource = name optional*:bool
SecretKeySelector@atomic = key!^ name optional*:bool
SecretProjection = items:[KeyToPath]@atomic name optional*:bool
SecretReference@atomic = name namespace
SecretVolumeSource = defaultMode*:int items:[KeyToPath]@atomic optional*:bool secretName
SecurityContext = allowPrivilegeEscalation*:bool appArmorProfile:AppArmorProfile capabilities:Capabilities privileged*:bool procMount*
  readOnlyRootFilesystem*:bool runAsGroup*:long runAsNonRoot*:bool runAsUser*:long seLinuxOptions:SELinuxOptions
  seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
Service = apiVersion kind metadata:meta.ObjectMeta={} spec:ServiceSpec={} status:ServiceStatus={}
ServiceAccount = apiVersion automountServiceAccountToken*:bool imagePullSecrets:[LocalObjectReference]@atomic kind
  metadata:meta.ObjectMeta={} secrets:[ObjectReference]@map(name)&merge(name)
ServiceAccountTokenProjection = audience expirationSeconds*:long path!^
ServicePort = appProtocol* name nodePort:int port!^:int protocol="TCP" targetPort:intstr
ServiceSpec = allocateLoadBalancerNodePorts*:bool clusterIP clusterIPs:[string]@atomic externalIPs:[string]@atomic externalName
  externalTrafficPolicy healthCheckNodePort:int internalTrafficPolicy* ipFamilies:[string]@atomic ipFamilyPolicy* loadBalancerClass*
  loadBalancerIP loadBalancerSourceRanges:[string]@atomic ports:[ServicePort]@map(port,protocol)&merge(port) publishNotReadyAddresses:bool
  selector:{string}@atomic sessionAffinity sessionAffinityConfig:SessionAffinityConfig trafficDistribution* type
ServiceStatus = conditions:[meta.Condition]@map(type)&merge(type) loadBalancer:LoadBalancerStatus={}
SessionAffinityConfig = clientIP:ClientIPConfig
SleepAction = seconds!^:long
StorageOSPersistentVolumeSource = fsType readOnly:bool secretRef:ObjectReference volumeName volumeNamespace
StorageOSVolumeSource = fsType readOnly:bool secretRef:LocalObjectReference volumeName volumeNamespace
Sysctl = name!^ value!^
TCPSocketAction = host port!^:intstr
Taint = effect!^ key!^ timeAdded:time value
Toleration = effect key operator tolerationSeconds*:long value
TopologySelectorLabelRequirement = key!^ values!^:[string]@atomic
TopologySelectorTerm@atomic = matchLabelExpressions:[TopologySelectorLabelRequirement]@atomic
TopologySpreadConstraint = labelSelector:meta.LabelSelector matchLabelKeys:[string]@atomic maxSkew!^:int minDomains*:int nodeAffinityPolicy*
  nodeTaintsPolicy* topologyKey!^ whenUnsatisfiable!^
TypedLocalObjectReference@atomic = apiGroup^* kind!^ name!^
TypedObjectReference = apiGroup^* kind!^ name!^ namespace*
Volume = awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource
  cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource
  downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource
  flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource
  glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name!^ nfs:NFSVolumeSource
  persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource
  portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource
  scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeDevice = devicePath!^ name!^
VolumeMount = mountPath!^ mountPropagation* name!^ readOnly:bool recursiveReadOnly* subPath subPathExpr
VolumeMountStatus = mountPath!^ name!^ readOnly:bool recursiveReadOnly* volumeStatus:VolumeStatus
VolumeNodeAffinity = required:NodeSelector
VolumeProjection = clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection
  podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
VolumeResourceRequirements = limits:{quantity} requests:{quantity}
VolumeStatus = image:ImageVolumeStatus
VsphereVirtualDiskVolumeSource = fsType storagePolicyID storagePolicyName volumePath!^
WeightedPodAffinityTerm = podAffinityTerm!^:PodAffinityTerm={} weight!^:int
WindowsSecurityContextOptions = gmsaCredentialSpec* gmsaCredentialSpecName* hostProcess*:bool runAsUserName*
`;
