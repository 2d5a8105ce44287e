import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

class Created extends Thing {
  async ensureCreated() {
    this.status = { text: this.spec.text };
  }
}

describeOnBothClusters('creation', (cluster) => {
  const stage = useStage(cluster);

  it('saves what the handler assigned, state and record in one write', async () => {
    const operator = await stage.start(Created);
    const history = await stage.watch(Created);
    await stage.create(Created, 'a', { spec: { text: 'hello' } });
    await stage.until(Created, 'a', () => history.versions('a').some(({ status }) => status?.state === 'processed'));
    await operator.idle();
    const versions = history.versions('a');
    expect(versions.map(({ status }) => status?.state)).to.deep.equal([undefined, 'processed']);
    expect(versions.at(-1)?.status).to.deep.include({ text: 'hello', state: 'processed', observedGeneration: 1 });
    expect(versions.at(-1)?.status?.handled).to.include({ created: true });
  });

  it('keeps a state that the handler sets', async () => {
    class Printing extends Thing {
      async ensureCreated() {
        this.status = { state: 'printing' };
      }
    }
    const operator = await stage.start(Printing);
    await stage.create(Printing, 'a');
    await operator.handled(Printing, 'a', stage.namespace);
    expect((await stage.get(Printing, 'a')).status).to.include({ state: 'printing', observedGeneration: 1 });
  });

  it('sends no status but its own where the handler assigns in steps', async () => {
    class Steps extends Thing {
      async ensureCreated() {
        await this.setStatus({ step: 'one' });
        await this.setStatus({ step: 'two' });
      }
    }
    const history = await stage.watch(Steps);
    const operator = await stage.start(Steps);
    await stage.create(Steps, 'a');
    await operator.handled(Steps, 'a', stage.namespace);
    await stage.until(Steps, 'a', () => history.versions('a').length === 4);
    expect(history.versions('a').map(({ status }) => [status?.step, status?.state, status?.handled?.created])).to.deep.equal([
      [undefined, undefined, undefined],
      ['one', undefined, false],
      ['two', undefined, false],
      ['two', 'processed', true],
    ]);
  });

  it('handles what was created while it was stopped', async () => {
    await stage.create(Created, 'early', { spec: { text: 'first' } });
    const operator = await stage.start(Created);
    await operator.handled(Created, 'early', stage.namespace);
    await operator.stop();
    await stage.create(Created, 'late', { spec: { text: 'second' } });
    await operator.start();
    await operator.handled(Created, 'late', stage.namespace);
    expect((await stage.get(Created, 'late')).status).to.include({ text: 'second', state: 'processed' });
  });

  it('does not handle again after a restart what is processed', async () => {
    const operator = await stage.start(Created);
    await stage.create(Created, 'a');
    await operator.handled(Created, 'a', stage.namespace);
    const { resourceVersion } = (await stage.get(Created, 'a')).metadata;
    await operator.restart();
    await operator.idle();
    expect(operator.calls(Created, 'a', stage.namespace)).to.have.lengthOf(1);
    expect((await stage.get(Created, 'a')).metadata.resourceVersion).to.equal(resourceVersion);
  });

  it('handles anew an object whose state somebody removed', async () => {
    const operator = await stage.start(Created);
    await stage.create(Created, 'a');
    await operator.handled(Created, 'a', stage.namespace);
    await stage.patchStatus(Created, 'a', { state: null });
    await stage.until(Created, 'a', ({ status }) => status?.state === 'processed');
    expect(await operator.handled(Created, 'a', stage.namespace)).to.have.lengthOf(2);
  });

  it('leaves alone what somebody else has given a state, until it changes', async () => {
    class Both extends Created {
      ensureModified(change: Change<this>) {
        this.status = { step: `modified: ${change.reason}` };
      }
    }
    await stage.create(Both, 'a', { spec: { text: 'x' } });
    await stage.patchStatus(Both, 'a', { state: 'ready' });
    const operator = await stage.start(Both);
    await operator.idle();
    expect(operator.calls(Both, 'a', stage.namespace)).to.deep.equal([]);
    await stage.patch(Both, 'a', { spec: { text: 'y' } });
    await operator.handled(Both, 'a', stage.namespace);
    expect((await stage.get(Both, 'a')).status).to.deep.include({ state: 'ready', step: 'modified: modified', observedGeneration: 2 });
  });

  it('neither reads nor writes state where STATE_GATE is false', async () => {
    class Ungated extends Created {
      static readonly STATE_GATE = false;
    }
    await stage.create(Ungated, 'a', { spec: { text: 'x' } });
    await stage.patchStatus(Ungated, 'a', { state: 'mine' });
    const operator = await stage.start(Ungated);
    await operator.handled(Ungated, 'a', stage.namespace);
    const { status } = await stage.get(Ungated, 'a');
    expect(status).to.deep.include({ state: 'mine', text: 'x' });
    expect(status?.handled).to.include({ created: true });
    await operator.restart();
    await operator.idle();
    expect(operator.calls(Ungated, 'a', stage.namespace)).to.have.lengthOf(1);
  });

  it('reads what it wrote: a status is never older than the last one assigned', async () => {
    const seen: unknown[] = [];
    class Counting extends Thing {
      async ensureCreated() {
        await this.setStatus({ step: '1' });
      }
      ensureModified() {
        const step = String(Number(this.status.step) + 1);
        seen.push(step);
        this.status = { step };
      }
    }
    const operator = await stage.start(Counting);
    await stage.create(Counting, 'a', { spec: { size: 0 } });
    await operator.handled(Counting, 'a', stage.namespace);
    for (let size = 1; size <= 5; size += 1) {
      await stage.patch(Counting, 'a', { spec: { size } });
      await operator.handled(Counting, 'a', stage.namespace);
    }
    expect(seen).to.deep.equal(['2', '3', '4', '5', '6']);
  });
});
