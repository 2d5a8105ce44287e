/** The end of objects that are gone, or have left what is watched, in every moment. */
import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

const FINALIZER = 'widgets.bench.example.com/finalizer';

describe('an object that is gone', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  const finalizersOf = (name = 'a') => run.cluster.stored('Widget', name)?.metadata.finalizers;

  class Cleaner extends Widget {
    static events: string[] = [];
    async ensureCreated() {
      Cleaner.events.push(`created with ${this.finalizers.join(' ')}`);
    }
    async ensureDeleted(change: Change<this>) {
      Cleaner.events.push(`deleted ${this.metadata.uid} ${change.reason} ${this.signal.aborted}`);
    }
  }
  beforeEach(() => {
    Cleaner.events = [];
  });

  it('with FINALIZER null is ended once, with its last version and the one before', async () => {
    const seen: unknown[] = [];
    run = new ControllerRun(
      class extends Widget {
        static readonly FINALIZER = null;
        async ensureDeleted(change: Change<this>) {
          seen.push([change.old?.spec.size, change.new.spec.size]);
          this.status = { late: true };
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    run.cluster.holdWatch();
    run.cluster.edit('Widget', 'a', { spec: { size: 2 } });
    run.cluster.remove('Widget', 'a');
    run.cluster.releaseWatch();
    const { length } = run.cluster.requests;
    await run.settle();
    expect(seen).to.deep.equal([[1, 2]]);
    expect(run.cluster.requests.slice(length)).to.deep.equal(['get Widget a']);
  });

  it('because its finalizer was taken off by force is ended all the same', async () => {
    run = new ControllerRun(Cleaner);
    await run.add();
    run.cluster.holdWatch();
    run.cluster.remove('Widget', 'a');
    run.cluster.edit('Widget', 'a', { metadata: { finalizers: [] } });
    run.cluster.releaseWatch();
    await run.settle();
    expect(run.calls.at(-1)).to.equal('ensureDeleted deleted 1 succeeded');
  });

  it('before its first turn is ended, and so is one that took its name, old first', async () => {
    run = new ControllerRun(
      class extends Cleaner {
        static readonly FINALIZER = null;
      },
    );
    run.cluster.hasStatusSubresource = async () => await promise;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const first = await run.add();
    run.cluster.remove('Widget', 'a');
    await run.add();
    resolve(true);
    await run.settle();
    expect(Cleaner.events).to.deep.equal([`deleted ${first.metadata.uid} deleted false`, 'created with ']);
  });

  it('is retried, and holds up the one that took its name, without spinning', async () => {
    let failures = 2;
    run = new ControllerRun(
      class extends Widget {
        static readonly FINALIZER = null;
        static readonly RESYNC_SECONDS = 1;
        async ensureCreated() {}
        async ensureModified() {}
        async ensureDeleted() {
          if (failures-- > 0) throw new Error('not yet');
        }
      },
    );
    await run.add();
    run.cluster.remove('Widget', 'a');
    await run.add();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'ensureDeleted deleted 1 failed']);
    await run.pass(0.4);
    await run.pass(0.1);
    expect(run.calls.at(-1)).to.equal('ensureDeleted retry 2 failed');
    await run.pass(0.9);
    expect(run.calls.slice(3)).to.deep.equal(['ensureDeleted retry 3 succeeded', 'ensureCreated created 1 succeeded']);
  });

  it('while ensureDeleted runs is not ended a second time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let aborted = false;
    run = new ControllerRun(
      class extends Cleaner {
        async ensureDeleted() {
          await promise;
          aborted = this.signal.aborted;
        }
      },
    );
    await run.add();
    await run.remove();
    await run.edit({ metadata: { finalizers: [] } });
    resolve();
    await run.settle();
    expect(aborted).to.equal(false);
    expect(run.calls.slice(1)).to.deep.equal(['ensureDeleted deleted 1 succeeded']);
  });

  it('never gets a status written, nor does one that took its name', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let held = true;
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          this.status = { by: this.metadata.uid };
          if (held) await promise;
          held = false;
          this.status = { late: this.metadata.uid };
        }
      },
    );
    const first = await run.add();
    run.cluster.holdWatch();
    run.cluster.remove('Widget', 'a');
    run.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: {} });
    held = false;
    resolve();
    await run.settle();
    expect(run.statusOf()).to.deep.equal({});
    run.cluster.releaseWatch();
    await run.settle();
    expect(JSON.stringify(run.statusOf())).not.to.include(first.metadata.uid);
    expect(run.statusOf().state).to.equal('processed');
  });

  it('only for us, since it left the selector, goes without ensureDeleted, and its handler ends', async () => {
    let aborted = false;
    run = new ControllerRun(
      class extends Cleaner {
        async ensureCreated() {
          await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
          aborted = true;
        }
      },
    );
    await run.add();
    run.cluster.leave('Widget', 'a');
    await run.settle();
    expect(aborted).to.equal(true);
    expect(finalizersOf()).to.deep.equal([]);
    expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted']);
    run.cluster.comeBack('Widget', 'a');
    await run.settle();
    expect(finalizersOf()).to.deep.equal([FINALIZER]);
  });

  it('is ended at once, also when a call failed while it went', async () => {
    run = new ControllerRun(
      class extends Cleaner {
        static readonly FINALIZER = null;
        static readonly BACKOFF = { initialSeconds: 100, factor: 1, maxSeconds: 100 };
        async ensureModified() {
          throw new Error('not yet');
        }
      },
    );
    await run.add();
    const { promise, resolve } = Promise.withResolvers<void>();
    run.cluster.before = async ({ subresource }) => {
      if (subresource === 'status') await promise;
    };
    await run.edit({ spec: { size: 2 } });
    await run.remove();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    resolve();
    await run.settle();
    expect(run.calls.slice(1)).to.deep.equal(['ensureModified modified 1 failed', 'ensureDeleted deleted 1 succeeded']);
  });
});
