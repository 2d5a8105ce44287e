/** Jobs: their Pods, the counts, and the conditions at the end. */
import type { JsonObject } from './json.ts';
import { isActive, isReady, podFrom, type WorkloadTools, withCondition } from './workload-tools.ts';

const PODS = 'pods';
const JOBS = 'batch/jobs';

const BACKOFF = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
const DEADLINE = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };

/** A Job that has failed, and why. */
interface Failure {
  pods: JsonObject[];
  counts: JsonObject;
  why: { reason: string; message: string };
}

/** Takes a Job one step further. */
export function stepJob(tools: WorkloadTools, job: JsonObject): void {
  if (job.metadata.deletionTimestamp || hasEnded(job)) return;
  const pods = tools.children(PODS, job);
  const counts = {
    active: pods.filter(isActive).length,
    succeeded: pods.filter(({ status }) => status?.phase === 'Succeeded').length,
    failed: pods.filter(({ status }) => status?.phase === 'Failed').length,
    ready: pods.filter((pod) => isActive(pod) && isReady(pod)).length,
  };
  const { parallelism = 1, completions, backoffLimit = 6, suspend } = job.spec;
  if (suspend) return setSuspended(tools, job, pods);
  if (completions === undefined ? counts.succeeded > 0 && counts.active === 0 : counts.succeeded >= completions)
    return complete(tools, job, counts);
  if (counts.failed > backoffLimit) return fail(tools, job, { pods, counts, why: BACKOFF });
  if ((secondsUntilDeadline(tools, job) ?? 1) <= 0) return fail(tools, job, { pods, counts, why: DEADLINE });
  const missing = Math.min(parallelism, completions === undefined ? parallelism : completions - counts.succeeded) - counts.active;
  setRunning(tools, job, { ...counts, active: counts.active + Math.max(0, missing) });
  for (let index = 0; index < missing; index++)
    tools.create(PODS, podFrom(job, job.spec.template, { generateName: `${job.metadata.name}-` }));
}

/** How long a Job may still be active; undefined for one that has no such limit, or doesn't run. */
export function secondsUntilDeadline(tools: WorkloadTools, job: JsonObject): number | undefined {
  const { activeDeadlineSeconds, suspend } = job.spec;
  const { startTime } = job.status ?? {};
  if (activeDeadlineSeconds === undefined || !startTime || suspend || hasEnded(job)) return undefined;
  return (Date.parse(startTime) - Date.parse(tools.now())) / 1000 + activeDeadlineSeconds;
}

function hasEnded({ status }: JsonObject): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: value }: JsonObject) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}

function setRunning(tools: WorkloadTools, job: JsonObject, counts: JsonObject): void {
  const resumed = (job.status?.conditions ?? []).some(({ type }: JsonObject) => type === 'Suspended');
  const conditions = resumed
    ? withCondition(
        job.status.conditions,
        { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
        tools.now(),
      )
    : job.status?.conditions;
  tools.setStatus(JOBS, job, {
    ...counts,
    startTime: job.status?.startTime ?? tools.now(),
    terminating: 0,
    uncountedTerminatedPods: {},
    conditions,
  });
}

function setSuspended(tools: WorkloadTools, job: JsonObject, pods: JsonObject[]): void {
  const condition = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
  tools.setStatus(JOBS, job, {
    active: 0,
    ready: 0,
    startTime: undefined,
    conditions: withCondition(job.status?.conditions, condition, tools.now()),
  });
  for (const pod of pods) if (isActive(pod)) tools.delete(PODS, pod);
}

function ended(job: JsonObject, types: [string, string], why: { reason: string; message: string }, now: string): JsonObject[] {
  const probed = { lastProbeTime: now, status: 'True', ...why };
  return (
    types.reduce<JsonObject[] | undefined>((list, type) => withCondition(list, { type, ...probed }, now), job.status?.conditions) ?? []
  );
}

function complete(tools: WorkloadTools, job: JsonObject, counts: JsonObject): void {
  const now = tools.now();
  const why = { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  const conditions = ended(job, ['SuccessCriteriaMet', 'Complete'], why, now);
  tools.setStatus(JOBS, job, {
    ...counts,
    active: 0,
    conditions,
    completionTime: now,
    startTime: job.status?.startTime ?? now,
    uncountedTerminatedPods: {},
  });
}

function fail(tools: WorkloadTools, job: JsonObject, { pods, counts, why }: Failure): void {
  const conditions = ended(job, ['FailureTarget', 'Failed'], why, tools.now());
  for (const pod of pods) if (isActive(pod)) tools.delete(PODS, pod);
  tools.setStatus(JOBS, job, { ...counts, active: 0, conditions, uncountedTerminatedPods: {} });
}
