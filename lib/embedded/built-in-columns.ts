/** The columns that `kubectl get` shows of built-in kinds. */
import { autoscalerColumns } from './autoscaler-columns.ts';
import { isObject, type JsonObject, valueAt } from './json.ts';
import { podStatusCells } from './pod-columns.ts';
import { labelSelectorText } from './selector.ts';
import { AGE_COLUMN, ageOf, type Column, CREATED_AT_COLUMN, durationText, pairsText } from './table.ts';

/** The columns after the name. */
export function builtInColumns(table: string): readonly Column[] {
  return Object.hasOwn(COLUMNS, table) ? (COLUMNS[table] as readonly Column[]) : [CREATED_AT_COLUMN];
}

function text(name: string, cell: Column['cell'], priority = 0): Column {
  return { name, type: 'string', cell, priority };
}

function number(name: string, cell: Column['cell']): Column {
  return { name, type: 'integer', cell };
}

function at(path: string, missing: unknown = '<none>'): Column['cell'] {
  const names = path.split('.');
  return (object) => valueAt(object, names) ?? missing;
}

const size =
  (name: string): Column['cell'] =>
  (object) =>
    Object.keys(object[name] ?? {}).length;

function containers(of: (object: JsonObject) => JsonObject | undefined): Column[] {
  const join = (object: JsonObject, part: string) =>
    (of(object)?.containers ?? []).map((container: JsonObject) => container[part]).join(',');
  return [text('Containers', (object) => join(object, 'name'), 1), text('Images', (object) => join(object, 'image'), 1)];
}

const templateContainers = containers((object) => object.spec?.template?.spec);
const selectorColumn = text('Selector', ({ spec }) => labelSelectorText(spec?.selector) || '<none>', 1);

