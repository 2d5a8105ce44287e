import { expect } from 'chai';
import { FieldConflictError } from '../../lib/base/errors.ts';
import { APPLY_SET_LABEL } from '../../lib/resource/apply-set.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

/** Has a ConfigMap for each word of its text; with a size, a Service too. */
class Workload extends Thing {
  async reconcile() {
    const maps = (this.spec.text ?? '').split(' ').filter(Boolean);
    const manifests = maps.map((name) => ({ ...MAP, metadata: { name }, data: { of: this.metadata.name } }));
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: this.metadata.name }, spec: { ports: [{ port: 80 }] } };
    await this.apply(this.spec.size ? [...manifests, service] : manifests, { applySet: 'workload' });
  }
}

class Watched extends Workload {
  static readonly OWNS = [MAP];
}

describeOnBothClusters('apply sets', (cluster) => {
  const stage = useStage(cluster);
  const maps = async () =>
    [...(await stage.client.list(MAP, { namespace: stage.namespace, labelSelector: APPLY_SET_LABEL }))].map(
      ({ metadata }) => metadata.name,
    );

  for (const type of [Workload, Watched]) {
    it(`prune what the list has no more, ${type === Watched ? 'with the kind in OWNS' : 'with kinds that are not in OWNS'}`, async () => {
      const operator = await stage.start(type);
      await stage.client.create({ ...MAP, metadata: { name: 'foreign', namespace: stage.namespace } });
      await stage.create(type, 'a', { spec: { text: 'one two three', size: 1 } });
      await operator.handled(type, 'a', stage.namespace);
      expect(await maps()).to.have.members(['one', 'two', 'three']);
      await stage.patch(type, 'a', { spec: { text: 'two four', size: null } });
      await operator.handled(type, 'a', stage.namespace);
      expect(await maps()).to.have.members(['two', 'four']);
      expect(await stage.client.find({ apiVersion: 'v1', kind: 'Service', name: 'a', namespace: stage.namespace })).to.equal(undefined);
      expect(await stage.client.find({ ...MAP, name: 'foreign', namespace: stage.namespace })).not.to.equal(undefined);
    });
  }

  it('prune kinds that a later version of the program no longer knows', async () => {
    class Earlier extends Thing {
      static readonly OWNS = [{ apiVersion: 'v1', kind: 'Secret' }];
      async reconcile() {
        await this.apply([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'old' }, stringData: { key: 'x' } }], {
          applySet: 'workload',
        });
      }
    }
    const before = await stage.start(Earlier);
    await stage.create(Earlier, 'a', { spec: { text: 'one' } });
    await before.handled(Earlier, 'a', stage.namespace);
    await before.stop();
    const after = await stage.start(Watched);
    await after.handled(Watched, 'a', stage.namespace);
    expect(await maps()).to.deep.equal(['one']);
    expect(await stage.client.find({ apiVersion: 'v1', kind: 'Secret', name: 'old', namespace: stage.namespace })).to.equal(undefined);
  });

  it('cost nothing once everything is as it should be', async () => {
    const operator = await stage.start(Watched);
    await stage.create(Watched, 'a', { spec: { text: 'one' } });
    await operator.handled(Watched, 'a', stage.namespace);
    const [map, owner] = [await stage.client.get({ ...MAP, name: 'one', namespace: stage.namespace }), await stage.get(Watched, 'a')];
    await operator.restart();
    await operator.handled(Watched, 'a', stage.namespace);
    expect(await stage.client.get({ ...MAP, name: 'one', namespace: stage.namespace })).to.deep.equal(map);
    expect(await stage.get(Watched, 'a')).to.deep.equal(owner);
  });

  it('prune nothing when a field of one belongs to somebody else, which the error names', async () => {
    let thrown: unknown;
    class Refused extends Watched {
      static readonly RETRIES = 0;
      override async reconcile() {
        try {
          await super.reconcile();
        } catch (error) {
          thrown = error;
          throw error;
        }
      }
    }
    const operator = await stage.start(Refused);
    await stage.create(Refused, 'a', { spec: { text: 'one two' } });
    await operator.handled(Refused, 'a', stage.namespace);
    const other = { ...MAP, metadata: { name: 'two', namespace: stage.namespace }, data: { of: 'other' } };
    await stage.client.apply(other, { fieldManager: 'somebody', force: true });
    await stage.patch(Refused, 'a', { spec: { text: 'two' } });
    const { status } = await stage.until(Refused, 'a', (object) => object.status?.error);
    expect(FieldConflictError.is(thrown) && thrown.conflicts).to.deep.equal([{ manager: 'somebody', field: '.data.of' }]);
    expect(status?.error).to.include('.data.of is held by "somebody"');
    expect(await maps()).to.have.members(['one', 'two']);
  });
});
