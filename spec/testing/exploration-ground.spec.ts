import { expect } from 'chai';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { operatorMaker, prepareRuns, seededClock } from '../../lib/testing/exploration-ground.ts';
import { ExplorationPace } from '../../lib/testing/exploration-pace.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Note } from '../support/explored-notes.ts';

describe('the ground of explorations', () => {
  it('has the definitions, and what was prepared', async () => {
    const { begin, create, mostRequests } = await prepareRuns(() => {}, {
      operator: Note,
      workloads: false,
      prepare: async (client) => {
        await client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } });
      },
    });
    const pace = new ExplorationPace({ mostRequests, outsideMilliseconds: 0 });
    const { cluster } = await begin({ clock: new FakeClock(), pace, mostRequests });
    expect((await cluster.objects()).map(({ metadata }) => metadata.name)).to.include.members(['notes.explored.example.com', 's']);
    await cluster.stop();
    expect(create().crds).to.deep.equal([Note]);
  });

  it('makes a new operator each time, and refuses one that is not', () => {
    const make = operatorMaker(Note);
    expect(make()).to.not.equal(make());
    const one = new KubernetesOperator(Note);
    const same = operatorMaker(() => one);
    same();
    expect(same).to.throw('a new operator each time');
  });

  it('has the same chance for the same seed', () => {
    const numbers = (seeds: number[]) => {
      const clock = seededClock({ operator: Note, seeds });
      return [clock.random(), clock.random()];
    };
    expect(numbers([1])).to.deep.equal(numbers([1]));
    expect(numbers([1])).to.not.deep.equal(numbers([2]));
  });
});
