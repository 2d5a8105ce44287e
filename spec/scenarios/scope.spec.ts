import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { GlobalThing, Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('what is watched', (cluster) => {
  const stage = useStage(cluster, GlobalThing);

  it('is each namespace of --namespace, and no other', async () => {
    class Everywhere extends Thing {
      ensureCreated() {}
    }
    const [other, unwatched] = [await stage.addNamespace(), await stage.addNamespace()];
    const operator = await stage.start(Everywhere, { args: ['--namespace', stage.namespace, '--namespace', other] });
    for (const namespace of [unwatched, other, stage.namespace]) await stage.create(Everywhere, 'a', { namespace });
    await operator.handled(Everywhere, 'a', other);
    await operator.handled(Everywhere, 'a', stage.namespace);
    expect(operator.calls(Everywhere, 'a', unwatched)).to.deep.equal([]);
    expect(await stage.client.get(stage.ref(Everywhere, 'a', unwatched))).to.not.have.nested.property('status.state');
  });

  it('goes on in one namespace where another is not there yet', async () => {
    class Everywhere extends Thing {
      ensureCreated() {}
    }
    const operator = await stage.start(Everywhere, { args: ['--namespace', `${stage.namespace},not-there`] });
    await stage.create(Everywhere, 'a');
    await operator.handled(Everywhere, 'a', stage.namespace);
  });

  it('is the whole cluster for a cluster-scoped class, also with --namespace', async () => {
    const name = `global-${stage.namespace}`;
    class Global extends GlobalThing {
      static readonly FIELD_SELECTOR = `metadata.name=${name}`;
      ensureCreated() {
        this.status = { text: this.spec.text };
      }
      ensureDeleted() {}
    }
    const operator = await stage.start(Global);
    await stage.create(Global, name, { spec: { text: 'x' } });
    await operator.handled(Global, name);
    expect((await stage.get(Global, name)).status).to.include({ text: 'x', state: 'processed' });
    await stage.delete(Global, name);
    await stage.gone(Global, name);
  });

  it('is what LABEL_SELECTOR says; what leaves it is released: its finalizer goes, without ensureDeleted', async () => {
    const seen: unknown[] = [];
    const running = Promise.withResolvers<AbortSignal>();
    class Selected extends Thing {
      static readonly LABEL_SELECTOR = 'team=a';
      async ensureCreated() {
        seen.push(['created', this.metadata.name]);
        if (this.metadata.name !== 'busy') return;
        running.resolve(this.signal);
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
      }
      ensureDeleted() {
        seen.push(['deleted', this.metadata.name]);
      }
    }
    const operator = await stage.start(Selected);
    await stage.create(Selected, 'other', { labels: { team: 'b' } });
    await stage.create(Selected, 'a', { labels: { team: 'a' } });
    await operator.handled(Selected, 'a', stage.namespace);
    expect((await stage.get(Selected, 'a')).metadata.finalizers).to.have.lengthOf(1);
    await stage.patch(Selected, 'a', { metadata: { labels: { team: 'b' } } });
    await stage.until(Selected, 'a', ({ metadata }) => !metadata.finalizers);
    await stage.create(Selected, 'busy', { labels: { team: 'a' } });
    const signal = await running.promise;
    await stage.patch(Selected, 'busy', { metadata: { labels: { team: 'b' } } });
    await eventually(() => signal.aborted);
    await stage.until(Selected, 'busy', ({ metadata }) => !metadata.finalizers);
    expect(seen).to.deep.equal([
      ['created', 'a'],
      ['created', 'busy'],
    ]);
  });

  it('takes up again what comes back into the selector, without creating it again', async () => {
    class Selected extends Thing {
      static readonly LABEL_SELECTOR = 'team=a';
      ensureCreated() {}
      ensureModified() {}
      ensureDeleted() {}
    }
    const operator = await stage.start(Selected);
    await stage.create(Selected, 'a', { labels: { team: 'a' } });
    await operator.handled(Selected, 'a', stage.namespace);
    await stage.patch(Selected, 'a', { metadata: { labels: { team: 'b' } } });
    await stage.until(Selected, 'a', ({ metadata }) => !metadata.finalizers);
    await stage.patch(Selected, 'a', { metadata: { labels: { team: 'a' } } });
    await stage.until(Selected, 'a', ({ metadata }) => metadata.finalizers?.length === 1);
    await operator.handled(Selected, 'a', stage.namespace);
    expect(operator.calls(Selected, 'a', stage.namespace).map(({ handler }) => handler)).to.deep.equal(['ensureCreated']);
  });

  it('is what FIELD_SELECTOR says', async () => {
    class Selected extends Thing {
      static readonly FIELD_SELECTOR = 'metadata.name=a';
      ensureCreated() {}
    }
    const operator = await stage.start(Selected);
    for (const name of ['b', 'a']) await stage.create(Selected, name);
    await operator.handled(Selected, 'a', stage.namespace);
    expect(operator.calls(Selected, 'b', stage.namespace)).to.deep.equal([]);
  });

  it('is deleted where it leaves the selector and goes at once', async () => {
    const deleted: string[] = [];
    class Selected extends Thing {
      static readonly LABEL_SELECTOR = 'team=a';
      static readonly FINALIZER = null;
      ensureDeleted() {
        deleted.push(this.metadata.name);
      }
    }
    const operator = await stage.start(Selected);
    for (const name of ['a', 'b']) await stage.create(Selected, name, { labels: { team: 'a' } });
    for (const name of ['a', 'b']) await operator.handled(Selected, name, stage.namespace);
    await stage.patch(Selected, 'a', { metadata: { labels: { team: 'b' } } });
    await stage.delete(Selected, 'b');
    await eventually(() => deleted.length > 0);
    await operator.idle();
    expect(deleted).to.deep.equal(['b']);
  });

  it('is what WHEN lets in: what begins to match is first seen, what stops is released, also while nobody watched', async () => {
    class Filtered extends Thing {
      static readonly WHEN = (thing: Filtered) => (thing.spec.size ?? 0) > 1;
      ensureCreated() {}
      ensureModified() {}
      ensureDeleted() {}
    }
    const handlers = () => operator.calls(Filtered, 'a', stage.namespace).map(({ handler, reason }) => `${handler} ${reason}`);
    const released = () => stage.until(Filtered, 'a', ({ metadata }) => !metadata.finalizers);
    const operator = await stage.start(Filtered);
    await stage.create(Filtered, 'a', { spec: { size: 1 } });
    await operator.handled(Filtered, 'a', stage.namespace);
    expect(handlers()).to.deep.equal([]);
    await stage.patch(Filtered, 'a', { spec: { size: 2 } });
    await operator.handled(Filtered, 'a', stage.namespace);
    await stage.patch(Filtered, 'a', { spec: { size: 1 } });
    await released();
    await stage.patch(Filtered, 'a', { spec: { size: 3 } });
    await operator.handled(Filtered, 'a', stage.namespace);
    expect(handlers()).to.deep.equal(['ensureCreated created', 'ensureModified missed']);
    await operator.stop();
    await stage.patch(Filtered, 'a', { spec: { size: 0 } });
    await operator.start();
    await released();
    await stage.delete(Filtered, 'a');
    await stage.gone(Filtered, 'a');
    await operator.idle();
    expect(handlers()).to.have.lengthOf(2);
  });
});
