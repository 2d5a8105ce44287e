/** What is particular to built-in kinds: defaults, what new objects start with, checks, and selectable fields. */

import { customResourceDefinitionStrategy } from './crd-strategy.ts';
import { equal, isObject, type JsonObject } from './json.ts';
import { podErrors, templateErrors } from './pod-checks.ts';
import { fillInPodSpec, qosClassOf, setDefault } from './pod-defaults.ts';
import { rbacStrategies } from './rbac-strategies.ts';
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';
import type { Strategy } from './resource-kind.ts';
import { matchesLabelSelector } from './selector.ts';

/** The strategy of a built-in table; an empty one where nothing is particular. */
export function builtInStrategies(table: string): Strategy {
  return Object.hasOwn(STRATEGIES, table) ? (STRATEGIES[table] as Strategy) : {};
}

function ensure(parent: JsonObject, name: string): JsonObject {
  if (!isObject(parent[name])) parent[name] = {};
  return parent[name];
}

const pods: Strategy = {
  fillIn({ spec }) {
    fillInPodSpec(spec);
    setDefault(spec, 'enableServiceLinks', true);
  },
  prepareCreate(draft) {
    setDefault(draft.spec, 'serviceAccountName', 'default');
    draft.spec.serviceAccount = draft.spec.serviceAccountName;
    setDefault(draft.spec, 'preemptionPolicy', 'PreemptLowerPriority');
    setDefault(draft.spec, 'priority', 0);
    setDefault(draft.spec, 'tolerations', [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ]);
    draft.status = { phase: 'Pending', qosClass: qosClassOf(draft.spec) };
  },
  prepareStatus(draft, old) {
    // A node may label its Pods, and never disown them.
    if (old.metadata.ownerReferences) draft.metadata.ownerReferences = old.metadata.ownerReferences;
    else delete draft.metadata.ownerReferences;
    const { status } = draft;
    if (old.status?.qosClass) setDefault(status, 'qosClass', old.status.qosClass);
    if (status.podIP && !status.podIPs?.length) status.podIPs = [{ ip: status.podIP }];
  },
  validate: podErrors,
  fields: ({ spec, status }) => ({
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  }),
};

const services: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'sessionAffinity', 'None');
    setDefault(spec, 'type', 'ClusterIP');
    for (const port of spec.ports ?? []) {
      setDefault(port, 'protocol', 'TCP');
      setDefault(port, 'targetPort', port.port);
    }
    if (spec.type !== 'ExternalName') setDefault(spec, 'internalTrafficPolicy', 'Cluster');
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') setDefault(spec, 'externalTrafficPolicy', 'Cluster');
    if (spec.type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  },
  prepareUpdate(draft, old) {
    for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
      if (old.spec[name] !== undefined) setDefault(draft.spec, name, old.spec[name]);
  },
  validate({ spec }, old) {
    const errors: FieldError[] = [];
    if (spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && !spec.ports?.length) errors.push(required('spec.ports'));
    const names = new Set<string>();
    for (const [index, { name }] of (spec.ports ?? []).entries()) {
      if (name && names.has(name)) errors.push(duplicate(`spec.ports[${index}].name`, name));
      names.add(name);
    }
    if (old && spec.type !== 'ExternalName' && old.spec.clusterIP && spec.clusterIP !== old.spec.clusterIP) {
      errors.push(invalidValue('spec.clusterIPs[0]', [spec.clusterIP], 'may not change once set'));
    }
    return errors;
  },
};

const KEY = '[-._a-zA-Z0-9]+';
const KEY_WHY = `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '${KEY}')`;

function keyErrors(data: unknown, path: string): FieldError[] {
  const wrong = Object.keys(isObject(data) ? data : {}).filter((key) => !new RegExp(`^${KEY}$`).test(key));
  return wrong.map((key) => invalidValue(`${path}[${key}]`, key, KEY_WHY));
}

/** What may not change once an object has been declared immutable. */
function frozenErrors(object: JsonObject, old: JsonObject | undefined, members: readonly string[]): FieldError[] {
  if (!old?.immutable) return [];
  const changed = members.filter((name) => !equal(object[name] ?? {}, old[name] ?? {}));
  return [...(object.immutable ? [] : ['immutable']), ...changed].map((name) =>
    forbiddenField(name, 'field is immutable when `immutable` is set'),
  );
}

const secrets: Strategy = {
  fillIn(draft) {
    setDefault(draft, 'type', 'Opaque');
    if (!isObject(draft.stringData)) return;
    const data = ensure(draft, 'data');
    for (const [name, text] of Object.entries(draft.stringData)) data[name] = Buffer.from(String(text)).toString('base64');
    delete draft.stringData;
  },
  validate(secret, old) {
    const errors: FieldError[] = [];
    if (old && secret.type !== old.type) errors.push(invalidValue('type', secret.type, 'field is immutable'));
    return [...keyErrors(secret.data, 'data'), ...errors, ...frozenErrors(secret, old, ['data'])];
  },
  fields: ({ type }) => ({ type: type ?? '' }),
};

