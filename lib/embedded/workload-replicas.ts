/** Deployments, ReplicaSets, StatefulSets and DaemonSets: their children, and their counts. */
import { createHash } from 'node:crypto';
import { equal, type JsonObject } from './json.ts';
import { controllerReference, isActive, isReady, podFrom, type WorkloadTools, withCondition } from './workload-tools.ts';

const PODS = 'pods';
const SETS = 'apps/replicasets';
const HASH_LABEL = 'pod-template-hash';

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}

/** Takes a ReplicaSet one step further. */
export function stepReplicaSet(tools: WorkloadTools, set: JsonObject): void {
  if (set.metadata.deletionTimestamp) return;
  const pods = tools.children(PODS, set).filter(isActive);
  const wanted = set.spec.replicas ?? 1;
  for (const pod of pods.slice(wanted)) tools.delete(PODS, pod);
  for (let count = pods.length; count < wanted; count++)
    tools.create(PODS, podFrom(set, set.spec.template, { generateName: `${set.metadata.name}-` }));
  const living = tools.children(PODS, set).filter(isActive);
  const ready = living.filter(isReady).length;
  const status = {
    replicas: living.length || undefined,
    fullyLabeledReplicas: living.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: set.metadata.generation,
  };
  tools.setStatus(SETS, set, { ...status, replicas: living.length });
}

/** Takes a Deployment one step further. */
export function stepDeployment(tools: WorkloadTools, deployment: JsonObject): void {
  if (deployment.metadata.deletionTimestamp) return;
  const sets = tools.children(SETS, deployment).filter((set) => !set.metadata.deletionTimestamp);
  const current = sets.find((set) => hasTemplate(set, deployment.spec.template));
  const others = sets.filter((set) => set !== current);
  const wanted = deployment.spec.replicas ?? 1;
  if (!current && !deployment.spec.paused) return createSet(tools, deployment, sets.length + 1);
  if (current && current.spec.replicas !== wanted) {
    const annotations = { ...current.metadata.annotations, ...sizesOf(deployment) };
    tools.update(SETS, current, { metadata: { ...current.metadata, annotations }, spec: { ...current.spec, replicas: wanted } });
  }
  // The old Pods stay until the new ones serve.
  const isUp = (current?.status?.readyReplicas ?? 0) >= wanted;
  for (const set of others) if (isUp && set.spec.replicas > 0) tools.update(SETS, set, { spec: { ...set.spec, replicas: 0 } });
  reportDeployment(tools, deployment, { sets, current, wanted });
}

function hasTemplate(set: JsonObject, template: JsonObject): boolean {
  const { [HASH_LABEL]: _, ...labels } = set.spec.template.metadata?.labels ?? {};
  return equal({ ...set.spec.template, metadata: { ...set.spec.template.metadata, labels } }, template);
}

/** What a ReplicaSet is told of its Deployment's size. */
function sizesOf({ spec: { replicas = 1, strategy } }: JsonObject): Record<string, string> {
  const surge = strategy?.rollingUpdate?.maxSurge ?? 0;
  const extra = typeof surge === 'string' ? Math.ceil((replicas * Number.parseInt(surge, 10)) / 100) : surge;
  const largest = replicas > 0 ? replicas + extra : 0;
  return { 'deployment.kubernetes.io/desired-replicas': String(replicas), 'deployment.kubernetes.io/max-replicas': String(largest) };
}

function createSet(tools: WorkloadTools, deployment: JsonObject, revision: number): void {
  const { template, selector, replicas = 1 } = deployment.spec;
  const hash = hashOf(template);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const annotations = { 'deployment.kubernetes.io/revision': String(revision) };
  const sizes = sizesOf(deployment);
  tools.create(SETS, {
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...annotations, ...sizes },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  });
  const metadata = { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, ...annotations } };
  tools.update('apps/deployments', deployment, { metadata });
}

function reportDeployment(
  tools: WorkloadTools,
  deployment: JsonObject,
  { sets, current, wanted }: { sets: JsonObject[]; current: JsonObject | undefined; wanted: number },
): void {
  const sum = (name: string, of: JsonObject[] = sets) => of.reduce((total, set) => total + (set.status?.[name] ?? 0), 0);
  const available = sum('availableReplicas');
  const isAvailable = available >= wanted;
  const updated = current ? sum('replicas', [current]) : 0;
  const isDone = updated >= wanted && isAvailable && sum('replicas') === updated;
  const now = tools.now();
  const availability = isAvailable
    ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
  const progress = isDone
    ? { status: 'True', reason: 'NewReplicaSetAvailable', message: `ReplicaSet "${current?.metadata.name}" has successfully progressed.` }
    : { status: 'True', reason: 'ReplicaSetUpdated', message: `ReplicaSet "${current?.metadata.name}" is progressing.` };
  const first = withCondition(deployment.status?.conditions, { type: 'Available', ...availability }, now);
  const conditions = withCondition(first, { type: 'Progressing', ...progress }, now).map((condition) => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime ?? now,
  }));
  tools.setStatus('apps/deployments', deployment, {
    observedGeneration: deployment.metadata.generation,
    replicas: sum('replicas'),
    updatedReplicas: updated,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    conditions,
  });
}

