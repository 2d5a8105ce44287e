/**
 * Suites of faults: each fault strikes storms on the embedded and on a real cluster, every second one with the operator stopped in
 * the middle of it. TSKUBEOP_TEST_SEEDS says how many seeds each has, TSKUBEOP_TEST_STORM_OBJECTS how many objects a storm has.
 */
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { describeOnRealCluster } from './real-cluster-suite.ts';
import { Stage, Thing } from './stage.ts';
import { Storm, type StormStep } from './storm.ts';

/** Something that goes wrong in the middle of a storm. */
export interface Fault {
  /** What goes wrong, as the rest of a sentence. */
  name: string;
  strike: StormStep;
  /** What has to be there before the operator starts. @default nothing */
  prepare?: StormStep;
  /** Where it can be made. @default on both */
  on?: 'embedded' | 'real';
  /** Whether the operator has a clock of its own, where the fault is a matter of minutes. @default false */
  fakeClock?: boolean;
  /** A kind of its own, for a fault that does away with it. @default Thing */
  type?: () => typeof Thing;
}

const SEEDS = Number(process.env.TSKUBEOP_TEST_SEEDS ?? 1);
const OBJECTS = Number(process.env.TSKUBEOP_TEST_STORM_OBJECTS ?? 6);

/** Defines the storms of these faults. Every second one has a stop in the middle. */
export function describeStorms(title: string, faults: readonly Fault[]): void {
  describe(title, () => {
    describe('on the embedded cluster', () => {
      let cluster: EmbeddedCluster;
      before(async () => {
        cluster = await EmbeddedCluster.start();
      });
      after(() => cluster?.stop());
      defineStorms(
        () => cluster,
        faults.filter(({ on = 'embedded' }) => on === 'embedded'),
      );
    });
    const both = faults.filter(({ on = 'real' }) => on === 'real');
    if (both.length > 0) describeOnRealCluster('on a real cluster', (cluster) => defineStorms(cluster, both));
  });
}

/** Defines the storms on one cluster. */
export function defineStorms(cluster: () => TestCluster, faults: readonly Fault[]): void {
  before('install the definition', async function () {
    this.timeout(30_000);
    await new Stage(cluster).install(Thing);
  });
  for (const [index, { name, strike, prepare, fakeClock = false, type }] of faults.entries()) {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const stopAmid = (seed + index) % 2 === 0;
      it(`loses nothing when ${name}${stopAmid ? ', stopped in the middle of it' : ''} (seed ${seed})`, async () => {
        const kind = type?.() ?? Thing;
        if (type) await new Stage(cluster).install(kind);
        await new Storm({ cluster: cluster(), seed, objects: OBJECTS, stopAmid, fakeClock, type: kind }).rage(strike, prepare);
      }).timeout(120_000);
    }
  }
}