const configMaps: Strategy = {
  validate(map, old) {
    return [...keyErrors(map.data, 'data'), ...keyErrors(map.binaryData, 'binaryData'), ...frozenErrors(map, old, ['data', 'binaryData'])];
  },
};

const namespaces: Strategy = {
  fillIn(draft) {
    if (draft.metadata.name) draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name };
  },
  prepareCreate(draft) {
    draft.spec = { ...draft.spec, finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  prepareUpdate(draft, old) {
    draft.spec = old.spec;
  },
  prepareDelete(draft) {
    draft.status = { ...draft.status, phase: 'Terminating' };
    delete draft.metadata.deletionGracePeriodSeconds;
  },
  fields: ({ status }) => ({ 'status.phase': status?.phase ?? '' }),
};

/** What kinds with a Pod template share. */
function templated(more: Strategy): Strategy {
  return {
    ...more,
    fillIn(draft) {
      if (isObject(draft.spec?.template?.spec)) fillInPodSpec(draft.spec.template.spec);
      more.fillIn?.(draft);
    },
    validate(object, old) {
      const { spec } = object;
      const errors: FieldError[] = [];
      if (!spec.selector) errors.push(required('spec.selector'));
      const labels = spec.template?.metadata?.labels ?? {};
      if (!spec.selector || !matchesLabelSelector(spec.selector, labels)) {
        errors.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
      }
      errors.push(...templateErrors(spec.template, 'spec.template'));
      if (spec.replicas < 0) errors.unshift(invalidValue('spec.replicas', spec.replicas, 'must be greater than or equal to 0'));
      const policy = spec.template?.spec?.restartPolicy;
      if (policy && policy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
      if (old && !equal(old.spec.selector, spec.selector)) errors.push(invalidValue('spec.selector', spec.selector, 'field is immutable'));
      return errors.concat(more.validate?.(object, old) ?? []);
    },
  };
}

const deployments = templated({
  fillIn({ spec }) {
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'progressDeadlineSeconds', 600);
    const strategy = ensure(spec, 'strategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type !== 'RollingUpdate') return;
    setDefault(ensure(strategy, 'rollingUpdate'), 'maxUnavailable', '25%');
    setDefault(strategy.rollingUpdate, 'maxSurge', '25%');
  },
});

const statefulSets = templated({
  validate: statefulSetErrors,
  fillIn({ spec }) {
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Retain', whenScaled: 'Retain' });
    const strategy = ensure(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type === 'RollingUpdate') setDefault(ensure(strategy, 'rollingUpdate'), 'partition', 0);
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= 'v1';
      claim.kind ??= 'PersistentVolumeClaim';
      fillInClaim(claim);
    }
  },
});

const STATEFUL_CHANGES = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function statefulSetErrors({ spec }: JsonObject, old?: JsonObject): FieldError[] {
  const fixed = (given: JsonObject) => Object.fromEntries(Object.entries(given).filter(([name]) => !STATEFUL_CHANGES.includes(name)));
  if (!old || equal(fixed(spec), fixed(old.spec))) return [];
  const names = STATEFUL_CHANGES.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

const daemonSets = templated({
  fillIn({ spec }) {
    setDefault(spec, 'revisionHistoryLimit', 10);
    const strategy = ensure(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type !== 'RollingUpdate') return;
    setDefault(ensure(strategy, 'rollingUpdate'), 'maxUnavailable', 1);
    setDefault(strategy.rollingUpdate, 'maxSurge', 0);
  },
});

function fillInJobSpec(spec: JsonObject): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', 6);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'manualSelector', false);
  setDefault(spec, 'podReplacementPolicy', spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed');
  if (isObject(spec.template?.spec)) fillInPodSpec(spec.template.spec);
}

function jobSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const errors = templateErrors(spec.template, `${path}.template`);
  const policy = spec.template?.spec?.restartPolicy;
  if (policy !== undefined && policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(
      policy === 'Always'
        ? { ...required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"') }
        : notSupported(`${path}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']),
    );
  }
  return errors;
}

const jobs: Strategy = {
  fillIn: ({ spec }) => fillInJobSpec(spec),
  prepareCreate(draft) {
    draft.status = {};
    const { name, uid } = draft.metadata;
    if (draft.spec.manualSelector) return;
    // Both the old names and the new ones are set, on the Job and on its Pods.
    const marks = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    };
    const { template } = draft.spec;
    draft.spec.selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
    draft.spec.template = { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...marks } } };
    // A Job without labels of its own takes those of its template.
    if (!draft.metadata.labels) draft.metadata.labels = draft.spec.template.metadata.labels;
  },
  prepareUpdate(draft, old) {
    draft.spec.selector ??= old.spec.selector;
    draft.spec.template.metadata = {
      ...draft.spec.template.metadata,
      labels: { ...draft.spec.template.metadata?.labels, ...old.spec.template.metadata?.labels },
    };
  },
  validate(job, old) {
    const errors = jobSpecErrors(job.spec, 'spec');
    if (old && !equal(old.spec.template, job.spec.template))
      errors.push(invalidValue('spec.template', job.spec.template, 'field is immutable'));
    if (old && !equal(old.spec.completions, job.spec.completions) && job.spec.completionMode !== 'Indexed')
      errors.push(invalidValue('spec.completions', job.spec.completions, 'field is immutable'));
    return errors;
  },
  fields: ({ status }) => ({ 'status.successful': String(status?.succeeded ?? 0) }),
};

const cronJobs: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'concurrencyPolicy', 'Allow');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
    if (isObject(spec.jobTemplate?.spec)) {
      if (isObject(spec.jobTemplate.spec.template?.spec)) fillInPodSpec(spec.jobTemplate.spec.template.spec);
    }
  },
  validate({ spec }) {
    const errors = jobSpecErrors(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec');
    const parts = String(spec.schedule ?? '')
      .trim()
      .split(/\s+/);
    if (!spec.schedule) errors.unshift(required('spec.schedule'));
    else if (!String(spec.schedule).startsWith('@') && parts.length !== 5)
      errors.unshift(
        invalidValue('spec.schedule', spec.schedule, `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`),
      );
    return errors;
  },
};

function fillInClaim(claim: JsonObject): void {
  setDefault(claim.spec, 'volumeMode', 'Filesystem');
  claim.status = { phase: 'Pending', ...claim.status };
}

const claims: Strategy = {
  fillIn: fillInClaim,
  validate({ spec }) {
    const errors: FieldError[] = [];
    if (!spec.accessModes?.length) errors.push(required('spec.accessModes', 'at least 1 access mode is required'));
    if (!spec.resources?.requests?.storage) errors.push(required('spec.resources[storage]'));
    return errors;
  },
};

const volumes: Strategy = {
  fillIn(draft) {
    setDefault(draft.spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setDefault(draft.spec, 'volumeMode', 'Filesystem');
    draft.status = { phase: 'Pending', ...draft.status };
  },
};

const storageClasses: Strategy = {
  fillIn(draft) {
    setDefault(draft, 'reclaimPolicy', 'Delete');
    setDefault(draft, 'volumeBindingMode', 'Immediate');
  },
  validate: ({ provisioner }) => (provisioner ? [] : [required('provisioner')]),
};

const events: Strategy = {
  validate({ apiVersion, metadata, involvedObject, eventTime }) {
    if (apiVersion === 'events.k8s.io/v1') return eventTime ? [] : [required('eventTime')];
    const { namespace } = involvedObject ?? {};
    const isThere = namespace === metadata.namespace || (!namespace && metadata.namespace === 'default');
    return isThere ? [] : [invalidValue('involvedObject.namespace', namespace ?? '', 'does not match event.namespace')];
  },
  fields: ({ involvedObject = {}, regarding, reason, type, source, reportingComponent }) => {
    const about = regarding ?? involvedObject;
    return {
      'involvedObject.kind': about.kind ?? '',
      'involvedObject.namespace': about.namespace ?? '',
      'involvedObject.name': about.name ?? '',
      'involvedObject.uid': about.uid ?? '',
      'involvedObject.apiVersion': about.apiVersion ?? '',
      'involvedObject.resourceVersion': about.resourceVersion ?? '',
      'involvedObject.fieldPath': about.fieldPath ?? '',
      reason: reason ?? '',
      type: type ?? '',
      source: source?.component ?? reportingComponent ?? '',
      reportingComponent: reportingComponent ?? '',
    };
  },
};

const replicaSets = templated({
  fillIn: ({ spec }) => setDefault(spec, 'replicas', 1),
});

const networkPolicies: Strategy = {
  fillIn({ spec = {} }) {
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) setDefault(port, 'protocol', 'TCP');
    if (!spec.policyTypes) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
};

const leases: Strategy = {
  validate({ spec = {} }) {
    const errors: FieldError[] = [];
    if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0)
      errors.push(invalidValue('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
    if (spec.leaseTransitions !== undefined && spec.leaseTransitions < 0)
      errors.push(invalidValue('spec.leaseTransitions', spec.leaseTransitions, 'must be greater than or equal to 0'));
    return errors;
  },
};

const autoscalers: Strategy = {
  fillIn({ spec }) {
    setDefault(spec, 'minReplicas', 1);
    if (!spec.metrics)
      spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  },
};

const STRATEGIES: Record<string, Strategy> = {
  pods,
  services,
  secrets,
  configmaps: configMaps,
  namespaces,
  events,
  nodes: { fields: ({ spec }) => ({ 'spec.unschedulable': String(spec?.unschedulable ?? false) }) },
  persistentvolumeclaims: claims,
  persistentvolumes: volumes,
  'apps/deployments': deployments,
  'apps/replicasets': replicaSets,
  'apps/statefulsets': statefulSets,
  'apps/daemonsets': daemonSets,
  'batch/jobs': jobs,
  'coordination.k8s.io/leases': leases,
  'networking.k8s.io/networkpolicies': networkPolicies,
  'autoscaling/horizontalpodautoscalers': autoscalers,
  'batch/cronjobs': cronJobs,
  'storage.k8s.io/storageclasses': storageClasses,
  ...rbacStrategies,
  'apiextensions.k8s.io/customresourcedefinitions': customResourceDefinitionStrategy,
};
