import { expect } from 'chai';
import type { Condition } from '../../lib/resource/condition.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('conditions', (cluster) => {
  const stage = useStage(cluster);
  const conditionsOf = async (name: string): Promise<Condition[]> => (await stage.get(Thing, name)).status?.conditions ?? [];

  it('of one handler are merged, keep their times, and leave those of others alone', async () => {
    class Said extends Thing {
      async ensureCreated() {
        this.setCondition({ type: 'Prepared', status: true, reason: 'AllThere' });
        this.setCondition({ type: 'Serving', status: false, reason: 'Starting', message: 'one moment' });
        await this.flush();
        this.setCondition({ type: 'Serving', status: true, reason: 'Started' });
      }
      async ensureModified() {
        this.setCondition({ type: 'Prepared', status: true, reason: 'StillThere' });
        this.removeCondition('Serving');
      }
    }
    const operator = await stage.start(Said);
    await stage.create(Said, 'a');
    await operator.handled(Said, 'a', stage.namespace);
    const first = await conditionsOf('a');
    expect(first.map(({ type, status, reason, observedGeneration }) => [type, status, reason, observedGeneration])).to.deep.equal([
      ['Prepared', 'True', 'AllThere', 1],
      ['Serving', 'True', 'Started', 1],
    ]);
    const foreign = { type: 'Foreign', status: 'True', reason: 'X', message: '', lastTransitionTime: '2025-01-01T00:00:00Z' };
    const moved = { ...first[0], lastTransitionTime: '2025-01-01T00:00:00Z' };
    await stage.patchStatus(Said, 'a', { conditions: [moved, first[1], foreign] });
    await stage.patch(Said, 'a', { spec: { size: 2 } });
    await operator.handled(Said, 'a', stage.namespace);
    const second = await conditionsOf('a');
    expect(second).to.deep.equal([{ ...moved, reason: 'StillThere', observedGeneration: 2 }, foreign]);
  });

  it('tell with Ready how the object is, for kubectl wait and everybody else', async () => {
    class Kept extends Thing {
      static readonly READY_CONDITION = true;
      async reconcile() {
        if (this.spec.text === 'bad') throw new TypeError('cannot be');
      }
    }
    const operator = await stage.start(Kept);
    await stage.create(Kept, 'a');
    await operator.handled(Kept, 'a', stage.namespace);
    expect((await conditionsOf('a')).map(({ type, status, reason }) => [type, status, reason])).to.deep.equal([
      ['Ready', 'True', 'Handled'],
    ]);
    await stage.patch(Kept, 'a', { spec: { text: 'bad' } });
    await stage.until(Kept, 'a', ({ status }) => status?.conditions?.[0]?.status === 'False');
    const [failed] = await conditionsOf('a');
    expect(failed).to.include({ reason: 'TypeError', message: 'cannot be', observedGeneration: 2 });
    await stage.patch(Kept, 'a', { spec: { text: 'good' } });
    await stage.until(Kept, 'a', ({ status }) => status?.conditions?.[0]?.status === 'True');
    expect((await stage.get(Kept, 'a')).status).not.to.have.property('error');
  });
});
