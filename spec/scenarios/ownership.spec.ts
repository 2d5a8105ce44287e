import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

// Late in the alphabet: a real garbage collector looks for new kinds every 30 s only, and by now it has seen this one.
describeOnBothClusters('ownership', (cluster) => {
  const stage = useStage(cluster);

  it('takes the children along when their owner goes', async () => {
    class Parent extends Thing {
      static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
      async ensureCreated() {
        await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name } });
      }
    }
    const operator = await stage.start(Parent);
    await stage.create(Parent, 'a');
    await operator.handled(Parent, 'a', stage.namespace);
    const child = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: stage.namespace };
    await stage.client.get(child);
    await stage.delete(Parent, 'a');
    await eventually(async () => (await stage.client.find(child)) === undefined, { timeoutSeconds: 60 });
  }).timeout(120_000);
});
