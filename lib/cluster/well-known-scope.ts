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
  'VolumeAttachment',
  'CSIDriver',
  'CSINode',
  'IngressClass',
  'PriorityClass',
  'RuntimeClass',
  'CustomResourceDefinition',
  'APIService',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'CertificateSigningRequest',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** 'Cluster' for a kind that is known to live outside namespaces; undefined for all others. */
export function wellKnownScope(kind: string): 'Cluster' | undefined {
  return CLUSTER_KINDS.has(kind) ? 'Cluster' : undefined;
}