function servicePorts({ spec }: JsonObject): string {
  const ports = (spec.ports ?? []).map((port: JsonObject) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol}`);
  return ports.join(',') || '<none>';
}

function jobDuration({ status }: JsonObject, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return durationText(end - Date.parse(status.startTime));
}

function jobStatus({ status, spec, metadata }: JsonObject): string {
  const has = (type: string) =>
    (status?.conditions ?? []).some((condition: JsonObject) => condition.type === type && condition.status === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  if (has('Suspended') || spec.suspend) return 'Suspended';
  return has('FailureTarget') ? 'FailureTarget' : 'Running';
}

function modes({ spec }: JsonObject): string {
  const short: Record<string, string> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
  return (spec?.accessModes ?? []).map((mode: string) => short[mode] ?? mode).join(',');
}

function eventSource({ source, reportingComponent }: JsonObject): string {
  return [source?.component || reportingComponent, source?.host].filter(Boolean).join(', ');
}

const lastSeen: Column['cell'] = (event, now) =>
  ageOf(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp, now);

const webhookCount: Column['cell'] = ({ webhooks }) => webhooks?.length ?? 0;

function paramKind({ spec }: JsonObject): string {
  const { apiVersion, kind } = spec.paramKind ?? {};
  return kind ? `${apiVersion}/${kind}` : '<unset>';
}

const policyBindingColumns: Column[] = [
  text('PolicyName', at('spec.policyName', '')),
  text('ParamRef', ({ spec }) => paramRefText(spec.paramRef)),
  AGE_COLUMN,
];

function paramRefText(ref: JsonObject | undefined): string {
  if (!ref) return '<unset>';
  if (ref.name) return ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name;
  return labelSelectorText(ref.selector) || '<unset>';
}

const COLUMNS: Record<string, readonly Column[]> = {
  'autoscaling/horizontalpodautoscalers': autoscalerColumns,
  pods: podStatusCells,
  configmaps: [text('Data', (object) => Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length), AGE_COLUMN],
  secrets: [text('Type', at('type')), text('Data', size('data')), AGE_COLUMN],
  serviceaccounts: [AGE_COLUMN],
  namespaces: [text('Status', at('status.phase')), AGE_COLUMN],
  nodes: [text('Status', nodeStatus), text('Roles', () => '<none>'), AGE_COLUMN, text('Version', at('status.nodeInfo.kubeletVersion', ''))],
  services: [
    text('Type', at('spec.type')),
    text('Cluster-IP', at('spec.clusterIP')),
    text('External-IP', ({ spec }) => (spec.type === 'LoadBalancer' ? '<pending>' : spec.externalName || '<none>')),
    text('Port(s)', servicePorts),
    AGE_COLUMN,
    text('Selector', ({ spec }) => pairsText(spec.selector), 1),
  ],
  endpoints: [text('Endpoints', () => '<none>'), AGE_COLUMN],
  events: [
    text('Last Seen', lastSeen),
    text('Type', at('type', '')),
    text('Reason', at('reason', '')),
    text('Object', ({ involvedObject = {} }) => `${String(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`),
    text('Subobject', at('involvedObject.fieldPath', ''), 1),
    text('Source', eventSource, 1),
    text('Message', ({ message }) => String(message ?? '').trim()),
    text('First Seen', (event, now) => ageOf(event.firstTimestamp ?? event.eventTime, now), 1),
    text('Count', ({ count }) => String(count ?? 1), 1),
    text('Name', ({ metadata }) => metadata.name, 1),
  ],
  persistentvolumeclaims: [
    text('Status', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
    text('Volume', at('spec.volumeName', '')),
    text('Capacity', at('status.capacity.storage', '')),
    text('Access Modes', (claim) => (claim.spec.volumeName ? modes(claim) : '')),
    text('StorageClass', at('spec.storageClassName', '')),
    text('VolumeAttributesClass', at('spec.volumeAttributesClassName', '<unset>')),
    AGE_COLUMN,
    text('VolumeMode', at('spec.volumeMode', '<unset>'), 1),
  ],
  persistentvolumes: [
    text('Capacity', at('spec.capacity.storage', '')),
    text('Access Modes', modes),
    text('Reclaim Policy', at('spec.persistentVolumeReclaimPolicy', '')),
    text('Status', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
    text('Claim', ({ spec }) => (spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '')),
    text('StorageClass', at('spec.storageClassName', '')),
    text('VolumeAttributesClass', at('spec.volumeAttributesClassName', '<unset>')),
    text('Reason', at('status.reason', '')),
    AGE_COLUMN,
    text('VolumeMode', at('spec.volumeMode', '<unset>'), 1),
  ],
  'apps/deployments': [
    text('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
    text('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
    text('Available', ({ status }) => status?.availableReplicas ?? 0),
    AGE_COLUMN,
    ...templateContainers,
    selectorColumn,
  ],
  'apps/replicasets': [
    number('Desired', at('spec.replicas', 0)),
    number('Current', at('status.replicas', 0)),
    number('Ready', at('status.readyReplicas', 0)),
    AGE_COLUMN,
    ...templateContainers,
    selectorColumn,
  ],
  'apps/statefulsets': [
    text('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`),
    AGE_COLUMN,
    ...templateContainers,
  ],
  'apps/daemonsets': [
    number('Desired', at('status.desiredNumberScheduled', 0)),
    number('Current', at('status.currentNumberScheduled', 0)),
    number('Ready', at('status.numberReady', 0)),
    number('Up-to-date', at('status.updatedNumberScheduled', 0)),
    number('Available', at('status.numberAvailable', 0)),
    text('Node Selector', ({ spec }) => pairsText(spec.template?.spec?.nodeSelector)),
    AGE_COLUMN,
    ...templateContainers,
    selectorColumn,
  ],
  'batch/jobs': [
    text('Status', jobStatus),
    text('Completions', ({ spec, status }) => `${status?.succeeded ?? 0}/${spec.completions ?? `1 of ${spec.parallelism}`}`),
    text('Duration', jobDuration),
    AGE_COLUMN,
    ...templateContainers,
    selectorColumn,
  ],
  'batch/cronjobs': [
    text('Schedule', at('spec.schedule')),
    text('Timezone', at('spec.timeZone')),
    { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
    number('Active', ({ status }) => status?.active?.length ?? 0),
    text('Last Schedule', ({ status }, now) => (status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>')),
    AGE_COLUMN,
    ...containers((object) => object.spec?.jobTemplate?.spec?.template?.spec),
    text('Selector', ({ spec }) => labelSelectorText(spec.jobTemplate?.spec?.selector) || '<none>', 1),
  ],
  'coordination.k8s.io/leases': [text('Holder', at('spec.holderIdentity', '')), AGE_COLUMN],
  'networking.k8s.io/networkpolicies': [text('Pod-Selector', ({ spec }) => labelSelectorText(spec?.podSelector) || '<none>'), AGE_COLUMN],
  'networking.k8s.io/ingresses': [
    text('Class', at('spec.ingressClassName')),
    text('Hosts', ({ spec }) => (spec?.rules ?? []).map((rule: JsonObject) => rule.host ?? '*').join(',') || '*'),
    text('Address', ({ status }) => (status?.loadBalancer?.ingress ?? []).map((entry: JsonObject) => entry.ip ?? entry.hostname).join(',')),
    text('Ports', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
    AGE_COLUMN,
  ],
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': [number('Webhooks', webhookCount), AGE_COLUMN],
  'admissionregistration.k8s.io/validatingwebhookconfigurations': [number('Webhooks', webhookCount), AGE_COLUMN],
  'admissionregistration.k8s.io/validatingadmissionpolicies': [
    number('Validations', ({ spec }) => spec.validations?.length ?? 0),
    text('ParamKind', paramKind),
    AGE_COLUMN,
  ],
  'admissionregistration.k8s.io/mutatingadmissionpolicies': [
    number('Mutations', ({ spec }) => spec.mutations?.length ?? 0),
    text('ParamKind', paramKind),
    AGE_COLUMN,
  ],
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': policyBindingColumns,
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings': policyBindingColumns,
  'scheduling.k8s.io/priorityclasses': [
    number('Value', at('value', 0)),
    { name: 'Global-Default', type: 'boolean', cell: at('globalDefault', false) },
    AGE_COLUMN,
    text('PreemptionPolicy', at('preemptionPolicy', '')),
  ],
  'storage.k8s.io/volumeattributesclasses': [text('DriverName', at('driverName', '')), AGE_COLUMN],
  podtemplates: [
    ...containers((object) => object.template?.spec).map((column) => ({ ...column, priority: 0 })),
    text('Pod Labels', ({ template }) => pairsText(template?.metadata?.labels)),
  ],
  'storage.k8s.io/storageclasses': [
    text('Provisioner', at('provisioner')),
    text('ReclaimPolicy', at('reclaimPolicy')),
    text('VolumeBindingMode', at('volumeBindingMode')),
    text('AllowVolumeExpansion', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    AGE_COLUMN,
  ],
  'policy/poddisruptionbudgets': [
    text('Min Available', at('spec.minAvailable', 'N/A')),
    text('Max Unavailable', at('spec.maxUnavailable', 'N/A')),
    text('Allowed Disruptions', at('status.disruptionsAllowed', 0)),
    AGE_COLUMN,
  ],
  'rbac.authorization.k8s.io/rolebindings': bindingColumns(),
  'rbac.authorization.k8s.io/clusterrolebindings': bindingColumns(),
};

function bindingColumns(): Column[] {
  const subjects = (kind: string) => (binding: JsonObject) =>
    (binding.subjects ?? [])
      .filter((subject: JsonObject) => subject.kind === kind)
      .map(({ namespace, name }: JsonObject) => (namespace ? `${namespace}/${name}` : name))
      .join(', ');
  return [
    text('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
    AGE_COLUMN,
    text('Users', subjects('User'), 1),
    text('Groups', subjects('Group'), 1),
    text('ServiceAccounts', subjects('ServiceAccount'), 1),
  ];
}

function nodeStatus({ spec, status }: JsonObject): string {
  const ready = (status?.conditions ?? []).find((condition: JsonObject) => isObject(condition) && condition.type === 'Ready');
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}
