import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

describeOnBothClusters('concurrency', (cluster) => {
  const stage = useStage(cluster);

  it('is CONCURRENCY between objects, and one for each object', async () => {
    const running = new Map<string, number>();
    let most = 0;
    let twice = false;
    class Counted extends Thing {
      static readonly CONCURRENCY = 3;
      async ensureCreated() {
        await this.count();
      }
      async ensureModified() {
        await this.count();
      }
      async count() {
        const { name } = this.metadata;
        twice ||= running.has(name);
        running.set(name, 1);
        most = Math.max(most, running.size);
        await this.setStatus({ step: `${this.metadata.generation}` });
        running.delete(name);
      }
    }
    const operator = await stage.start(Counted);
    await Promise.all(NAMES.map((name) => stage.create(Counted, name, { spec: { size: 0 } })));
    for (let size = 1; size <= 5; size += 1) {
      await Promise.all(NAMES.map((name) => stage.patch(Counted, name, { spec: { size } })));
    }
    for (const name of NAMES) await operator.handled(Counted, name, stage.namespace);
    await operator.idle();
    expect({ most, twice }).to.deep.equal({ most: 3, twice: false });
    for (const name of NAMES) expect((await stage.get(Counted, name)).status?.observedGeneration).to.equal(6);
  });

  it('lets others go on beside a handler that never returns, also when every place is taken by such', async () => {
    const clock = new FakeClock();
    class Hanging extends Thing {
      static readonly CONCURRENCY = 2;
      ensureCreated() {
        return this.spec.text === 'hang' ? new Promise<void>(() => {}) : undefined;
      }
    }
    const operator = await stage.start(Hanging, { clock, args: ['--namespace', stage.namespace, '--stop-seconds', '0'] });
    await stage.create(Hanging, 'h1', { spec: { text: 'hang' } });
    await stage.create(Hanging, 'a');
    await operator.handled(Hanging, 'a', stage.namespace);
    await stage.create(Hanging, 'h2', { spec: { text: 'hang' } });
    await stage.create(Hanging, 'b');
    await eventually(async () => {
      await clock.advance(31_000);
      return (await stage.get(Hanging, 'b')).status?.state === 'processed';
    });
    const warnings = operator.logs.filter(({ message }) => message.startsWith('handler runs for more than 30 s'));
    expect(warnings.map(({ fields }) => fields.object)).to.have.members([`${stage.namespace}/h1`, `${stage.namespace}/h2`]);
  });

  it('does not count objects that wait for a retry', async () => {
    class Waiting extends Thing {
      static readonly CONCURRENCY = 1;
      static override readonly BACKOFF = { initialSeconds: 3600, factor: 1, maxSeconds: 3600 };
      ensureCreated() {
        if (this.spec.text === 'bad') throw new Error('no');
      }
    }
    const operator = await stage.start(Waiting);
    await stage.create(Waiting, 'bad', { spec: { text: 'bad' } });
    await stage.until(Waiting, 'bad', ({ status }) => status?.error);
    await stage.create(Waiting, 'good');
    await operator.handled(Waiting, 'good', stage.namespace);
  });
});
