/**
 * Kubernetes' own kinds under all names that they are known by, for those who name a kind without its group and can't ask a server.
 * Pure.
 */
import { guessedPlural } from './kind-plural.ts';

/** What permissions say of a kind. */
export interface WellKnownResource {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/** Kinds by group, each with its short names; a name that several groups have is that of the first. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'ConfigMap cm',
    'Endpoints ep',
    'Event ev',
    'LimitRange limits',
    'Namespace ns',
    'Node no',
    'PersistentVolume pv',
    'PersistentVolumeClaim pvc',
    'Pod po',
    'PodTemplate',
    'ReplicationController rc',
    'ResourceQuota quota',
    'Secret',
    'Service svc',
    'ServiceAccount sa',
  ],
  apps: ['ControllerRevision', 'DaemonSet ds', 'Deployment deploy', 'ReplicaSet rs', 'StatefulSet sts'],
  batch: ['CronJob cj', 'Job'],
  autoscaling: ['HorizontalPodAutoscaler hpa'],
  policy: ['PodDisruptionBudget pdb'],
  'networking.k8s.io': ['Ingress ing', 'IngressClass', 'IPAddress ip', 'NetworkPolicy netpol', 'ServiceCIDR'],
  'discovery.k8s.io': ['EndpointSlice'],
  'coordination.k8s.io': ['Lease'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass sc', 'VolumeAttachment', 'VolumeAttributesClass vac'],
  'scheduling.k8s.io': ['PriorityClass pc'],
  'node.k8s.io': ['RuntimeClass'],
  'certificates.k8s.io': ['CertificateSigningRequest csr'],
  'apiextensions.k8s.io': ['CustomResourceDefinition crd crds'],
  'apiregistration.k8s.io': ['APIService'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'resource.k8s.io': ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  'events.k8s.io': ['Event ev'],
};

/**
 * The kind that is meant by a name: the kind's, its plural, or a short one, in any case.
 *
 * @param group undefined for any
 */
export function wellKnownResource(name: string, group?: string): WellKnownResource | undefined {
  const wanted = name.toLowerCase();
  const found = wellKnownResources().find(
    (each) => (group === undefined || each.group === group) && [each.kind.toLowerCase(), each.plural, ...each.shortNames].includes(wanted),
  );
  return found && { group: found.group, kind: found.kind, plural: found.plural };
}

/** All of them, with their short names. */
export function wellKnownResources(): (WellKnownResource & { readonly shortNames: readonly string[] })[] {
  return Object.entries(KINDS).flatMap(([group, kinds]) =>
    kinds.map((text) => {
      const [kind = '', ...shortNames] = text.split(' ');
      return { group, kind, plural: guessedPlural(kind), shortNames };
    }),
  );
}
