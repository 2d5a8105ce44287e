/**
 * Tells a candidate at once that the lease has changed, so that one that is given back is taken without waiting for the next look.
 * The election doesn't depend on it: who may not watch leases, or whose stream breaks off, still looks every other second.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { collectionPath } from '../cluster/resource-path.ts';
import type { Transport } from '../cluster/transport.ts';
import { WatchRequest } from '../watch/watch-request.ts';

/** Options of watchLease. */
export interface LeaseWatchOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly namespace: string;
  readonly name: string;
  readonly signal: AbortSignal;
  /** Something happened to the lease. Must not throw. */
  changed(): void;
}

/** How long the server is asked to keep a stream. */
const STREAM_SECONDS = 300;

/** The pause after a stream that ended or failed. */
const PAUSE_SECONDS = 10;

/** A bookmark is not due more often than each minute: silence says little. */
const SILENCE_MILLISECONDS = (STREAM_SECONDS + 30) * 1000;

/** Watches until the signal aborts. Never rejects. */
export async function watchLease(options: LeaseWatchOptions): Promise<void> {
  const { transport, clock, logger, namespace, name, signal, changed } = options;
  const path = collectionPath({ group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true }, namespace);
  // Without a version the stream begins with what is there.
  const query = { watch: true, fieldSelector: `metadata.name=${name}`, timeoutSeconds: STREAM_SECONDS };
  while (!signal.aborted) {
    try {
      const silenceMilliseconds = () => SILENCE_MILLISECONDS;
      const common = { transport, clock, path, query, signal, silenceMilliseconds };
      await new WatchRequest({ ...common, onOpen: () => {}, onLine: () => {}, onChunk: changed }).read();
    } catch (error) {
      if (!signal.aborted) logger.debug('lease is not watched for now', { lease: name, error: messageOf(error) });
    }
    if (!signal.aborted) await sleep(clock, PAUSE_SECONDS * 1000, signal);
  }
}
