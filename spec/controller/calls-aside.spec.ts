/** Timers and childChanged in the turns of their objects: when they are called, and what follows from how they end. */
import { expect } from 'chai';
import { PermanentError, TemporaryError } from '../../lib/base/errors.ts';
import type { Calling } from '../../lib/controller/call-runner.ts';
import { CallsAside } from '../../lib/controller/calls-aside.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import type { Change } from '../../lib/resource/change.ts';
import type { TimerOptions } from '../../lib/resource/timers-and-daemons.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

/** The clock's timers that are not ours: the watch looks after its silence. */
const OF_THE_WATCH = 1;

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('timers', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  const ticks = () => run.calls.filter((call) => call.startsWith('poll'));

  class Polled extends Widget {
    static readonly TIMERS: Record<string, TimerOptions> = { poll: { intervalSeconds: 10 } };
    static readonly BACKOFF = { initialSeconds: 1, factor: 2, maxSeconds: 60 };
    async ensureCreated() {}
    async poll() {}
  }

  it('begin when the object is created, and go on in their interval', async () => {
    run = new ControllerRun(Polled);
    await run.add();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'poll timer 1 succeeded']);
    await run.pass(9.9);
    expect(ticks()).to.have.lengthOf(1);
    await run.pass(0.1);
    expect(ticks()).to.have.lengthOf(2);
    await run.pass(35);
    expect(ticks()).to.have.lengthOf(5);
  });

  it('write nothing by themselves, and leave the controller idle and the object settled in between', async () => {
    run = new ControllerRun(Polled);
    const object = await run.add();
    await run.pass(100);
    expect(run.cluster.requests).to.deep.equal(['patch Widget/status a']);
    expect(run.controller.isIdle).to.equal(true);
    expect(run.controller.isSettled('team/a', object)).to.equal(true);
  });

  it('are given the newest object, its spec and its status, and save what they assign', async () => {
    const seen: unknown[] = [];
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          seen.push([this.spec.size, this.status.polls]);
          this.status = { polls: (this.status.polls ?? 0) + 1 };
        }
      },
    );
    await run.add('a', { spec: { size: 1 } });
    await run.edit({ spec: { size: 2 } });
    await run.pass(10);
    expect(seen).to.deep.equal([
      [1, undefined],
      [2, 1],
    ]);
    expect(run.statusOf().polls).to.equal(2);
  });

  it('do not begin before ensureCreated has succeeded', async () => {
    let broken = true;
    run = new ControllerRun(
      class extends Polled {
        override async ensureCreated() {
          if (broken) throw new TemporaryError('not yet', { delaySeconds: 30 });
        }
      },
    );
    await run.add();
    await run.pass(29);
    expect(ticks()).to.deep.equal([]);
    broken = false;
    await run.pass(1);
    expect(run.calls.slice(-2)).to.deep.equal(['ensureCreated retry 2 succeeded', 'poll timer 1 succeeded']);
  });

  it('do not begin for an object whose creation has failed for good, at the next start neither', async () => {
    class Hopeless extends Polled {
      override async ensureCreated() {
        throw new PermanentError('never');
      }
    }
    run = new ControllerRun(Hopeless);
    const { cluster } = run;
    await run.add();
    await run.pass(100);
    await run.stop();
    run = new ControllerRun(Hopeless, { cluster });
    await run.pass(100);
    expect(ticks()).to.deep.equal([]);
  });

  it('begin at first sight of an object that was created before, also by somebody who kept no record', async () => {
    run = new ControllerRun(Polled);
    const { cluster } = run;
    await run.add();
    await run.stop();
    cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'b' }, spec: {}, status: { state: 'working' } });
    cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'c' }, spec: {}, status: { state: 'error' } });
    run = new ControllerRun(Polled, { cluster });
    await run.settle();
    expect(run.calls).to.deep.equal(['poll timer 1 succeeded', 'poll timer 1 succeeded']);
  });

  it('go on while a change of the object fails', async () => {
    run = new ControllerRun(
      class extends Polled {
        async ensureModified() {
          throw new PermanentError('not this');
        }
      },
    );
    await run.add();
    await run.edit({ spec: { size: 1 } });
    await run.pass(20);
    expect(ticks()).to.have.lengthOf(3);
    expect(run.statusOf()).to.include({ state: 'error', error: 'not this' });
  });

  it('of a level-triggered class begin when reconcile has succeeded', async () => {
    let broken = true;
    run = new ControllerRun(
      class extends Widget {
        static readonly TIMERS = { poll: { intervalSeconds: 10 } };
        async reconcile() {
          if (broken) throw new TemporaryError('not yet', { delaySeconds: 5 });
        }
        async poll() {}
      },
    );
    await run.add();
    await run.pass(4);
    expect(ticks()).to.deep.equal([]);
    broken = false;
    await run.pass(1);
    expect(ticks()).to.have.lengthOf(1);
    expect(run.statusOf()).not.to.have.property('state');
  });

  it('wait for the initial delay', async () => {
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10, initialDelaySeconds: 5 } };
      },
    );
    await run.add();
    await run.pass(4.9);
    expect(ticks()).to.deep.equal([]);
    await run.pass(0.1);
    expect(ticks()).to.have.lengthOf(1);
  });

  it('that are to be idle wait for the object to be left alone; a change of its status is none', async () => {
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10, idleSeconds: 30 } };
      },
    );
    await run.add();
    await run.pass(20);
    await run.edit({ spec: { size: 2 } });
    await run.pass(29);
    await run.edit({ status: { seen: 'by somebody' } });
    expect(ticks()).to.deep.equal([]);
    await run.pass(1);
    expect(ticks()).to.have.lengthOf(1);
    await run.pass(10);
    expect(ticks()).to.have.lengthOf(2);
  });

  it('never overlap, neither with themselves nor with the handlers of their object', async () => {
    const { opened, open } = gate();
    const changing = gate();
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          await opened;
        }
        async ensureModified() {
          await changing.opened;
        }
      },
    );
    await run.add();
    await run.pass(100);
    await run.edit({ spec: { size: 1 } });
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    open();
    await run.settle();
    expect(run.calls.at(-1)).to.equal('poll timer 1 succeeded');
    await run.pass(100);
    expect(ticks()).to.have.lengthOf(1);
    changing.open();
    await run.settle();
    expect(run.calls.slice(-2)).to.deep.equal(['ensureModified modified 1 succeeded', 'poll timer 1 succeeded']);
  });

  it('that are sharp count from the beginning of a call', async () => {
    const starts: number[] = [];
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10, sharp: true } };
        override async poll() {
          starts.push(run.clock.monotonic() / 1000);
          await new Promise<void>((resolve) => run.clock.setTimeout(resolve, starts.length === 2 ? 23_000 : 4000));
        }
      },
    );
    await run.add();
    await run.pass(60);
    expect(starts).to.deep.equal([0, 10, 40, 50, 60]);
  });

  it('that fail are retried with back-off, say so in the status, and then go on in their interval', async () => {
    let failures = 2;
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          if (failures-- > 0) throw new Error('no answer');
        }
      },
    );
    run.clock.chance = 1 - Number.EPSILON;
    await run.add();
    expect(run.statusOf()).to.include({ state: 'processed', error: 'no answer' });
    await run.pass(5);
    expect(ticks()).to.deep.equal(['poll timer 1 failed', 'poll timer 2 failed', 'poll timer 3 succeeded']);
    expect(run.statusOf()).not.to.have.property('error');
    await run.pass(10);
    expect(ticks().at(-1)).to.equal('poll timer 1 succeeded');
  });

  it('that ask to be called later are', async () => {
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          throw new TemporaryError('later', { delaySeconds: 3 });
        }
      },
    );
    await run.add();
    await run.pass(2.9);
    expect(ticks()).to.have.lengthOf(1);
    await run.pass(0.1);
    expect(ticks()).to.deep.equal(['poll timer 1 failed', 'poll timer 2 failed']);
  });

  it('that fail for good set status.error only, and stop until the object is changed', async () => {
    let broken = true;
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          if (broken) throw new PermanentError('no such place');
        }
      },
    );
    await run.add();
    await run.pass(1000);
    expect(ticks()).to.deep.equal(['poll timer 1 failed']);
    expect(run.statusOf()).to.include({ state: 'processed', error: 'no such place' });
    expect(run.cluster.count(/^create .*Event/i)).to.equal(1);
    broken = false;
    await run.edit({ spec: { size: 1 } });
    expect(ticks()).to.have.lengthOf(2);
    expect(run.statusOf()).not.to.have.property('error');
  });

  it('stop when their retries are used up', async () => {
    run = new ControllerRun(
      class extends Polled {
        static readonly RETRIES = 1;
        override async poll() {
          throw new Error('no answer');
        }
      },
    );
    await run.add();
    await run.pass(1000);
    expect(ticks()).to.deep.equal(['poll timer 1 failed', 'poll timer 2 failed']);
  });

  it('do not hide the error of another one', async () => {
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10 }, sweep: { intervalSeconds: 5 } };
        async ensureModified() {}
        async sweep() {
          throw new PermanentError('no broom');
        }
      },
    );
    await run.add();
    await run.pass(20);
    expect(ticks()).to.have.lengthOf(3);
    expect(run.statusOf().error).to.equal('no broom');
  });

  it('that last too long are failures', async () => {
    run = new ControllerRun(
      class extends Polled {
        static readonly TIMEOUT_SECONDS = 2;
        override async poll() {
          await new Promise((_resolve, reject) => this.signal.addEventListener('abort', () => reject(this.signal.reason)));
        }
      },
    );
    await run.add();
    await run.pass(2);
    expect(ticks()).to.deep.equal(['poll timer 1 failed']);
    expect(run.statusOf().error).to.equal('poll took longer than 2 s');
  });

  it('can ask for a call of the handler, and put off no resync', async () => {
    const reasons: string[] = [];
    run = new ControllerRun(
      class extends Polled {
        static readonly RESYNC_SECONDS = 25;
        async ensureModified({ reason }: Change<this>) {
          reasons.push(`${reason} at ${run.clock.monotonic() / 1000}`);
        }
        override async poll() {
          if (run.clock.monotonic() === 10_000) this.requeueAfter(2);
        }
      },
    );
    await run.add();
    await run.pass(40);
    expect(reasons).to.deep.equal(['requeue at 12', 'resync at 37']);
  });

  it('end when the object is deleted, also while it is held in place by somebody else', async () => {
    run = new ControllerRun(Polled);
    await run.add('a', { metadata: { finalizers: ['example.com/other'] } });
    await run.remove();
    await run.pass(100);
    expect(ticks()).to.have.lengthOf(1);
    expect(run.clock.timers).to.equal(OF_THE_WATCH);
  });

  it('are aborted by the deletion, which is dealt with when they have ended', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
          await finish.opened;
        }
        async ensureDeleted() {}
      },
    );
    await run.add();
    await run.remove();
    expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    finish.open();
    await run.settle();
    expect(run.calls.slice(1)).to.deep.equal(['poll timer 1 aborted', 'ensureDeleted deleted 1 succeeded']);
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
  });

  it('drop their status write when the object goes meanwhile', async () => {
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          this.status = { polled: true };
        }
      },
    );
    run.cluster.before = ({ body }) => {
      if (!JSON.stringify(body ?? '').includes('polled')) return;
      run.cluster.before = () => {};
      run.cluster.remove('Widget', 'a');
      run.cluster.add({
        apiVersion: 'bench.example.com/v1',
        kind: 'Widget',
        metadata: { name: 'a' },
        spec: {},
        status: { state: 'other' },
      });
    };
    await run.add();
    await run.settle();
    expect(run.calls[1]).to.match(/^poll timer 1 (succeeded|aborted)$/);
    // The new one has the name now, and a timer of its own.
    expect(run.calls.slice(2)).to.deep.equal(['poll timer 1 succeeded']);
    expect(run.statusOf()).to.include({ state: 'other', polled: true });
  });

  it('end when the object leaves what is watched, and begin anew when it comes back', async () => {
    run = new ControllerRun(Polled);
    await run.add();
    run.cluster.leave('Widget', 'a');
    await run.pass(100);
    expect(ticks()).to.have.lengthOf(1);
    run.cluster.comeBack('Widget', 'a');
    await run.settle();
    expect(ticks()).to.have.lengthOf(2);
  });

  it('are not called once the operator stops, their retries neither', async () => {
    run = new ControllerRun(
      class extends Polled {
        override async poll() {
          throw new Error('no answer');
        }
      },
    );
    await run.add();
    run.controller.stopTaking();
    await run.pass(100);
    expect(ticks()).to.have.lengthOf(1);
    expect(run.clock.timers).to.equal(OF_THE_WATCH);
  });

  it('add no finalizer unless one asks for it', async () => {
    run = new ControllerRun(Polled);
    const finalizersOf = (name: string) => run.cluster.stored('Widget', name)?.metadata.finalizers;
    await run.add();
    expect(finalizersOf('a')).to.equal(undefined);
    const { cluster } = run;
    await run.stop();
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10, finalizer: true } };
      },
      { cluster },
    );
    await run.settle();
    expect(finalizersOf('a')).to.deep.equal(['widgets.bench.example.com/finalizer']);
    await run.remove();
    expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    expect(run.calls.every((call) => call.startsWith('poll'))).to.equal(true);
  });

  it('give up their finalizer when the object leaves what is watched', async () => {
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 10, finalizer: true } };
      },
    );
    await run.add();
    run.cluster.leave('Widget', 'a');
    await run.settle();
    expect(run.cluster.stored('Widget', 'a')?.metadata.finalizers ?? []).to.deep.equal([]);
  });

  it('of ten thousand objects share one timer of the clock', async function () {
    this.timeout(20_000);
    run = new ControllerRun(
      class extends Polled {
        static override readonly TIMERS = { poll: { intervalSeconds: 3600, initialDelaySeconds: 60 } };
      },
    );
    for (let number = 0; number < 10_000; number += 1) {
      const status = { state: 'processed' };
      run.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: `w-${number}` }, spec: {}, status });
    }
    for (let turns = 0; turns < 100 && !run.controller.isIdle; turns += 1) await run.clock.advance(0);
    await run.clock.advance(31_000);
    expect(run.clock.timers).to.equal(OF_THE_WATCH + 1);
    await run.clock.advance(30_000);
    for (let turns = 0; turns < 100 && !run.controller.isIdle; turns += 1) await run.clock.advance(0);
    expect(run.calls).to.have.lengthOf(10_000);
    await run.clock.advance(31_000);
    expect(run.clock.timers).to.equal(OF_THE_WATCH + 1);
  });
});

