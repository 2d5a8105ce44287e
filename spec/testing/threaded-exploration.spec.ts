import { expect } from 'chai';
import type { TriedCase } from '../../lib/testing/exploration.ts';
import type { ThreadPlan } from '../../lib/testing/thread-messages.ts';
import { type AskedThread, ThreadedExploration } from '../../lib/testing/threaded-exploration.ts';
import { planOf } from '../support/fake-thread.ts';

/** A thread whose runs end when they are told to. */
class HeldThread implements AskedThread {
  readonly plan: Promise<ThreadPlan>;
  isGone = false;
  ended = 0;
  readonly runs: { title: string; resolve: (tried: TriedCase) => void; reject: (error: Error) => void }[] = [];

  constructor(plan: ThreadPlan | Promise<ThreadPlan>) {
    this.plan = Promise.resolve(plan);
  }

  run(_index: number, title: string): Promise<TriedCase> {
    return new Promise((resolve, reject) => this.runs.push({ title, resolve, reject }));
  }

  async end(): Promise<void> {
    this.ended += 1;
  }
}

const TRIED: TriedCase = { failure: undefined, met: true };

describe('ThreadedExploration', () => {
  const threads = () => [1, 2].map(() => new HeldThread(planOf(['a', 'b', 'c', 'd'], { budgetSeconds: 7 }))) as [HeldThread, HeldThread];
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('has each case tried by whoever is free', async () => {
    const [first, second] = threads();
    const { exploration, end } = await ThreadedExploration.begin([first, second]);
    expect([exploration.lanes, exploration.budgetSeconds]).to.deep.equal([2, 7]);
    const runs = Promise.all(exploration.cases.map((one) => exploration.run(one)));
    await turn();
    expect([first, second].map((thread) => thread.runs.map(({ title }) => title))).to.deep.equal([['a'], ['b']]);
    second.runs[0]?.resolve(TRIED);
    await turn();
    second.runs[1]?.resolve(TRIED);
    await turn();
    expect([first, second].map((thread) => thread.runs.map(({ title }) => title))).to.deep.equal([['a'], ['b', 'c', 'd']]);
    first.runs[0]?.resolve(TRIED);
    second.runs[2]?.resolve(TRIED);
    expect(await runs).to.have.lengthOf(4);
    await end();
    expect([first.ended, second.ended]).to.deep.equal([1, 1]);
  });

  it('goes on without a thread that has died', async () => {
    const [first, second] = threads();
    const { exploration } = await ThreadedExploration.begin([first, second]);
    const runs = exploration.cases.map((one) => exploration.run(one).catch((error: Error) => error.message));
    await turn();
    first.isGone = true;
    first.runs[0]?.reject(new Error('died at a'));
    for (const index of [0, 1, 2]) {
      second.runs[index]?.resolve(TRIED);
      await turn();
    }
    expect(await Promise.all(runs)).to.deep.equal(['died at a', TRIED, TRIED, TRIED]);
  });

  it('ends all threads when one of them can not begin', async () => {
    const [good] = threads();
    const bad = new HeldThread(Promise.reject(new Error('no such module')));
    const error = await ThreadedExploration.begin([good, bad]).catch((thrown: Error) => thrown.message);
    expect(error).to.equal('no such module');
    expect([good.ended, bad.ended]).to.deep.equal([1, 1]);
  });

  it('ends all threads at once when it is aborted', async () => {
    const [first, second] = threads();
    const controller = new AbortController();
    const { end } = await ThreadedExploration.begin([first, second], controller.signal);
    controller.abort();
    expect([first.ended, second.ended]).to.deep.equal([1, 1]);
    await end();
  });
});
