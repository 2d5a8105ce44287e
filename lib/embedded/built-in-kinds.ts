/** The kinds that are served without a CRD: a table of names, and for each what is particular to it. */
import { builtInColumns } from './built-in-columns.ts';
import { builtInStrategies } from './built-in-strategies.ts';
import { eventForms } from './event-forms.ts';
import type { JsonObject } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { PriorityClasses } from './priority-classes.ts';
import { ALL_VERBS, type ResourceKind, type Subresource } from './resource-kind.ts';
import { ServiceAddresses } from './service-addresses.ts';
import type { TypeLibrary } from './type-notation.ts';

/**
 * Group, version, plural, kind, scope, then flags: `short=a,b`, `all` (the category), `category=name`,
 * `status`, `scale`, `counted` (has a generation), `label` and `path` (what names look like).
 */
const KINDS = `
- v1 configmaps ConfigMap N short=cm
- v1 endpoints Endpoints N short=ep
- v1 events Event N short=ev
- v1 limitranges LimitRange N short=limits
- v1 namespaces Namespace C short=ns status label
- v1 nodes Node C short=no status
- v1 persistentvolumeclaims PersistentVolumeClaim N short=pvc status
- v1 persistentvolumes PersistentVolume C short=pv status
- v1 pods Pod N short=po all status counted
- v1 podtemplates PodTemplate N counted
- v1 resourcequotas ResourceQuota N short=quota status
- v1 secrets Secret N
- v1 serviceaccounts ServiceAccount N short=sa
- v1 services Service N short=svc all status label
admissionregistration.k8s.io v1 mutatingadmissionpolicies MutatingAdmissionPolicy C category=api-extensions counted
admissionregistration.k8s.io v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding C category=api-extensions counted
admissionregistration.k8s.io v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C category=api-extensions counted
admissionregistration.k8s.io v1 validatingadmissionpolicies ValidatingAdmissionPolicy C category=api-extensions status counted
admissionregistration.k8s.io v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding C category=api-extensions counted
admissionregistration.k8s.io v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C category=api-extensions counted
apps v1 controllerrevisions ControllerRevision N
apps v1 daemonsets DaemonSet N short=ds all status counted
apps v1 deployments Deployment N short=deploy all status scale counted
apps v1 replicasets ReplicaSet N short=rs all status scale counted
apps v1 statefulsets StatefulSet N short=sts all status scale counted
autoscaling v2 horizontalpodautoscalers HorizontalPodAutoscaler N short=hpa all status
batch v1 cronjobs CronJob N short=cj all status counted
batch v1 jobs Job N all status counted
coordination.k8s.io v1 leases Lease N
discovery.k8s.io v1 endpointslices EndpointSlice N counted
events.k8s.io v1 events Event N short=ev
networking.k8s.io v1 ingressclasses IngressClass C counted
networking.k8s.io v1 ingresses Ingress N short=ing status counted
networking.k8s.io v1 networkpolicies NetworkPolicy N short=netpol counted
policy v1 poddisruptionbudgets PodDisruptionBudget N short=pdb status counted
rbac.authorization.k8s.io v1 clusterrolebindings ClusterRoleBinding C path
rbac.authorization.k8s.io v1 clusterroles ClusterRole C path
rbac.authorization.k8s.io v1 rolebindings RoleBinding N path
rbac.authorization.k8s.io v1 roles Role N path
scheduling.k8s.io v1 priorityclasses PriorityClass C short=pc counted
storage.k8s.io v1 csidrivers CSIDriver C
storage.k8s.io v1 csinodes CSINode C
storage.k8s.io v1 csistoragecapacities CSIStorageCapacity N
storage.k8s.io v1 storageclasses StorageClass C short=sc
storage.k8s.io v1 volumeattachments VolumeAttachment C status
storage.k8s.io v1 volumeattributesclasses VolumeAttributesClass C short=vac
apiextensions.k8s.io v1 customresourcedefinitions CustomResourceDefinition C short=crd,crds category=api-extensions status counted
`;

