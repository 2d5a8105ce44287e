import { expect } from 'chai';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { ScenarioExploration } from '../../lib/testing/exploration.ts';
import { Note, notes } from '../support/explored-notes.ts';

describe('the lives of an operator', function () {
  this.timeout(60_000);

  it('are processes of their own: each has a new operator, and what a dead one held is freed', async () => {
    const told: string[] = [];
    let count = 0;
    class Counted extends KubernetesOperator {
      readonly #number = ++count;

      override onStartup() {
        told.push(`start ${this.#number}`);
      }

      override onCleanup() {
        told.push(`end ${this.#number}`);
      }
    }
    const exploration = await ScenarioExploration.learn(notes, { operator: () => new Counted(Note), kinds: ['kill'] });
    told.length = 0;
    const from = count;
    const [one] = exploration.cases;
    if (one) await exploration.run(one);
    expect(told.map((line) => line.replace(/\d+/, (number) => `${Number(number) - from}`))).to.deep.equal([
      'start 1',
      'end 1',
      'start 2',
      'end 2',
    ]);
  });

  it('have all freed what they held when the run is over, also who takes long', async () => {
    let open = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const turns = async (count: number) => {
      for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    let slow: KubernetesOperator | undefined;
    class Slow extends KubernetesOperator {
      override onStartup() {
        open += 1;
      }

      override async onCleanup() {
        // The one that is killed is done only after its successor.
        if (slow === this) await released.then(() => turns(300));
        else release();
        open -= 1;
      }
    }
    let isLearned = false;
    const operator = () => {
      const made = new Slow(Note);
      if (isLearned) slow ??= made;
      return made;
    };
    const exploration = await ScenarioExploration.learn(notes, { operator, kinds: ['kill'] });
    isLearned = true;
    const [one] = exploration.cases;
    if (one) await exploration.run(one);
    expect([slow !== undefined, open]).to.deep.equal([true, 0]);
  });

  it('come back after a start that failed, and are given up when none succeeds', async () => {
    let starts = 0;
    class Unwilling extends KubernetesOperator {
      override onStartup() {
        starts += 1;
        if (starts % 3 !== 0) throw new Error('not today');
      }
    }
    expect((await ScenarioExploration.learn(notes, { operator: () => new Unwilling(Note) })).failure).to.equal(undefined);
    class Broken extends KubernetesOperator {
      override onStartup() {
        throw new Error('never');
      }
    }
    const { failure } = await ScenarioExploration.learn(notes, { operator: () => new Broken(Note) });
    expect(failure?.findings.map(({ kind }) => kind)).to.deep.equal(['start']);
    expect(failure?.findings[0]?.message).to.contain('never');
  });
});
