/** Pods on pretended nodes, as kwok's fast stages have it: scheduled, running, of Jobs completed, and deleted when asked. */
import type { JsonObject } from './json.ts';
import { type WorkloadTools, withCondition } from './workload-tools.ts';

/** The node on which all Pods run. */
export const NODE_NAME = 'fake-0';

const NODE_ADDRESS = '10.0.1.1';

/** Makes the pretended node. */
export function createNode(tools: WorkloadTools): void {
  const sizes = { cpu: '32', memory: '256Gi', pods: '1000' };
  const labels = { 'kubernetes.io/hostname': NODE_NAME, type: 'kwok' };
  const annotations = { 'kwok.x-k8s.io/node': 'fake', 'node.alpha.kubernetes.io/ttl': '0' };
  const now = tools.now();
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  const status = {
    allocatable: sizes,
    capacity: sizes,
    conditions: [ready],
    addresses: [{ type: 'InternalIP', address: NODE_ADDRESS }],
    phase: 'Running',
  };
  tools.create('nodes', { metadata: { name: NODE_NAME, labels, annotations }, spec: {}, status });
}

/** Takes a Pod one step further; `address` gives it an IP address. */
export function stepPod(tools: WorkloadTools, pod: JsonObject, address: () => string): void {
  const { metadata, spec, status = {} } = pod;
  if (metadata.deletionTimestamp) {
    // Held by a finalizer there is nothing left to do for the node.
    if (spec.nodeName && metadata.deletionGracePeriodSeconds !== 0) tools.delete('pods', pod, 0);
    else if (spec.nodeName && !metadata.finalizers?.length) tools.delete('pods', pod, 0);
  } else if (!spec.nodeName) schedule(tools, pod);
  else if (status.phase === 'Pending') run(tools, pod, address);
  else if (status.phase === 'Running' && isOfJob(pod)) complete(tools, pod);
}

function isOfJob({ metadata }: JsonObject): boolean {
  return (metadata.ownerReferences ?? []).some((owner: JsonObject) => owner.kind === 'Job');
}

/** Binds a Pod to the node when it may run there. */
function schedule(tools: WorkloadTools, pod: JsonObject): void {
  if (pod.spec.schedulingGates?.length || pod.spec.schedulerName !== 'default-scheduler') return;
  const node = tools.list('nodes').find((candidate) => fits(pod.spec, candidate));
  const now = tools.now();
  if (!node) {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' };
    tools.setStatus('pods', pod, { conditions: withCondition(pod.status?.conditions, condition, now) }, 'kube-scheduler');
    return;
  }
  const condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const status = {
    ...pod.status,
    conditions: [...(pod.status?.conditions ?? []).filter(({ type }: JsonObject) => type !== 'PodScheduled'), condition],
  };
  tools.update('pods', pod, { spec: { ...pod.spec, nodeName: node.metadata.name }, status }, { subresource: 'all' });
}

function fits(spec: JsonObject, node: JsonObject): boolean {
  if (node.spec?.unschedulable) return false;
  const labels = node.metadata.labels ?? {};
  return Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
}

function run(tools: WorkloadTools, pod: JsonObject, address: () => string): void {
  const now = tools.now();
  const running = { running: { startedAt: now } };
  const ended = { terminated: { exitCode: 0, finishedAt: now, reason: 'Completed', startedAt: now } };
  const statusOf = (container: JsonObject, state: JsonObject) => ({
    image: container.image,
    imageID: '',
    name: container.name,
    ready: true,
    restartCount: 0,
    state,
  });
  const types = [
    'Initialized',
    'Ready',
    'ContainersReady',
    ...(pod.spec.readinessGates ?? []).map((gate: JsonObject) => gate.conditionType),
  ];
  const conditions = types.reduce((list, type) => withCondition(list, { type, status: 'True' }, now), pod.status?.conditions);
  const podIP = pod.status?.podIP ?? (pod.spec.hostNetwork ? NODE_ADDRESS : address());
  const initContainers = (pod.spec.initContainers ?? []).map((container: JsonObject) =>
    statusOf(container, container.restartPolicy === 'Always' ? running : ended),
  );
  tools.setStatus(
    'pods',
    pod,
    {
      conditions,
      containerStatuses: pod.spec.containers.map((container: JsonObject) => statusOf(container, running)),
      ...(initContainers.length > 0 && { initContainerStatuses: initContainers }),
      hostIP: NODE_ADDRESS,
      hostIPs: [{ ip: NODE_ADDRESS }],
      podIP,
      podIPs: [{ ip: podIP }],
      phase: 'Running',
      startTime: now,
    },
    'kwok',
  );
}

function complete(tools: WorkloadTools, pod: JsonObject): void {
  const now = tools.now();
  const state = { terminated: { exitCode: 0, finishedAt: now, reason: 'Completed', startedAt: now } };
  const containerStatuses = pod.spec.containers.map(({ image, name }: JsonObject) => ({
    image,
    imageID: '',
    name,
    ready: false,
    restartCount: 0,
    started: false,
    state,
  }));
  tools.setStatus('pods', pod, { containerStatuses, phase: 'Succeeded' }, 'kwok');
}
