import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('deletion', (cluster) => {
  const stage = useStage(cluster);

  it('aborts the signal of a running handler, then calls ensureDeleted with one of its own', async () => {
    const seen: unknown[] = [];
    class Long extends Thing {
      async ensureCreated() {
        seen.push('running');
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
        seen.push('aborted');
        this.status = { step: 'given up' };
        throw new Error('given up');
      }
      ensureDeleted() {
        seen.push(['deleted', this.signal.aborted, this.status.step]);
      }
    }
    const operator = await stage.start(Long);
    await stage.create(Long, 'a');
    await eventually(() => seen.includes('running'));
    await stage.delete(Long, 'a');
    await stage.gone(Long, 'a');
    expect(seen).to.deep.equal(['running', 'aborted', ['deleted', false, 'given up']]);
    await operator.handled(Long, 'a', stage.namespace);
    expect(operator.calls(Long, 'a', stage.namespace).map(({ handler, outcome }) => [handler, outcome])).to.deep.equal([
      ['ensureCreated', 'aborted'],
      ['ensureDeleted', 'succeeded'],
    ]);
  });

  it('of an object that waits for a retry does not wait for it', async () => {
    class Failing extends Thing {
      static override readonly BACKOFF = { initialSeconds: 3600, factor: 1.5, maxSeconds: 3600 };
      ensureCreated() {
        throw new Error('no');
      }
      ensureDeleted() {}
    }
    await stage.start(Failing);
    await stage.create(Failing, 'a');
    await stage.until(Failing, 'a', ({ status }) => status?.error === 'no');
    await stage.delete(Failing, 'a');
    await stage.gone(Failing, 'a');
  });

  it('and creation under the same name are two objects: the old one ends first, and nothing carries over', async () => {
    const seen: unknown[] = [];
    class Twice extends Thing {
      static readonly FINALIZER = null;
      async ensureCreated() {
        seen.push(['created', this.spec.text, this.status.step]);
        await this.setStatus({ step: this.spec.text });
      }
      ensureModified() {
        seen.push(['modified', this.spec.text]);
      }
      ensureDeleted() {
        seen.push(['deleted', this.spec.text]);
      }
    }
    const operator = await stage.start(Twice);
    await stage.create(Twice, 'a', { spec: { text: 'first' } });
    await operator.handled(Twice, 'a', stage.namespace);
    await stage.delete(Twice, 'a');
    await stage.create(Twice, 'a', { spec: { text: 'second' } });
    await operator.handled(Twice, 'a', stage.namespace);
    expect(seen).to.deep.equal([
      ['created', 'first', undefined],
      ['deleted', 'first'],
      ['created', 'second', undefined],
    ]);
  });

  it('while a handler runs that takes no notice: the new object waits for its end, and late writes never reach it', async () => {
    const gate = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    class Deaf extends Thing {
      static readonly FINALIZER = null;
      async ensureCreated() {
        seen.push(['begins', this.spec.text]);
        if (this.spec.text === 'first') await gate.promise;
        this.status = { text: this.spec.text };
        seen.push(['ends', this.spec.text]);
      }
    }
    const operator = await stage.start(Deaf);
    await stage.create(Deaf, 'a', { spec: { text: 'first' } });
    await eventually(() => seen.length === 1);
    await stage.delete(Deaf, 'a');
    const { metadata } = await stage.create(Deaf, 'a', { spec: { text: 'second' } });
    gate.resolve();
    await operator.handled(Deaf, 'a', stage.namespace);
    const object = await stage.get(Deaf, 'a');
    expect(object.metadata.uid).to.equal(metadata.uid);
    expect(object.status).to.include({ text: 'second', state: 'processed' });
    expect(seen).to.deep.equal([
      ['begins', 'first'],
      ['ends', 'first'],
      ['begins', 'second'],
      ['ends', 'second'],
    ]);
  });
});
