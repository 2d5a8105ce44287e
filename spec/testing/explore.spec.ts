import { expect } from 'chai';
import { ExplorationError } from '../../lib/base/errors.ts';
import { explorationReport, explorationTests, explore } from '../../lib/testing/explore.ts';
import { ForgetfulNote, Note, notes } from '../support/explored-notes.ts';

describe('explore', function () {
  this.timeout(60_000);

  it('resolves when the operator survives', async () => {
    const { made, failures, learned } = await explore(notes, {
      operator: Note,
      kinds: ['kill', 'failure', 'pair'],
      pairs: 3,
      only: /ConfigMap|configmaps/i,
    });
    expect(failures).to.deep.equal([]);
    expect(made.length).to.be.greaterThan(5);
    expect(learned).to.include({ writes: 3 });
  });

  it('rejects with a report that says what happened, and repeats it by its title', async () => {
    const keeps = { operator: ForgetfulNote, keeps: () => true };
    const error = await explore(notes, { ...keeps, kinds: ['kill'] }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ExplorationError);
    const title = 'killed right after POST configmaps default, and restarted';
    expect((error as Error).message)
      .to.contain(title)
      .and.contain('should not be')
      .and.contain('the operator was killed')
      .and.contain('Names of children');
    const again = await explorationReport(notes, { ...keeps, only: title });
    expect(again.failures.map((failure) => failure.title)).to.deep.equal([title]);
    expect(again.made).to.deep.equal([title]);
  });

  it('says what a budget leaves out', async () => {
    const { made, leftOut, text } = await explore(notes, { operator: Note, kinds: ['kill'], budgetSeconds: 0 });
    expect([made.length, leftOut.length]).to.deep.equal([1, 5]);
    expect(text).to.contain('5 were left out');
  });

  it('fails at once where the scenario fails undisturbed', async () => {
    const scenario = () => {
      throw new Error('no such thing');
    };
    const report = await explorationReport(scenario, { operator: Note });
    expect(report.failures.map(({ kind, findings }) => [kind, findings[0]?.message])).to.deep.equal([
      ['undisturbed', 'the scenario failed: no such thing'],
    ]);
    expect(report.made).to.deep.equal([]);
  });
});

describe('explorationTests', function () {
  this.timeout(60_000);

  it('are one for each disturbance, and one for none', async () => {
    const tests = await explorationTests(notes, { operator: ForgetfulNote, keeps: () => true, kinds: ['kill'] });
    expect(tests.map(({ name }) => name)).to.include.members([
      'survives being left alone',
      'survives: killed right after POST configmaps default, and restarted',
    ]);
    const outcomes = await Promise.all(
      tests.map(({ run, name }) =>
        run().then(
          () => '',
          () => name,
        ),
      ),
    );
    expect(outcomes.filter(Boolean).sort()).to.deep.equal([
      'survives: killed right after POST configmaps default, and restarted',
      'survives: killed right before PATCH notes.explored.example.com default/a (status), and restarted',
    ]);
  });

  it('say what a budget leaves out', async () => {
    const tests = await explorationTests(notes, { operator: Note, kinds: ['kill'], budgetSeconds: 0 });
    expect(tests.map(({ name }) => name).slice(-1)).to.deep.equal(['leaves out 5 of 6 disturbances, since its budget is 0 s']);
    await tests.at(-1)?.run();
  });
});
