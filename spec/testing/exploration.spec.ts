import { expect } from 'chai';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { ScenarioExploration } from '../../lib/testing/exploration.ts';
import { Note, notes } from '../support/explored-notes.ts';

describe('ScenarioExploration', function () {
  this.timeout(60_000);

  it('learns the writes of the operator and the states that it is shown', async () => {
    const { learned, cases, failure, secondsOfARun } = await ScenarioExploration.learn(notes, { operator: [Note], pairs: 2 });
    expect(failure).to.equal(undefined);
    expect(secondsOfARun).to.be.greaterThan(0);
    // ConfigMap and status, and the ConfigMap again.
    expect(learned.writes).to.equal(3);
    expect(learned.states).to.be.greaterThan(5);
    expect(new Set(cases.map(({ kind }) => kind))).to.deep.equal(
      new Set(['kill', 'absence', 'past', 'failure', 'lag', 'missed', 'deposed', 'pair']),
    );
  });

  it('refuses an operator that is the same one each time', async () => {
    const one = new KubernetesOperator(Note);
    const error = await ScenarioExploration.learn(notes, { operator: () => one }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('a new operator each time');
  });

  it('finds that two undisturbed runs have different ends', async () => {
    let runs = 0;
    class Counted extends Note {
      override async reconcile() {
        runs += 1;
        await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name } });
        if (runs === 1) await this.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: this.metadata.name } });
      }
    }
    const { failure, cases } = await ScenarioExploration.learn(notes, { operator: Counted });
    expect(failure?.findings.map(({ kind, objects }) => [kind, ...objects])).to.deep.equal([['chance', 'Secret default/a']]);
    expect(cases).to.deep.equal([]);
  });
});
