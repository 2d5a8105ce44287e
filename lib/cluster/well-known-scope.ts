/**
 * Which of Kubernetes' own kinds live outside namespaces, for those who cannot wait for discovery's answer.
 */

const CLUSTER_KINDS: ReadonlySet<string> = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'VolumeAttributesClass',
  'VolumeAttachment',
  'CSIDriver',
  'CSINode',
  'IngressClass',
  'IPAddress',
  'ServiceCIDR',
  'PriorityClass',
  'RuntimeClass',
  'DeviceClass',
  'ResourceSlice',
  'CustomResourceDefinition',
  'APIService',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'CertificateSigningRequest',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** 'Cluster' for a kind that is known to live outside namespaces; undefined for all others. */
export function wellKnownScope(kind: string): 'Cluster' | undefined {
  return CLUSTER_KINDS.has(kind) ? 'Cluster' : undefined;
}
