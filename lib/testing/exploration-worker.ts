/**
 * A thread of an exploration: it loads the module, learns by itself what there is to try, and makes the runs that it is told to. What
 * goes wrong is told in its place; what nobody catches ends the thread, of which its owner learns.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { LearnedExploration } from './exploration.ts';
import { type BegunExploration, learnModule } from './exploration-learning.ts';
import { PLAN_ID } from './exploration-thread.ts';
import type { ThreadAnswer, ThreadOrder, ThreadOrders, ThreadPlan, ThreadResult } from './thread-messages.ts';
import { toldError } from './told-error.ts';

const { module, named, options } = workerData as ThreadOrders;
const begun = learnModule(module, named, options, true);

/** Says what comes of some work, or why nothing comes of it. */
async function answer(id: number, work: () => Promise<ThreadResult>): Promise<void> {
  const say = (result: ThreadResult) => parentPort?.postMessage({ id, result } satisfies ThreadAnswer);
  try {
    say(await work());
  } catch (error) {
    say({ failed: toldError(error) });
  }
}

function planOf({ what, failure, secondsOfARun, budgetSeconds, learned, lacking, cases }: LearnedExploration): ThreadPlan {
  return { what, failure, secondsOfARun, budgetSeconds, learned, lacking, titles: cases.map(({ title }) => title) };
}

async function tried({ exploration }: BegunExploration, index: number): Promise<ThreadResult> {
  const one = exploration.cases[index];
  if (!one) throw new RangeError(`there are ${exploration.cases.length} cases, and none has the number ${index}`);
  const { failure, met, refused = false } = await exploration.run(one);
  return { tried: { failure, met, refused } };
}

void answer(PLAN_ID, async () => ({ plan: planOf((await begun).exploration) }));

parentPort?.on('message', (order: ThreadOrder) =>
  answer(order.id, async () => {
    if ('run' in order) return tried(await begun, order.run);
    await (await begun).end();
    return { ended: true };
  }),
);
