import { expect } from 'chai';
import type { Change, ChangeReason } from '../../lib/resource/change.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('level-triggered classes', (cluster) => {
  const stage = useStage(cluster);

  it('are called at first sight, at each change, of a child too, and at each start; the SDK writes no status of its own', async () => {
    const reasons: ChangeReason[] = [];
    class Level extends Thing {
      static readonly OWNS = [{ apiVersion: 'v1', kind: 'ConfigMap' }];
      async reconcile({ reason }: Change<this>) {
        reasons.push(reason);
        const data = { text: this.spec.text ?? '' };
        await this.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.metadata.name }, data });
      }
    }
    const map = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: stage.namespace };
    const operator = await stage.start(Level);
    await stage.create(Level, 'a', { spec: { text: 'x' } });
    await operator.handled(Level, 'a', stage.namespace);
    await stage.patch(Level, 'a', { spec: { text: 'y' } });
    await operator.handled(Level, 'a', stage.namespace);
    await stage.client.delete(map);
    await eventually(async () => (await stage.client.get(map)).data?.text === 'y');
    await operator.idle();
    expect(reasons).to.deep.equal(['created', 'modified', 'child']);
    await operator.restart();
    await operator.idle();
    expect(reasons.slice(3)).to.have.lengthOf(1);
    expect(await stage.get(Level, 'a')).to.not.have.property('status');
  });

  it('show an error while they fail, and no state', async () => {
    let failing = true;
    class Level extends Thing {
      reconcile() {
        if (failing) throw new Error('not yet');
      }
    }
    const operator = await stage.start(Level);
    await stage.create(Level, 'a');
    const { status } = await stage.until(Level, 'a', (object) => object.status?.error === 'not yet');
    expect(status).to.not.have.property('state');
    failing = false;
    await operator.handled(Level, 'a', stage.namespace);
    expect((await stage.get(Level, 'a')).status ?? {}).to.deep.equal({});
  });

  it('have ensureDeleted and a finalizer as others do', async () => {
    const calls: string[] = [];
    class Level extends Thing {
      reconcile() {
        calls.push('reconcile');
      }
      ensureDeleted() {
        calls.push('deleted');
      }
    }
    const operator = await stage.start(Level);
    await stage.create(Level, 'a');
    await operator.handled(Level, 'a', stage.namespace);
    await stage.delete(Level, 'a');
    await stage.gone(Level, 'a');
    expect(calls).to.deep.equal(['reconcile', 'deleted']);
  });

  it('are called again when they ask for it, and not sooner', async () => {
    const clock = new FakeClock();
    const reasons: ChangeReason[] = [];
    class Level extends Thing {
      reconcile({ reason }: Change<this>) {
        reasons.push(reason);
        if (reasons.length < 3) this.requeueAfter(60);
      }
    }
    const operator = await stage.start(Level, { clock });
    await stage.create(Level, 'a');
    await operator.handled(Level, 'a', stage.namespace);
    await clock.advance(59_000);
    await operator.handled(Level, 'a', stage.namespace);
    expect(reasons).to.deep.equal(['created']);
    await clock.advance(1000);
    await eventually(() => reasons.length === 2);
    await operator.handled(Level, 'a', stage.namespace);
    await clock.advance(60_000);
    await eventually(() => reasons.length === 3);
    expect(reasons).to.deep.equal(['created', 'requeue', 'requeue']);
  });
});

describeOnBothClusters('calls asked for', (cluster) => {
  const stage = useStage(cluster);

  it('by requeueAfter and RESYNC_SECONDS reach ensureModified, with an empty diff', async () => {
    const clock = new FakeClock();
    const calls: unknown[] = [];
    class Asking extends Thing {
      static readonly RESYNC_SECONDS = 600;
      ensureCreated() {
        this.requeueAfter(10);
      }
      ensureModified({ reason, diff }: Change<this>) {
        calls.push([reason, diff]);
      }
    }
    const operator = await stage.start(Asking, { clock });
    await stage.create(Asking, 'a');
    await operator.handled(Asking, 'a', stage.namespace);
    await clock.advance(10_000);
    await eventually(() => calls.length === 1);
    await operator.handled(Asking, 'a', stage.namespace);
    await clock.advance(600_000);
    await eventually(() => calls.length === 2);
    expect(calls).to.deep.equal([
      ['requeue', []],
      ['resync', []],
    ]);
  });
});
