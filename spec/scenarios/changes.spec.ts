import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import type { OnField } from '../../lib/resource/on-field.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('changes', (cluster) => {
  const stage = useStage(cluster);

  it('reach the handler with what was, what is, and the difference', async () => {
    const changes: unknown[] = [];
    class Modified extends Thing {
      ensureCreated() {}
      ensureModified({ reason, old, new: now, diff, attempt }: Change<this>) {
        const sorted = diff.toSorted((one, other) => one.path.length - other.path.length);
        changes.push({ reason, old: old?.spec, now: now.spec, diff: sorted, attempt });
      }
    }
    const operator = await stage.start(Modified);
    await stage.create(Modified, 'a', { spec: { text: 'x' } });
    await operator.handled(Modified, 'a', stage.namespace);
    await stage.patch(Modified, 'a', { spec: { text: 'y' }, metadata: { labels: { app: 'z' } } });
    await operator.handled(Modified, 'a', stage.namespace);
    expect(changes).to.deep.equal([
      {
        reason: 'modified',
        old: { text: 'x' },
        now: { text: 'y' },
        diff: [
          { op: 'change', path: ['spec', 'text'], old: 'x', new: 'y' },
          { op: 'add', path: ['metadata', 'labels', 'app'], old: undefined, new: 'z' },
        ],
        attempt: 1,
      },
    ]);
  });

  it('of the status alone, by whomever, call nothing', async () => {
    class Modified extends Thing {
      ensureCreated() {}
      ensureModified() {}
    }
    const operator = await stage.start(Modified);
    await stage.create(Modified, 'a');
    await operator.handled(Modified, 'a', stage.namespace);
    await stage.patchStatus(Modified, 'a', { step: 'by hand' });
    await operator.handled(Modified, 'a', stage.namespace);
    expect(operator.calls(Modified, 'a', stage.namespace)).to.have.lengthOf(1);
  });

  it('made while it was stopped are seen as missed, of spec and of labels', async () => {
    const reasons: unknown[] = [];
    class Missed extends Thing {
      ensureCreated() {}
      ensureModified({ reason, old, diff }: Change<this>) {
        reasons.push({ reason, old, diff, name: this.metadata.name });
      }
    }
    const operator = await stage.start(Missed);
    for (const name of ['a', 'b', 'c']) await stage.create(Missed, name, { spec: { text: 'x' } });
    for (const name of ['a', 'b', 'c']) await operator.handled(Missed, name, stage.namespace);
    await operator.stop();
    await stage.patch(Missed, 'a', { spec: { text: 'y' } });
    await stage.patch(Missed, 'b', { metadata: { labels: { app: 'x' } } });
    await operator.start();
    await operator.idle();
    expect(reasons).to.have.deep.members([
      { reason: 'missed', old: undefined, diff: [], name: 'a' },
      { reason: 'missed', old: undefined, diff: [], name: 'b' },
    ]);
    expect((await stage.get(Missed, 'a')).status).to.include({ observedGeneration: 2 });
    await operator.restart();
    await operator.idle();
    expect(reasons).to.have.lengthOf(2);
  });

  it('made while it was stopped have an old version and a difference where the last handled one is kept', async () => {
    const changes: unknown[] = [];
    class Keeping extends Thing {
      static readonly KEEP_LAST_HANDLED = true;
      ensureCreated() {}
      ensureModified({ reason, old, diff }: Change<this>) {
        changes.push({ reason, old: old && { spec: old.spec, labels: old.metadata.labels, uid: old.metadata.uid }, diff });
        this.status = { step: 'modified' };
      }
    }
    const operator = await stage.start(Keeping);
    const { metadata } = await stage.create(Keeping, 'a', { spec: { text: 'x' }, labels: { app: 'x' } });
    await operator.handled(Keeping, 'a', stage.namespace);
    for (const text of ['y', 'z']) {
      await operator.stop();
      await stage.patch(Keeping, 'a', { spec: { text } });
      await operator.start();
      await operator.handled(Keeping, 'a', stage.namespace);
    }
    await operator.stop();
    await stage.patch(Keeping, 'a', { metadata: { labels: { app: null, tier: 'gold' } } });
    await operator.start();
    await operator.handled(Keeping, 'a', stage.namespace);
    const [x, y, z] = ['x', 'y', 'z'].map((text) => ({ spec: { text }, labels: { app: 'x' }, uid: metadata.uid }));
    expect(changes).to.deep.equal([
      { reason: 'missed', old: x, diff: [{ op: 'change', path: ['spec', 'text'], old: 'x', new: 'y' }] },
      { reason: 'missed', old: y, diff: [{ op: 'change', path: ['spec', 'text'], old: 'y', new: 'z' }] },
      {
        reason: 'missed',
        old: z,
        diff: [
          { op: 'remove', path: ['metadata', 'labels', 'app'], old: 'x', new: undefined },
          { op: 'add', path: ['metadata', 'labels', 'tier'], old: undefined, new: 'gold' },
        ],
      },
    ]);
  });

  it('of a field call its methods, until each has succeeded, and again after a crash', async () => {
    const calls: unknown[] = [];
    let failing = true;
    class Fields extends Thing {
      static readonly ON_FIELD = {
        resized: 'spec.size',
        labelled: ['metadata', 'labels', 'app.io/name'],
      } satisfies OnField<Fields>;
      ensureCreated() {}
      resized({ diff, reason }: Change<this>) {
        calls.push(['resized', reason, ...diff.map((entry) => [entry.path, entry.old, entry.new])]);
        if (failing) throw new Error('not yet');
        this.status = { step: 'resized' };
      }
      labelled({ diff, reason }: Change<this>) {
        calls.push(['labelled', reason, ...diff.map((entry) => [entry.op, entry.new])]);
      }
    }
    const operator = await stage.start(Fields);
    await stage.create(Fields, 'a', { spec: { size: 1, text: 'x' } });
    await operator.handled(Fields, 'a', stage.namespace);
    await stage.patch(Fields, 'a', { spec: { text: 'y' } });
    await operator.handled(Fields, 'a', stage.namespace);
    expect(calls).to.deep.equal([]);
    await stage.patch(Fields, 'a', { spec: { size: 2 }, metadata: { labels: { 'app.io/name': 'z' } } });
    await eventually(() => calls.length >= 3);
    expect(calls.slice(0, 3)).to.deep.equal([
      ['resized', 'modified', [[], 1, 2]],
      ['labelled', 'modified', ['add', 'z']],
      ['resized', 'retry', [[], 1, 2]],
    ]);
    await operator.kill();
    failing = false;
    calls.length = 0;
    await operator.start();
    await operator.handled(Fields, 'a', stage.namespace);
    expect(calls).to.deep.equal([
      ['resized', 'missed'],
      ['labelled', 'missed'],
    ]);
    const { status } = await stage.until(Fields, 'a', (object) => object.status.observedGeneration === 3);
    expect(status).to.include({ step: 'resized', state: 'processed' });
    expect(status).to.not.have.property('error');
  });

  it('in a burst are one call, with the newest state and the whole difference', async () => {
    const sizes: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    class Slow extends Thing {
      async ensureCreated() {
        await gate.promise;
      }
      ensureModified({ old, diff }: Change<this>) {
        sizes.push([old?.spec.size, ...diff.map((entry) => [entry.old, entry.new])]);
      }
    }
    const operator = await stage.start(Slow);
    await stage.create(Slow, 'a', { spec: { size: 0 } });
    for (let size = 1; size <= 20; size += 1) await stage.patch(Slow, 'a', { spec: { size } });
    gate.resolve();
    await operator.handled(Slow, 'a', stage.namespace);
    expect(sizes).to.deep.equal([[0, [0, 20]]]);
  });

  it('are recorded together with what the handler assigns, in one write', async () => {
    class Writing extends Thing {
      ensureCreated() {}
      ensureModified() {
        this.status = { text: this.spec.text };
      }
    }
    const operator = await stage.start(Writing);
    await stage.create(Writing, 'a', { spec: { text: 'x' } });
    await operator.handled(Writing, 'a', stage.namespace);
    const history = await stage.watch(Writing);
    await stage.patch(Writing, 'a', { spec: { text: 'y' } });
    await eventually(() => history.versions('a').some(({ status }) => status?.observedGeneration === 2));
    await operator.idle();
    expect(history.versions('a').map(({ spec, status }) => [spec.text, status?.text, status?.observedGeneration])).to.deep.equal([
      ['x', undefined, 1],
      ['y', undefined, 1],
      ['y', 'y', 2],
    ]);
  });

  it('resume: a handler for what was there and has nothing new is called once after each start', async () => {
    const reasons: string[] = [];
    class Resumed extends Thing {
      ensureCreated() {}
      ensureResumed({ reason }: Change<this>) {
        reasons.push(reason);
      }
    }
    const operator = await stage.start(Resumed);
    await stage.create(Resumed, 'a');
    await operator.handled(Resumed, 'a', stage.namespace);
    expect(reasons).to.deep.equal([]);
    await operator.restart();
    await operator.handled(Resumed, 'a', stage.namespace);
    await stage.patch(Resumed, 'a', { metadata: { labels: { app: 'x' } } });
    await operator.handled(Resumed, 'a', stage.namespace);
    expect(reasons).to.deep.equal(['resumed']);
  });
});