const SECTIONS: Record<string, string> = {
  '-': 'core',
  'admissionregistration.k8s.io': 'admissionregistration',
  'rbac.authorization.k8s.io': 'rbac',
  'scheduling.k8s.io': 'scheduling',
  'coordination.k8s.io': 'coordination',
  'discovery.k8s.io': 'discovery',
  'events.k8s.io': 'events',
  'networking.k8s.io': 'networking',
  'storage.k8s.io': 'storage',
  'apiextensions.k8s.io': 'apiextensions',
};

const SUBRESOURCES: Record<string, Subresource[]> = {
  namespaces: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }],
  pods: [
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  ],
  serviceaccounts: [{ name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] }],
};

/** All built-in kinds; of the objects in the store some get what no other has, or what another says. */
export function builtInKinds(library: TypeLibrary, store: ObjectStore): ResourceKind[] {
  return kindsOfStore(plainKinds(library), store);
}

/** The same, but for what they take from a store. */
export function plainKinds(library: TypeLibrary): ResourceKind[] {
  const lines = KINDS.trim().split('\n');
  return lines.map((line) => builtInKind(line, library));
}

/** Plain kinds, with what they take from a store. */
export function kindsOfStore(kinds: readonly ResourceKind[], store: ObjectStore): ResourceKind[] {
  const addresses = new ServiceAddresses(store);
  const priorities = new PriorityClasses(store);
  return kinds.map((kind) => {
    if (kind.table === 'services') return { ...kind, prepareCreate: (draft) => addresses.assign(draft) };
    return kind.table === 'pods' ? { ...kind, prepareCreate: (draft) => preparePod(kind, draft, priorities) } : kind;
  });
}

function preparePod(kind: ResourceKind, draft: JsonObject, priorities: PriorityClasses): void {
  priorities.assign(draft);
  kind.prepareCreate?.(draft);
}

function builtInKind(line: string, library: TypeLibrary): ResourceKind {
  const [group = '', version = '', plural = '', kind = '', scope, ...flags] = line.split(' ');
  const listOf = (name: string) =>
    flags
      .find((flag) => flag.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .split(',') ?? [];
  const groupName = group === '-' ? '' : group;
  const table = groupName && groupName !== 'events.k8s.io' ? `${groupName}/${plural}` : plural;
  const schema = library.get(`${SECTIONS[group] ?? group}.${kind}`);
  const entry: ResourceKind = {
    group: groupName,
    version,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    namespaced: scope === 'N',
    shortNames: listOf('short'),
    categories: flags.includes('all') ? ['all'] : listOf('category'),
    verbs: plural === 'namespaces' ? ALL_VERBS.filter((verb) => verb !== 'deletecollection') : ALL_VERBS,
    table,
    storageApiVersion: groupName && groupName !== 'events.k8s.io' ? `${groupName}/${version}` : version,
    schema,
    custom: false,
    statusSubresource: flags.includes('status'),
    counted: flags.includes('counted'),
    columns: builtInColumns(table),
    subresources: groupName ? [] : (SUBRESOURCES[plural] ?? []),
    nameRule: plural === 'namespaces' ? 'namespace' : flags.includes('label') ? 'label' : flags.includes('path') ? 'path' : 'subdomain',
    ...(flags.includes('scale') && { scale: BUILT_IN_SCALE }),
    ...(kind === 'CustomResourceDefinition' && { finalizersAtDeletion: ['customresourcecleanup.apiextensions.k8s.io'] }),
    ...builtInStrategies(table),
    ...(groupName === 'events.k8s.io' && eventForms()),
  };
  return entry;
}

const BUILT_IN_SCALE = { specReplicas: ['spec', 'replicas'], statusReplicas: ['status', 'replicas'], selector: ['spec', 'selector'] };
