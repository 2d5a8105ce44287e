/**
 * The operator's own methods around its life: onStartup, onLogin, onCleanup. What they throw is somebody's message to a user,
 * so it becomes an error that can be explained; and a stop does not wait forever for one that hangs.
 */
import type { Clock } from '../base/clock.ts';
import { AbortedError, CredentialsError, LifeCycleError, messageOf, OperatorError } from '../base/errors.ts';
import { settlesWithin } from '../base/settles-within.ts';
import type { KubeConfig } from '../cluster/client-node.ts';

/** What onLogin may return: credentials, or nothing, which means the usual ones. */
// biome-ignore lint/suspicious/noConfusingVoidType: a method that returns nothing has no other type
export type LoginResult = KubeConfig | undefined | void;

/** The life cycle methods of an operator. */
export interface OperatorLifeCycle {
  onStartup(): void | Promise<void>;
  onLogin?(): LoginResult | Promise<LoginResult>;
  onCleanup(error?: unknown): void | Promise<void>;
}

/** How long a method may go on after the stop has begun, before it is left behind. */
export const LIFE_CYCLE_SECONDS = 5;

/** Whose time, and what ends the wait. */
export interface LifeCycleWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs onStartup. @throws AbortedError it was still running some time after the signal aborted, LifeCycleError it failed */
export async function startUp(lifeCycle: OperatorLifeCycle, wait: LifeCycleWait): Promise<void> {
  await untilStopped(
    'onStartup',
    explained('onStartup', async () => lifeCycle.onStartup()),
    wait,
  );
}

/** Asks onLogin; undefined when there is none, or it gives nothing. @throws as startUp, CredentialsError it gave something else */
export async function logIn(lifeCycle: OperatorLifeCycle, wait: LifeCycleWait): Promise<KubeConfig | undefined> {
  if (!lifeCycle.onLogin) return undefined;
  const given = await untilStopped(
    'onLogin',
    explained('onLogin', async () => lifeCycle.onLogin?.()),
    wait,
  );
  if (given === undefined || given === null) return undefined;
  // It may be of another copy of client-node. What it is is not shown: it may be a secret.
  if (typeof given === 'object' && typeof given.getCurrentCluster === 'function') return given;
  throw new CredentialsError(`onLogin returned ${typeof given === 'object' ? 'an object' : `a ${typeof given}`} that is no KubeConfig`);
}

/** Runs onCleanup. @throws LifeCycleError it failed */
export async function cleanUp(lifeCycle: OperatorLifeCycle, error: unknown): Promise<void> {
  await explained('onCleanup', async () => lifeCycle.onCleanup(error));
}

async function explained<T>(name: string, method: () => Promise<T>): Promise<T> {
  try {
    return await method();
  } catch (error) {
    if (OperatorError.is(error)) throw error;
    throw new LifeCycleError(`${name} failed: ${messageOf(error)}`, { cause: error });
  }
}

async function untilStopped<T>(name: string, running: Promise<T>, { clock, signal }: LifeCycleWait): Promise<T> {
  const stopped = Promise.withResolvers<void>();
  const stop = () => stopped.resolve();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const first = await Promise.race([running.then(settled, settled), stopped.promise]);
    if (first === 'settled' || (await settlesWithin(clock, LIFE_CYCLE_SECONDS, running))) return await running;
    throw new AbortedError(`the operator was stopped while ${name} was running, which did not end within ${LIFE_CYCLE_SECONDS} s`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function settled(): 'settled' {
  return 'settled';
}
