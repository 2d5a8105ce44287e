/** The end of objects: finalizers, deletions in every moment, objects that leave what is watched. */
import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import type { Change } from '../../lib/resource/change.ts';
import type { SchemaObject } from '../../lib/schema/kind-declaration.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';

const FINALIZER = 'widgets.bench.example.com/finalizer';

describe('ObjectTurn', () => {
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
      if (this.spec.broken) throw new PermanentError('cannot clean up');
    }
  }
  beforeEach(() => {
    Cleaner.events = [];
  });

  describe('the finalizer', () => {
    it('is on the object before any handler is called', async () => {
      run = new ControllerRun(Cleaner);
      await run.add('a', { metadata: { finalizers: ['other.example.com/x'] } });
      expect(Cleaner.events).to.deep.equal([`created with other.example.com/x ${FINALIZER}`]);
    });

    it('comes back when somebody takes it off', async () => {
      run = new ControllerRun(Cleaner);
      await run.add();
      await run.edit({ metadata: { finalizers: ['other.example.com/x'] } });
      expect(finalizersOf()).to.deep.equal(['other.example.com/x', FINALIZER]);
      expect(run.calls.length).to.equal(1);
    });

    it('is taken off where the class has no ensureDeleted any more', async () => {
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {}
        },
      );
      await run.add('a', { metadata: { finalizers: [FINALIZER, 'other.example.com/x'] } });
      expect(finalizersOf()).to.deep.equal(['other.example.com/x']);
    });

    it('of another name takes the place of the default one', async () => {
      run = new ControllerRun(
        class extends Cleaner {
          static readonly FINALIZER = 'example.com/cleanup';
        },
      );
      await run.add('a', { metadata: { finalizers: [FINALIZER] } });
      expect(finalizersOf()).to.deep.equal(['example.com/cleanup']);
    });

    it('is written anew when somebody else was faster', async () => {
      run = new ControllerRun(Cleaner);
      run.cluster.before = ({ verb }) => {
        if (verb !== 'patch') return;
        run.cluster.before = () => {};
        run.cluster.edit('Widget', 'a', { metadata: { finalizers: ['other.example.com/x'] } });
      };
      await run.add();
      expect(finalizersOf()).to.deep.equal(['other.example.com/x', FINALIZER]);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    });

    it('that the server refuses is said in health, until it is mended or the object is gone', async () => {
      run = new ControllerRun(Cleaner);
      run.cluster.validate = ({ spec }) => {
        if (spec.size === 'big') throw refusal(422, 'Invalid', 'spec.size: must be a number', ['spec.size']);
      };
      await run.add('a', { spec: { size: 'big' } });
      await run.add('b', { spec: { size: 'big' } });
      expect(run.calls).to.deep.equal([]);
      const [first] = run.health.checks().filter(({ name }) => name.startsWith('finalizer of'));
      expect(first?.name).to.equal('finalizer of Widget team/a');
      expect(first?.message).to.include('spec.size');
      await run.remove('b');
      await run.edit({ spec: { size: 1 } });
      expect(run.health.ok).to.equal(true);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    });
  });

  describe('a deletion', () => {
    it('calls ensureDeleted, and lets the object go', async () => {
      run = new ControllerRun(Cleaner);
      const { metadata } = await run.add();
      await run.remove();
      expect(Cleaner.events.at(-1)).to.equal(`deleted ${metadata.uid} deleted false`);
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
      await run.pass(1000);
      expect(run.calls.length).to.equal(2);
      expect(run.controller.isSettled('team/a', undefined)).to.equal(true);
    });

    it('calls ensureDeleted once, also when the finalizer cannot be taken off at first', async () => {
      run = new ControllerRun(Cleaner);
      await run.add();
      let failures = 3;
      run.cluster.before = ({ verb, subresource }) => {
        if (verb === 'patch' && subresource === '' && failures-- > 0) throw refusal(500, 'InternalError', 'etcd is down');
      };
      await run.remove();
      await run.pass(30);
      expect(run.calls.filter((call) => call.startsWith('ensureDeleted')).length).to.equal(1);
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    });

    it('aborts the running handler and waits for its end', async () => {
      const order: string[] = [];
      run = new ControllerRun(
        class extends Cleaner {
          async ensureCreated() {
            await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
            this.status = { note: 'interrupted' };
            order.push('created ends');
          }
          async ensureDeleted() {
            order.push(`deleted, status ${this.status.note}, ${this.signal.aborted}`);
          }
        },
      );
      await run.add();
      await run.remove();
      expect(order).to.deep.equal(['created ends', 'deleted, status interrupted, false']);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted', 'ensureDeleted deleted 1 succeeded']);
    });

    it('that comes while the spec is parsed keeps the handler from being called', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const validate = async (value: unknown) => {
        await promise;
        return { value };
      };
      const SPEC = { '~standard': { version: 1, vendor: 'spec', validate } } as unknown as SchemaObject;
      let called = false;
      run = new ControllerRun(
        class extends Widget {
          static readonly SPEC = SPEC;
          async ensureCreated() {
            called = true;
          }
          async ensureDeleted() {}
        },
      );
      await run.add();
      await run.remove();
      resolve();
      await run.settle();
      expect(called).to.equal(false);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted', 'ensureDeleted deleted 1 succeeded']);
    });

    it('that comes while the finalizer is written keeps other handlers from being called', async () => {
      run = new ControllerRun(Cleaner);
      run.cluster.after = ({ verb }) => {
        if (verb !== 'patch') return;
        run.cluster.after = () => {};
        run.cluster.remove('Widget', 'a');
        return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      };
      await run.add();
      expect(run.calls).to.deep.equal(['ensureDeleted deleted 1 succeeded']);
    });

    it('of an object whose handler fails does not spin while others hold it', async () => {
      run = new ControllerRun(
        class extends Widget {
          static readonly BACKOFF = { initialSeconds: 1, factor: 1 };
          async ensureCreated() {
            throw new Error('no');
          }
        },
      );
      await run.add('a', { metadata: { finalizers: ['other.example.com/x'] } });
      await run.remove();
      await run.pass(10);
      expect(run.calls.length).to.equal(1);
      expect(run.clock.timers).to.be.below(5);
    });

    it('takes the finalizer off an object whose spec SPEC refuses', async () => {
      const SPEC = {
        '~standard': { version: 1, vendor: 'spec', validate: () => ({ issues: [{ message: 'too big', path: ['size'] }] }) },
      } as unknown as SchemaObject;
      run = new ControllerRun(
        class extends Cleaner {
          static readonly SPEC = SPEC;
        },
      );
      await run.add('a', { spec: { size: 9 } });
      expect(run.statusOf()).to.include({ state: 'error', error: 'spec.size: too big' });
      expect(Cleaner.events).to.deep.equal([]);
      await run.remove();
      expect(Cleaner.events.length).to.equal(1);
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    });

    it('that fails for good keeps the object, and is tried again at a change and at each start', async () => {
      run = new ControllerRun(Cleaner);
      const { cluster } = run;
      await run.add('a', { spec: { broken: true } });
      await run.remove();
      await run.pass(1000);
      expect(finalizersOf()).to.deep.equal([FINALIZER]);
      expect(run.statusOf()).to.include({ state: 'error', error: 'cannot clean up' });
      expect(run.cluster.count(/create Event/)).to.equal(1);
      await run.edit({ metadata: { labels: { again: 'yes' } } });
      expect(run.calls.filter((call) => call.startsWith('ensureDeleted')).length).to.equal(2);
      await run.stop();
      run = new ControllerRun(Cleaner, { cluster });
      await run.settle();
      expect(run.calls).to.deep.equal(['ensureDeleted deleted 1 failed']);
      await run.edit({ spec: { broken: false } });
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    });
  });

  describe('an object that is gone', () => {
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
  });

  it('lets an object that left the selector go without ensureDeleted, and its handler end', async () => {
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

  describe('when the operator stops', () => {
    it('saves what an aborted handler assigned, and nothing of its own', async () => {
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            this.status = { progress: 50 };
            await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
            this.status = { progress: 60 };
            throw new Error('stopped');
          }
        },
      );
      await run.add();
      run.controller.stopTaking();
      run.controller.abortAll();
      await run.controller.untilStill();
      expect(run.statusOf()).to.deep.equal({ progress: 60, handled: { created: false } });
      expect(run.calls).to.deep.equal(['ensureCreated created 1 aborted']);
    });

    it('begins no handler whose turn was still on its way', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      run = new ControllerRun(Cleaner);
      run.cluster.before = () => promise;
      await run.add();
      run.controller.stopTaking();
      resolve();
      await run.controller.untilStill();
      expect(run.calls).to.deep.equal([]);
    });

    it('leaves no timer behind but the watch’s', async () => {
      run = new ControllerRun(
        class extends Widget {
          static readonly RESYNC_SECONDS = 10;
          async ensureCreated() {
            this.requeueAfter(5);
          }
          async ensureModified() {
            throw new Error('no');
          }
        },
      );
      await run.add();
      await run.edit({ spec: { size: 1 } });
      await run.stop();
      expect(run.clock.timers).to.equal(0);
    });
  });
});
