import { expect } from 'chai';
import { AbortedError, ExplorationThreadError } from '../../lib/base/errors.ts';
import type { ExplorationReport } from '../../lib/testing/exploration-report.ts';
import { explorationReport, explorationTests, explore } from '../../lib/testing/explore.ts';

/** Without what is another each time: ids, and how long it took. */
function comparable({ seconds: _, text, failures, ...report }: ExplorationReport): object {
  const withoutIds = failures.map((failure) => ({ ...failure, logText: failure.logText.replaceAll(/"uid":"[^"]*"/g, '') }));
  return { ...report, failures: withoutIds, text: text.split('\n').slice(1) };
}

const NOTES = new URL('../support/explored-notes-module.ts', import.meta.url);

describe('explore, in threads', function () {
  this.timeout(60_000);

  it('finds what one thread finds, in the same order', async () => {
    const [one, two] = [
      await explorationReport(NOTES, { named: 'forgetful', threads: 1 }),
      await explorationReport(NOTES, { named: 'forgetful', threads: 2 }),
    ];
    expect(one.failures).to.have.lengthOf(2);
    expect(comparable(two)).to.deep.equal(comparable(one));
  });

  it('says of a module what is wrong with it', async () => {
    const nowhere = new URL('data:text/javascript,throw new RangeError("not today")');
    const error = (await explore(nowhere, { threads: 2 }).catch((thrown: unknown) => thrown)) as Error;
    expect(error).to.be.instanceOf(ExplorationThreadError);
    expect(error.message).to.match(/^thread [12] of 2 failed while it learned what there is to try: RangeError: not today$/);
  });

  it('is aborted, in threads and in none', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    for (const threads of [1, 2]) {
      const options = { named: 'forgetful', threads, signal: controller.signal };
      for (const begin of [explore(NOTES, options), explorationTests(NOTES, options)]) {
        const error = await begin.catch((thrown: unknown) => thrown);
        expect(error).to.be.instanceOf(AbortedError);
        expect((error as Error).cause).to.equal(controller.signal.reason);
      }
    }
  });
});
