/**
 * Pretends the controllers, the scheduler and the nodes, as kwok and the controller manager do for a real cluster: each
 * change of an object that is somebody's business is looked at a moment later, and taken one step further.
 */
import type { Timer } from '../base/clock.ts';
import type { JsonObject } from './json.ts';
import type { Change } from './object-store.ts';
import { stepClaim } from './workload-claims.ts';
import { secondsUntilDeadline, stepJob } from './workload-jobs.ts';
import { createNode, NODE_NAME, stepPod } from './workload-pods.ts';
import { stepDaemonSet, stepDeployment, stepReplicaSet, stepStatefulSet } from './workload-replicas.ts';
import { controllerOf, type WorkloadParts, WorkloadTools } from './workload-tools.ts';

const STEP_MILLISECONDS = 1;

/** Which table the controllers of a kind are in. */
const CONTROLLERS: Record<string, string> = {
  Job: 'batch/jobs',
  ReplicaSet: 'apps/replicasets',
  Deployment: 'apps/deployments',
  StatefulSet: 'apps/statefulsets',
  DaemonSet: 'apps/daemonsets',
};

/** The pretended controllers of one server. */
export class Workloads {
  readonly #parts: WorkloadParts;
  readonly #tools: WorkloadTools;
  readonly #unsubscribe: () => void;
  readonly #steps: Record<string, (object: JsonObject) => void>;
  /** Tables and keys of what is to be looked at. */
  readonly #due = new Map<string, { table: string; key: string }>();
  #timer: Timer | undefined;
  /** When Jobs are looked at because their time is over. */
  readonly #deadlines = new Map<string, Timer>();
  #addresses = 0;

  constructor(parts: WorkloadParts) {
    this.#parts = parts;
    const tools = new WorkloadTools(parts);
    this.#tools = tools;
    this.#steps = {
      pods: (pod) => stepPod(tools, pod, () => this.#nextAddress()),
      'batch/jobs': (job) => stepJob(tools, job),
      'apps/replicasets': (set) => stepReplicaSet(tools, set),
      'apps/deployments': (deployment) => stepDeployment(tools, deployment),
      'apps/statefulsets': (set) => stepStatefulSet(tools, set),
      'apps/daemonsets': (set) => stepDaemonSet(tools, set),
      persistentvolumeclaims: (claim) => stepClaim(tools, claim),
    };
    this.#unsubscribe = parts.store.subscribe((change) => this.#follow(change));
    this.furnish();
  }

  /** Creates the node, where it isn't there. */
  furnish(): void {
    if (!this.#parts.store.get('nodes', NODE_NAME)) createNode(this.#tools);
  }

  /** Stops pretending. */
  stop(): void {
    this.#unsubscribe();
    this.#timer?.cancel();
    for (const timer of this.#deadlines.values()) timer.cancel();
  }

  #follow({ type, table, key, object }: Change): void {
    if (table === 'pods' && type === 'ADDED') this.#noteAddress(object.status?.podIP);
    if (table in this.#steps && type !== 'DELETED') this.#enqueue(table, key);
    if (table === 'batch/jobs') this.#awaitDeadline(key, type === 'DELETED' ? undefined : secondsUntilDeadline(this.#tools, object));
    const owner = controllerOf(object);
    const ownerTable = owner && CONTROLLERS[owner.kind];
    if (owner && ownerTable) this.#enqueue(ownerTable, `${object.metadata.namespace}/${owner.name}`);
  }

  #enqueue(table: string, key: string): void {
    this.#due.set(`${table} ${key}`, { table, key });
    this.#timer ??= this.#parts.clock.setTimeout(() => this.#work(), STEP_MILLISECONDS);
  }

  #awaitDeadline(key: string, seconds: number | undefined): void {
    this.#deadlines.get(key)?.cancel();
    this.#deadlines.delete(key);
    if (seconds === undefined) return;
    const timer = this.#parts.clock.setTimeout(() => this.#enqueue('batch/jobs', key), Math.max(0, seconds * 1000));
    this.#deadlines.set(key, timer);
  }

  #work(): void {
    this.#timer = undefined;
    const due = [...this.#due.values()];
    this.#due.clear();
    for (const { table, key } of due) {
      const object = this.#parts.store.get(table, key);
      if (object) this.#steps[table]?.(object);
    }
  }

  /** Out of a saved state a Pod comes with its address, which no other may get. */
  #noteAddress(address = ''): void {
    const [, high, low] = /^10\.244\.(\d+)\.(\d+)$/.exec(address) ?? [];
    this.#addresses = Math.max(this.#addresses, Number(high ?? 0) * 256 + Number(low ?? 0));
  }

  #nextAddress(): string {
    const number = ++this.#addresses;
    return `10.244.${(number >> 8) & 255}.${number & 255}`;
  }
}
