import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { Change } from '../../lib/resource/change.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

/** Its status has a schema. */
class TypedThing extends Thing {
  static override readonly PLURAL: string = 'typedthings';
  static override readonly SINGULAR: string = 'typedthing';
  static override readonly KIND: string = 'TypedThing';
  static readonly STATUS = { type: 'object', properties: { step: { type: 'string', maxLength: 3 } } };
}

describeOnBothClusters('failures', (cluster) => {
  const stage = useStage(cluster, TypedThing);

  it('are shown in the status while they last, and tried again', async () => {
    let mended = false;
    class Failing extends Thing {
      ensureCreated() {
        if (!mended) throw new Error('no database yet');
        this.status = { text: 'done' };
      }
    }
    const operator = await stage.start(Failing);
    await stage.create(Failing, 'a');
    const failed = await stage.until(Failing, 'a', ({ status }) => status?.error);
    expect(failed.status).to.deep.include({ error: 'no database yet', handled: { created: false } });
    expect(failed.status?.state).to.equal(undefined);
    mended = true;
    await operator.handled(Failing, 'a', stage.namespace);
    const { status } = await stage.get(Failing, 'a');
    expect(status).to.include({ state: 'processed', text: 'done' });
    expect(status).to.not.have.property('error');
    const calls = operator.calls(Failing, 'a', stage.namespace);
    expect(calls[0]).to.deep.equal({ handler: 'ensureCreated', reason: 'created', attempt: 1, outcome: 'failed' });
    expect(calls.at(-1)).to.deep.equal({ handler: 'ensureCreated', reason: 'retry', attempt: calls.length, outcome: 'succeeded' });
  });

  it('that are no errors are described, and only their object waits', async () => {
    class Odd extends Thing {
      ensureCreated() {
        if (this.metadata.name === 'odd') return Promise.reject({ code: 7 });
        return undefined;
      }
    }
    const operator = await stage.start(Odd);
    await stage.create(Odd, 'odd');
    await stage.create(Odd, 'even');
    await operator.handled(Odd, 'even', stage.namespace);
    const { status } = await stage.until(Odd, 'odd', (object) => object.status?.error);
    expect(status?.error).to.equal('{"code":7}');
  });

  it('that are permanent are not tried again until the object changes', async () => {
    class Strict extends Thing {
      ensureCreated() {
        if (this.spec.text !== 'good') throw new PermanentError(`text must be good, not ${this.spec.text}`);
      }
    }
    const operator = await stage.start(Strict);
    await stage.create(Strict, 'a', { spec: { text: 'bad' } });
    await operator.handled(Strict, 'a', stage.namespace);
    expect((await stage.get(Strict, 'a')).status).to.deep.include({ state: 'error', error: 'text must be good, not bad' });
    await operator.restart();
    await operator.idle();
    expect(operator.calls(Strict, 'a', stage.namespace)).to.have.lengthOf(1);
    await stage.patch(Strict, 'a', { spec: { text: 'good' } });
    await operator.handled(Strict, 'a', stage.namespace);
    const { status } = await stage.get(Strict, 'a');
    expect(status?.state).to.equal('processed');
    expect(status).to.not.have.property('error');
    const last = operator.calls(Strict, 'a', stage.namespace).at(-1);
    expect(last).to.include({ handler: 'ensureCreated', outcome: 'succeeded', attempt: 1 });
  });

  it('use RETRIES up, and then count as permanent', async () => {
    class Limited extends Thing {
      static readonly RETRIES = 2;
      ensureCreated({ attempt }: Change<this>) {
        throw new Error(`attempt ${attempt}`);
      }
    }
    const operator = await stage.start(Limited);
    await stage.create(Limited, 'a');
    const { status } = await stage.until(Limited, 'a', (object) => object.status?.state === 'error');
    expect(status?.error).to.equal('attempt 3');
    await operator.handled(Limited, 'a', stage.namespace);
    expect(operator.calls(Limited, 'a', stage.namespace).map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3]);
    const reference = { apiVersion: 'events.k8s.io/v1', kind: 'Event' };
    const events = await eventually(async () => {
      const posted = await stage.client.list(reference, { namespace: stage.namespace });
      return posted.length === 3 && posted;
    });
    expect(events.map(({ reason, note, type, regarding }) => [type, reason, note, regarding?.name])).to.have.deep.members([
      ['Warning', 'HandlerFailed', 'ensureCreated: attempt 1', 'a'],
      ['Warning', 'HandlerFailed', 'ensureCreated: attempt 2', 'a'],
      ['Warning', 'HandlerFailed', 'ensureCreated: attempt 3 (its retries are used up)', 'a'],
    ]);
  });

  it('of ensureModified begin anew at a change, at once', async () => {
    const attempts: unknown[] = [];
    class Waiting extends Thing {
      ensureCreated() {}
      ensureModified({ attempt, reason }: Change<this>) {
        attempts.push([this.spec.text, attempt, reason]);
        if (this.spec.text === 'bad') throw new TemporaryError('not now', { delaySeconds: 3600 });
      }
    }
    const operator = await stage.start(Waiting);
    await stage.create(Waiting, 'a', { spec: { text: 'x' } });
    await operator.handled(Waiting, 'a', stage.namespace);
    await stage.patch(Waiting, 'a', { spec: { text: 'bad' } });
    await stage.until(Waiting, 'a', ({ status }) => status?.error === 'not now');
    await stage.patch(Waiting, 'a', { spec: { text: 'good' } });
    const { status } = await stage.until(Waiting, 'a', (object) => object.status?.observedGeneration === 3);
    expect(status).to.not.have.property('error');
    expect(attempts).to.deep.equal([
      ['bad', 1, 'modified'],
      ['good', 1, 'modified'],
    ]);
  });

  it('include taking too long: the signal aborts, and the next attempt comes', async () => {
    let aborted: unknown;
    class Slow extends Thing {
      static readonly TIMEOUT_SECONDS = 0.1;
      async ensureCreated({ attempt }: Change<this>) {
        if (attempt > 1) return;
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
        aborted = this.signal.reason;
      }
    }
    const operator = await stage.start(Slow);
    await stage.create(Slow, 'a');
    await operator.handled(Slow, 'a', stage.namespace);
    expect(aborted).to.have.property('message', 'ensureCreated took longer than 0.1 s');
    expect(operator.calls(Slow, 'a', stage.namespace).map(({ outcome }) => outcome)).to.deep.equal(['failed', 'succeeded']);
    expect((await stage.get(Slow, 'a')).status).to.not.have.property('error');
  });

  it('of a status that the server refuses fail the handler, once each attempt', async () => {
    let attempts = 0;
    class Refused extends TypedThing {
      ensureCreated() {
        attempts += 1;
        this.status = { step: 'too long' };
      }
    }
    const operator = await stage.start(Refused);
    await stage.create(Refused, 'a');
    await eventually(() => attempts > 1);
    const { status } = await stage.until(Refused, 'a', (object) => object.status?.error);
    expect(status?.error).to.match(/422 Invalid: .*step/);
    expect(status).to.deep.include({ handled: { created: false } });
    expect(operator.calls(Refused, 'a', stage.namespace)[0]).to.include({ outcome: 'failed' });
  });
});