describe('childChanged', () => {
  const present = () => ({
    tracked: new TrackedObject('team/a', 'uid-a'),
    text: aWidgetText(),
    object: aWidget(),
    essence: { generation: 1, marks: '', content: undefined },
  });
  const aside = (clock: FakeClock, retryAt: (calling: Calling) => number | undefined) => {
    const told: string[] = [];
    const runner = {
      run: async (calling: Calling) => {
        told.push(`${calling.childEvent?.type} ${calling.childEvent?.child.metadata.name} ${calling.failures}`);
        return { outcome: 'succeeded' as const, retryAt: retryAt(calling) };
      },
    };
    return { told, calls: new CallsAside({ clock, runner }) };
  };

  it('is told of one child a turn, and whether there is another', async () => {
    const { told, calls } = aside(new FakeClock(), () => undefined);
    const object = present();
    for (const name of ['x', 'y']) object.tracked.children.add({ type: 'ADDED', child: aWidget({ name }) });
    const more = [await calls.tellOfChild(object, () => undefined), await calls.tellOfChild(object, () => undefined)];
    expect([more, told]).to.deep.equal([
      [true, false],
      ['ADDED x 0', 'ADDED y 0'],
    ]);
    expect(await calls.tellOfChild(object, () => undefined)).to.equal(false);
  });

  it('is told again, when its time comes, of a child that it failed for', async () => {
    const clock = new FakeClock();
    const { told, calls } = aside(clock, ({ failures }) => (failures === 0 ? clock.monotonic() + 1000 : undefined));
    const object = present();
    object.tracked.children.add({ type: 'DELETED', child: aWidget({ name: 'x' }) });
    expect(await calls.tellOfChild(object, () => undefined)).to.equal(false);
    expect(await calls.tellOfChild(object, () => undefined)).to.equal(false);
    await clock.advance(1000);
    await calls.tellOfChild(object, () => undefined);
    expect(told).to.deep.equal(['DELETED x 0', 'DELETED x 1']);
    expect(object.tracked.children.size).to.equal(0);
  });
});
