import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { ChildEventType } from '../../lib/resource/crd-base.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { GlobalThing, Thing, useStage } from '../support/stage.ts';

const MAPS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];

/** Has a ConfigMap of its name. */
class Parent extends Thing {
  static readonly OWNS = MAPS;

  async ensureCreated() {
    await this.apply(this.map());
  }

  async ensureModified() {
    await this.apply(this.map());
  }

  map() {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name }, data: { text: this.spec.text ?? '' } };
  }
}

describeOnBothClusters('children', (cluster) => {
  const stage = useStage(cluster, GlobalThing);
  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: stage.namespace });

  it('are applied with their owner, and follow it', async () => {
    const operator = await stage.start(Parent);
    const owner = await stage.create(Parent, 'a', { spec: { text: 'x' } });
    await operator.handled(Parent, 'a', stage.namespace);
    const child = await stage.client.get(map('a'));
    expect(child.data).to.deep.equal({ text: 'x' });
    expect(child.metadata.ownerReferences).to.deep.equal([
      {
        apiVersion: 'scenarios.example.com/v1',
        kind: 'Thing',
        name: 'a',
        uid: owner.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    await stage.patch(Parent, 'a', { spec: { text: 'y' } });
    await operator.handled(Parent, 'a', stage.namespace);
    expect((await stage.client.get(map('a'))).data).to.deep.equal({ text: 'y' });
  });

  it('tell of their changes, but not of our own writes', async () => {
    const told: unknown[] = [];
    class Told extends Parent {
      childChanged(child: StoredObject, type: ChildEventType) {
        told.push([type, child.data?.text, this.children('ConfigMap').length]);
      }
    }
    const operator = await stage.start(Told);
    await stage.create(Told, 'a', { spec: { text: 'x' } });
    await operator.handled(Told, 'a', stage.namespace);
    await stage.client.mergePatch(map('a'), { data: { text: 'by hand' } });
    await eventually(() => told.length === 1);
    await stage.client.delete(map('a'));
    await eventually(() => told.length === 2);
    const { metadata } = await stage.get(Told, 'a');
    const owner = { apiVersion: 'scenarios.example.com/v1', kind: 'Thing', name: 'a', uid: metadata.uid };
    const names = { name: 'another', namespace: stage.namespace };
    await stage.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...names, ownerReferences: [owner] },
      data: { text: 'new' },
    });
    await eventually(() => told.length === 3);
    await operator.idle();
    expect(told).to.deep.equal([
      ['MODIFIED', 'by hand', 1],
      ['DELETED', 'by hand', 0],
      ['ADDED', 'new', 1],
    ]);
  });

  it('that changed while the operator was down are shown to their owner after its start', async () => {
    const told: unknown[] = [];
    class Told extends Parent {
      childChanged(child: StoredObject, type: ChildEventType) {
        told.push([type, child.metadata.name, child.data?.text]);
      }
    }
    const operator = await stage.start(Told);
    await stage.create(Told, 'a', { spec: { text: 'x' } });
    await operator.handled(Told, 'a', stage.namespace);
    await operator.stop();
    await stage.client.mergePatch(map('a'), { data: { text: 'meanwhile' } });
    await operator.start();
    await operator.idle();
    expect(told).to.deep.equal([['ADDED', 'a', 'meanwhile']]);
  });

  it('are looked after in the turn of their owner: a failing childChanged is called again', async () => {
    let failures = 0;
    class Failing extends Parent {
      childChanged() {
        failures += 1;
        if (failures < 3) throw new Error('not yet');
        this.status = { step: 'seen' };
      }
    }
    const operator = await stage.start(Failing);
    await stage.create(Failing, 'a', { spec: { text: 'x' } });
    await operator.handled(Failing, 'a', stage.namespace);
    await stage.client.mergePatch(map('a'), { data: { text: 'z' } });
    const { status } = await stage.until(Failing, 'a', (object) => object.status?.step === 'seen');
    expect(status).to.include({ state: 'processed' });
    expect(failures).to.equal(3);
  });

  it('cost no write when they are as they should be, and are mended when they are not', async () => {
    class Mending extends Parent {
      async childChanged() {
        await this.ensureModified();
      }
    }
    const operator = await stage.start(Mending);
    await stage.create(Mending, 'a', { spec: { text: 'x' } });
    await operator.handled(Mending, 'a', stage.namespace);
    const before = await stage.client.get(map('a'));
    await stage.patch(Mending, 'a', { metadata: { labels: { app: 'x' } } });
    await operator.handled(Mending, 'a', stage.namespace);
    expect((await stage.client.get(map('a'))).metadata.resourceVersion).to.equal(before.metadata.resourceVersion);
    await stage.client.delete(map('a'));
    await eventually(() => stage.client.find(map('a')));
    expect((await stage.client.get(map('a'))).data).to.deep.equal({ text: 'x' });
  });

  it('that are somebody else’s are left alone, and their owner is named', async () => {
    const { apiVersion, kind, name, namespace } = map('a');
    await stage.client.create({ apiVersion, kind, metadata: { name, namespace }, data: { text: 'mine' } }, { fieldManager: 'somebody' });
    const operator = await stage.start(Parent);
    await stage.create(Parent, 'a', { spec: { text: 'x' } });
    const { status } = await stage.until(Parent, 'a', (object) => object.status?.error);
    expect(status?.error).to.contain(`ConfigMap ${namespace}/a exists already and isn't ours: it has no owner`);
    expect((await stage.client.get(map('a'))).data).to.deep.equal({ text: 'mine' });
    await stage.client.delete(map('a'));
    await operator.handled(Parent, 'a', stage.namespace);
    expect((await stage.client.get(map('a'))).data).to.deep.equal({ text: 'x' });
  });

  it('that no ownerReference can tie are tied by labels', async () => {
    const told: unknown[] = [];
    class Namespaces extends Thing {
      static readonly OWNS = [{ apiVersion: 'v1', kind: 'Namespace' }];
      async ensureCreated() {
        const name = `${this.metadata.namespace}-child`;
        await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      }
      childChanged(child: StoredObject, type: ChildEventType) {
        if (child.metadata.labels?.touched) told.push([type, child.metadata.name, this.children().length]);
      }
    }
    const operator = await stage.start(Namespaces);
    const { metadata } = await stage.create(Namespaces, 'a');
    await operator.handled(Namespaces, 'a', stage.namespace);
    const reference = { apiVersion: 'v1', kind: 'Namespace', name: `${stage.namespace}-child` };
    const child = await stage.client.get(reference);
    expect(child.metadata.ownerReferences).to.equal(undefined);
    expect(child.metadata.labels).to.include({ 'tskubeop/owner-uid': metadata.uid });
    await stage.client.mergePatch(reference, { metadata: { labels: { touched: 'yes' } } });
    await eventually(() => told.length > 0);
    expect(told[0]).to.deep.equal(['MODIFIED', reference.name, 1]);
  });

  it('of a cluster-scoped owner carry an ownerReference', async () => {
    const name = `global-${stage.namespace}`;
    class Global extends GlobalThing {
      static readonly FIELD_SELECTOR = `metadata.name=${name}`;
      static readonly OWNS = MAPS;
      async ensureCreated() {
        await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'of-global', namespace: this.spec.text as string } });
      }
    }
    const operator = await stage.start(Global);
    const owner = await stage.create(Global, name, { spec: { text: stage.namespace } });
    await operator.handled(Global, name);
    const child = await stage.client.get(map('of-global'));
    expect(child.metadata.ownerReferences?.[0]).to.include({ kind: 'GlobalThing', name, uid: owner.metadata.uid });
    await stage.delete(Global, name);
  });
});
