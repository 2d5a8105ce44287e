/**
 * The end of what a replica may do, by an election or by sharing: those who worked stand by, and what they still send is refused.
 */
import type { Clock } from '../base/clock.ts';
import { LeadershipLostError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { settlesWithin } from '../base/settles-within.ts';
import type { Leadership } from '../controller/controller-context.ts';

/** Something that works while the replica may, such as a controller. */
export interface LeadingController {
  lead(leadership: Leadership): void;
  /** Resolves when nothing that it began is under way any more. Never rejects. */
  standBy(): Promise<void>;
}

/** How long handlers may take to end when the replica leads no longer: the lease outlasts the leadership by as much. */
export const DEPOSED_SECONDS = 5;

/** Lets all stand by; those who haven't ended in time are left behind. Never rejects. */
export async function standByAll(
  parts: readonly Pick<LeadingController, 'standBy'>[],
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<void> {
  const still = Promise.all(parts.map((part) => part.standBy()));
  if (await settlesWithin(clock, DEPOSED_SECONDS, still)) return;
  logger.error('handlers did not end when asked: they are left behind, and nothing that they write is sent', {
    seconds: DEPOSED_SECONDS,
  });
}

/** Right before each request. @throws LeadershipLostError when nothing may be sent any more; `why` is what has ended */
export function refuseUnless(mayAct: boolean, why: string): void {
  if (!mayAct) throw new LeadershipLostError(`${why}: nothing was sent`);
}
