/** The life of objects: which handlers are called, what is written, and that nothing is lost in between. */
import { expect } from 'chai';
import sinon from 'sinon';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import { ObjectText } from '../../lib/base/object-text.ts';
import type { Change } from '../../lib/resource/change.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

const FINALIZER = 'widgets.bench.example.com/finalizer';

/** A promise that a spec resolves. */
function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('Controller', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  describe('a simple class', () => {
    class Simple extends Widget {
      async ensureCreated() {
        this.status = { seen: this.metadata.name };
      }
      async ensureModified(change: Change<this>) {
        if (change.diff.some(({ path }) => path.at(-1) === 'shown')) this.status = { size: this.spec.size };
      }
    }

    it('creates, and writes state and record in one PATCH', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
      expect(run.cluster.requests).to.deep.equal(['patch Widget/status a']);
      expect(run.statusOf()).to.deep.include({ seen: 'a', state: 'processed', observedGeneration: 1 });
      expect(run.statusOf().handled).to.include({ created: true });
    });

    it('writes the record of a change with the status that the handler assigns', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      await run.edit({ spec: { shown: true, size: 3 } });
      expect(run.calls.at(-1)).to.equal('ensureModified modified 1 succeeded');
      expect(run.cluster.count(/status/)).to.equal(2);
      expect(run.statusOf()).to.deep.include({ size: 3, observedGeneration: 2 });
    });

    it('records a burst of changes that assign nothing once, within a second', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      for (const size of [1, 2, 3, 4]) {
        await run.edit({ spec: { size } });
        await run.pass(0.2);
      }
      expect(run.cluster.count(/status/)).to.equal(1);
      await run.pass(0.2);
      expect(run.cluster.count(/status/)).to.equal(2);
      expect(run.statusOf().observedGeneration).to.equal(5);
      expect(run.controller.isIdle).to.equal(true);
    });

    it('saves a waiting record when it stops', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      await run.edit({ spec: { size: 1 } });
      await run.stop();
      expect(run.statusOf().observedGeneration).to.equal(2);
    });

    it('sees at the next start what changed meanwhile, and only that', async () => {
      run = new ControllerRun(Simple);
      const { cluster } = run;
      await run.add('a');
      await run.add('b');
      await run.stop();
      cluster.edit('Widget', 'b', { metadata: { labels: { tier: 'gold' } } });
      run = new ControllerRun(Simple, { cluster });
      await run.settle();
      expect(run.calls).to.deep.equal(['ensureModified missed 1 succeeded']);
    });

    it('makes one call of a burst', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      run.cluster.holdWatch();
      for (const size of [1, 2, 3]) run.cluster.edit('Widget', 'a', { spec: { size } });
      run.cluster.releaseWatch();
      await run.settle();
      expect(run.calls.length).to.equal(2);
    });

    it('does not lose a change that comes while its record is written', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      await run.edit({ spec: { size: 1 } });
      run.cluster.before = ({ subresource }) => {
        if (subresource !== 'status') return;
        run.cluster.before = () => {};
        run.cluster.edit('Widget', 'a', { spec: { size: 2 } });
      };
      await run.pass(3);
      expect(run.calls.filter((call) => call.startsWith('ensureModified')).length).to.equal(2);
      expect(run.statusOf().observedGeneration).to.equal(3);
    });

    it('treats another uid under the same name as another object', async () => {
      run = new ControllerRun(Simple);
      await run.add();
      run.cluster.holdWatch();
      run.cluster.remove('Widget', 'a');
      run.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: {} });
      run.cluster.releaseWatch();
      await run.settle();
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'ensureCreated created 1 succeeded']);
    });
  });

  it('does not look again at what its own status write made of an object', async () => {
    let views = 0;
    let assigns = true;
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          views += 1;
          this.status = { done: true };
        }
        async ensureModified() {
          if (assigns) this.status = { size: this.spec.size };
        }
      },
    );
    await run.add();
    const parse = sinon.spy(ObjectText.prototype, 'parse');
    try {
      await run.edit({ spec: { size: 2 } });
      // The object of the turn, and the cluster's own reads; not one more for the echo.
      const mine = parse.thisValues.filter((text) => (text as ObjectText).key === 'team/a').length;
      expect(mine).to.equal(1);
      // Nobody assigns anything, so that the record waits for company; neither is its echo looked at.
      assigns = false;
      await run.edit({ spec: { size: 3 } });
      parse.resetHistory();
      await run.pass(2);
      expect(run.cluster.requests.at(-1)).to.equal('patch Widget/status a');
      expect(parse.thisValues.filter((text) => (text as ObjectText).key === 'team/a').length).to.equal(1);
    } finally {
      parse.restore();
    }
    expect([views, run.calls.length]).to.deep.equal([1, 3]);
    await run.edit({ metadata: { labels: { a: 'b' } } });
    expect(run.calls.length).to.equal(4);
  });

  it('handles a change that a server let in before a status write, although the write named the version before', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {}
        ensureModified() {
          this.status = { size: this.spec.size };
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    let changes = 0;
    run.cluster.before = ({ body }) => {
      delete (body as { metadata?: unknown }).metadata;
      changes += 1;
      if (changes === 1) run.cluster.edit('Widget', 'a', { spec: { size: 3 } });
    };
    run.cluster.edit('Widget', 'a', { spec: { size: 2 } });
    await run.settle();
    await run.pass(2);
    expect([run.statusOf().size, run.calls.length]).to.deep.equal([3, 3]);
  });

  it('handles what users change before it writes records that nobody waits for, whatever the watch shows of its own writes', async () => {
    run = new ControllerRun(
      class extends Widget {
        static readonly CONCURRENCY = 1;
        async ensureCreated() {}
        async ensureModified() {
          this.status = { size: this.spec.size };
          await this.flush();
        }
      },
    );
    for (const name of ['a', 'b', 'c']) await run.add(name);
    const held = Promise.withResolvers<void>();
    // The watch shows each write at once; the answer of b's comes when a's record has been due for long.
    run.cluster.after = ({ verb, name }) => (verb === 'patch' && name === 'b' ? held.promise : undefined);
    for (const name of ['a', 'b']) run.cluster.edit('Widget', name, { spec: { size: 2 } });
    await run.pass(5);
    run.cluster.edit('Widget', 'c', { spec: { size: 2 } });
    const before = run.cluster.requests.length;
    held.resolve();
    await run.pass(5);
    const written = run.cluster.requests.slice(before).filter((request) => request.startsWith('patch'));
    expect(written).to.deep.equal(['c', 'a', 'b', 'c'].map((name) => `patch Widget/status ${name}`));
  });

  it('does not create for ever when the handler removes its state', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {
          this.status = { state: 'working' };
          this.status = { state: null };
        }
      },
    );
    await run.add();
    expect(run.calls.length).to.equal(1);
    expect(run.statusOf().state).to.equal('processed');
  });

  it('gives a handler the object as the last finished call had it', async () => {
    const olds: unknown[] = [];
    run = new ControllerRun(
      class extends Widget {
        async ensureModified(change: Change<this>) {
          olds.push([change.old?.spec.size, change.new.spec.size, change.attempt]);
          if (this.spec.size === 2) throw new Error('not this size');
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    await run.edit({ spec: { size: 3 } });
    await run.edit({ spec: { size: 1 } });
    expect(olds).to.deep.equal([
      [1, 2, 1],
      [1, 3, 1],
      [3, 1, 1],
    ]);
  });

  it('calls again at once when a failed change is taken back', async () => {
    run = new ControllerRun(
      class extends Widget {
        async ensureModified() {
          if (this.spec.size === 2) throw new Error('not this size');
        }
      },
    );
    await run.add('a', { spec: { size: 1 }, metadata: { labels: { a: '1' } } });
    await run.edit({ metadata: { labels: { a: '2' } }, spec: { size: 2 } });
    await run.edit({ metadata: { labels: { a: '1' } }, spec: { size: 1 } });
    expect(run.calls.slice(1)).to.deep.equal(['ensureModified modified 1 failed', 'ensureModified modified 1 succeeded']);
    expect(run.statusOf()).not.to.have.property('error');
  });

  describe('failures', () => {
    it('are retried with back-off, shown while they last, and forgotten', async () => {
      let failures = 3;
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            failures -= 1;
            if (failures > 0) throw new Error(`the password hunter2 is wrong, ${failures} more`);
          }
        },
      );
      await run.add();
      expect(run.statusOf()).to.deep.equal({ error: 'the password [redacted] is wrong, 2 more', handled: { created: false } });
      await run.pass(0.6);
      await run.pass(1.1);
      expect(run.calls).to.deep.equal([
        'ensureCreated created 1 failed',
        'ensureCreated retry 2 failed',
        'ensureCreated retry 3 succeeded',
      ]);
      expect(run.statusOf()).not.to.have.property('error');
      expect(run.statusOf()).to.include({ state: 'processed' });
      expect(run.cluster.count(/status/)).to.equal(3);
    });

    it('cost no request when the same message is shown already', async () => {
      run = new ControllerRun(
        class extends Widget {
          static readonly BACKOFF = { initialSeconds: 1, factor: 1 };
          async ensureCreated() {
            throw new Error('still not');
          }
        },
      );
      await run.add();
      await run.pass(5);
      expect(run.calls.length).to.be.at.least(5);
      expect(run.cluster.count(/status/)).to.equal(1);
    });

    it('that are permanent end in state error, with one Event, also across a restart', async () => {
      class Hopeless extends Widget {
        async ensureCreated() {
          this.status = { state: 'trying' };
          await this.flush();
          throw new PermanentError('cannot be');
        }
      }
      run = new ControllerRun(Hopeless);
      await run.add();
      expect(run.statusOf()).to.deep.include({ state: 'error', error: 'cannot be' });
      expect(run.statusOf().handled).to.include({ created: false });
      await run.pass(1000);
      expect(run.cluster.count(/create Event/)).to.equal(1);
      const { cluster } = run;
      await run.stop();
      run = new ControllerRun(Hopeless, { cluster });
      await run.settle();
      expect(run.calls).to.deep.equal([]);
      await run.edit({ spec: { size: 2 } });
      expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
    });

    it('of a change are not forgotten by a restart, neither without a record nor when the change was taken back', async () => {
      let fails = true;
      class Moody extends Widget {
        async ensureModified() {
          if (fails) throw new Error('not now');
        }
      }
      run = new ControllerRun(Moody);
      const { cluster } = run;
      await run.add('a', { metadata: { labels: { a: '1' } } });
      await run.add('theirs', { status: { state: 'by pykubeop' } });
      await run.edit({ metadata: { labels: { a: '2' } } }, 'a');
      await run.edit({ spec: { size: 2 } }, 'theirs');
      await run.stop();
      cluster.edit('Widget', 'a', { metadata: { labels: { a: '1' } } });
      fails = false;
      run = new ControllerRun(Moody, { cluster });
      await run.settle();
      expect(run.calls).to.deep.equal(['ensureModified missed 1 succeeded', 'ensureModified missed 1 succeeded']);
      for (const name of ['a', 'theirs']) expect(run.statusOf(name)).not.to.have.property('error');
    });

    it('become permanent when RETRIES are used up', async () => {
      run = new ControllerRun(
        class extends Widget {
          static readonly RETRIES = 1;
          async ensureCreated() {
            throw new TemporaryError('later', { delaySeconds: 5 });
          }
        },
      );
      await run.add();
      await run.pass(4);
      expect(run.calls.length).to.equal(1);
      await run.pass(2);
      expect(run.calls.length).to.equal(2);
      expect(run.statusOf().state).to.equal('error');
    });

    it('let a creation that set a state halfway begin again after a restart', async () => {
      let fails = true;
      class Halfway extends Widget {
        async ensureCreated() {
          await this.setStatus({ state: 'printing' });
          if (fails) throw new Error('paper jam');
        }
      }
      run = new ControllerRun(Halfway);
      await run.add();
      expect(run.statusOf()).to.deep.include({ state: 'printing', handled: { created: false } });
      const { cluster } = run;
      await run.stop();
      fails = false;
      run = new ControllerRun(Halfway, { cluster });
      await run.settle();
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
      expect(run.statusOf().handled).to.include({ created: true });
    });

    it('do not let state and record in when a write of the handler was refused before', async () => {
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            this.status = { count: -1 };
            await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
          }
        },
      );
      run.cluster.validate = ({ status }) => {
        if (status?.count === -1) throw refusal(422, 'Invalid', 'count must be positive', ['status.count']);
      };
      await run.add();
      expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
      expect(run.statusOf()).not.to.have.property('state');
      expect(run.statusOf().handled).to.deep.equal({ created: false });
      expect(run.statusOf().error).to.include('count must be positive');
    });

    it('of the API server before a handler is reached back off instead of spinning', async () => {
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            throw new TemporaryError('soon', { delaySeconds: 1 });
          }
          async ensureDeleted() {}
        },
      );
      await run.add();
      run.cluster.edit('Widget', 'a', { metadata: { finalizers: null } });
      run.cluster.before = ({ subresource, verb }) => {
        if (verb === 'patch' && subresource === '') throw refusal(500, 'InternalError', 'etcd is down');
      };
      await run.settle();
      await run.pass(10);
      expect(run.cluster.requests.length).to.be.below(15);
      run.cluster.before = () => {};
      await run.pass(60);
      expect(run.cluster.stored('Widget', 'a')?.metadata.finalizers).to.deep.equal([FINALIZER]);
    });

    it('of the API server do not spin on an object that is gone without a word from the watch', async () => {
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            throw new TemporaryError('soon', { delaySeconds: 1 });
          }
          async ensureDeleted() {}
        },
      );
      await run.add();
      run.cluster.holdWatch();
      run.cluster.edit('Widget', 'a', { metadata: { finalizers: null } });
      run.cluster.releaseWatch();
      run.cluster.holdWatch();
      run.cluster.remove('Widget', 'a');
      await run.settle();
      await run.pass(10);
      expect(run.cluster.requests.length).to.be.below(15);
      run.cluster.releaseWatch();
      await run.settle();
    });

    it('of a time-out keep the object busy until the handler has really ended', async () => {
      const { opened, open } = gate();
      const aborted: unknown[] = [];
      run = new ControllerRun(
        class extends Widget {
          static readonly TIMEOUT_SECONDS = 5;
          static readonly BACKOFF = { initialSeconds: 1 };
          async ensureCreated(change: Change<this>) {
            if (change.attempt > 1) return;
            this.signal.addEventListener('abort', () => aborted.push(this.signal.reason.code));
            await opened;
          }
        },
      );
      await run.add();
      await run.pass(6);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 failed']);
      expect(run.statusOf().error).to.include('5 s');
      expect(aborted).to.deep.equal(['DEADLINE']);
      await run.pass(60);
      expect(run.calls.length).to.equal(1);
      open();
      await run.settle();
      expect(run.calls.at(-1)).to.equal('ensureCreated retry 2 succeeded');
    });
  });

  it('is idle when an object went while the status of its finished call was written', async () => {
    const written = gate();
    run = new ControllerRun(
      class extends Widget {
        async ensureCreated() {}
        async ensureModified() {
          this.status = { size: this.spec.size };
          // The write begins meanwhile, and takes longer than the handler.
          await run.clock.advance(0);
        }
      },
    );
    await run.add();
    run.cluster.before = async ({ subresource }) => {
      if (subresource === 'status') await written.opened;
    };
    await run.edit({ spec: { size: 2 } });
    await run.remove();
    written.open();
    await run.settle();
    await run.pass(5);
    expect(run.calls.at(-1)).to.equal('ensureModified modified 1 succeeded');
    expect(run.controller.isIdle).to.equal(true);
  });

  it('goes on with other objects beside handlers that never return', async () => {
    const logger = new RecordingLogger();
    run = new ControllerRun(
      class extends Widget {
        static readonly CONCURRENCY = 1;
        async ensureCreated() {
          if (this.metadata.name === 'stuck') await new Promise(() => {});
        }
      },
      { logger },
    );
    await run.add('stuck');
    await run.add('b');
    expect(run.calls).to.deep.equal([]);
    await run.pass(31);
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    expect(logger.messages('warn').filter((message) => message.includes('30 s')).length).to.equal(1);
  });

  it('calls again after requeueAfter and RESYNC_SECONDS, with an empty diff', async () => {
    const diffs: number[] = [];
    run = new ControllerRun(
      class extends Widget {
        static readonly RESYNC_SECONDS = 100;
        async ensureCreated() {
          this.requeueAfter(10);
        }
        async ensureModified(change: Change<this>) {
          diffs.push(change.diff.length);
        }
      },
    );
    await run.add();
    await run.pass(9);
    expect(run.calls.length).to.equal(1);
    await run.pass(2);
    expect(run.calls.at(-1)).to.equal('ensureModified requeue 1 succeeded');
    await run.pass(101);
    expect(run.calls.at(-1)).to.equal('ensureModified resync 1 succeeded');
    expect(diffs).to.deep.equal([0, 0]);
    expect(run.cluster.count(/status/)).to.equal(1);
  });

  it('reconciles at first sight and after changes, and writes nothing of its own', async () => {
    class Level extends Widget {
      async reconcile() {
        if (this.spec.bad) throw new PermanentError('bad');
      }
    }
    run = new ControllerRun(Level);
    await run.add();
    await run.edit({ spec: { size: 2 } });
    expect(run.cluster.requests).to.deep.equal([]);
    await run.edit({ spec: { bad: true } });
    expect(run.statusOf()).to.deep.equal({ error: 'bad' });
    await run.edit({ spec: { bad: null } });
    expect(run.statusOf()).to.deep.equal({});
    expect(run.calls).to.deep.equal([
      'reconcile created 1 succeeded',
      'reconcile modified 1 succeeded',
      'reconcile modified 1 failed',
      'reconcile modified 1 succeeded',
    ]);
  });

  describe('somebody else’s CRD', () => {
    class Theirs extends Widget {
      async ensureCreated() {
        this.status = { state: 'theirs', kept: this.metadata.name };
      }
      async ensureModified() {
        this.status = { kept: `${this.spec.size}` };
      }
    }

    for (const [what, lost] of [
      ['state', ['state']],
      ['record', ['handled', 'observedGeneration']],
      ['all our keys', ['state', 'error', 'handled', 'observedGeneration']],
    ] as const) {
      it(`that prunes ${what} is handled once, also across a restart`, async () => {
        const logger = new RecordingLogger();
        run = new ControllerRun(Theirs, { logger });
        const { cluster } = run;
        cluster.pruneStatus = (status) =>
          Object.fromEntries(Object.entries(status).filter(([key]) => !(lost as readonly string[]).includes(key)));
        await run.add();
        expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
        await run.stop();
        expect(logger.messages('warn').length).to.equal(1);
        run = new ControllerRun(Theirs, { cluster });
        await run.settle();
        expect(run.calls).to.deep.equal([]);
        await run.edit({ spec: { size: 2 } });
        await run.stop();
        run = new ControllerRun(Theirs, { cluster });
        await run.settle();
        expect(run.calls).to.deep.equal([]);
        expect(run.statusOf().kept).to.equal('2');
      });
    }

    it('that refuses our state is handled, but a state of the handler’s own fails it', async () => {
      class Plain extends Widget {
        async ensureCreated() {
          if (this.spec.own) this.status = { state: 'wrong' };
        }
      }
      run = new ControllerRun(Plain);
      run.cluster.validate = ({ status }) => {
        if (status?.state && status.state !== 'Ready') throw refusal(422, 'Invalid', 'not in the enum', ['status.state']);
      };
      await run.add('a');
      await run.add('b', { spec: { own: true } });
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'ensureCreated created 1 failed']);
      await run.pass(1);
      expect(run.calls.filter((call) => call.includes('succeeded')).length).to.equal(1);
    });

    it('may get a status subresource, or lose it, while the operator runs', async () => {
      const widget = { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets', statusSubresource: true };
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            this.status = { size: this.spec.size };
          }
          ensureModified() {
            this.status = { size: this.spec.size };
          }
        },
        { cluster: new FakeCluster([widget]) },
      );
      await run.add('a', { spec: { size: 1 } });
      for (const has of [false, true]) {
        widget.statusSubresource = has;
        run.cluster.streams.cut('expired');
        await run.pass(5);
        run.calls.splice(0);
        run.cluster.requests.splice(0);
        await run.edit({ spec: { size: has ? 3 : 2 } });
        await run.pass(2);
        expect([run.statusOf().size, run.calls]).to.deep.equal([has ? 3 : 2, ['ensureModified modified 1 succeeded']]);
        expect(run.cluster.count(/Widget\/status/) > 0).to.equal(has);
      }
    });

    it('does not begin anew for a replica that was deposed meanwhile', async () => {
      const widget = { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets', statusSubresource: true };
      const held = Promise.withResolvers<void>();
      const causes: unknown[] = [];
      run = new ControllerRun(
        class extends Widget {
          async ensureCreated() {
            await held.promise;
            causes.push((this.signal.reason as Error | undefined)?.message);
          }
        },
        { cluster: new FakeCluster([widget]) },
      );
      await run.add();
      widget.statusSubresource = false;
      run.cluster.streams.cut('expired');
      await run.pass(5);
      const standing = run.controller.standBy();
      held.resolve();
      await standing;
      await run.pass(5);
      expect(causes).to.deep.equal(['the definition of its kind has changed']);
      expect(run.calls.length).to.equal(1);
      run.controller.lead();
      await run.settle();
      expect(run.calls.slice(1)).to.deep.equal(['ensureCreated created 1 succeeded']);
    });

    it('without a status subresource is handled by what is in it', async () => {
      run = new ControllerRun(Theirs, { statusSubresource: false });
      const { cluster } = run;
      await run.add();
      await run.edit({ spec: { size: 2 } });
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'ensureModified modified 1 succeeded']);
      expect(run.cluster.count(/Widget\/status/)).to.equal(0);
      await run.stop();
      run = new ControllerRun(Theirs, { statusSubresource: false, cluster });
      await run.settle();
      expect(run.calls).to.deep.equal([]);
    });
  });
});
