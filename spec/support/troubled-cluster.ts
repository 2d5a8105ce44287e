/**
 * What random lives of a controller go through: requests that take their time and fail, and lists and watches that are held back, cut
 * and forgotten. What happens is decided by the life's own chance.
 */
import type { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { type FakeCluster, refusal } from './fake-cluster.ts';
import type { FakeCut, FakeStreams } from './fake-streams.ts';

const CUTS: readonly FakeCut[] = ['ended', 'broken', 'midLine', 'expired', 'silent'];

/** From now on each request takes its time, and may fail before or after it is done while there is trouble. */
export function trouble(cluster: FakeCluster, random: SeededChance, isTroubled: () => boolean): void {
  const maybe = async () => {
    for (let turn = random.integer(3); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
    if (isTroubled() && random.integer(8) === 0) throw refusal(500, 'InternalError', 'bad luck');
  };
  cluster.before = maybe;
  cluster.after = maybe;
  cluster.beforeStream = maybe;
}

/** Below which numbers of the dice each thing happens, in ascending order. */
export interface StreamOdds {
  readonly hold: number;
  readonly release: number;
  readonly cut: number;
  readonly forget: number;
}

/** Something happens to the lists and watches, or nothing. @returns whether it did */
export function strikeStreams(
  streams: FakeStreams,
  random: SeededChance,
  dice: number,
  { hold, release, cut, forget }: StreamOdds,
): boolean {
  if (dice < hold) streams.hold();
  else if (dice < release) streams.release();
  else if (dice < forget) {
    streams.cut(random.pick(CUTS));
    if (dice >= cut) streams.forget();
  }
  return dice < forget;
}
