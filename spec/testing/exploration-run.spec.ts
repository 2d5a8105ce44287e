import { expect } from 'chai';
import type { CRDBase } from '../../lib/resource/crd-base.ts';
import type { DisturbanceKind } from '../../lib/testing/disturbance.ts';
import { type ExploreOptions, ScenarioExploration } from '../../lib/testing/exploration.ts';
import type { TraceEntry } from '../../lib/testing/exploration-trace.ts';
import { Note, notes } from '../support/explored-notes.ts';

const words = (trace: readonly TraceEntry[]) => trace.map(({ what, text }) => `${what}: ${text}`);

/** The first run with a disturbance of this kind whose title matches. */
async function runWith(kind: DisturbanceKind, title: RegExp, options: Partial<ExploreOptions> = {}) {
  const exploration = await ScenarioExploration.learn(notes, { operator: Note, kinds: [kind], ...options });
  const one = exploration.cases.find((each) => title.test(each.title));
  if (!one) throw new Error(`no such case among\n${exploration.cases.map((each) => each.title).join('\n')}`);
  const { failure, met, outcome } = await exploration.run(one);
  expect(failure?.findings).to.equal(undefined);
  expect(met).to.equal(true);
  return words(outcome.trace);
}

describe('a run of an exploration', function () {
  this.timeout(60_000);

  it('goes on with a new process where one is killed before a write', async () => {
    const trace = await runWith('kill', /right before PATCH configmaps/);
    const disturbed = trace.findIndex((line) => line.startsWith('disturbed'));
    expect(trace[disturbed]).to.equal('disturbed: the operator was killed right before PATCH configmaps default/a');
    expect(trace.slice(0, disturbed).some((line) => line.startsWith('wrote'))).to.equal(false);
    expect(
      trace
        .slice(disturbed)
        .filter((line) => /^(operator|wrote)/.test(line))
        .slice(0, 2)
        .map((line) => line.split(' ').slice(0, 2).join(' ')),
    ).to.deep.equal(['operator: started', 'wrote: PATCH']);
  });

  it('brings back who was away when the scenario has gone on', async () => {
    const trace = await runWith('absence', /after PATCH configmaps default\/a, /);
    const disturbed = trace.findIndex((line) => line.startsWith('disturbed'));
    const after = trace.slice(disturbed + 1).filter((line) => /^(scenario|operator)/.test(line));
    expect(after.slice(0, 2)).to.deep.equal([
      'scenario: PATCH /apis/explored.example.com/v1/namespaces/default/notes/a',
      'operator: started',
    ]);
  });

  it('shows the past to who comes after, and then the present', async () => {
    const trace = await runWith('past', /after 2nd PATCH configmaps.*before the beginning/);
    const after = trace.slice(trace.findIndex((line) => line.startsWith('operator: started, with a view')));
    expect(after.some((line) => line.includes('saw: ADDED notes.explored.example.com default/a'))).to.equal(true);
    expect(after.some((line) => line.includes('saw: ADDED configmaps default/a'))).to.equal(true);
  });

  it('hides a state, so that it is learnt by a list', async () => {
    const trace = await runWith('missed', /1st state \(ADDED\) of notes/);
    expect(trace.find((line) => line.startsWith('disturbed'))).to.match(/ADDED notes.explored.example.com default\/a.* was not seen/);
  });

  it('holds a view back', async () => {
    const trace = await runWith('lag', /1st state \(ADDED\) of configmaps/);
    expect(trace.find((line) => line.startsWith('disturbed'))).to.contain('lags from ADDED configmaps default/a on');
  });

  it('lets another replica take the lease', async () => {
    const trace = await runWith('deposed', /before PATCH configmaps default\/a$/);
    expect(trace.find((line) => line.startsWith('disturbed'))).to.contain('another replica took the lease');
  });

  it('goes on after each failure of a request', async () => {
    for (const how of [/429/, /with 500/, /answer was lost/, /409/]) {
      const trace = await runWith('failure', new RegExp(`^PATCH configmaps.*${how.source}`), { seeds: [2] });
      expect(trace.filter((line) => line.startsWith('disturbed'))).to.have.lengthOf(1);
    }
  });

  it('stops where there is no end of writes', async () => {
    class Restless extends Note {
      override async reconcile() {
        this.status = { map: `${this.args && Math.random()}` };
        return this.requeueAfter(0.01);
      }
    }
    const { failure } = await ScenarioExploration.learn(notes, { operator: Restless });
    expect(failure?.findings.map(({ kind }) => kind)).to.deep.equal(['loop']);
  });

  it('names an object whose finalizer is never taken off', async () => {
    class Sticky extends Note {
      ensureDeleted() {
        throw new Error('never');
      }
    }
    const { failure } = await ScenarioExploration.learn(notes, { operator: Sticky as unknown as typeof CRDBase as never });
    expect(failure?.findings.map(({ kind, objects }) => [kind, ...objects])).to.deep.include(['finalizer', 'Note default/a']);
  });
});
