import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const MAPS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];

describeOnBothClusters('a write loop', (cluster) => {
  const stage = useStage(cluster);
  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: stage.namespace });

  it('of a child is found, slowed and shown, and one that is toggled is not', async () => {
    let applies = 0;
    class Stubborn extends Thing {
      static readonly OWNS = MAPS;
      async reconcile() {
        if (this.metadata.name === 'fought') applies += 1;
        const data = { text: this.spec.text ?? '', always: 'there' };
        await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name }, data });
      }
    }
    const operator = await stage.start(Stubborn);
    await stage.create(Stubborn, 'fought', { spec: { text: 'ours' } });
    await stage.create(Stubborn, 'toggled', { spec: { text: '0' } });
    await operator.handled(Stubborn, 'fought', stage.namespace);
    // Somebody else's controller takes the value away whenever it is there.
    for (let round = 1; round <= 5; round += 1) {
      await stage.client.mergePatch(map('fought'), { data: { text: null } });
      await stage.patch(Stubborn, 'toggled', { spec: { text: String(round % 2) } });
      if (round < 5) await eventually(async () => (await stage.client.get(map('fought'))).data?.text === 'ours');
    }
    await eventually(async () => (await stage.client.get(map('toggled'))).data?.text === '1');
    await eventually(async () => (await stage.client.get(map('fought'))).data?.text === 'ours');
    await stage.client.mergePatch(map('fought'), { data: { text: null } });
    const { status } = await stage.until(Stubborn, 'fought', (object) => object.status?.error);
    expect(status?.error).to.include(`ConfigMap ${stage.namespace}/fought back again and again (data.text)`);
    expect((await stage.client.get(map('fought'))).data?.text).to.equal(undefined);
    const warned = operator.logs.filter(({ message }) => message.startsWith('write loop'));
    expect(warned.map(({ fields }) => fields?.object)).to.deep.equal([`ConfigMap ${stage.namespace}/fought`]);
    expect(warned[0]?.fields?.diff).to.deep.equal([{ path: 'data.text', live: undefined, wanted: 'ours' }]);
    expect((await stage.get(Stubborn, 'toggled')).status?.error).to.equal(undefined);
    expect(applies).to.be.lessThan(12);
  });
});
