/** The ClusterRoles and bindings that are there from the beginning: those that users and service accounts are given or have. */
import type { JsonObject } from './json.ts';

const GROUP = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];
const CHANGE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const INFO = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

function on(groups: string, resources: string, verbs: readonly string[]): JsonObject {
  return { apiGroups: groups.split(','), resources: resources.split(' '), verbs: [...verbs] };
}

function at(nonResourceURLs: readonly string[]): JsonObject {
  return { nonResourceURLs: [...nonResourceURLs], verbs: ['get'] };
}

const APPS = 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale';
const OLD_APPS =
  'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale';
const INTO_PODS = 'pods/attach pods/exec pods/portforward pods/proxy';

const TO_ADMIN = [on('authorization.k8s.io', 'localsubjectaccessreviews', ['create']), on(GROUP, 'rolebindings roles', ALL)];

const TO_EDIT = [
  on('', `${INTO_PODS} secrets services/proxy`, READ),
  on('', 'serviceaccounts', ['impersonate']),
  on('', `pods ${INTO_PODS}`, CHANGE),
  on('', 'pods/eviction', ['create']),
  on(
    '',
    'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
    CHANGE,
  ),
  on('', 'serviceaccounts/token', ['create']),
  on(',events.k8s.io', 'events', CHANGE),
  on('apps', APPS, CHANGE),
  on('autoscaling', 'horizontalpodautoscalers', CHANGE),
  on('batch', 'cronjobs jobs', CHANGE),
  on('extensions', OLD_APPS, CHANGE),
  on('policy', 'poddisruptionbudgets', CHANGE),
  on('networking.k8s.io', 'ingresses networkpolicies', CHANGE),
  on('coordination.k8s.io', 'leases', ALL),
  on('resource.k8s.io', 'resourceclaims resourceclaimtemplates', CHANGE),
];

const TO_VIEW = [
  on(
    '',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
    READ,
  ),
  on(
    '',
    'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
    READ,
  ),
  on('', 'namespaces', READ),
  on(',events.k8s.io', 'events', READ),
  on('discovery.k8s.io', 'endpointslices', READ),
  on(
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
    READ,
  ),
  on('autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status', READ),
  on('batch', 'cronjobs cronjobs/status jobs jobs/status', READ),
  on(
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
    READ,
  ),
  on('policy', 'poddisruptionbudgets poddisruptionbudgets/status', READ),
  on('networking.k8s.io', 'ingresses ingresses/status networkpolicies', READ),
  on('resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates', READ),
];

function toLabel(name: string): Record<string, string> {
  return { [`${GROUP}/aggregate-to-${name}`]: 'true' };
}

function role(name: string, rules: JsonObject[], more: { labels?: Record<string, string>; aggregates?: string } = {}): JsonObject {
  const { labels, aggregates } = more;
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: metadataOf(name, labels),
    rules,
    ...(aggregates && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: toLabel(aggregates) }] } }),
  };
}

function binding(name: string, groups: readonly string[]): JsonObject {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: metadataOf(name),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
    subjects: groups.map((group) => ({ apiGroup: GROUP, kind: 'Group', name: group })),
  };
}

function metadataOf(name: string, labels: Record<string, string> = {}): JsonObject {
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}

/** The ClusterRoles; what admin, edit and view allow is gathered from others. */
export function bootstrapRoles(): JsonObject[] {
  const discovery = [
    '/api',
    '/api/*',
    '/apis',
    '/apis/*',
    '/healthz',
    '/livez',
    '/openapi',
    '/openapi/*',
    '/readyz',
    '/version',
    '/version/',
  ];
  const keys = ['/.well-known/openid-configuration', '/.well-known/openid-configuration/', '/openid/v1/jwks', '/openid/v1/jwks/'];
  return [
    role('cluster-admin', [on('*', '*', ['*']), { nonResourceURLs: ['*'], verbs: ['*'] }]),
    role('system:discovery', [at(discovery)]),
    role('system:basic-user', [
      on('authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews', ['create']),
      on('authentication.k8s.io', 'selfsubjectreviews', ['create']),
    ]),
    role('system:public-info-viewer', [at(INFO)]),
    role('system:service-account-issuer-discovery', [at(keys)]),
    role('system:aggregate-to-admin', TO_ADMIN, { labels: toLabel('admin') }),
    role('system:aggregate-to-edit', TO_EDIT, { labels: toLabel('edit') }),
    role('system:aggregate-to-view', TO_VIEW, { labels: toLabel('view') }),
    role('view', [], { labels: toLabel('edit'), aggregates: 'view' }),
    role('edit', [], { labels: toLabel('admin'), aggregates: 'edit' }),
    role('admin', [], { aggregates: 'admin' }),
  ];
}

/** Their bindings. */
export function bootstrapBindings(): JsonObject[] {
  return [
    binding('cluster-admin', ['system:masters']),
    binding('system:discovery', ['system:authenticated']),
    binding('system:basic-user', ['system:authenticated']),
    binding('system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']),
    binding('system:service-account-issuer-discovery', ['system:serviceaccounts']),
  ];
}
