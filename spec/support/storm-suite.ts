/**
 * Suites of faults: each fault strikes storms on the embedded and on a real cluster, every second one with the operator stopped in
 * the middle of it. storm-size.ts says how many seeds each has, and how many objects a storm has.
 */
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { describeOnRealCluster } from './real-cluster-suite.ts';
import { Stage, Thing } from './stage.ts';
import { Storm, type StormStep } from './storm.ts';
import { stormSize } from './storm-size.ts';

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
  /** Whether the operator is a process of its own. @default false */
  asProcess?: boolean;
  /** A kind of its own; faults with the same function may share one. @default Thing */
  type?: () => typeof Thing;
}

/** A fault, and whether the operator is stopped in the middle of it. */
interface Struck {
  readonly fault: Fault;
  readonly stopAmid: boolean;
}

const { seeds, firstSeed, objects, isLarge, quietSeconds } = stormSize();

/** Each of the waits of a storm may take its time, and large ones have many. */
const STORM_MILLISECONDS = 5 * quietSeconds * 1000;

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
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const struck = faults.map((fault, index) => ({ fault, stopAmid: fault.asProcess !== true && (seed + index) % 2 === 0 }));
    for (const group of groupsOf(struck)) defineStorm(cluster, group, seed);
  }
}

/**
 * Faults that may strike one storm, one after another; where storms are large, or have several seeds, each has one of its own. To
 * begin and to leave costs more than a fault.
 */
function groupsOf(struck: readonly Struck[]): Struck[][] {
  const groups = new Map<unknown, Struck[]>();
  for (const each of struck) {
    const { fakeClock = false, asProcess = false, type, prepare } = each.fault;
    const isAlone = isLarge || seeds > 1 || asProcess || prepare !== undefined;
    const likes = isAlone ? each : (type ?? fakeClock);
    groups.set(likes, [...(groups.get(likes) ?? []), each]);
  }
  return [...groups.values()];
}

/** Defines one storm: a spec for each fault, and the end of it. After a fault that wasn't survived another one begins. */
function defineStorm(cluster: () => TestCluster, group: readonly Struck[], seed: number): void {
  describe(`in a storm of seed ${seed}`, function () {
    this.timeout(STORM_MILLISECONDS);
    let storm: Storm | undefined;
    const begin = async ({ prepare, fakeClock, asProcess, type = () => Thing }: Fault) => {
      const kind = type();
      if (kind !== Thing) await new Stage(cluster).install(kind);
      const begun = new Storm({ cluster: cluster(), seed, objects, quietSeconds, fakeClock, asProcess, type: kind });
      await begun.begin(prepare);
      return begun;
    };
    for (const { fault, stopAmid } of group) {
      it(`loses nothing when ${fault.name}${stopAmid ? ', stopped in the middle of it' : ''}`, async () => {
        const current = storm ?? (await begin(fault));
        storm = undefined;
        await current.survive(fault.strike, { stopAmid });
        storm = current;
      });
    }
    after('everything can be deleted', async () => {
      await storm?.leave();
    });
  });
}
