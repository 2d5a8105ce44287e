/**
 * Whether status has an endpoint of its own: that decides how the record is kept, so nothing is handled before it is known. It is
 * asked for until the API server says so.
 */
import { backOffDelay } from '../base/back-off.ts';
import { sleep } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { ControllerContext } from './controller-context.ts';
import type { Progress } from './progress.ts';
import { TURN_BACK_OFF } from './turn-schedule.ts';

/** What is asked, and when. */
export interface KindDiscoveryOptions {
  readonly context: Pick<ControllerContext, 'cluster' | 'clock' | 'logger' | 'type'>;
  /** Whether the kind is known to be there: before its first list it may not be. */
  isThere(): boolean;
  /** Tells when to look again whether it is. */
  readonly progress: Progress;
  /** Whether what was known may be out of date. @default false */
  readonly anew?: boolean;
}

/** Whether it has. Undefined when the signal aborted before. */
export async function discoverStatusSubresource(options: KindDiscoveryOptions, signal: AbortSignal): Promise<boolean | undefined> {
  const { context, isThere, progress, anew = false } = options;
  const { cluster, clock, logger, type } = context;
  while (!signal.aborted && !isThere()) await progress.next(signal);
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await cluster.hasStatusSubresource({ class: type.type }, anew);
    } catch (error) {
      if (signal.aborted) return undefined;
      logger.warn('discovery failed, will be tried again', { kind: type.kind, error: messageOf(error) });
      await sleep(clock, backOffDelay(TURN_BACK_OFF, attempt, clock.random()), signal);
    }
  }
  return undefined;
}
