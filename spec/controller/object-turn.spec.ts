/** The turns of objects: finalizers, deletions in every moment, and the stop of the operator. */
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
