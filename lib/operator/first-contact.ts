/**
 * Waiting for the API server to answer for the first time. Only here does an operator give up: later it waits for as long as
 * it takes.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { AbortedError, ApiError, CredentialsError, messageOf, UnreachableError } from '../base/errors.ts';
import type { ClusterConnection } from '../cluster/cluster-connection.ts';

/** How long the first answer is waited for. */
export const FIRST_CONTACT_SECONDS = 10;

const PAUSE_MILLISECONDS = 500;

/** What to say when nothing answers. */
export interface FirstContactOptions {
  readonly connection: Pick<ClusterConnection, 'ping' | 'server' | 'context'>;
  /** Where the credentials come from: a kubeconfig's path, or the service account. */
  readonly origin: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Resolves at the first answer, of whatever kind.
 *
 * @throws UnreachableError nothing answered in time; it names server, kubeconfig and context
 * @throws CredentialsError there were no credentials to ask with in all that time
 * @throws AbortedError the signal aborted
 */
export async function firstContact({ connection, origin, clock, signal }: FirstContactOptions): Promise<void> {
  const until = clock.monotonic() + FIRST_CONTACT_SECONDS * 1000;
  while (!signal.aborted) {
    try {
      return await connection.ping(signal);
    } catch (error) {
      // A refusal is an answer: what is refused is seen where it is asked for.
      if (ApiError.is(error)) return;
      if (clock.monotonic() >= until && !signal.aborted) {
        if (CredentialsError.is(error)) throw error;
        const context = connection.context ? `, context ${connection.context}` : '';
        throw new UnreachableError(
          `no answer from the API server at ${connection.server} for ${FIRST_CONTACT_SECONDS} s (credentials from ${origin}${context}): ${messageOf(error)}`,
          { cause: error },
        );
      }
      await sleep(clock, PAUSE_MILLISECONDS, signal);
    }
  }
  throw new AbortedError('the operator was stopped before the API server had answered');
}
