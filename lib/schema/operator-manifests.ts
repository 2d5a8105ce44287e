/**
 * What a cluster needs to run an operator beside its definitions: an account, what that may do, and a Deployment. Pure.
 */
import type { KubernetesObject } from '../base/object-meta.ts';
import type { PlacedRules } from './placed-rules.ts';
import type { OperatorRules, PolicyRule } from './policy-rules.ts';

/** How the operator is installed. */
export interface Installation {
  /** The name of everything. */
  readonly name: string;
  /** Where it runs. */
  readonly namespace: string;
  readonly image: string;
  /** Whether it watches its own namespace only. */
  readonly namespacedScope: boolean;
  readonly createCrd: boolean;
  /** Whether several replicas elect one that works. */
  readonly leaderElect: boolean;
  /** Whether several replicas share the objects. @default false */
  readonly shards?: boolean;
  /** Seconds that running handlers are given at the end. */
  readonly stopSeconds: number;
  /** Arguments of its own. */
  readonly args: readonly string[];
  /** Whether it runs hooks, whose processes live in its container. @default false */
  readonly hooks?: boolean;
}

/** How long after `--stop-seconds` the kubelet may kill: aborted handlers get 5 s, and so do Events and connections. */
const GRACE_SECONDS = 15;

/** Where probes ask, unless the operator's own arguments say otherwise. */
export const HTTP_PORT = 8080;

const HTTP_FLAG = '--http-address';

/** The name of that port in Pod and Service. */
export const HTTP_PORT_NAME = 'http';

const TMP_SIZE = '64Mi';

/** The files of hooks' runs lie there, too. */
const HOOKS_TMP_SIZE = '256Mi';

const RBAC = 'rbac.authorization.k8s.io';

/** The labels by which the operator's Pods are known. */
export function labelsOf({ name }: Installation): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Whether several replicas may be side by side. */
export function hasReplicas({ leaderElect, shards }: Installation): boolean {
  return leaderElect || shards === true;
}

/** The namespace. */
export function namespaceManifest({ namespace }: Installation): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
}

/**
 * The account, its roles and their bindings. What can be confined to the own namespace is, where that is all that is watched.
 *
 * @param placed more rules, each for one namespace, or for the whole cluster
 */
export function permissionManifests(
  installation: Installation,
  { namespaced, cluster }: OperatorRules,
  placed: PlacedRules = new Map(),
): KubernetesObject[] {
  const { namespace, name, namespacedScope } = installation;
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  const everywhere = [...cluster, ...(namespacedScope ? [] : namespaced), ...(placed.get(undefined) ?? [])];
  const here = [...(namespacedScope ? namespaced : []), ...(placed.get(namespace) ?? []), ...leaseRules(installation)];
  const others = [...placed].filter((entry): entry is [string, PolicyRule[]] => entry[0] !== undefined && entry[0] !== namespace);
  return [
    account,
    ...(everywhere.length > 0 ? roleAndBinding(installation, everywhere, 'cluster') : []),
    ...(here.length > 0 ? roleAndBinding(installation, here, { namespace }) : []),
    ...others.flatMap(([other, rules]) => roleAndBinding(installation, rules, { namespace: other })),
  ];
}

/**
 * The lease by which the replicas elect has the operator's name, which can't confine creation. Those by which they share have names
 * that aren't known before.
 */
function leaseRules({ name, leaderElect, shards }: Installation): PolicyRule[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  if (shards) return [{ ...leases, verbs: ['create', 'delete', 'list', 'update', 'watch'] }];
  if (!leaderElect) return [];
  return [
    { ...leases, verbs: ['create'] },
    { ...leases, resourceNames: [name], verbs: ['get', 'update', 'watch'] },
  ];
}

function roleAndBinding(
  { name, namespace }: Installation,
  rules: readonly PolicyRule[],
  place: 'cluster' | { readonly namespace: string },
): KubernetesObject[] {
  // A cluster may have the operator in several namespaces, each with bindings of its own.
  const told = namespace === 'default' ? name : `${namespace}-${name}`;
  const prefix = place === 'cluster' ? 'Cluster' : '';
  const named = place === 'cluster' ? { name: told } : { name: place.namespace === namespace ? name : told, namespace: place.namespace };
  const role = { apiVersion: `${RBAC}/v1`, kind: `${prefix}Role`, metadata: named, rules: rules.map(written) };
  const binding = {
    apiVersion: `${RBAC}/v1`,
    kind: `${prefix}RoleBinding`,
    metadata: named,
    roleRef: { apiGroup: RBAC, kind: `${prefix}Role`, name: named.name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  return [role, binding];
}

function written({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): object {
  return {
    ...(apiGroups ? { apiGroups } : {}),
    ...(resources ? { resources } : {}),
    ...(resourceNames ? { resourceNames } : {}),
    ...(nonResourceURLs ? { nonResourceURLs } : {}),
    verbs,
  };
}

/** The Deployment, without rights on its node: one replica that is never beside another, or two that elect one or share. */
export function deploymentManifest(installation: Installation): KubernetesObject & { spec: object } {
  const { name, namespace, stopSeconds, hooks } = installation;
  const areSeveral = hasReplicas(installation);
  const labels = labelsOf(installation);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: areSeveral ? 2 : 1,
      strategy: { type: areSeveral ? 'RollingUpdate' : 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          // Process 1 has to take note of what hooks leave behind, which Node doesn't.
          ...(hooks ? { shareProcessNamespace: true } : {}),
          terminationGracePeriodSeconds: Math.ceil(stopSeconds) + GRACE_SECONDS,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [containerOf(installation)],
          // For the inspection socket, and whatever else is temporary, beside a root file system that is read-only.
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: hooks ? HOOKS_TMP_SIZE : TMP_SIZE } }],
        },
      },
    },
  };
}

function containerOf({ name, image, namespacedScope, createCrd, leaderElect, shards, stopSeconds, args, hooks }: Installation): object {
  const given = args.find((arg) => arg.startsWith(`${HTTP_FLAG}=`));
  const own = [
    ...(createCrd ? ['--create-crd'] : []),
    ...(namespacedScope ? ['--scope=namespaced'] : []),
    ...(leaderElect ? ['--leader-elect', `--lease-name=${name}`] : []),
    ...(shards ? ['--shards', `--lease-name=${name}`] : []),
    '--log-format=json',
    `--stop-seconds=${stopSeconds}`,
    ...(given ? [] : [`${HTTP_FLAG}=:${HTTP_PORT}`]),
  ];
  return {
    name: 'operator',
    image,
    imagePullPolicy: 'IfNotPresent',
    args: [...own, ...args],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: hooks ? '512Mi' : '256Mi' } },
    ports: [{ name: HTTP_PORT_NAME, containerPort: given ? portOf(given) : HTTP_PORT }],
    livenessProbe: { httpGet: { path: '/livez', port: HTTP_PORT_NAME }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { httpGet: { path: '/readyz', port: HTTP_PORT_NAME }, periodSeconds: 5, timeoutSeconds: 5 },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

/** The port of an address such as `--http-address=:9090`; what is none is refused by the operator itself. */
function portOf(flag: string): number {
  const port = Number(/:(\d+)$/.exec(flag)?.[1]);
  return port > 0 ? port : HTTP_PORT;
}
