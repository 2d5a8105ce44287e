import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describeOnBothClusters('timers', (cluster) => {
  const stage = useStage(cluster);

  it('are called in their interval until the object is deleted, without any finalizer', async () => {
    const polls: string[] = [];
    class Polled extends Thing {
      static readonly TIMERS = { poll: { intervalSeconds: 0.05 } };
      async poll() {
        polls.push(this.metadata.name);
        this.status = { step: `${polls.length}` };
      }
    }
    await stage.start(Polled);
    await stage.create(Polled, 'a');
    const { metadata, status } = await stage.until(Polled, 'a', (object) => Number(object.status?.step) >= 3);
    expect(metadata.finalizers).to.equal(undefined);
    expect(status?.state).to.equal('processed');
    await stage.delete(Polled, 'a');
    await stage.gone(Polled, 'a');
    // An object that comes later is polled by its own timer only: were the old one still there, it would be among these.
    await eventually(async () => (await stage.find(Polled, 'a')) === undefined);
    polls.length = 0;
    await stage.create(Polled, 'b');
    await eventually(() => polls.length >= 3);
    expect(new Set(polls)).to.deep.equal(new Set(['b']));
  });

  it('wait for their time, which a start of the operator begins anew', async () => {
    const clock = new FakeClock();
    const polls: string[] = [];
    class Polled extends Thing {
      static readonly TIMERS = { poll: { intervalSeconds: 60, initialDelaySeconds: 30 } };
      async poll() {
        polls.push(this.metadata.name);
      }
    }
    const operator = await stage.start(Polled, { clock });
    await stage.create(Polled, 'a');
    await operator.handled(Polled, 'a', stage.namespace);
    await clock.advance(29_000);
    await operator.idle();
    expect(polls).to.deep.equal([]);
    await clock.advance(1000);
    await eventually(() => polls.length === 1);
    await operator.restart();
    await operator.handled(Polled, 'a', stage.namespace);
    await clock.advance(29_000);
    await operator.idle();
    expect(polls).to.have.lengthOf(1);
    await clock.advance(1000);
    await eventually(() => polls.length === 2);
  });

  it('that fail for good show why, and begin again when the object is changed', async () => {
    class Polled extends Thing {
      static readonly TIMERS = { poll: { intervalSeconds: 0.05 } };
      async poll() {
        if (this.spec.text !== 'good') throw new PermanentError('not this text');
        this.status = { step: 'polled' };
      }
    }
    const operator = await stage.start(Polled);
    await stage.create(Polled, 'a', { spec: { text: 'bad' } });
    const { status } = await stage.until(Polled, 'a', (object) => object.status?.error === 'not this text');
    expect(status?.state).to.equal('processed');
    await operator.handled(Polled, 'a', stage.namespace);
    expect(operator.calls(Polled, 'a', stage.namespace).filter(({ handler }) => handler === 'poll')).to.have.lengthOf(1);
    await stage.patch(Polled, 'a', { spec: { text: 'good' } });
    await stage.until(Polled, 'a', (object) => object.status?.step === 'polled' && object.status.error === undefined);
  });
});

describeOnBothClusters('daemons', (cluster) => {
  const stage = useStage(cluster);

  it('live beside the handlers, see the newest object, and end before ensureDeleted is called', async () => {
    const notes: string[] = [];
    class Followed extends Thing {
      static readonly DAEMONS = { follow: {} };
      async follow(signal: AbortSignal) {
        this.status = { step: 'following' };
        await aborted(signal);
        notes.push(`ends with ${this.spec.text}`);
      }
      ensureModified() {
        this.status = { text: this.spec.text ?? '' };
      }
      ensureDeleted() {
        notes.push('deleted');
      }
    }
    const operator = await stage.start(Followed);
    await stage.create(Followed, 'a', { spec: { text: 'x' } });
    await stage.until(Followed, 'a', (object) => object.status?.step === 'following');
    await operator.idle();
    await stage.patch(Followed, 'a', { spec: { text: 'y' } });
    const { status } = await stage.until(Followed, 'a', (object) => object.status?.text === 'y');
    expect(status).to.include({ step: 'following', state: 'processed' });
    await stage.delete(Followed, 'a');
    await stage.gone(Followed, 'a');
    expect(notes).to.deep.equal(['ends with y', 'deleted']);
  });

  it('and handlers lose nothing of what each other writes', async () => {
    class Followed extends Thing {
      static readonly DAEMONS = { follow: {} };
      async follow(signal: AbortSignal) {
        for (let count = 1; count <= 30 && !signal.aborted; count += 1) await this.setStatus({ step: `${count}` });
        await aborted(signal);
      }
      async ensureModified() {
        await this.setStatus({ text: this.spec.text ?? '' });
      }
    }
    await stage.start(Followed);
    await stage.create(Followed, 'a');
    for (let count = 1; count <= 10; count += 1) await stage.patch(Followed, 'a', { spec: { text: `${count}` } });
    await stage.until(Followed, 'a', (object) => object.status?.step === '30' && object.status.text === '10');
  }).timeout(120_000);

  it('begin again when they fail, end when the operator stops, and begin at its next start', async () => {
    const notes: string[] = [];
    class Followed extends Thing {
      static readonly DAEMONS = { follow: {} };
      async follow(signal: AbortSignal) {
        notes.push('begins');
        if (notes.length < 3) throw new Error('broken off');
        await aborted(signal);
        this.status = { step: 'ended' };
        notes.push('ends');
      }
    }
    const operator = await stage.start(Followed);
    await stage.create(Followed, 'a');
    await eventually(() => notes.length === 3);
    expect((await stage.get(Followed, 'a')).status?.error).to.equal('broken off');
    await operator.restart();
    await eventually(() => notes.length === 5);
    expect(notes).to.deep.equal(['begins', 'begins', 'begins', 'ends', 'begins']);
    expect((await stage.get(Followed, 'a')).status?.step).to.equal('ended');
  });
});
