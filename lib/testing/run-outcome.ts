/**
 * What a run of an exploration is given, and what it tells.
 */
import type { StoredObject } from '../base/object-meta.ts';
import type { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CollectedLog } from './collected-log.ts';
import type { Disturbance, StateMark } from './disturbance.ts';
import type { SeenRequest } from './disturbed-network.ts';
import type { ExplorationPace } from './exploration-pace.ts';
import type { ExplorationStage } from './exploration-stage.ts';
import type { TraceEntry } from './exploration-trace.ts';
import type { FakeClock } from './fake-clock.ts';
import type { OperatorLivesOptions } from './operator-lives.ts';
import type { RunGround } from './run-cluster.ts';
import type { RedactText } from './shown-value.ts';

/** What all runs have in common. */
export interface RunPlan {
  /** Where and when a run takes place. */
  readonly begin: (options: { clock: FakeClock; pace: ExplorationPace; mostRequests: number }) => Promise<RunGround>;
  readonly create: () => KubernetesOperator;
  readonly args: readonly string[] | Record<string, unknown>;
  readonly memory: OperatorLivesOptions['memory'];
  readonly scenario: (stage: ExplorationStage) => void | Promise<void>;
  readonly check: ((stage: ExplorationStage) => void | Promise<void>) | undefined;
  /** For how long nothing may happen until that counts as rest. */
  readonly quietSeconds: number;
  /** For how long it is waited for retries that change nothing. */
  readonly patienceSeconds: number;
  /** More requests are a loop. */
  readonly mostRequests: number;
  /** Takes out of what is noted what must not be shown. @default what the SDK's log leaves out */
  readonly redact?: RedactText | undefined;
  /** How long a call may wait for what is outside of the cluster, in real time, before time is moved on. */
  readonly outsideMilliseconds: number;
}

/** What a run tells. */
export interface RunOutcome {
  readonly requests: readonly SeenRequest[];
  readonly states: readonly StateMark[];
  /** What was ordered and has not come about. */
  readonly unmet: readonly Disturbance[];
  /** What there was when the scenario was over, but for what is as it was at the beginning. */
  readonly end: readonly StoredObject[];
  /** The same when all objects of the operator's kinds had been deleted; undefined when it didn't come so far. */
  readonly remains: readonly StoredObject[] | undefined;
  /** Why the scenario, or the user's check, failed. */
  readonly failures: readonly { readonly during: 'scenario' | 'check'; readonly error: unknown }[];
  /** It never came to rest, and why that is known. */
  readonly restless: string | undefined;
  /** The objects that were still being retried when nothing moved any more. */
  readonly retried: readonly string[];
  /** Why no process could start. */
  readonly startFailure: unknown;
  readonly trace: readonly TraceEntry[];
  readonly log: CollectedLog;
}

/** How much of it there was. */
export function shownBy({ requests, states }: Pick<RunOutcome, 'requests' | 'states'>): {
  requests: number;
  writes: number;
  states: number;
} {
  return { requests: requests.length, writes: requests.filter(({ sort }) => sort === 'write').length, states: states.length };
}
