/** What owners are told of their children. */
import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { OWNER_ANNOTATION, OWNER_UID_LABEL } from '../../lib/resource/owner-reference.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

const PART = { apiVersion: 'v1', kind: 'Part' };

describe('ChildTracker', () => {
  let run: ControllerRun;
  let told: string[] = [];
  afterEach(() => run.stop());
  beforeEach(() => {
    told = [];
  });

  class Owner extends Widget {
    static readonly OWNS = [PART];
    async ensureCreated() {
      if (this.spec.part) await this.apply(part(this.spec.part));
    }
    async ensureModified() {
      await this.ensureCreated();
    }
    async childChanged(child: StoredObject, type: string) {
      told.push(`${type} ${child.metadata.name} ${child.size ?? ''}`.trim());
    }
  }

  function part(name: string, size?: number) {
    return { ...PART, metadata: { name }, ...(size === undefined ? {} : { size }) };
  }

  function partOf(owner: StoredObject, name: string) {
    const { apiVersion, kind, metadata } = owner;
    const ownerReferences = [{ apiVersion, kind, name: metadata.name, uid: metadata.uid }];
    return { ...PART, metadata: { name, ownerReferences } };
  }

  it('tells of changes by others, not of our own', async () => {
    run = new ControllerRun(Owner);
    await run.add('a', { spec: { part: 'p' } });
    expect(told).to.deep.equal([]);
    run.cluster.edit('Part', 'p', { size: 2 });
    await run.settle();
    expect(told).to.deep.equal(['MODIFIED p 2']);
    run.cluster.remove('Part', 'p');
    await run.settle();
    expect(told).to.deep.equal(['MODIFIED p 2', 'DELETED p 2']);
  });

  it('leaves our own echo out when it comes before the answer', async () => {
    run = new ControllerRun(Owner);
    run.cluster.after = ({ verb }) => (verb === 'apply' ? new Promise((resolve) => setImmediate(() => setImmediate(resolve))) : undefined);
    await run.add('a', { spec: { part: 'p' } });
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    expect(told).to.deep.equal([]);
  });

  for (const eventsFirst of [true, false]) {
    it(`tells of somebody else’s change that our own write came upon, ${eventsFirst ? 'events' : 'answers'} first`, async () => {
      run = new ControllerRun(
        class extends Owner {
          async ensureModified() {
            await this.apply(part(this.spec.part, this.spec.size));
          }
        },
      );
      await run.add('a', { spec: { part: 'p' } });
      run.cluster.before = ({ verb }) => {
        if (verb !== 'apply') return;
        run.cluster.before = () => {};
        if (!eventsFirst) run.cluster.holdWatch();
        run.cluster.edit('Part', 'p', { phase: 'Succeeded' });
      };
      if (eventsFirst) {
        run.cluster.after = ({ verb }) =>
          verb === 'apply' ? new Promise((resolve) => setImmediate(() => setImmediate(resolve))) : undefined;
      }
      await run.edit({ spec: { size: 3 } });
      run.cluster.releaseWatch();
      await run.settle();
      expect(told).to.deep.equal(['MODIFIED p 3']);
    });
  }

  it('takes neither of two own writes in a row for somebody else’s', async () => {
    run = new ControllerRun(
      class extends Owner {
        async ensureModified() {
          await this.apply(part(this.spec.part, 1));
          await this.apply(part(this.spec.part, 2));
        }
      },
    );
    await run.add('a', { spec: { part: 'p' } });
    run.cluster.holdWatch();
    run.cluster.edit('Widget', 'a', { spec: { again: true } });
    run.cluster.releaseWatch();
    run.cluster.after = () => run.cluster.holdWatch();
    await run.settle();
    run.cluster.releaseWatch();
    await run.settle();
    expect(told).to.deep.equal([]);
  });

  it('skips an apply that would change nothing', async () => {
    run = new ControllerRun(Owner);
    await run.add('a', { spec: { part: 'p' } });
    await run.edit({ spec: { other: 1 } });
    expect(run.cluster.count(/apply/)).to.equal(1);
    run.cluster.edit('Part', 'p', { metadata: { annotations: null } });
    await run.edit({ spec: { other: 2 } });
    expect(run.cluster.count(/apply/)).to.equal(2);
  });

  it('shows each child that is there once after a start, so that nothing is missed', async () => {
    run = new ControllerRun(Owner);
    const { cluster } = run;
    await run.add('a', { spec: { part: 'p' } });
    await run.stop();
    cluster.edit('Part', 'p', { size: 7 });
    run = new ControllerRun(Owner, { cluster });
    await run.settle();
    expect(told).to.deep.equal(['ADDED p 7']);
  });

  it('tells nothing of children of another uid, or of an owner that is not there', async () => {
    run = new ControllerRun(Owner);
    const owner = await run.add();
    const other = { ...owner, metadata: { ...owner.metadata, uid: 'another' } };
    run.cluster.add(partOf(other, 'q'));
    run.cluster.add(partOf({ ...owner, metadata: { ...owner.metadata, name: 'nobody', uid: 'nobody' } }, 'r'));
    await run.settle();
    expect(told).to.deep.equal([]);
    run.cluster.add(partOf(owner, 's'));
    await run.settle();
    expect(told).to.deep.equal(['ADDED s']);
  });

  it('knows children that are tied by labels', async () => {
    run = new ControllerRun(Owner);
    const { metadata } = await run.add();
    const labels = { [OWNER_UID_LABEL]: metadata.uid };
    const annotations = { [OWNER_ANNOTATION]: 'bench.example.com/v1/Widget/team/a' };
    run.cluster.add({ ...PART, metadata: { name: 'far', namespace: 'elsewhere', labels, annotations } });
    await run.settle();
    expect(told).to.deep.equal(['ADDED far']);
  });

  it('tells of a child that leaves its owner', async () => {
    run = new ControllerRun(Owner);
    const owner = await run.add();
    run.cluster.add(partOf(owner, 's'));
    await run.settle();
    run.cluster.edit('Part', 's', { metadata: { ownerReferences: null } });
    await run.settle();
    run.cluster.edit('Part', 's', { size: 1 });
    await run.settle();
    expect(told).to.deep.equal(['ADDED s', 'MODIFIED s']);
  });

  it('waits until the owner is created, without spinning', async () => {
    let fails = true;
    run = new ControllerRun(
      class extends Owner {
        async ensureCreated() {
          if (fails) throw new Error('not yet');
        }
      },
    );
    const owner = await run.add();
    run.cluster.add(partOf(owner, 's'));
    await run.settle();
    await run.pass(5);
    expect(told).to.deep.equal([]);
    expect(run.cluster.requests.length).to.be.below(10);
    fails = false;
    await run.pass(60);
    expect(told).to.deep.equal(['ADDED s']);
  });

  it('tells nothing while the owner is being deleted', async () => {
    run = new ControllerRun(Owner);
    const owner = await run.add('a', { metadata: { finalizers: ['other.example.com/x'] } });
    await run.remove();
    run.cluster.add(partOf(owner, 's'));
    await run.settle();
    expect(told).to.deep.equal([]);
  });

  it('retries what could not be told, and lets the other children pass meanwhile', async () => {
    let failures = 2;
    run = new ControllerRun(
      class extends Owner {
        static readonly BACKOFF = { initialSeconds: 10, factor: 1 };
        override async childChanged(child: StoredObject, type: string) {
          if (child.metadata.name === 'bad' && failures-- > 0) throw new Error('cannot cope');
          await super.childChanged(child, type);
        }
      },
    );
    const owner = await run.add();
    run.cluster.add(partOf(owner, 'bad'));
    await run.settle();
    expect(run.statusOf().error).to.equal('cannot cope');
    run.cluster.add(partOf(owner, 'good'));
    await run.settle();
    expect(told).to.deep.equal(['ADDED good']);
    expect(run.statusOf().error).to.equal('cannot cope');
    await run.pass(9);
    await run.pass(9);
    expect(told).to.deep.equal(['ADDED good', 'ADDED bad']);
    expect(run.calls.filter((call) => call.startsWith('childChanged'))).to.deep.equal([
      'childChanged child 1 failed',
      'childChanged child 1 succeeded',
      'childChanged child 2 failed',
      'childChanged child 3 succeeded',
    ]);
    expect(run.statusOf()).not.to.have.property('error');
  });

  it('leaves the state alone when telling fails for good', async () => {
    run = new ControllerRun(
      class extends Owner {
        override async childChanged() {
          throw new PermanentError('never');
        }
      },
    );
    const owner = await run.add();
    run.cluster.add(partOf(owner, 's'));
    await run.settle();
    expect(run.statusOf()).to.include({ state: 'processed', error: 'never' });
    await run.pass(1000);
    expect(run.calls.length).to.equal(2);
  });

  describe('of a reconcile class', () => {
    class Level extends Widget {
      static readonly OWNS = [PART];
      async reconcile() {
        told.push(`reconcile, ${this.children('Part').length} parts`);
        if (this.spec.part) await this.apply(part(this.spec.part));
      }
    }

    it('calls reconcile for changes by others only, whichever of answer and event comes first', async () => {
      for (const after of [() => {}, () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))]) {
        told = [];
        run = new ControllerRun(Level);
        run.cluster.after = after;
        await run.add('a', { spec: { part: 'p' } });
        expect(told).to.deep.equal(['reconcile, 0 parts']);
        run.cluster.edit('Part', 'p', { size: 2 });
        await run.settle();
        expect(run.calls).to.deep.equal(['reconcile created 1 succeeded', 'reconcile child 1 succeeded']);
        await run.stop();
      }
    });

    it('calls nothing else while reconcile waits for its retry, and tells it of the child then', async () => {
      let fails = true;
      run = new ControllerRun(
        class extends Level {
          override async reconcile() {
            this.status = { state: 'known' };
            if (fails) throw new TemporaryError('not yet', { delaySeconds: 30 });
          }
        },
      );
      const owner = await run.add();
      run.cluster.add(partOf(owner, 's'));
      await run.settle();
      expect(run.calls).to.deep.equal(['reconcile created 1 failed']);
      fails = false;
      await run.pass(31);
      expect(run.calls).to.deep.equal(['reconcile created 1 failed', 'reconcile retry 2 succeeded']);
    });

    it('calls it once at first sight, however many children there are', async () => {
      run = new ControllerRun(Level);
      const { cluster } = run;
      const owner = await run.add();
      cluster.add(partOf(owner, 's'));
      cluster.add(partOf(owner, 't'));
      await run.stop();
      told = [];
      run = new ControllerRun(Level, { cluster });
      await run.settle();
      expect(told).to.deep.equal(['reconcile, 2 parts']);
    });
  });
});
