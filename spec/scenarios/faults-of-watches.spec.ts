import type { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { statusOf, type WatchCut } from '../support/fault-proxy.ts';
import type { Storm } from '../support/storm.ts';
import { stormSize } from '../support/storm-size.ts';
import { describeStorms, type Fault } from '../support/storm-suite.ts';

/** Cuts the watch and waits until there is another. */
async function cutAndRecover(storm: Storm, cut: () => unknown): Promise<void> {
  const { proxy } = storm;
  await storm.watching();
  const before = proxy.watchesOpened;
  cut();
  await storm.change(10);
  // Where the fault is a silence, it has to be noticed before the operator may stop.
  if (!storm.clock) await storm.amid();
  if (storm.isRunning) await storm.changeUntil(() => proxy.watchesOpened > before, 'another watch is open');
  if (storm.clock) await storm.amid();
}

const CUTS: readonly [WatchCut, string][] = [
  ['clean', 'its watch ends, again and again'],
  ['midLine', 'its watch breaks in the middle of a line'],
  ['reset', 'the connection of its watch is reset'],
];

const cuts = CUTS.map(
  ([how, name]): Fault => ({
    name,
    async strike(storm) {
      for (let round = 0; round < 3; round += 1) {
        storm.proxy.cutWatches(how);
        await storm.change(5);
      }
      await cutAndRecover(storm, () => storm.proxy.cutWatches(how));
    },
  }),
);

const embeddedCuts = (['clean', 'midLine', 'reset', 'silent'] as const).map(
  (how): Fault => ({
    name: `the API server ends all its watches: ${how}`,
    on: 'embedded',
    fakeClock: how === 'silent',
    async strike(storm) {
      const { faults } = storm.cluster as EmbeddedCluster;
      await cutAndRecover(storm, () => faults.cutWatches({ how }));
    },
  }),
);

describeStorms('an operator whose watch is cut', [
  ...cuts,
  {
    name: 'its watch stays open and says nothing any more',
    fakeClock: true,
    strike: (storm) => cutAndRecover(storm, () => storm.proxy.cutWatches('silent')),
  },
  ...embeddedCuts,
]);

describeStorms('an operator whose version is too old', [
  {
    name: 'a 410 comes in its watch',
    async strike(storm) {
      await cutAndRecover(storm, () => storm.proxy.say(JSON.stringify({ type: 'ERROR', object: statusOf(410) })));
    },
  },
  {
    name: 'its watch is answered with 410',
    async strike(storm) {
      await storm.watching();
      const count = storm.proxy.refuse({ path: /[?&]resourceVersion=\d/, status: 410, times: 1 });
      storm.proxy.cutWatches('reset');
      await storm.changeUntil(() => count() === 1, 'the watch was refused');
      await storm.amid();
    },
  },
  {
    name: 'the token of its next page has expired',
    async strike(storm) {
      const { proxy, names } = storm;
      proxy.refuse({ path: /sendInitialEvents/, status: 422 });
      const again = proxy.cutPages();
      let said = -1;
      // A list has a further page only if at least two objects are there while it is read; if not, another one is asked for.
      const listAgain = async () => {
        if (proxy.watchesOpened === said || proxy.openWatches === 0) return;
        said = proxy.watchesOpened;
        for (const name of names) await storm.writer.create(name);
        proxy.say(JSON.stringify({ type: 'ERROR', object: statusOf(410) }));
      };
      await storm.changeUntil(() => again() > 0, 'a further page was asked for', listAgain);
      await storm.amid();
    },
  },
  {
    name: 'the API server has forgotten its history',
    on: 'embedded',
    async strike(storm) {
      const { faults } = storm.cluster as EmbeddedCluster;
      await storm.watching();
      const count = storm.proxy.refuse({ path: /watch=true/, status: 503 });
      faults.cutWatches({ how: 'reset' });
      await storm.changeUntil(() => count() > 0, 'the watch was refused');
      faults.expireHistory();
      storm.proxy.clear();
      await storm.change(5);
      await storm.amid();
    },
  },
]);

const OBJECT = { apiVersion: 'scenarios.example.com/v1', kind: 'Thing', metadata: { name: 'o0', uid: 'odd', resourceVersion: '1' } };

const ODD_LINES: readonly [string, readonly string[]][] = [
  ['nothing but bookmarks', Array.from({ length: 20 }, () => '')],
  ['events of a type that nobody knows', [JSON.stringify({ type: 'RENAMED', object: OBJECT })]],
  ['JSON that is cut off', ['{"type":"MODIFIED","object":{"apiVersion":"scenarios.example.com/v1","met']],
  ['what is no JSON', ['<html>gateway</html>']],
  ['an ERROR without a reason', [JSON.stringify({ type: 'ERROR', object: {} })]],
];

describeStorms('an operator whose watch says odd things', [
  ...ODD_LINES.map(
    ([name, lines]): Fault => ({
      name: `its watch brings ${name}`,
      async strike(storm) {
        await storm.watching();
        for (let round = 0; round < 3; round += 1) {
          storm.proxy.say(...lines.map((line) => line || bookmark(storm)));
          await storm.change(5);
        }
        await storm.amid();
      },
    }),
  ),
  {
    name: 'one object has a megabyte',
    async strike(storm) {
      await storm.writer.set('o0', { text: 'x'.repeat(1024 * 1024) });
      await storm.change(10);
      await storm.amid();
      await storm.writer.set('o0', { text: 'small' });
    },
  },
  {
    name: 'one object changes without a pause',
    async strike(storm) {
      const times = stormSize().burst;
      for (let size = 0; size < times; size += 1) {
        await storm.writer.set('o1', { size });
        if (size === times >> 1) await storm.amid();
      }
    },
  },
]);

/** As new as the newest that was shown, so that nothing is skipped by it. */
function bookmark(storm: Storm): string {
  const { GROUP, VERSION, KIND } = storm.type;
  const metadata = { resourceVersion: storm.proxy.newestShown };
  return JSON.stringify({ type: 'BOOKMARK', object: { apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata } });
}
