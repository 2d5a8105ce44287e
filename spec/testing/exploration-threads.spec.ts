import { expect } from 'chai';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import { startThreads, threadsFor } from '../../lib/testing/exploration-threads.ts';

describe('threadsFor', () => {
  it('is as many as there are processors, but 4 at most', () => {
    expect([1, 2, 4, 16].map((processors) => threadsFor(undefined, processors))).to.deep.equal([1, 2, 4, 4]);
    expect(threadsFor(7, 2)).to.equal(7);
  });

  it('refuses what is no such number', () => {
    for (const given of [0, -1, 1.5, Number.NaN, '2' as unknown as number])
      expect(() => threadsFor(given)).to.throw(InvalidOptionError, /^threads/);
  });
});

describe('startThreads', () => {
  it('starts as many as asked, which end when they are told to', async () => {
    const module = 'data:text/javascript,export const other = 1';
    const threads = startThreads(2, { module, named: 'exploration', options: {} });
    const errors = await Promise.all(threads.map(({ plan }) => plan.catch((error: Error) => error)));
    expect(errors.map((error) => (error as Error).message.slice(0, 80))).to.deep.equal([
      'thread 1 of 2 failed while it learned what there is to try: InvalidOptionError (',
      'thread 2 of 2 failed while it learned what there is to try: InvalidOptionError (',
    ]);
    await Promise.allSettled(threads.map((thread) => thread.end()));
  });
});
