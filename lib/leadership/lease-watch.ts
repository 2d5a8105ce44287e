/**
 * Tells at once that a lease has changed, so that one that is given back is taken without waiting for the next look. Nothing depends on
 * it: who may not watch leases, or whose stream breaks off, still looks every other second.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { collectionPath } from '../cluster/resource-path.ts';
import type { Transport } from '../cluster/transport.ts';
import { WatchRequest } from '../watch/watch-request.ts';

/** Options of watchLeases. */
export interface LeaseWatchOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly namespace: string;
  /** Which leases. @default all */
  readonly fieldSelector?: string;
  /** Which leases. @default all */
  readonly labelSelector?: string;
  readonly signal: AbortSignal;
  /** Something happened to them. Must not throw. */
  changed?(): void;
  /** A lease as it is now, or was last. Must not throw. */
  seen?(lease: StoredObject, isDeleted: boolean): void;
}

/** How long the server is asked to keep a stream. */
const STREAM_SECONDS = 300;

/** The pause after a stream that ended or failed. */
const PAUSE_SECONDS = 10;

/** A bookmark is not due more often than each minute: silence says little. */
const SILENCE_MILLISECONDS = (STREAM_SECONDS + 30) * 1000;

/** Watches until the signal aborts. Never rejects. */
export async function watchLeases(options: LeaseWatchOptions): Promise<void> {
  const { transport, clock, logger, namespace, fieldSelector, labelSelector, signal, changed, seen } = options;
  const path = collectionPath({ group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true }, namespace);
  // Without a version the stream begins with what is there.
  const query = { watch: true, fieldSelector, labelSelector, timeoutSeconds: STREAM_SECONDS };
  const onLine = (bytes: Buffer, start: number, end: number) => seen && show(bytes.toString('utf8', start, end), seen);
  while (!signal.aborted) {
    try {
      const silenceMilliseconds = () => SILENCE_MILLISECONDS;
      const common = { transport, clock, path, query, signal, silenceMilliseconds };
      await new WatchRequest({ ...common, onOpen: () => {}, onLine, onChunk: () => changed?.() }).read();
    } catch (error) {
      if (!signal.aborted)
        logger.debug('leases are not watched for now', { selector: fieldSelector ?? labelSelector, error: messageOf(error) });
    }
    if (!signal.aborted) await sleep(clock, PAUSE_SECONDS * 1000, signal);
  }
}

/** One line of the stream; what is no lease, such as the error that ends a stream, is left to the next look. */
function show(line: string, seen: NonNullable<LeaseWatchOptions['seen']>): void {
  const { type, object } = JSON.parse(line) as { type: string; object: StoredObject };
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') seen(object, type === 'DELETED');
}
