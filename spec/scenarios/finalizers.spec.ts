import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import type { Change } from '../../lib/resource/change.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const OURS = 'things.scenarios.example.com/finalizer';
const FOREIGN = 'other.example.com/keep';

describeOnBothClusters('finalizers', (cluster) => {
  const stage = useStage(cluster);

  it('are there before the first handler, and go after ensureDeleted', async () => {
    const seen: unknown[] = [];
    class Held extends Thing {
      ensureCreated() {
        seen.push(['created', this.body.metadata.finalizers]);
      }
      async ensureDeleted({ reason }: Change<this>) {
        seen.push([reason, (await stage.find(Held, 'a')) !== undefined]);
      }
    }
    const operator = await stage.start(Held);
    await stage.create(Held, 'a');
    await operator.handled(Held, 'a', stage.namespace);
    await stage.delete(Held, 'a');
    await stage.gone(Held, 'a');
    await operator.handled(Held, 'a', stage.namespace);
    expect(seen).to.deep.equal([
      ['created', [OURS]],
      ['deleted', true],
    ]);
  });

  it('of others are never touched, and ours comes back when somebody takes it off', async () => {
    class Held extends Thing {
      ensureCreated() {}
      ensureDeleted() {}
    }
    const operator = await stage.start(Held);
    await stage.create(Held, 'a', { finalizers: [FOREIGN] });
    await operator.handled(Held, 'a', stage.namespace);
    expect((await stage.get(Held, 'a')).metadata.finalizers).to.have.members([FOREIGN, OURS]);
    await stage.patch(Held, 'a', { metadata: { finalizers: [FOREIGN] } });
    await stage.until(Held, 'a', ({ metadata }) => metadata.finalizers?.includes(OURS));
    await stage.delete(Held, 'a');
    const left = await stage.until(Held, 'a', ({ metadata }) => metadata.finalizers?.length === 1);
    expect(left.metadata.finalizers).to.deep.equal([FOREIGN]);
    await stage.patch(Held, 'a', { metadata: { finalizers: null } });
    await stage.gone(Held, 'a');
    await operator.handled(Held, 'a', stage.namespace);
    expect(operator.calls(Held, 'a', stage.namespace).filter(({ handler }) => handler === 'ensureDeleted')).to.have.lengthOf(1);
  });

  it('are taken off when the class has no ensureDeleted any more, without a call', async () => {
    class Plain extends Thing {
      ensureCreated() {}
    }
    await stage.create(Plain, 'a', { finalizers: [OURS, FOREIGN] });
    const operator = await stage.start(Plain);
    await operator.handled(Plain, 'a', stage.namespace);
    expect((await stage.get(Plain, 'a')).metadata.finalizers).to.deep.equal([FOREIGN]);
    await stage.patch(Plain, 'a', { metadata: { finalizers: null } });
  });

  it('can have a name of their own', async () => {
    class Named extends Thing {
      static readonly FINALIZER = 'example.com/cleanup';
      ensureDeleted() {}
    }
    const operator = await stage.start(Named);
    await stage.create(Named, 'a', { finalizers: [OURS] });
    await operator.handled(Named, 'a', stage.namespace);
    expect((await stage.get(Named, 'a')).metadata.finalizers).to.deep.equal(['example.com/cleanup']);
    await stage.delete(Named, 'a');
    await stage.gone(Named, 'a');
  });

  it('with FINALIZER null there is none, and ensureDeleted has the last known object', async () => {
    const deleted: unknown[] = [];
    class Unheld extends Thing {
      static readonly FINALIZER = null;
      ensureCreated() {}
      ensureDeleted() {
        deleted.push(this.spec);
      }
    }
    const operator = await stage.start(Unheld);
    await stage.create(Unheld, 'a', { spec: { text: 'last' } });
    await operator.handled(Unheld, 'a', stage.namespace);
    expect((await stage.get(Unheld, 'a')).metadata.finalizers).to.equal(undefined);
    await stage.delete(Unheld, 'a');
    await eventually(() => deleted.length > 0);
    await operator.idle();
    expect(deleted).to.deep.equal([{ text: 'last' }]);
  });

  it('stay while ensureDeleted fails, and go when it succeeds', async () => {
    let failures = 0;
    class Stubborn extends Thing {
      ensureDeleted() {
        failures += 1;
        if (failures < 3) throw new Error('still in use');
      }
    }
    await stage.start(Stubborn);
    await stage.create(Stubborn, 'a');
    await stage.until(Stubborn, 'a', ({ metadata }) => metadata.finalizers?.includes(OURS));
    await stage.delete(Stubborn, 'a');
    await stage.gone(Stubborn, 'a');
    expect(failures).to.equal(3);
  });

  it('stay after a permanent failure, which is shown in status and one Event, and tried again at the next start', async () => {
    let inUse = true;
    class Blocked extends Thing {
      ensureDeleted() {
        if (inUse) throw new PermanentError('a backup is missing');
      }
    }
    const operator = await stage.start(Blocked);
    await stage.create(Blocked, 'a');
    await stage.until(Blocked, 'a', ({ metadata }) => metadata.finalizers?.includes(OURS));
    await stage.delete(Blocked, 'a');
    const kept = await stage.until(Blocked, 'a', ({ status }) => status?.state === 'error');
    expect(kept.status).to.include({ error: 'a backup is missing' });
    await operator.handled(Blocked, 'a', stage.namespace);
    const reference = { apiVersion: 'events.k8s.io/v1', kind: 'Event' };
    const events = await eventually(async () => {
      const posted = await stage.client.list(reference, { namespace: stage.namespace });
      return posted.length > 0 && posted;
    });
    expect(events.map(({ reason, note }) => [reason, note])).to.deep.equal([['HandlerFailed', 'ensureDeleted: a backup is missing']]);
    inUse = false;
    await operator.restart();
    await stage.gone(Blocked, 'a');
  });

  it('are seen to while the object was deleted and the operator away', async () => {
    const calls: string[] = [];
    class Held extends Thing {
      ensureCreated() {
        calls.push('created');
      }
      ensureDeleted() {
        calls.push('deleted');
      }
    }
    const operator = await stage.start(Held);
    await stage.create(Held, 'a');
    await operator.handled(Held, 'a', stage.namespace);
    await operator.stop();
    await stage.delete(Held, 'a');
    expect(await stage.find(Held, 'a')).to.have.nested.property('metadata.deletionTimestamp');
    await operator.start();
    await stage.gone(Held, 'a');
    expect(calls).to.deep.equal(['created', 'deleted']);
  });
});
