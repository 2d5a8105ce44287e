import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClusterPrograms } from '../../cluster/cluster-programs.ts';
import type { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';
import { describeOnRealCluster } from '../support/real-cluster-suite.ts';
import { Thing } from '../support/stage.ts';
import type { Storm } from '../support/storm.ts';
import { stormSize } from '../support/storm-size.ts';
import { defineStorms, describeStorms, type Fault } from '../support/storm-suite.ts';

class Impatient extends Thing {
  static readonly TIMEOUT_SECONDS = 0.15;
}

const impatient = () => Impatient;

/** Changes until handlers have misbehaved so many times. */
async function misbehaving(storm: Storm, times: number, misbehave: (signal: AbortSignal) => unknown): Promise<void> {
  let count = 0;
  storm.misbehaviour = (thing, _handler, random) => {
    if (random.integer(3) > 0) return undefined;
    count += 1;
    return misbehave(thing.signal);
  };
  await storm.changeUntil(() => count >= times / 2, `${times / 2} handlers misbehaved`);
  await storm.amid();
  await storm.resume();
  await storm.changeUntil(() => count >= times, `${times} handlers misbehaved`);
  storm.misbehaviour = undefined;
}

/** Never resolves before the signal aborts, which it may have already. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Stops this thread, and with it every timer and socket, without using the processor. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describeStorms('an operator whose handlers misbehave', [
  {
    name: 'its handlers throw',
    strike: (storm) =>
      misbehaving(storm, 20, () => {
        throw new Error('no luck');
      }),
  },
  {
    name: 'its handlers hang until they are aborted',
    type: impatient,
    strike: (storm) => misbehaving(storm, 12, aborted),
  },
  {
    name: 'its handlers hang and do not care that they are aborted',
    type: impatient,
    async strike(storm) {
      const gate = Promise.withResolvers<void>();
      let count = 0;
      storm.misbehaviour = () => {
        count += 1;
        return count > 4 ? undefined : gate.promise;
      };
      await storm.changeUntil(() => count > 8, 'handlers of others went on');
      gate.resolve();
      storm.misbehaviour = undefined;
      await storm.amid();
    },
  },
  {
    name: 'its handlers block the event loop for seconds',
    strike: (storm) => misbehaving(storm, 3, () => block(stormSize().blockMilliseconds)),
  },
]);

describeStorms('an operator that ends', [
  {
    name: 'it is killed at random moments',
    async strike(storm) {
      for (let round = 0; round < 4; round += 1) {
        await storm.change(storm.random.integer(12));
        await storm.kill();
        await storm.change(storm.random.integer(8));
        await storm.start();
      }
      await storm.amid();
    },
  },
  {
    name: 'its process is killed with -9 at random moments',
    asProcess: true,
    async strike(storm) {
      for (let round = 0; round < stormSize().kills; round += 1) {
        const calls = storm.ledger.calls + storm.random.integer(storm.names.length);
        await storm.changeUntil(() => storm.ledger.calls > calls, 'it has begun to handle them');
        await storm.kill();
        await storm.change(storm.random.integer(8));
        await storm.start();
      }
      // It ends as SIGTERM ends it, when everything has been deleted.
    },
  },
  {
    name: 'it is stopped and started at random moments',
    async strike(storm) {
      for (let round = 0; round < 4; round += 1) {
        await storm.change(storm.random.integer(12));
        await storm.stop();
        await storm.change(storm.random.integer(8));
        await storm.start();
      }
    },
  },
  {
    name: 'the clock jumps by days, there and back',
    fakeClock: true,
    async strike(storm) {
      for (const days of [1, -2, 400, -399]) {
        storm.clock?.jump(days * 86_400_000);
        await storm.change(8);
      }
      await storm.amid();
    },
  },
]);

describeStorms('an operator whose API server ends', [
  {
    name: 'the server is away and comes back, twice',
    on: 'embedded',
    async strike(storm) {
      const { faults } = storm.cluster as EmbeddedCluster;
      for (let round = 0; round < 2; round += 1) {
        await faults.pause();
        await storm.change(2);
        if (round === 0) await storm.amid();
        await faults.resume();
        await storm.resume();
        await storm.change(10);
      }
    },
  },
  {
    name: 'the server goes back to an older state, from a file',
    on: 'embedded',
    async strike(storm) {
      const cluster = storm.cluster as EmbeddedCluster;
      const folder = await mkdtemp(join(tmpdir(), 'tskubeop-storm-'));
      // What came to its end after the moment of the file would be there again, and have to be ended again.
      await storm.rest();
      try {
        await cluster.saveState(join(folder, 'state.yaml'));
        await storm.writer.forEach(storm.names.entries(), ([size, name]) => storm.writer.set(name, { size: 2000 + size }));
        await storm.rest();
        await cluster.loadState(join(folder, 'state.yaml'));
        // All of them are as they were, in versions that have been passed.
        await storm.rest();
      } finally {
        await rm(folder, { recursive: true });
      }
      await storm.change(10);
      await storm.amid();
    },
  },
]);

/** etcd and kube-apiserver alone start in half of the time, and nothing here asks for more. */
async function startServerAlone(folder: string): Promise<RealCluster> {
  const programs = findClusterPrograms();
  if (programs.state !== 'present') throw new Error('the programs of the real cluster are not there');
  for (const name of ['etcd', 'kube-apiserver']) await symlink(join(programs.folder, name), join(folder, name));
  return RealCluster.start({ assets: folder });
}

describeOnRealCluster('an operator whose real API server is killed', () => {
  let own: RealCluster;
  let folder: string;
  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-storm-'));
    own = await startServerAlone(folder);
  });
  after(async () => {
    await own?.stop();
    await rm(folder, { recursive: true });
  });

  // A start takes many seconds of the processor; small storms make do with the harder one.
  const plain: Fault = {
    name: 'the server is killed and started again',
    async strike(storm) {
      await own.killApiServer();
      await storm.change(2);
      await storm.amid();
      await own.startApiServer();
    },
  };
  defineStorms(
    () => own,
    [
      ...(stormSize().isLarge ? [plain] : []),
      {
        name: 'the server is killed, and its history compacted before it starts again',
        async strike(storm) {
          await storm.watching();
          const count = storm.proxy.refuse({ path: /watch=true/, status: 503 });
          storm.proxy.cutWatches('reset');
          await storm.changeUntil(() => count() > 0, 'the watch was refused');
          await storm.change(5);
          await own.killApiServer();
          await own.compactHistory();
          await storm.amid();
          await own.startApiServer();
          storm.proxy.clear();
        },
      },
    ],
  );
});