/** Takes a StatefulSet one step further: its Pods come one after the other and go in the opposite order. */
export function stepStatefulSet(tools: WorkloadTools, set: JsonObject): void {
  if (set.metadata.deletionTimestamp) return;
  const { name, namespace } = set.metadata;
  const wanted = set.spec.replicas ?? 1;
  const start = set.spec.ordinals?.start ?? 0;
  const revision = `${name}-${hashOf(set.spec.template)}`;
  const children = tools.children(PODS, set);
  const parallel = set.spec.podManagementPolicy === 'Parallel';
  for (let ordinal = start; ordinal < start + wanted; ordinal++) {
    const pod = children.find((child) => child.metadata.name === `${name}-${ordinal}`);
    if (!pod) createMember(tools, set, { ordinal, revision });
    else if (pod.metadata.labels['controller-revision-hash'] !== revision && isActive(pod) && set.spec.updateStrategy?.type !== 'OnDelete')
      tools.delete(PODS, pod);
    if (!parallel && !(pod && isReady(pod))) break;
  }
  for (const pod of children)
    if (Number(pod.metadata.name.slice(name.length + 1)) >= start + wanted && isActive(pod)) tools.delete(PODS, pod);
  const living = tools.list(PODS, namespace).filter((pod) => isActive(pod) && pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid);
  const ready = living.filter(isReady).length;
  const updated = living.filter((pod) => pod.metadata.labels['controller-revision-hash'] === revision).length;
  const currentRevision = updated === living.length && ready >= wanted ? revision : (set.status?.currentRevision ?? revision);
  tools.setStatus('apps/statefulsets', set, {
    observedGeneration: set.metadata.generation,
    replicas: living.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: updated,
    updatedReplicas: updated,
    currentRevision,
    updateRevision: revision,
    collisionCount: undefined,
  });
}

function createMember(tools: WorkloadTools, set: JsonObject, { ordinal, revision }: { ordinal: number; revision: string }): void {
  const { namespace } = set.metadata;
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podFrom(set, set.spec.template, { name });
  const marks = {
    'controller-revision-hash': revision,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(ordinal),
  };
  const claims: JsonObject[] = set.spec.volumeClaimTemplates ?? [];
  for (const claim of claims) {
    const claimName = `${claim.metadata.name}-${name}`;
    if (!tools.get('persistentvolumeclaims', namespace, claimName))
      tools.create('persistentvolumeclaims', {
        metadata: { ...claim.metadata, name: claimName, namespace, labels: { ...claim.metadata.labels, ...set.spec.selector.matchLabels } },
        spec: claim.spec,
      });
  }
  const volumes = claims.map((claim) => ({
    name: claim.metadata.name,
    persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
  }));
  const spec = {
    ...pod.spec,
    hostname: name,
    subdomain: set.spec.serviceName,
    ...(volumes.length > 0 && { volumes: [...(pod.spec.volumes ?? []), ...volumes] }),
  };
  tools.create(PODS, { metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...marks } }, spec });
}

/** Takes a DaemonSet one step further: one Pod for each node. */
export function stepDaemonSet(tools: WorkloadTools, set: JsonObject): void {
  if (set.metadata.deletionTimestamp) return;
  const selector = Object.entries(set.spec.template.spec.nodeSelector ?? {});
  const nodes = tools.list('nodes').filter((node) => selector.every(([key, value]) => node.metadata.labels?.[key] === value));
  const pods = tools.children(PODS, set).filter(isActive);
  for (let count = pods.length; count < nodes.length; count++)
    tools.create(PODS, podFrom(set, set.spec.template, { generateName: `${set.metadata.name}-` }));
  for (const pod of pods.slice(nodes.length)) tools.delete(PODS, pod);
  const living = tools.children(PODS, set).filter(isActive);
  const ready = living.filter(isReady).length;
  tools.setStatus('apps/daemonsets', set, {
    observedGeneration: set.metadata.generation,
    currentNumberScheduled: living.length,
    desiredNumberScheduled: nodes.length,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: nodes.length - ready,
    updatedNumberScheduled: living.length,
  });
}
