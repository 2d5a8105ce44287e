import { expect } from 'chai';
import type { UntypedObject } from '../../lib/base/object-meta.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('Events', (cluster) => {
  const stage = useStage(cluster);
  const events = async () => {
    const found = await stage.client.list<UntypedObject>({ apiVersion: 'events.k8s.io/v1', kind: 'Event' }, { namespace: stage.namespace });
    return [...found].filter(({ regarding }) => regarding?.kind === 'Thing');
  };

  it('of a handler are posted about the object, and counted when they come again', async () => {
    class Chatty extends Thing {
      async reconcile() {
        this.event('Normal', 'Looked', 'as always');
        this.event('Normal', 'Sized', `ä${'.'.repeat(2000)}`);
      }
    }
    const operator = await stage.start(Chatty);
    const { metadata } = await stage.create(Chatty, 'a');
    await operator.handled(Chatty, 'a', stage.namespace);
    await eventually(async () => (await events()).length === 2);
    await stage.patch(Chatty, 'a', { spec: { size: 1 } });
    await operator.handled(Chatty, 'a', stage.namespace);
    await eventually(async () => (await events()).every(({ series }) => series?.count === 2));
    const [looked] = (await events()).filter(({ reason }) => reason === 'Looked');
    expect(looked).to.include({ type: 'Normal', note: 'as always', action: 'Looked', reportingController: 'thing-operator' });
    expect(looked?.regarding).to.include({ apiVersion: 'scenarios.example.com/v1', name: 'a', uid: metadata.uid });
    await operator.stop();
    expect(await events()).to.have.lengthOf(2);
  });

  it('that wait are posted when the operator stops', async () => {
    class Leaving extends Thing {
      async reconcile() {
        for (let count = 0; count < 8; count += 1) this.event('Normal', 'Leaving', `step ${count}`);
      }
    }
    const operator = await stage.start(Leaving);
    await stage.create(Leaving, 'a');
    await operator.handled(Leaving, 'a', stage.namespace);
    await operator.stop();
    expect(await events()).to.have.lengthOf(8);
  });

  it('of a failure come once for each error, however often it is tried', async () => {
    let attempts = 0;
    let message = 'one cause';
    class Failing extends Thing {
      async reconcile() {
        attempts += 1;
        throw new Error(message);
      }
    }
    await stage.start(Failing);
    await stage.create(Failing, 'a');
    await eventually(() => attempts >= 6);
    message = 'another cause';
    await eventually(async () => (await events()).length === 2);
    expect((await events()).map(({ type, reason, note, series }) => [type, reason, note, series])).to.have.deep.members([
      ['Warning', 'HandlerFailed', 'reconcile: one cause', undefined],
      ['Warning', 'HandlerFailed', 'reconcile: another cause', undefined],
    ]);
  });
});
