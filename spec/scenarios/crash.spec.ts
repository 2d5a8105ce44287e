import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('crash and stop', (cluster) => {
  const stage = useStage(cluster);

  it('killed in the middle of a handler, it calls it again at its next start, with the newest state', async () => {
    const seen: unknown[] = [];
    class Killed extends Thing {
      async ensureCreated({ attempt }: Change<this>) {
        await this.setStatus({ step: 'begun' });
        seen.push([this.spec.text, attempt]);
        if (seen.length === 1) await new Promise(() => {});
      }
    }
    const operator = await stage.start(Killed);
    await stage.create(Killed, 'a', { spec: { text: 'old' } });
    await eventually(() => seen.length === 1);
    await operator.kill();
    await stage.patch(Killed, 'a', { spec: { text: 'new' } });
    expect((await stage.get(Killed, 'a')).status).to.deep.include({ step: 'begun', handled: { created: false } });
    await operator.start();
    await operator.handled(Killed, 'a', stage.namespace);
    expect(seen).to.deep.equal([
      ['old', 1],
      ['new', 1],
    ]);
    expect((await stage.get(Killed, 'a')).status).to.include({ state: 'processed', observedGeneration: 2 });
  });

  it('killed in the middle of ensureModified, it sees the change as missed', async () => {
    const seen: unknown[] = [];
    class Killed extends Thing {
      ensureCreated() {}
      async ensureModified({ reason }: Change<this>) {
        seen.push([reason, this.spec.text]);
        if (seen.length === 1) await new Promise(() => {});
      }
    }
    const operator = await stage.start(Killed);
    await stage.create(Killed, 'a', { spec: { text: 'x' } });
    await operator.handled(Killed, 'a', stage.namespace);
    await stage.patch(Killed, 'a', { spec: { text: 'y' } });
    await eventually(() => seen.length === 1);
    await operator.kill();
    await operator.start();
    await operator.handled(Killed, 'a', stage.namespace);
    expect(seen).to.deep.equal([
      ['modified', 'y'],
      ['missed', 'y'],
    ]);
  });

  it('killed in the middle of ensureDeleted, it calls it again', async () => {
    let calls = 0;
    class Killed extends Thing {
      async ensureDeleted() {
        calls += 1;
        if (calls === 1) await new Promise(() => {});
      }
    }
    const operator = await stage.start(Killed);
    await stage.create(Killed, 'a');
    await operator.handled(Killed, 'a', stage.namespace);
    await stage.delete(Killed, 'a');
    await eventually(() => calls === 1);
    await operator.kill();
    expect(await stage.find(Killed, 'a')).to.not.equal(undefined);
    await operator.start();
    await stage.gone(Killed, 'a');
    expect(calls).to.equal(2);
  });

  it('stopped, it lets the running handler finish, takes no new work, and saves the status', async () => {
    const gate = Promise.withResolvers<void>();
    const seen: string[] = [];
    class Slow extends Thing {
      static readonly CONCURRENCY = 1;
      async ensureCreated() {
        seen.push(this.metadata.name);
        await gate.promise;
        this.status = { text: 'finished' };
      }
    }
    const operator = await stage.start(Slow);
    await stage.create(Slow, 'a');
    await eventually(() => seen.length === 1);
    await stage.create(Slow, 'b');
    const stopped = operator.stop();
    await eventually(() => operator.logs.some(({ message }) => message === 'stopping'));
    gate.resolve();
    await stopped;
    expect((await stage.get(Slow, 'a')).status).to.include({ text: 'finished', state: 'processed' });
    expect(seen).to.deep.equal(['a']);
    await operator.start();
    await operator.handled(Slow, 'b', stage.namespace);
    expect(seen).to.deep.equal(['a', 'b']);
  });

  it('stopped, it aborts what does not finish in time: what that assigned is saved, and nothing else', async () => {
    const running = Promise.withResolvers<void>();
    class Endless extends Thing {
      async ensureCreated() {
        running.resolve();
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
        this.status = { step: 'interrupted' };
      }
    }
    const operator = await stage.start(Endless, { args: ['--namespace', stage.namespace, '--stop-seconds', '0.05'] });
    await stage.create(Endless, 'a');
    await running.promise;
    await operator.stop();
    const { status } = await stage.get(Endless, 'a');
    expect(status).to.deep.equal({ step: 'interrupted', handled: { created: false } });
    expect(operator.calls(Endless, 'a', stage.namespace).map(({ outcome }) => outcome)).to.deep.equal(['aborted']);
  });

  it('stopped, it writes the records that were waiting for company', async () => {
    class Quiet extends Thing {
      ensureCreated() {}
      ensureModified() {}
    }
    const operator = await stage.start(Quiet);
    await stage.create(Quiet, 'a', { spec: { size: 1 } });
    await operator.handled(Quiet, 'a', stage.namespace);
    await stage.patch(Quiet, 'a', { spec: { size: 2 } });
    await operator.handled(Quiet, 'a', stage.namespace);
    await operator.stop();
    expect((await stage.get(Quiet, 'a')).status).to.include({ observedGeneration: 2 });
  });

  it('two operators in one process know nothing of each other', async () => {
    class One extends Thing {
      static readonly LABEL_SELECTOR = 'of=one';
      ensureCreated() {
        this.status = { text: 'one' };
      }
    }
    class Two extends Thing {
      static readonly LABEL_SELECTOR = 'of=two';
      ensureCreated() {
        this.status = { text: 'two' };
      }
    }
    const [one, two] = [await stage.start(One), await stage.start(Two)];
    await stage.create(One, 'a', { labels: { of: 'one' } });
    await stage.create(Two, 'b', { labels: { of: 'two' } });
    await one.handled(One, 'a', stage.namespace);
    await one.stop();
    await two.handled(Two, 'b', stage.namespace);
    expect([(await stage.get(One, 'a')).status?.text, (await stage.get(Two, 'b')).status?.text]).to.deep.equal(['one', 'two']);
  });
});
