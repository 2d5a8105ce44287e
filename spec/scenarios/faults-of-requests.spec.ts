import type { ProxyRefusal } from '../support/fault-proxy.ts';
import type { Storm } from '../support/storm.ts';
import { describeStorms, type Fault } from '../support/storm-suite.ts';

const LIST = /[?&](sendInitialEvents|limit)=/;
const WATCH = /[?&]resourceVersion=\d.*watch=true|watch=true.*[?&]resourceVersion=\d/;

/** Refuses until so many requests have been, in the middle of changes; then no more. */
async function refused(
  storm: Storm,
  { times, ...refusal }: ProxyRefusal & { times: number },
  begin: () => unknown = () => {},
): Promise<void> {
  await storm.watching();
  const count = storm.proxy.refuse(refusal);
  begin();
  await storm.changeUntil(() => count() > 0, 'a request was refused');
  await storm.amid();
  if (storm.isRunning) await storm.changeUntil(() => count() >= times, `${times} requests were refused`);
}

const throttled: readonly Fault[] = [
  {
    name: 'its lists are answered with 429 and Retry-After',
    fakeClock: true,
    async strike(storm) {
      await storm.stop();
      const count = storm.proxy.refuse({ path: LIST, status: 429, retryAfterSeconds: 1, times: 7 });
      await storm.change(10);
      await storm.start();
      if (count() === 0) throw new Error('no list was refused');
      await storm.amid();
    },
  },
  {
    name: 'its watches are answered with 429 and Retry-After',
    fakeClock: true,
    strike: (storm) => refused(storm, { path: WATCH, status: 429, retryAfterSeconds: 1, times: 7 }, () => storm.proxy.cutWatches('reset')),
  },
  {
    name: 'its writes are answered with 429 and Retry-After',
    fakeClock: true,
    strike: (storm) => refused(storm, { method: 'PATCH', status: 429, retryAfterSeconds: 1, times: 30 }),
  },
];

const outages = [500, 503].map(
  (status): Fault => ({
    name: `everything is answered with ${status} for a while`,
    async strike(storm) {
      await storm.watching();
      const count = storm.proxy.refuse({ status });
      storm.proxy.cutWatches('clean');
      // Without a watch there may be nothing to do but to ask for it again, in longer and longer pauses.
      await storm.changeUntil(() => count() > 2, 'requests were refused');
      await storm.amid();
      await storm.change(5);
    },
  }),
);

const refusals = [401, 403, 409].map(
  (status): Fault => ({
    name: `its writes are answered with ${status} for a while`,
    strike: (storm) => refused(storm, { method: 'PATCH', status, times: 20 }),
  }),
);

describeStorms('an operator whose requests are refused', [...throttled, ...outages, ...refusals]);

describeStorms('an operator whose connections break', [
  {
    name: 'its writes are done and the answers are lost',
    async strike(storm) {
      const count = storm.proxy.loseAnswers({ method: 'PATCH', times: 20 });
      await storm.changeUntil(() => count() > 0, 'an answer was lost');
      await storm.amid();
      if (storm.isRunning) await storm.changeUntil(() => count() === 20, '20 answers were lost');
    },
  },
  {
    name: 'its reads are done and the answers are lost',
    async strike(storm) {
      await storm.watching();
      const count = storm.proxy.loseAnswers({ method: 'GET', times: 4 });
      storm.proxy.cutWatches('clean');
      await storm.changeUntil(() => count() > 0, 'an answer was lost');
      await storm.amid();
    },
  },
  {
    name: 'all its connections are reset, again and again',
    async strike(storm) {
      for (let round = 0; round < 5; round += 1) {
        storm.proxy.resetAll();
        await storm.change(6);
        if (round === 2) await storm.amid();
      }
    },
  },
]);
