/**
 * What kwok makes of the fake node and its Pods: the node is ready, Pods run at once, those of a Job complete, deleted ones go.
 */

const TIME = '{{ Now | Quote }}';

const CONDITIONS = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready']
  .map((type) => `      - { type: ${type}, status: "True", lastTransitionTime: ${TIME} }`)
  .join('\n');

/** A list of containers with one state for each of them. */
function containerStatuses(field: string, list: string, ready: boolean, state: string): string {
  return `
      ${field}:
      {{ range .spec.${list} }}
      - { name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: "", ready: ${ready}, started: ${ready}, restartCount: 0, state: ${state} }
      {{ end }}`;
}

const RUNNING = `{ running: { startedAt: ${TIME} } }`;
const COMPLETED = `{ terminated: { exitCode: 0, reason: Completed, startedAt: ${TIME}, finishedAt: ${TIME} } }`;

function stage(name: string, kind: string, conditions: string, next: string): string {
  return `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: { name: ${name} }
spec:
  resourceRef: { apiGroup: v1, kind: ${kind} }
  selector:
    matchExpressions:
${conditions}
  next:
${next}
`;
}

const ALIVE = '    - { key: .metadata.deletionTimestamp, operator: DoesNotExist }';

/** kwok's configuration file. */
export const KWOK_STAGES = [
  stage(
    'node-is-ready',
    'Node',
    `    - { key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: NotIn, values: ["True"] }`,
    `    statusTemplate: |
      conditions:
      - { type: Ready, status: "True", reason: Fake, message: played by kwok, lastHeartbeatTime: ${TIME}, lastTransitionTime: ${TIME} }`,
  ),
  stage(
    'pod-runs',
    'Pod',
    `${ALIVE}
    - { key: .status.phase, operator: In, values: [Pending] }`,
    `    statusTemplate: |
      phase: Running
      startTime: ${TIME}
      hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
      podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
      conditions:
${CONDITIONS}${containerStatuses('initContainerStatuses', 'initContainers', true, COMPLETED)}${containerStatuses('containerStatuses', 'containers', true, RUNNING)}`,
  ),
  stage(
    'pod-of-a-job-completes',
    'Pod',
    `${ALIVE}
    - { key: .status.phase, operator: In, values: [Running] }
    - { key: '.metadata.ownerReferences.[].kind', operator: In, values: [Job] }`,
    `    statusTemplate: |
      phase: Succeeded
      conditions:
      - { type: Ready, status: "False", reason: PodCompleted, lastTransitionTime: ${TIME} }
      - { type: ContainersReady, status: "False", reason: PodCompleted, lastTransitionTime: ${TIME} }${containerStatuses('containerStatuses', 'containers', false, COMPLETED)}`,
  ),
  stage('pod-goes', 'Pod', '    - { key: .metadata.deletionTimestamp, operator: Exists }', '    delete: true'),
].join('---\n');
