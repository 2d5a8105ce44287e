/**
 * The built-in types as Kubernetes 1.36 has them, in the notation of type-notation.ts: field names, types, defaults, numbers.
 * Data without logic, kept in one file although it is long: nobody reads it from top to bottom.
 */

/** Each section's types, one a line; an indented line continues the one above. */
export const TYPE_TABLES: Readonly<Record<string, string>> = {
  meta: `
Condition = lastTransitionTime#4!^:time message#6!^ observedGeneration#3:long reason#5!^ status#2!^ type#1!^
DeleteOptions = apiVersion dryRun#5:[string]@atomic gracePeriodSeconds#1*:long
  ignoreStoreReadErrorWithClusterBreakingPotential#6*:bool kind orphanDependents#3*:bool preconditions#2:Preconditions
  propagationPolicy#4*
FieldSelectorRequirement = key#1!^ operator#2!^ values#3:[string]@atomic
LabelSelector@atomic = matchExpressions#2:[LabelSelectorRequirement]@atomic matchLabels#1:{string}
LabelSelectorRequirement = key#1!^ operator#2!^ values#3:[string]@atomic
ListMeta = continue#3 remainingItemCount#4*:long resourceVersion#2 selfLink#1 shardInfo#5:ShardInfo
ManagedFieldsEntry = apiVersion#3 fieldsType#6 fieldsV1#7:any manager#1 operation#2 subresource#8 time#4:time
ObjectMeta = annotations#12:{string} creationTimestamp#8:time deletionGracePeriodSeconds#10*:long deletionTimestamp#9:time
  finalizers#14:[string]@set&merge generateName#2 generation#7:long labels#11:{string} managedFields#17:[ManagedFieldsEntry]@atomic
  name#1 namespace#3 ownerReferences#13:[OwnerReference]@map(uid)&merge(uid) resourceVersion#6 selfLink#4 uid#5
OwnerReference@atomic = apiVersion#5!^ blockOwnerDeletion#7*:bool controller#6*:bool kind#1!^ name#3!^ uid#4!^
Preconditions = resourceVersion#2* uid#1*
ShardInfo = selector#1!^
Status = apiVersion code#6:int details#5:StatusDetails kind message#3 metadata#1:ListMeta={} reason#4 status#2
StatusCause = field#3 message#2 reason#1
StatusDetails = causes#4:[StatusCause]@atomic group#2 kind#3 name#1 retryAfterSeconds#5:int uid#6
`,
  core: `
AWSElasticBlockStoreVolumeSource = fsType#2 partition#3:int readOnly#4:bool volumeID#1!^
Affinity = nodeAffinity#1:NodeAffinity podAffinity#2:PodAffinity podAntiAffinity#3:PodAntiAffinity
AppArmorProfile = localhostProfile#2* type#1!^
AttachedVolume = devicePath#2!^ name#1!^
AzureDiskVolumeSource = cachingMode#3*="ReadWrite" diskName#1!^ diskURI#2!^ fsType#4*="ext4" kind#6*="Shared" readOnly#5*:bool
AzureFilePersistentVolumeSource = readOnly#3:bool secretName#1!^ secretNamespace#4^* shareName#2!^
AzureFileVolumeSource = readOnly#3:bool secretName#1!^ shareName#2!^
Binding = apiVersion kind metadata#1:meta.ObjectMeta={} target#2!^:ObjectReference={}
CSIPersistentVolumeSource = controllerExpandSecretRef#9:SecretReference controllerPublishSecretRef#6:SecretReference driver#1!^ fsType#4
  nodeExpandSecretRef#10:SecretReference nodePublishSecretRef#8:SecretReference nodeStageSecretRef#7:SecretReference readOnly#3:bool
  volumeAttributes#5:{string} volumeHandle#2!^
CSIVolumeSource = driver#1!^ fsType#3* nodePublishSecretRef#5:LocalObjectReference readOnly#2*:bool volumeAttributes#4:{string}
Capabilities = add#1:[string]@atomic drop#2:[string]@atomic
CephFSPersistentVolumeSource = monitors#1!^:[string]@atomic path#2 readOnly#6:bool secretFile#4 secretRef#5:SecretReference user#3
CephFSVolumeSource = monitors#1!^:[string]@atomic path#2 readOnly#6:bool secretFile#4 secretRef#5:LocalObjectReference user#3
CinderPersistentVolumeSource = fsType#2 readOnly#3:bool secretRef#4:SecretReference volumeID#1!^
CinderVolumeSource = fsType#2 readOnly#3:bool secretRef#4:LocalObjectReference volumeID#1!^
ClientIPConfig = timeoutSeconds#1*:int
ClusterTrustBundleProjection = labelSelector#3:meta.LabelSelector name#1* optional#5*:bool path#4!^ signerName#2*
ConfigMap = apiVersion binaryData#3:{bytes} data#2:{string} immutable#4*:bool kind metadata#1:meta.ObjectMeta={}
ConfigMapEnvSource = name#1.1 optional#2*:bool
ConfigMapKeySelector@atomic = key#2!^ name#1.1 optional#3*:bool
ConfigMapNodeConfigSource = kubeletConfigKey#5!^ name#2!^ namespace#1!^ resourceVersion#4 uid#3
ConfigMapProjection = items#2:[KeyToPath]@atomic name#1.1 optional#4*:bool
ConfigMapVolumeSource = defaultMode#3*:int items#2:[KeyToPath]@atomic name#1.1 optional#4*:bool
Container = args#4:[string]@atomic command#3:[string]@atomic env#7:[EnvVar]@map(name)&merge(name) envFrom#19:[EnvFromSource]@atomic
  image#2 imagePullPolicy#14 lifecycle#12:Lifecycle livenessProbe#10:Probe name#1!^
  ports#6:[ContainerPort]@map(containerPort,protocol)&merge(containerPort) readinessProbe#11:Probe
  resizePolicy#23:[ContainerResizePolicy]@atomic resources#8:ResourceRequirements={} restartPolicy#24*
  restartPolicyRules#25:[ContainerRestartRule]@atomic securityContext#15:SecurityContext startupProbe#22:Probe stdin#16:bool
  stdinOnce#17:bool terminationMessagePath#13 terminationMessagePolicy#20 tty#18:bool
  volumeDevices#21:[VolumeDevice]@map(devicePath)&merge(devicePath) volumeMounts#9:[VolumeMount]@map(mountPath)&merge(mountPath)
  workingDir#5
ContainerExtendedResourceRequest = containerName#1!^ requestName#3!^ resourceName#2!^
ContainerImage = names#1^:[string]@atomic sizeBytes#2:long
ContainerPort = containerPort#3!^:int hostIP#5 hostPort#2:int name#1 protocol#4="TCP"
ContainerResizePolicy = resourceName#1!^ restartPolicy#2!^
ContainerRestartRule = action#1! exitCodes#2:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes = operator#1! values#2:[int]@set
ContainerState = running#2:ContainerStateRunning terminated#3:ContainerStateTerminated waiting#1:ContainerStateWaiting
ContainerStateRunning = startedAt#1^:time
ContainerStateTerminated = containerID#7 exitCode#1!^:int finishedAt#6^:time message#4 reason#3 signal#2:int startedAt#5^:time
ContainerStateWaiting = message#2 reason#1
ContainerStatus = allocatedResources#10:{quantity} allocatedResourcesStatus#14:[ResourceStatus]@map(name)&merge(name) containerID#8
  image#6!^ imageID#7!^ lastState#3:ContainerState={} name#1!^ ready#4!^:bool resources#11:ResourceRequirements restartCount#5!^:int
  started#9*:bool state#2:ContainerState={} stopSignal#15* user#13:ContainerUser
  volumeMounts#12:[VolumeMountStatus]@map(mountPath)&merge(mountPath)
ContainerUser = linux#1:LinuxContainerUser
DaemonEndpoint = Port#1!^:int
DownwardAPIProjection = items#1:[DownwardAPIVolumeFile]@atomic
DownwardAPIVolumeFile = fieldRef#2:ObjectFieldSelector mode#4*:int path#1!^ resourceFieldRef#3:ResourceFieldSelector
DownwardAPIVolumeSource = defaultMode#2*:int items#1:[DownwardAPIVolumeFile]@atomic
EmptyDirVolumeSource = medium#1 sizeLimit#2:quantity
EndpointAddress@atomic = hostname#3 ip#1!^ nodeName#4* targetRef#2:ObjectReference
EndpointPort@atomic = appProtocol#4* name#1 port#2!^:int protocol#3
EndpointSubset = addresses#1:[EndpointAddress]@atomic notReadyAddresses#2:[EndpointAddress]@atomic ports#3:[EndpointPort]@atomic
Endpoints = apiVersion kind metadata#1:meta.ObjectMeta={} subsets#2:[EndpointSubset]@atomic
EnvFromSource = configMapRef#2:ConfigMapEnvSource prefix#1 secretRef#3:SecretEnvSource
EnvVar = name#1!^ value#2 valueFrom#3:EnvVarSource
EnvVarSource = configMapKeyRef#3:ConfigMapKeySelector fieldRef#1:ObjectFieldSelector fileKeyRef#5:FileKeySelector
  resourceFieldRef#2:ResourceFieldSelector secretKeyRef#4:SecretKeySelector
EphemeralContainer = args#1.4:[string]@atomic command#1.3:[string]@atomic env#1.7:[EnvVar]@map(name)&merge(name)
  envFrom#1.19:[EnvFromSource]@atomic image#1.2 imagePullPolicy#1.14 lifecycle#1.12:Lifecycle livenessProbe#1.10:Probe name#1.1!^
  ports#1.6:[ContainerPort]@map(containerPort,protocol)&merge(containerPort) readinessProbe#1.11:Probe
  resizePolicy#1.23:[ContainerResizePolicy]@atomic resources#1.8:ResourceRequirements={} restartPolicy#1.24*
  restartPolicyRules#1.25:[ContainerRestartRule]@atomic securityContext#1.15:SecurityContext startupProbe#1.22:Probe stdin#1.16:bool
  stdinOnce#1.17:bool targetContainerName#2 terminationMessagePath#1.13 terminationMessagePolicy#1.20 tty#1.18:bool
  volumeDevices#1.21:[VolumeDevice]@map(devicePath)&merge(devicePath) volumeMounts#1.9:[VolumeMount]@map(mountPath)&merge(mountPath)
  workingDir#1.5
EphemeralVolumeSource = volumeClaimTemplate#1:PersistentVolumeClaimTemplate
Event = action#12 apiVersion count#8:int eventTime#10^:microtime firstTimestamp#6^:time involvedObject#2!^:ObjectReference={} kind
  lastTimestamp#7^:time message#4 metadata#1!^:meta.ObjectMeta={} reason#3 related#13:ObjectReference reportingComponent#14^
  reportingInstance#15^ series#11:EventSeries source#5:EventSource={} type#9
EventSeries = count#1:int lastObservedTime#2^:microtime
EventSource = component#1 host#2
ExecAction = command#1:[string]@atomic
FCVolumeSource = fsType#3 lun#2*:int readOnly#4:bool targetWWNs#1:[string]@atomic wwids#5:[string]@atomic
FileKeySelector@atomic = key#3!^ optional#4*:bool path#2!^ volumeName#1!^
FlexPersistentVolumeSource = driver#1!^ fsType#2 options#5:{string} readOnly#4:bool secretRef#3:SecretReference
FlexVolumeSource = driver#1!^ fsType#2 options#5:{string} readOnly#4:bool secretRef#3:LocalObjectReference
FlockerVolumeSource = datasetName#1 datasetUUID#2
GCEPersistentDiskVolumeSource = fsType#2 partition#3:int pdName#1!^ readOnly#4:bool
GRPCAction = port#1!^:int service#2^*=""
GitRepoVolumeSource = directory#3 repository#1!^ revision#2
GlusterfsPersistentVolumeSource = endpoints#1!^ endpointsNamespace#4* path#2!^ readOnly#3:bool
GlusterfsVolumeSource = endpoints#1!^ path#2!^ readOnly#3:bool
HTTPGetAction = host#3 httpHeaders#5:[HTTPHeader]@atomic path#1 port#2!^:intstr scheme#4
HTTPHeader = name#1!^ value#2!^
HostAlias = hostnames#2:[string]@atomic ip#1!^
HostIP = ip#1!^
HostPathVolumeSource = path#1!^ type#2*
ISCSIPersistentVolumeSource = chapAuthDiscovery#8:bool chapAuthSession#11:bool fsType#5 initiatorName#12* iqn#2!^
  iscsiInterface#4="default" lun#3!^:int portals#7:[string]@atomic readOnly#6:bool secretRef#10:SecretReference targetPortal#1!^
ISCSIVolumeSource = chapAuthDiscovery#8:bool chapAuthSession#11:bool fsType#5 initiatorName#12* iqn#2!^ iscsiInterface#4="default"
  lun#3!^:int portals#7:[string]@atomic readOnly#6:bool secretRef#10:LocalObjectReference targetPortal#1!^
ImageVolumeSource = pullPolicy#2 reference#1
ImageVolumeStatus = imageRef#1!
KeyToPath = key#1!^ mode#3*:int path#2!^
Lifecycle = postStart#1:LifecycleHandler preStop#2:LifecycleHandler stopSignal#3*
LifecycleHandler = exec#1:ExecAction httpGet#2:HTTPGetAction sleep#4:SleepAction tcpSocket#3:TCPSocketAction
LimitRange = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:LimitRangeSpec={}
LimitRangeItem = default#4:{quantity} defaultRequest#5:{quantity} max#2:{quantity} maxLimitRequestRatio#6:{quantity} min#3:{quantity}
  type#1!^
LimitRangeSpec = limits#1!^:[LimitRangeItem]@atomic
LinuxContainerUser = gid#2!^:long supplementalGroups#3:[long]@atomic uid#1!^:long
LoadBalancerIngress = hostname#2 ip#1 ipMode#3* ports#4:[PortStatus]@atomic
LoadBalancerStatus = ingress#1:[LoadBalancerIngress]@atomic
LocalObjectReference@atomic = name#1
LocalVolumeSource = fsType#2* path#1!^
ModifyVolumeStatus = status#2!^ targetVolumeAttributesClassName#1
NFSVolumeSource = path#2!^ readOnly#3:bool server#1!^
Namespace = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:NamespaceSpec={} status#3:NamespaceStatus={}
NamespaceCondition = lastTransitionTime#4^:time message#6 reason#5 status#2!^ type#1!^
NamespaceSpec = finalizers#1:[string]@atomic
NamespaceStatus = conditions#2:[NamespaceCondition]@map(type)&merge(type) phase#1
Node = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:NodeSpec={} status#3:NodeStatus={}
NodeAddress = address#2!^ type#1!^
NodeAffinity = preferredDuringSchedulingIgnoredDuringExecution#2:[PreferredSchedulingTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution#1:NodeSelector
NodeAllocatableResourceClaimStatus = containers#2:[string]@set resourceClaimName#1!^ resources#3!^:{quantity}
NodeCondition = lastHeartbeatTime#3^:time lastTransitionTime#4^:time message#6 reason#5 status#2!^ type#1!^
NodeConfigSource = configMap#2:ConfigMapNodeConfigSource
NodeConfigStatus = active#2:NodeConfigSource assigned#1:NodeConfigSource error#4 lastKnownGood#3:NodeConfigSource
NodeDaemonEndpoints = kubeletEndpoint#1:DaemonEndpoint={}
NodeFeatures = supplementalGroupsPolicy#1*:bool
NodeRuntimeHandler = features#2:NodeRuntimeHandlerFeatures name#1^
NodeRuntimeHandlerFeatures = recursiveReadOnlyMounts#1*:bool userNamespaces#2*:bool
NodeSelector@atomic = nodeSelectorTerms#1!^:[NodeSelectorTerm]@atomic
NodeSelectorRequirement = key#1!^ operator#2!^ values#3:[string]@atomic
NodeSelectorTerm@atomic = matchExpressions#1:[NodeSelectorRequirement]@atomic matchFields#2:[NodeSelectorRequirement]@atomic
NodeSpec = configSource#6:NodeConfigSource externalID#2 podCIDR#1 podCIDRs#7:[string]@set&merge providerID#3 taints#5:[Taint]@atomic
  unschedulable#4:bool
NodeStatus = addresses#5:[NodeAddress]@map(type)&merge(type) allocatable#2:{quantity} capacity#1:{quantity}
  conditions#4:[NodeCondition]@map(type)&merge(type) config#11:NodeConfigStatus daemonEndpoints#6:NodeDaemonEndpoints={}
  declaredFeatures#14:[string]@atomic features#13:NodeFeatures images#8:[ContainerImage]@atomic nodeInfo#7:NodeSystemInfo={} phase#3
  runtimeHandlers#12:[NodeRuntimeHandler]@atomic volumesAttached#10:[AttachedVolume]@atomic volumesInUse#9:[string]@atomic
NodeSwapStatus = capacity#1*:long
NodeSystemInfo = architecture#10!^ bootID#3!^ containerRuntimeVersion#6!^ kernelVersion#4!^ kubeProxyVersion#8!^ kubeletVersion#7!^
  machineID#1!^ operatingSystem#9!^ osImage#5!^ swap#11:NodeSwapStatus systemUUID#2!^
ObjectFieldSelector@atomic = apiVersion#1 fieldPath#2!^
ObjectReference@atomic = apiVersion#5 fieldPath#7 kind#1 name#3 namespace#2 resourceVersion#6 uid#4
PersistentVolume = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:PersistentVolumeSpec={} status#3:PersistentVolumeStatus={}
PersistentVolumeClaim = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:PersistentVolumeClaimSpec={}
  status#3:PersistentVolumeClaimStatus={}
PersistentVolumeClaimCondition = lastProbeTime#3^:time lastTransitionTime#4^:time message#6 reason#5 status#2!^ type#1!^
PersistentVolumeClaimSpec = accessModes#1:[string]@atomic dataSource#7:TypedLocalObjectReference dataSourceRef#8:TypedObjectReference
  resources#2:VolumeResourceRequirements={} selector#4:meta.LabelSelector storageClassName#5* volumeAttributesClassName#9* volumeMode#6*
  volumeName#3
PersistentVolumeClaimStatus = accessModes#2:[string]@atomic allocatedResourceStatuses#7:{string} allocatedResources#5:{quantity}
  capacity#3:{quantity} conditions#4:[PersistentVolumeClaimCondition]@map(type)&merge(type) currentVolumeAttributesClassName#8*
  modifyVolumeStatus#9:ModifyVolumeStatus phase#1
PersistentVolumeClaimTemplate = metadata#1:meta.ObjectMeta={} spec#2!^:PersistentVolumeClaimSpec={}
PersistentVolumeClaimVolumeSource = claimName#1!^ readOnly#2:bool
PersistentVolumeSpec = accessModes#3:[string]@atomic awsElasticBlockStore#2.2:AWSElasticBlockStoreVolumeSource
  azureDisk#2.16:AzureDiskVolumeSource azureFile#2.13:AzureFilePersistentVolumeSource capacity#1:{quantity}
  cephfs#2.9:CephFSPersistentVolumeSource cinder#2.8:CinderPersistentVolumeSource claimRef#4:ObjectReference
  csi#2.22:CSIPersistentVolumeSource fc#2.10:FCVolumeSource flexVolume#2.12:FlexPersistentVolumeSource flocker#2.11:FlockerVolumeSource
  gcePersistentDisk#2.1:GCEPersistentDiskVolumeSource glusterfs#2.4:GlusterfsPersistentVolumeSource hostPath#2.3:HostPathVolumeSource
  iscsi#2.7:ISCSIPersistentVolumeSource local#2.20:LocalVolumeSource mountOptions#7:[string]@atomic nfs#2.5:NFSVolumeSource
  nodeAffinity#9:VolumeNodeAffinity persistentVolumeReclaimPolicy#5 photonPersistentDisk#2.17:PhotonPersistentDiskVolumeSource
  portworxVolume#2.18:PortworxVolumeSource quobyte#2.15:QuobyteVolumeSource rbd#2.6:RBDPersistentVolumeSource
  scaleIO#2.19:ScaleIOPersistentVolumeSource storageClassName#6 storageos#2.21:StorageOSPersistentVolumeSource
  volumeAttributesClassName#10* volumeMode#8* vsphereVolume#2.14:VsphereVirtualDiskVolumeSource
PersistentVolumeStatus = lastPhaseTransitionTime#4:time message#2 phase#1 reason#3
PhotonPersistentDiskVolumeSource = fsType#2 pdID#1!^
Pod = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:PodSpec={} status#3:PodStatus={}
PodAffinity = preferredDuringSchedulingIgnoredDuringExecution#2:[WeightedPodAffinityTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution#1:[PodAffinityTerm]@atomic
PodAffinityTerm = labelSelector#1:meta.LabelSelector matchLabelKeys#5:[string]@atomic mismatchLabelKeys#6:[string]@atomic
  namespaceSelector#4:meta.LabelSelector namespaces#2:[string]@atomic topologyKey#3!^
PodAntiAffinity = preferredDuringSchedulingIgnoredDuringExecution#2:[WeightedPodAffinityTerm]@atomic
  requiredDuringSchedulingIgnoredDuringExecution#1:[PodAffinityTerm]@atomic
PodCertificateProjection = certificateChainPath#6 credentialBundlePath#4 keyPath#5 keyType#2! maxExpirationSeconds#3*:int signerName#1!
  userAnnotations#7:{string}
PodCondition = lastProbeTime#3^:time lastTransitionTime#4^:time message#6 observedGeneration#7:long reason#5 status#2!^ type#1!^
PodDNSConfig = nameservers#1:[string]@atomic options#3:[PodDNSConfigOption]@atomic searches#2:[string]@atomic
PodDNSConfigOption = name#1 value#2*
PodExtendedResourceClaimStatus = requestMappings#1!^:[ContainerExtendedResourceRequest]@atomic resourceClaimName#2!^
PodIP = ip#1!^
PodOS = name#1!^
PodReadinessGate = conditionType#1!^
PodResourceClaim = name#1!^ resourceClaimName#3* resourceClaimTemplateName#4*
PodResourceClaimStatus = name#1!^ resourceClaimName#2*
PodSchedulingGate = name#1!^
PodSchedulingGroup = podGroupName#1*
PodSecurityContext = appArmorProfile#11:AppArmorProfile fsGroup#5*:long fsGroupChangePolicy#9* runAsGroup#6*:long runAsNonRoot#3*:bool
  runAsUser#2*:long seLinuxChangePolicy#13* seLinuxOptions#1:SELinuxOptions seccompProfile#10:SeccompProfile
  supplementalGroups#4:[long]@atomic supplementalGroupsPolicy#12* sysctls#7:[Sysctl]@atomic
  windowsOptions#8:WindowsSecurityContextOptions
PodSpec = activeDeadlineSeconds#5*:long affinity#18:Affinity automountServiceAccountToken#21*:bool
  containers#2!^:[Container]@map(name)&merge(name) dnsConfig#26:PodDNSConfig dnsPolicy#6 enableServiceLinks#30*:bool
  ephemeralContainers#34:[EphemeralContainer]@map(name)&merge(name) hostAliases#23:[HostAlias]@map(ip)&merge(ip) hostIPC#13:bool
  hostNetwork#11:bool hostPID#12:bool hostUsers#37*:bool hostname#16 hostnameOverride#41*
  imagePullSecrets#15:[LocalObjectReference]@map(name)&merge(name) initContainers#20:[Container]@map(name)&merge(name) nodeName#10
  nodeSelector#7:{string}@atomic os#36:PodOS overhead#32:{quantity} preemptionPolicy#31* priority#25*:int priorityClassName#24
  readinessGates#28:[PodReadinessGate]@atomic resourceClaims#39:[PodResourceClaim]@map(name)&merge+retainKeys(name)
  resources#40:ResourceRequirements restartPolicy#3 runtimeClassName#29* schedulerName#19
  schedulingGates#38:[PodSchedulingGate]@map(name)&merge(name) schedulingGroup#43:PodSchedulingGroup
  securityContext#14:PodSecurityContext serviceAccount#9 serviceAccountName#8 setHostnameAsFQDN#35*:bool shareProcessNamespace#27*:bool
  subdomain#17 terminationGracePeriodSeconds#4*:long tolerations#22:[Toleration]@atomic
  topologySpreadConstraints#33:[TopologySpreadConstraint]@map(topologyKey,whenUnsatisfiable)&merge(topologyKey)
  volumes#1:[Volume]@map(name)&merge+retainKeys(name)
PodStatus = allocatedResources#19:{quantity} conditions#2:[PodCondition]@map(type)&merge(type)
  containerStatuses#8:[ContainerStatus]@atomic ephemeralContainerStatuses#13:[ContainerStatus]@atomic
  extendedResourceClaimStatus#18:PodExtendedResourceClaimStatus hostIP#5 hostIPs#16:[HostIP]@atomic&merge(ip)
  initContainerStatuses#10:[ContainerStatus]@atomic message#3
  nodeAllocatableResourceClaimStatuses#21:[NodeAllocatableResourceClaimStatus]@atomic nominatedNodeName#11 observedGeneration#17:long
  phase#1 podIP#6 podIPs#12:[PodIP]@map(ip)&merge(ip) qosClass#9 reason#4 resize#14
  resourceClaimStatuses#15:[PodResourceClaimStatus]@map(name)&merge+retainKeys(name) resources#20:ResourceRequirements startTime#7:time
PodTemplate = apiVersion kind metadata#1:meta.ObjectMeta={} template#2:PodTemplateSpec={}
PodTemplateSpec = metadata#1:meta.ObjectMeta={} spec#2:PodSpec={}
PortStatus = error#3* port#1!^:int protocol#2!^
PortworxVolumeSource = fsType#2 readOnly#3:bool volumeID#1!^
PreferredSchedulingTerm = preference#2!^:NodeSelectorTerm={} weight#1!^:int
Probe = exec#1.1:ExecAction failureThreshold#6:int grpc#1.4:GRPCAction httpGet#1.2:HTTPGetAction initialDelaySeconds#2:int
  periodSeconds#4:int successThreshold#5:int tcpSocket#1.3:TCPSocketAction terminationGracePeriodSeconds#7*:long timeoutSeconds#3:int
ProjectedVolumeSource = defaultMode#2*:int sources#1^:[VolumeProjection]@atomic
QuobyteVolumeSource = group#5 readOnly#3:bool registry#1!^ tenant#6 user#4 volume#2!^
RBDPersistentVolumeSource = fsType#3 image#2!^ keyring#6="/etc/ceph/keyring" monitors#1!^:[string]@atomic pool#4="rbd" readOnly#8:bool
  secretRef#7:SecretReference user#5="admin"
RBDVolumeSource = fsType#3 image#2!^ keyring#6="/etc/ceph/keyring" monitors#1!^:[string]@atomic pool#4="rbd" readOnly#8:bool
  secretRef#7:LocalObjectReference user#5="admin"
ResourceClaim = name#1!^ request#2
ResourceFieldSelector@atomic = containerName#1 divisor#3:quantity resource#2!^
ResourceHealth = health#2 message#6* resourceID#1!^
ResourceQuota = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ResourceQuotaSpec={} status#3:ResourceQuotaStatus={}
ResourceQuotaSpec = hard#1:{quantity} scopeSelector#3*:ScopeSelector scopes#2:[string]@atomic
ResourceQuotaStatus = hard#1:{quantity} used#2:{quantity}
ResourceRequirements = claims#3:[ResourceClaim]@map(name) limits#1:{quantity} requests#2:{quantity}
ResourceStatus = name#1!^ resources#2:[ResourceHealth]@map(resourceID)
SELinuxOptions = level#4 role#2 type#3 user#1
ScaleIOPersistentVolumeSource = fsType#9="xfs" gateway#1!^ protectionDomain#5 readOnly#10:bool secretRef#3!^:SecretReference
  sslEnabled#4:bool storageMode#7="ThinProvisioned" storagePool#6 system#2!^ volumeName#8
ScaleIOVolumeSource = fsType#9="xfs" gateway#1!^ protectionDomain#5 readOnly#10:bool secretRef#3!^:LocalObjectReference
  sslEnabled#4:bool storageMode#7="ThinProvisioned" storagePool#6 system#2!^ volumeName#8
ScopeSelector@atomic = matchExpressions#1:[ScopedResourceSelectorRequirement]@atomic
ScopedResourceSelectorRequirement = operator#2!^ scopeName#1!^ values#3:[string]@atomic
SeccompProfile = localhostProfile#2* type#1!^
Secret = apiVersion data#2:{bytes} immutable#5*:bool kind metadata#1:meta.ObjectMeta={} stringData#4:{string} type#3
SecretEnvSource = name#1.1 optional#2*:bool
SecretKeySelector@atomic = key#2!^ name#1.1 optional#3*:bool
SecretProjection = items#2:[KeyToPath]@atomic name#1.1 optional#4*:bool
SecretReference@atomic = name#1 namespace#2
SecretVolumeSource = defaultMode#3*:int items#2:[KeyToPath]@atomic optional#4*:bool secretName#1
SecurityContext = allowPrivilegeEscalation#7*:bool appArmorProfile#12:AppArmorProfile capabilities#1:Capabilities privileged#2*:bool
  procMount#9* readOnlyRootFilesystem#6*:bool runAsGroup#8*:long runAsNonRoot#5*:bool runAsUser#4*:long seLinuxOptions#3:SELinuxOptions
  seccompProfile#11:SeccompProfile windowsOptions#10:WindowsSecurityContextOptions
Service = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ServiceSpec={} status#3:ServiceStatus={}
ServiceAccount = apiVersion automountServiceAccountToken#4*:bool imagePullSecrets#3:[LocalObjectReference]@atomic kind
  metadata#1:meta.ObjectMeta={} secrets#2:[ObjectReference]@map(name)&merge(name)
ServiceAccountTokenProjection = audience#1 expirationSeconds#2*:long path#3!^
ServicePort = appProtocol#6* name#1 nodePort#5:int port#3!^:int protocol#2="TCP" targetPort#4:intstr
ServiceSpec = allocateLoadBalancerNodePorts#20*:bool clusterIP#3 clusterIPs#18:[string]@atomic externalIPs#5:[string]@atomic
  externalName#10 externalTrafficPolicy#11 healthCheckNodePort#12:int internalTrafficPolicy#22* ipFamilies#19:[string]@atomic
  ipFamilyPolicy#17* loadBalancerClass#21* loadBalancerIP#8 loadBalancerSourceRanges#9:[string]@atomic
  ports#1:[ServicePort]@map(port,protocol)&merge(port) publishNotReadyAddresses#13:bool selector#2:{string}@atomic sessionAffinity#7
  sessionAffinityConfig#14:SessionAffinityConfig trafficDistribution#23* type#4
ServiceStatus = conditions#2:[meta.Condition]@map(type)&merge(type) loadBalancer#1:LoadBalancerStatus={}
SessionAffinityConfig = clientIP#1:ClientIPConfig
SleepAction = seconds#1!^:long
StorageOSPersistentVolumeSource = fsType#3 readOnly#4:bool secretRef#5:ObjectReference volumeName#1 volumeNamespace#2
StorageOSVolumeSource = fsType#3 readOnly#4:bool secretRef#5:LocalObjectReference volumeName#1 volumeNamespace#2
Sysctl = name#1!^ value#2!^
TCPSocketAction = host#2 port#1!^:intstr
Taint = effect#3!^ key#1!^ timeAdded#4:time value#2
Toleration = effect#4 key#1 operator#2 tolerationSeconds#5*:long value#3
TopologySelectorLabelRequirement = key#1!^ values#2!^:[string]@atomic
TopologySelectorTerm@atomic = matchLabelExpressions#1:[TopologySelectorLabelRequirement]@atomic
TopologySpreadConstraint = labelSelector#4:meta.LabelSelector matchLabelKeys#8:[string]@atomic maxSkew#1!^:int minDomains#5*:int
  nodeAffinityPolicy#6* nodeTaintsPolicy#7* topologyKey#2!^ whenUnsatisfiable#3!^
TypedLocalObjectReference@atomic = apiGroup#1^* kind#2!^ name#3!^
TypedObjectReference = apiGroup#1^* kind#2!^ name#3!^ namespace#4*
Volume = awsElasticBlockStore#2.4:AWSElasticBlockStoreVolumeSource azureDisk#2.22:AzureDiskVolumeSource
  azureFile#2.18:AzureFileVolumeSource cephfs#2.14:CephFSVolumeSource cinder#2.13:CinderVolumeSource
  configMap#2.19:ConfigMapVolumeSource csi#2.28:CSIVolumeSource downwardAPI#2.16:DownwardAPIVolumeSource
  emptyDir#2.2:EmptyDirVolumeSource ephemeral#2.29:EphemeralVolumeSource fc#2.17:FCVolumeSource flexVolume#2.12:FlexVolumeSource
  flocker#2.15:FlockerVolumeSource gcePersistentDisk#2.3:GCEPersistentDiskVolumeSource gitRepo#2.5:GitRepoVolumeSource
  glusterfs#2.9:GlusterfsVolumeSource hostPath#2.1:HostPathVolumeSource image#2.30:ImageVolumeSource iscsi#2.8:ISCSIVolumeSource
  name#1!^ nfs#2.7:NFSVolumeSource persistentVolumeClaim#2.10:PersistentVolumeClaimVolumeSource
  photonPersistentDisk#2.23:PhotonPersistentDiskVolumeSource portworxVolume#2.24:PortworxVolumeSource
  projected#2.26:ProjectedVolumeSource quobyte#2.21:QuobyteVolumeSource rbd#2.11:RBDVolumeSource scaleIO#2.25:ScaleIOVolumeSource
  secret#2.6:SecretVolumeSource storageos#2.27:StorageOSVolumeSource vsphereVolume#2.20:VsphereVirtualDiskVolumeSource
VolumeDevice = devicePath#2!^ name#1!^
VolumeMount = mountPath#3!^ mountPropagation#5* name#1!^ readOnly#2:bool recursiveReadOnly#7* subPath#4 subPathExpr#6
VolumeMountStatus = mountPath#2!^ name#1!^ readOnly#3:bool recursiveReadOnly#4* volumeStatus#5:VolumeStatus
VolumeNodeAffinity = required#1:NodeSelector
VolumeProjection = clusterTrustBundle#5:ClusterTrustBundleProjection configMap#3:ConfigMapProjection downwardAPI#2:DownwardAPIProjection
  podCertificate#6:PodCertificateProjection secret#1:SecretProjection serviceAccountToken#4:ServiceAccountTokenProjection
VolumeResourceRequirements = limits#1:{quantity} requests#2:{quantity}
VolumeStatus = image#1:ImageVolumeStatus
VsphereVirtualDiskVolumeSource = fsType#2 storagePolicyID#4 storagePolicyName#3 volumePath#1!^
WeightedPodAffinityTerm = podAffinityTerm#2!^:PodAffinityTerm={} weight#1!^:int
WindowsSecurityContextOptions = gmsaCredentialSpec#2* gmsaCredentialSpecName#1* hostProcess#4*:bool runAsUserName#3*
`,
  apps: `
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
  observedGeneration#1:long readyReplicas#7:int replicas#2:int terminatingReplicas#9*:int unavailableReplicas#5:int
  updatedReplicas#3:int
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
`,
  batch: `
CronJob = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!:CronJobSpec={} status#3:CronJobStatus={}
CronJobSpec = concurrencyPolicy#3 failedJobsHistoryLimit#7*:int jobTemplate#5!^:JobTemplateSpec={} schedule#1!^
  startingDeadlineSeconds#2*:long successfulJobsHistoryLimit#6*:int suspend#4*:bool timeZone#8*
CronJobStatus = active#1:[core.ObjectReference]@atomic lastScheduleTime#4:time lastSuccessfulTime#5:time
Job = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:JobSpec={} status#3:JobStatus={}
JobCondition = lastProbeTime#3^:time lastTransitionTime#4^:time message#6 reason#5 status#2!^ type#1!^
JobSpec = activeDeadlineSeconds#3*:long backoffLimit#7*:int backoffLimitPerIndex#12*:int completionMode#9* completions#2*:int
  managedBy#15* manualSelector#5*:bool maxFailedIndexes#13*:int parallelism#1*:int podFailurePolicy#11:PodFailurePolicy
  podReplacementPolicy#14* selector#4:meta.LabelSelector successPolicy#16:SuccessPolicy suspend#10*:bool
  template#6!^:core.PodTemplateSpec={} ttlSecondsAfterFinished#8*:int
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
`,
  rbac: `
AggregationRule = clusterRoleSelectors#1:[meta.LabelSelector]@atomic
ClusterRole = aggregationRule#3:AggregationRule apiVersion kind metadata#1:meta.ObjectMeta={} rules#2^:[PolicyRule]@atomic
ClusterRoleBinding = apiVersion kind metadata#1:meta.ObjectMeta={} roleRef#3!^:RoleRef={} subjects#2:[Subject]@atomic
PolicyRule = apiGroups#2:[string]@atomic nonResourceURLs#5:[string]@atomic resourceNames#4:[string]@atomic resources#3:[string]@atomic
  verbs#1!^:[string]@atomic
Role = apiVersion kind metadata#1:meta.ObjectMeta={} rules#2^:[PolicyRule]@atomic
RoleBinding = apiVersion kind metadata#1:meta.ObjectMeta={} roleRef#3!^:RoleRef={} subjects#2:[Subject]@atomic
RoleRef@atomic = apiGroup#1^ kind#2!^ name#3!^
Subject@atomic = apiGroup#2 kind#1!^ name#3!^ namespace#4
`,
  coordination: `
Lease = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:LeaseSpec={}
LeaseSpec = acquireTime#3:microtime holderIdentity#1* leaseDurationSeconds#2*:int leaseTransitions#5*:int preferredHolder#7*
  renewTime#4:microtime strategy#6*
`,
  events: `
Event = action#6 apiVersion deprecatedCount#15:int deprecatedFirstTimestamp#13^:time deprecatedLastTimestamp#14^:time
  deprecatedSource#12:core.EventSource={} eventTime#2!^:microtime kind metadata#1^:meta.ObjectMeta={} note#10 reason#7
  regarding#8:core.ObjectReference={} related#9:core.ObjectReference reportingController#4 reportingInstance#5 series#3:EventSeries
  type#11
EventSeries = count#1!^:int lastObservedTime#2!^:microtime
`,
  storage: `
CSIDriver = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:CSIDriverSpec={}
CSIDriverSpec = attachRequired#1*:bool fsGroupPolicy#5* nodeAllocatableUpdatePeriodSeconds#9*:long podInfoOnMount#2*:bool
  preventPodSchedulingIfMissing#11*:bool requiresRepublish#7*:bool seLinuxMount#8*:bool serviceAccountTokenInSecrets#10*:bool
  storageCapacity#4*:bool tokenRequests#6:[TokenRequest]@atomic volumeLifecycleModes#3:[string]@set
CSINode = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:CSINodeSpec={}
CSINodeDriver = allocatable#4:VolumeNodeResources name#1!^ nodeID#2!^ topologyKeys#3^:[string]@atomic
CSINodeSpec = drivers#1!^:[CSINodeDriver]@map(name)&merge(name)
CSIStorageCapacity = apiVersion capacity#4*:quantity kind maximumVolumeSize#5*:quantity metadata#1:meta.ObjectMeta={}
  nodeTopology#2*:meta.LabelSelector storageClassName#3!^
StorageClass = allowVolumeExpansion#6*:bool allowedTopologies#8:[core.TopologySelectorTerm]@atomic apiVersion kind
  metadata#1:meta.ObjectMeta={} mountOptions#5:[string]@atomic parameters#3:{string} provisioner#2!^ reclaimPolicy#4*
  volumeBindingMode#7*
TokenRequest = audience#1!^ expirationSeconds#2*:long
VolumeAttachment = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:VolumeAttachmentSpec={} status#3:VolumeAttachmentStatus={}
VolumeAttachmentSource = inlineVolumeSpec#2:core.PersistentVolumeSpec persistentVolumeName#1*
VolumeAttachmentSpec = attacher#1!^ nodeName#3!^ source#2!^:VolumeAttachmentSource={}
VolumeAttachmentStatus = attachError#3:VolumeError attached#1!^:bool attachmentMetadata#2:{string} detachError#4:VolumeError
VolumeAttributesClass = apiVersion driverName#2!^ kind metadata#1:meta.ObjectMeta={} parameters#3:{string}
VolumeError = errorCode#3*:int message#2 time#1^:time
VolumeNodeResources = count#1*:int
`,
  networking: `
HTTPIngressPath = backend#2!^:IngressBackend={} path#1 pathType#3!^*
HTTPIngressRuleValue = paths#1!^:[HTTPIngressPath]@atomic
IPBlock = cidr#1!^ except#2:[string]@atomic
Ingress = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:IngressSpec={} status#3:IngressStatus={}
IngressBackend = resource#3:core.TypedLocalObjectReference service#4:IngressServiceBackend
IngressClass = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:IngressClassSpec={}
IngressClassParametersReference = apiGroup#1* kind#2!^ name#3!^ namespace#5* scope#4^*
IngressClassSpec = controller#1 parameters#2:IngressClassParametersReference
IngressLoadBalancerIngress = hostname#2 ip#1 ports#4:[IngressPortStatus]@atomic
IngressLoadBalancerStatus = ingress#1:[IngressLoadBalancerIngress]@atomic
IngressPortStatus = error#3* port#1!^:int protocol#2!^
IngressRule = host#1 http#2.1:HTTPIngressRuleValue
IngressServiceBackend = name#1!^ port#2:ServiceBackendPort={}
IngressSpec = defaultBackend#1:IngressBackend ingressClassName#4* rules#3:[IngressRule]@atomic tls#2:[IngressTLS]@atomic
IngressStatus = loadBalancer#1:IngressLoadBalancerStatus={}
IngressTLS = hosts#1:[string]@atomic secretName#2
NetworkPolicy = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:NetworkPolicySpec={}
NetworkPolicyEgressRule = ports#1:[NetworkPolicyPort]@atomic to#2:[NetworkPolicyPeer]@atomic
NetworkPolicyIngressRule = from#2:[NetworkPolicyPeer]@atomic ports#1:[NetworkPolicyPort]@atomic
NetworkPolicyPeer = ipBlock#3:IPBlock namespaceSelector#2:meta.LabelSelector podSelector#1:meta.LabelSelector
NetworkPolicyPort = endPort#3*:int port#2:intstr protocol#1*
NetworkPolicySpec = egress#3:[NetworkPolicyEgressRule]@atomic ingress#2:[NetworkPolicyIngressRule]@atomic
  podSelector#1^:meta.LabelSelector={} policyTypes#4:[string]@atomic
ServiceBackendPort@atomic = name#1 number#2:int
`,
  policy: `
Eviction = apiVersion deleteOptions#2:meta.DeleteOptions kind metadata#1:meta.ObjectMeta={}
PodDisruptionBudget = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:PodDisruptionBudgetSpec={}
  status#3:PodDisruptionBudgetStatus={}
PodDisruptionBudgetSpec = maxUnavailable#3:intstr minAvailable#1:intstr selector#2:meta.LabelSelector&replace
  unhealthyPodEvictionPolicy#4*
PodDisruptionBudgetStatus = conditions#7:[meta.Condition]@map(type)&merge(type) currentHealthy#4^:int desiredHealthy#5^:int
  disruptedPods#2:{time} disruptionsAllowed#3^:int expectedPods#6^:int observedGeneration#1:long
`,
  autoscaling: `
ContainerResourceMetricSource = container#3!^ name#1!^ target#2!^:MetricTarget={}
ContainerResourceMetricStatus = container#3!^ current#2!^:MetricValueStatus={} name#1!^
CrossVersionObjectReference = apiVersion#3 kind#1!^ name#2!^
ExternalMetricSource = metric#1!^:MetricIdentifier={} target#2!^:MetricTarget={}
ExternalMetricStatus = current#2!^:MetricValueStatus={} metric#1!^:MetricIdentifier={}
HPAScalingPolicy = periodSeconds#3!^:int type#1!^ value#2!^:int
HPAScalingRules = policies#2:[HPAScalingPolicy]@atomic selectPolicy#1* stabilizationWindowSeconds#3*:int tolerance#4:quantity
HorizontalPodAutoscaler = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!:HorizontalPodAutoscalerSpec={}
  status#3:HorizontalPodAutoscalerStatus={}
HorizontalPodAutoscalerBehavior = scaleDown#2:HPAScalingRules scaleUp#1:HPAScalingRules
HorizontalPodAutoscalerCondition = lastTransitionTime#3^:time message#5 reason#4 status#2!^ type#1!^
HorizontalPodAutoscalerSpec = behavior#5:HorizontalPodAutoscalerBehavior maxReplicas#3!^:int metrics#4:[MetricSpec]@atomic
  minReplicas#2*:int scaleTargetRef#1!^:CrossVersionObjectReference={}
HorizontalPodAutoscalerStatus = conditions#6:[HorizontalPodAutoscalerCondition]@map(type)&merge(type)
  currentMetrics#5^:[MetricStatus]@atomic currentReplicas#3:int desiredReplicas#4!^:int lastScaleTime#2:time observedGeneration#1*:long
MetricIdentifier = name#1!^ selector#2:meta.LabelSelector
MetricSpec = containerResource#7:ContainerResourceMetricSource external#5:ExternalMetricSource object#2:ObjectMetricSource
  pods#3:PodsMetricSource resource#4:ResourceMetricSource type#1!^
MetricStatus = containerResource#7:ContainerResourceMetricStatus external#5:ExternalMetricStatus object#2:ObjectMetricStatus
  pods#3:PodsMetricStatus resource#4:ResourceMetricStatus type#1!^
MetricTarget = averageUtilization#4*:int averageValue#3:quantity type#1!^ value#2:quantity
MetricValueStatus = averageUtilization#3*:int averageValue#2:quantity value#1:quantity
ObjectMetricSource = describedObject#1!^:CrossVersionObjectReference={} metric#3!^:MetricIdentifier={} target#2!^:MetricTarget={}
ObjectMetricStatus = current#2!^:MetricValueStatus={} describedObject#3!^:CrossVersionObjectReference={} metric#1!^:MetricIdentifier={}
PodsMetricSource = metric#1!^:MetricIdentifier={} target#2!^:MetricTarget={}
PodsMetricStatus = current#2!^:MetricValueStatus={} metric#1!^:MetricIdentifier={}
ResourceMetricSource = name#1!^ target#2!^:MetricTarget={}
ResourceMetricStatus = current#2!^:MetricValueStatus={} name#1!^
`,
  scale: `
Scale = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ScaleSpec={} status#3:ScaleStatus={}
ScaleSpec = replicas#1:int
ScaleStatus = replicas#1!^:int selector#2
`,
  apiextensions: `
CustomResourceColumnDefinition = description#4 format#3 jsonPath#6!^ name#1!^ priority#5:int type#2!^
CustomResourceConversion = strategy#1!^ webhook#2:WebhookConversion
CustomResourceDefinition = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:CustomResourceDefinitionSpec={}
  status#3:CustomResourceDefinitionStatus={}
CustomResourceDefinitionCondition = lastTransitionTime#3^:time message#5 observedGeneration#6:long reason#4 status#2!^ type#1!^
CustomResourceDefinitionNames = categories#6:[string]@atomic kind#4!^ listKind#5 plural#1!^ shortNames#3:[string]@atomic singular#2
CustomResourceDefinitionSpec = conversion#9:CustomResourceConversion group#1!^ names#3!^:CustomResourceDefinitionNames={}
  preserveUnknownFields#10:bool scope#4!^ versions#7!^:[CustomResourceDefinitionVersion]@atomic
CustomResourceDefinitionStatus = acceptedNames#2^:CustomResourceDefinitionNames={}
  conditions#1^:[CustomResourceDefinitionCondition]@map(type) observedGeneration#4:long storedVersions#3^:[string]@atomic
CustomResourceDefinitionVersion = additionalPrinterColumns#6:[CustomResourceColumnDefinition]@atomic deprecated#7:bool
  deprecationWarning#8* name#1!^ schema#4:CustomResourceValidation selectableFields#9:[SelectableField]@atomic served#2!^:bool
  storage#3!^:bool subresources#5:CustomResourceSubresources
CustomResourceSubresourceScale = labelSelectorPath#3* specReplicasPath#1!^ statusReplicasPath#2!^
CustomResourceSubresourceStatus = 
CustomResourceSubresources = scale#2:CustomResourceSubresourceScale status#1:CustomResourceSubresourceStatus
CustomResourceValidation = openAPIV3Schema#1:JSONSchemaProps
ExternalDocumentation = description#1 url#2
JSONSchemaProps = $ref#3* $schema#2 additionalItems#33:any additionalProperties#30:any allOf#25:[JSONSchemaProps]@atomic
  anyOf#27:[JSONSchemaProps]@atomic default#8:any definitions#34:{JSONSchemaProps} dependencies#32:{any} description#4
  enum#20:[any]@atomic example#36:any exclusiveMaximum#10:bool exclusiveMinimum#12:bool externalDocs#35:ExternalDocumentation format#6
  id#1 items#24:any maxItems#16*:long maxLength#13*:long maxProperties#21*:long maximum#9*:number minItems#17*:long minLength#14*:long
  minProperties#22*:long minimum#11*:number multipleOf#19*:number not#28:JSONSchemaProps nullable#37:bool
  oneOf#26:[JSONSchemaProps]@atomic pattern#15 patternProperties#31:{JSONSchemaProps} properties#29:{JSONSchemaProps}
  required#23:[string]@atomic title#7 type#5 uniqueItems#18:bool x-kubernetes-embedded-resource#39:bool
  x-kubernetes-int-or-string#40:bool x-kubernetes-list-map-keys#41:[string]@atomic x-kubernetes-list-type#42* x-kubernetes-map-type#43*
  x-kubernetes-preserve-unknown-fields#38*:bool x-kubernetes-validations#44:[ValidationRule]@map(rule)&merge(rule)
SelectableField = jsonPath#1!^
ServiceReference = name#2!^ namespace#1!^ path#3* port#4*:int
ValidationRule = fieldPath#5 message#2 messageExpression#3 optionalOldSelf#6*:bool reason#4* rule#1!^
WebhookClientConfig = caBundle#2:bytes service#1:ServiceReference url#3*
WebhookConversion = clientConfig#2:WebhookClientConfig conversionReviewVersions#3!^:[string]@atomic
`,
  discovery: `
Endpoint = addresses#1!^:[string]@set conditions#2:EndpointConditions={} deprecatedTopology#5:{string} hints#8:EndpointHints hostname#3*
  nodeName#6* targetRef#4:core.ObjectReference zone#7*
EndpointConditions = ready#1*:bool serving#2*:bool terminating#3*:bool
EndpointHints = forNodes#2:[ForNode]@atomic forZones#1:[ForZone]@atomic
EndpointPort@atomic = appProtocol#4* name#1* port#3*:int protocol#2*
EndpointSlice = addressType#4!^ apiVersion endpoints#2^:[Endpoint]@atomic kind metadata#1:meta.ObjectMeta={}
  ports#3^:[EndpointPort]@atomic
ForNode = name#1!^
ForZone = name#1!^
`,
  admissionregistration: `
ApplyConfiguration = expression#1
AuditAnnotation = key#1!^ valueExpression#2!^
ExpressionWarning = fieldRef#2!^ warning#3!^
JSONPatch = expression#1
MatchCondition = expression#2!^ name#1!^
MatchResources@atomic = excludeResourceRules#4:[NamedRuleWithOperations]@atomic matchPolicy#7* namespaceSelector#1*:meta.LabelSelector
  objectSelector#2*:meta.LabelSelector resourceRules#3:[NamedRuleWithOperations]@atomic
MutatingAdmissionPolicy = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:MutatingAdmissionPolicySpec={}
MutatingAdmissionPolicyBinding = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:MutatingAdmissionPolicyBindingSpec={}
MutatingAdmissionPolicyBindingSpec = matchResources#3*:MatchResources paramRef#2*:ParamRef policyName#1
MutatingAdmissionPolicySpec = failurePolicy#5* matchConditions#6:[MatchCondition]@map(name)&merge(name) matchConstraints#2*:MatchResources
  mutations#4:[Mutation]@atomic paramKind#1*:ParamKind reinvocationPolicy#7 variables#3:[Variable]@atomic
MutatingWebhook = admissionReviewVersions#8!^:[string]@atomic clientConfig#2!^:WebhookClientConfig={} failurePolicy#4*
  matchConditions#12:[MatchCondition]@map(name)&merge(name) matchPolicy#9* name#1!^ namespaceSelector#5*:meta.LabelSelector
  objectSelector#11*:meta.LabelSelector reinvocationPolicy#10* rules#3:[RuleWithOperations]@atomic sideEffects#6!^* timeoutSeconds#7*:int
MutatingWebhookConfiguration = apiVersion kind metadata#1:meta.ObjectMeta={} webhooks#2:[MutatingWebhook]@map(name)&merge(name)
Mutation = applyConfiguration#3*:ApplyConfiguration jsonPatch#4*:JSONPatch patchType#2!^
NamedRuleWithOperations@atomic = apiGroups#2.2.1:[string]@atomic apiVersions#2.2.2:[string]@atomic operations#2.1:[string]@atomic
  resourceNames#1:[string]@atomic resources#2.2.3:[string]@atomic scope#2.2.4*
ParamKind@atomic = apiVersion#1 kind#2
ParamRef@atomic = name#1 namespace#2 parameterNotFoundAction#4* selector#3*:meta.LabelSelector
RuleWithOperations = apiGroups#2.1:[string]@atomic apiVersions#2.2:[string]@atomic operations#1:[string]@atomic
  resources#2.3:[string]@atomic scope#2.4*
ServiceReference = name#2!^ namespace#1!^ path#3* port#4*:int
TypeChecking = expressionWarnings#1:[ExpressionWarning]@atomic
ValidatingAdmissionPolicy = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2:ValidatingAdmissionPolicySpec={}
  status#3:ValidatingAdmissionPolicyStatus={}
ValidatingAdmissionPolicyBinding = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!:ValidatingAdmissionPolicyBindingSpec={}
ValidatingAdmissionPolicyBindingSpec = matchResources#3*:MatchResources paramRef#2*:ParamRef policyName#1!
  validationActions#4!:[string]@set
ValidatingAdmissionPolicySpec = auditAnnotations#5:[AuditAnnotation]@atomic failurePolicy#4*
  matchConditions#6:[MatchCondition]@map(name)&merge(name) matchConstraints#2*:MatchResources paramKind#1*:ParamKind
  validations#3:[Validation]@atomic variables#7:[Variable]@map(name)&merge(name)
ValidatingAdmissionPolicyStatus = conditions#3:[meta.Condition]@map(type) observedGeneration#1:long typeChecking#2*:TypeChecking
ValidatingWebhook = admissionReviewVersions#8!^:[string]@atomic clientConfig#2!^:WebhookClientConfig={} failurePolicy#4*
  matchConditions#11:[MatchCondition]@map(name)&merge(name) matchPolicy#9* name#1!^ namespaceSelector#5*:meta.LabelSelector
  objectSelector#10*:meta.LabelSelector rules#3:[RuleWithOperations]@atomic sideEffects#6!^* timeoutSeconds#7*:int
ValidatingWebhookConfiguration = apiVersion kind metadata#1:meta.ObjectMeta={} webhooks#2:[ValidatingWebhook]@map(name)&merge(name)
Validation = expression#1!^ message#2 messageExpression#4 reason#3*
Variable@atomic = expression#2!^ name#1!^
WebhookClientConfig = caBundle#2:bytes service#1*:ServiceReference url#3*
`,
  scheduling: `
PriorityClass = apiVersion description#4 globalDefault#3:bool kind metadata#1:meta.ObjectMeta={}
  preemptionPolicy#5* value#2^:int
`,
  authorization: `
FieldSelectorAttributes = rawSelector#1 requirements#2:[meta.FieldSelectorRequirement]@atomic
LabelSelectorAttributes = rawSelector#1 requirements#2:[meta.LabelSelectorRequirement]@atomic
LocalSubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
NonResourceAttributes = path#1 verb#2
NonResourceRule = nonResourceURLs#2:[string]@atomic verbs#1!^:[string]@atomic
ResourceAttributes = fieldSelector#8:FieldSelectorAttributes group#3 labelSelector#9:LabelSelectorAttributes name#7 namespace#1
  resource#5 subresource#6 verb#2 version#4
ResourceRule = apiGroups#2:[string]@atomic resourceNames#4:[string]@atomic resources#3:[string]@atomic verbs#1!^:[string]@atomic
SelfSubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SelfSubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
SelfSubjectAccessReviewSpec = nonResourceAttributes#2:NonResourceAttributes resourceAttributes#1:ResourceAttributes
SelfSubjectRulesReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SelfSubjectRulesReviewSpec={}
  status#3:SubjectRulesReviewStatus={}
SelfSubjectRulesReviewSpec = namespace#1
SubjectAccessReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:SubjectAccessReviewSpec={}
  status#3:SubjectAccessReviewStatus={}
SubjectAccessReviewSpec = extra#5:{[string]} groups#4:[string]@atomic nonResourceAttributes#2:NonResourceAttributes
  resourceAttributes#1:ResourceAttributes uid#6 user#3
SubjectAccessReviewStatus = allowed#1!^:bool denied#4:bool evaluationError#3 reason#2
SubjectRulesReviewStatus = evaluationError#4 incomplete#3!^:bool nonResourceRules#2!^:[NonResourceRule]@atomic
  resourceRules#1!^:[ResourceRule]@atomic
`,
  authentication: `
BoundObjectReference = apiVersion#2 kind#1 name#3 uid#4
SelfSubjectReview = apiVersion kind metadata#1:meta.ObjectMeta={} status#2:SelfSubjectReviewStatus={}
SelfSubjectReviewStatus = userInfo#1:UserInfo={}
TokenRequest = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2^:TokenRequestSpec={} status#3:TokenRequestStatus={}
TokenRequestSpec = audiences#1^:[string]@atomic boundObjectRef#3^:BoundObjectReference expirationSeconds#4^*:long
TokenRequestStatus = expirationTimestamp#2^:time token#1^
TokenReview = apiVersion kind metadata#1:meta.ObjectMeta={} spec#2!^:TokenReviewSpec={} status#3:TokenReviewStatus={}
TokenReviewSpec = audiences#2:[string]@atomic token#1!
TokenReviewStatus = audiences#4:[string]@atomic authenticated#1:bool error#3 user#2:UserInfo={}
UserInfo = extra#4:{[string]} groups#3:[string]@atomic uid#2 username#1
`,
};
