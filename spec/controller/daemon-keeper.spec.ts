/** Daemons beside the turns of their objects: how they live and end, and what they write. */
import { expect } from 'chai';
import { z } from 'zod';
import { PermanentError } from '../../lib/base/errors.ts';
import { SOUND_SECONDS } from '../../lib/controller/daemon-keeper.ts';
import type { Change } from '../../lib/resource/change.ts';
import type { DaemonOptions } from '../../lib/resource/timers-and-daemons.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

describe('daemons', () => {
  let run: ControllerRun;
  let notes: string[];
  beforeEach(() => {
    notes = [];
  });
  afterEach(() => run.stop());

  const lives = () => run.calls.filter((call) => call.startsWith('follow'));

  class Followed extends Widget {
    static readonly DAEMONS: Record<string, DaemonOptions> = { follow: {} };
    static readonly BACKOFF = { initialSeconds: 1, factor: 2, maxSeconds: 60 };
    async ensureCreated() {}
    async follow(signal: AbortSignal) {
      notes.push(`begins ${this.metadata.name}`);
      await aborted(signal);
      notes.push(`ends ${this.metadata.name}`);
    }
  }

  it('begin when the object is created, and live beside its handlers until it is deleted; they add no finalizer', async () => {
    run = new ControllerRun(
      class extends Followed {
        async ensureModified() {
          notes.push('modified');
        }
      },
    );
    await run.add();
    await run.edit({ spec: { size: 1 } });
    expect(run.cluster.stored('Widget', 'a')?.metadata.finalizers).to.equal(undefined);
    expect(run.controller.isSettled('team/a', run.cluster.stored('Widget', 'a'))).to.equal(true);
    await run.pass(2);
    expect(run.controller.isIdle).to.equal(true);
    await run.remove();
    expect(notes).to.deep.equal(['begins a', 'modified', 'ends a']);
    expect(lives()).to.deep.equal(['follow daemon 1 aborted']);
  });

  it('do not begin before ensureCreated has succeeded, and begin at first sight of what was created before', async () => {
    let broken = true;
    class Late extends Followed {
      override async ensureCreated() {
        if (broken) throw new Error('not yet');
      }
    }
    run = new ControllerRun(Late);
    const { cluster } = run;
    await run.add();
    expect(notes).to.deep.equal([]);
    broken = false;
    await run.pass(2);
    expect(notes).to.deep.equal(['begins a']);
    await run.stop();
    run = new ControllerRun(Late, { cluster });
    await run.settle();
    expect(notes).to.deep.equal(['begins a', 'ends a', 'begins a']);
  });

  it('hold no place of those that CONCURRENCY allows', async () => {
    run = new ControllerRun(
      class extends Followed {
        static readonly CONCURRENCY = 1;
      },
    );
    for (const name of ['a', 'b', 'c']) await run.add(name);
    expect(notes).to.deep.equal(['begins a', 'begins b', 'begins c']);
    expect(run.controller.busy).to.equal(0);
  });

  it('read the object as it is now', async () => {
    const { opened, open } = gate();
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          const read = () => notes.push(`${this.spec.size} ${this.body.spec.size} ${this.metadata.labels?.tier} ${this.status.seen}`);
          read();
          await opened;
          read();
          await aborted(signal);
          notes.push(`deleted: ${this.metadata.deletionTimestamp !== undefined}`);
        }
      },
    );
    await run.add('a', { spec: { size: 1 }, metadata: { finalizers: ['example.com/other'] } });
    await run.edit({ spec: { size: 2 }, metadata: { labels: { tier: 'gold' } }, status: { seen: 'yes' } });
    open();
    await run.settle();
    await run.remove();
    expect(notes).to.deep.equal(['1 1 undefined undefined', '2 2 gold yes', 'deleted: true']);
  });

  it('go on with the last spec that SPEC accepts', async () => {
    const ask = gate();
    run = new ControllerRun(
      class extends Followed {
        static readonly SPEC = z.object({ size: z.number().min(0).default(7) });
        override async follow(signal: AbortSignal) {
          notes.push(`${this.spec.size}`);
          await ask.opened;
          notes.push(`${this.spec.size} ${this.body.spec.size}`);
          await aborted(signal);
        }
      },
    );
    await run.add();
    await run.edit({ spec: { size: -1 } });
    ask.open();
    await run.settle();
    expect(notes).to.deep.equal(['7', '7 -1']);
  });

  it('save what they assign as they go, coalesced, and each writer sees what the other wrote', async () => {
    const step = gate();
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          for (let seen = 1; seen <= 50; seen += 1) this.status = { seen };
          await step.opened;
          this.status = { seen: this.status.seen + this.status.size };
          await this.flush();
          notes.push(`flushed ${this.status.seen}`);
          await aborted(signal);
        }
        async ensureModified() {
          this.status = { size: this.spec.size };
        }
      },
    );
    await run.add();
    expect(run.statusOf().seen).to.equal(50);
    expect(run.cluster.count(/patch Widget\/status/)).to.equal(2);
    await run.edit({ spec: { size: 3 } });
    step.open();
    await run.settle();
    expect(run.statusOf()).to.include({ seen: 53, size: 3 });
    expect(notes).to.deep.equal(['flushed 53']);
  });

  it('and their object’s handlers write one after the other, without conflicts', async () => {
    const slow = gate();
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          await slow.opened;
          this.status = { seen: 'by the daemon' };
          await aborted(signal);
        }
        async ensureModified() {
          this.status = { size: this.spec.size };
          slow.open();
        }
      },
    );
    await run.add();
    let inFlight = 0;
    let most = 0;
    run.cluster.before = async ({ subresource }) => {
      if (subresource !== 'status') return;
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
    };
    run.cluster.after = ({ subresource }) => {
      if (subresource === 'status') inFlight -= 1;
    };
    await run.edit({ spec: { size: 3 } });
    expect(run.statusOf()).to.include({ seen: 'by the daemon', size: 3 });
    expect(most).to.equal(1);
    expect(run.cluster.count(/^get/)).to.equal(0);
  });

  it('fail when what they assign is refused, and begin again', async () => {
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          if (notes.length === 0) this.status = { bad: true };
          notes.push('begins');
          await aborted(signal);
          notes.push(`ended by ${(signal.reason as Error).name}`);
        }
      },
    );
    run.cluster.validate = (object) => {
      if (object.status?.bad) throw refusal(422, 'Invalid', 'status.bad: not this', ['status.bad']);
    };
    await run.add();
    expect(lives()).to.deep.equal(['follow daemon 1 failed']);
    expect(run.statusOf().error).to.contain('not this');
    await run.pass(2);
    expect(notes).to.deep.equal(['begins', 'ended by ApiError', 'begins']);
  });

  it('whoever flushes is told of a refused write, and lives on', async () => {
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          await this.setStatus({ bad: true }).catch((error: Error) => notes.push(error.message));
          await this.setStatus({ good: true });
          await aborted(signal);
        }
      },
    );
    run.cluster.validate = (object) => {
      if (object.status?.bad) throw refusal(422, 'Invalid', 'not this', ['status.bad']);
    };
    await run.add();
    expect([notes.length, lives(), run.statusOf().good]).to.deep.equal([1, [], true]);
  });

  it('that fail begin again with back-off; the error goes once they have lived for a while', async () => {
    let failures = 2;
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          if (failures-- > 0) throw new Error('broken off');
          await aborted(signal);
        }
      },
    );
    run.clock.chance = 1 - Number.EPSILON;
    await run.add();
    expect(run.statusOf()).to.include({ error: 'broken off', state: 'processed' });
    await run.pass(4);
    expect(lives()).to.deep.equal(['follow daemon 1 failed', 'follow daemon 2 failed']);
    await run.pass(SOUND_SECONDS - 10);
    expect(run.statusOf().error).to.equal('broken off');
    await run.pass(10);
    expect(run.statusOf()).not.to.have.property('error');
  });

  it('take their error away also where a change, or a restart, began them anew', async () => {
    let failures = 1;
    class Broken extends Followed {
      override async follow(signal: AbortSignal) {
        if (failures-- > 0) throw new Error('broken off');
        await aborted(signal);
      }
      async ensureModified() {}
    }
    run = new ControllerRun(Broken);
    await run.add();
    await run.edit({ spec: { size: 2 } });
    expect([lives(), run.statusOf().error]).to.deep.equal([['follow daemon 1 failed'], 'broken off']);
    await run.pass(SOUND_SECONDS);
    expect(run.statusOf()).not.to.have.property('error');
    await run.stop();
    const { cluster } = run;
    cluster.edit('Widget', 'a', { status: { error: 'broken off' } });
    run = new ControllerRun(Broken, { cluster });
    await run.pass(SOUND_SECONDS);
    expect(run.statusOf()).not.to.have.property('error');
  });

  it('count their attempts anew when they have lived for a while', async () => {
    const fail: (() => void)[] = [];
    run = new ControllerRun(
      class extends Followed {
        static readonly RETRIES = 1;
        override async follow() {
          await new Promise((_resolve, reject) => fail.push(() => reject(new Error('broken off'))));
        }
      },
    );
    await run.add();
    for (const life of [1, SOUND_SECONDS, 1]) {
      await run.pass(life);
      fail.at(-1)?.();
      await run.pass(3);
    }
    expect(fail).to.have.lengthOf(3);
    expect(lives().at(-1)).to.equal('follow daemon 2 failed');
    await run.pass(1000);
    expect(fail).to.have.lengthOf(3);
  });

  it('that fail for good set status.error only, and rest until the object is changed', async () => {
    let broken = true;
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          if (broken) throw new PermanentError('no such stream');
          await aborted(signal);
        }
        async ensureModified() {}
      },
    );
    await run.add();
    await run.pass(1000);
    expect(lives()).to.deep.equal(['follow daemon 1 failed']);
    expect(run.statusOf()).to.include({ error: 'no such stream', state: 'processed' });
    broken = false;
    await run.edit({ spec: { size: 1 } });
    await run.remove();
    expect(lives().at(-1)).to.equal('follow daemon 1 aborted');
  });

  it('that return are over until the next start, and take their error with them', async () => {
    let failures = 1;
    class Short extends Followed {
      override async follow() {
        if (failures-- > 0) throw new Error('not yet');
        this.status = { followed: true };
      }
      async ensureModified() {}
    }
    run = new ControllerRun(Short);
    const { cluster } = run;
    await run.add();
    await run.pass(2);
    await run.edit({ spec: { size: 1 } });
    await run.pass(1000);
    expect(lives()).to.deep.equal(['follow daemon 1 failed', 'follow daemon 2 succeeded']);
    expect(run.statusOf()).to.include({ followed: true }).and.not.to.have.property('error');
    await run.stop();
    run = new ControllerRun(Short, { cluster });
    await run.settle();
    expect(lives()).to.deep.equal(['follow daemon 1 succeeded']);
  });

  it('neither hide the error of a handler nor have theirs hidden', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Followed {
        static override readonly DAEMONS = { follow: {}, ends: {} };
        async ensureModified() {
          if (this.spec.size === 1) throw new PermanentError('not this size');
        }
        override async follow() {
          throw new PermanentError('no such stream');
        }
        async ends() {
          await finish.opened;
        }
      },
    );
    await run.add();
    expect(run.statusOf().error).to.equal('no such stream');
    await run.edit({ spec: { size: 1 } });
    finish.open();
    await run.settle();
    expect(run.statusOf()).to.include({ state: 'error' }).and.to.have.property('error');
    await run.edit({ spec: { size: 2 } });
    await run.pass(2);
    expect(run.statusOf()).to.include({ state: 'processed', error: 'no such stream' });
  });

  it('can ask for a call of the handler while they live', async () => {
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          this.requeueAfter(5);
          await aborted(signal);
        }
        async ensureModified({ reason }: Change<this>) {
          notes.push(reason);
        }
      },
    );
    await run.add();
    await run.pass(4.9);
    expect(notes).to.deep.equal([]);
    await run.pass(0.1);
    expect(notes).to.deep.equal(['requeue']);
  });

  describe('of an object that is deleted', () => {
    class Held extends Followed {
      async ensureDeleted() {
        notes.push('deleted');
      }
    }

    it('end before ensureDeleted is called', async () => {
      const finish = gate();
      run = new ControllerRun(
        class extends Held {
          override async follow(signal: AbortSignal) {
            await aborted(signal);
            await finish.opened;
            this.status = { last: 'words' };
            notes.push('ends');
          }
        },
      );
      await run.add();
      await run.remove();
      expect([notes, run.controller.busy, run.controller.isIdle]).to.deep.equal([[], 0, false]);
      finish.open();
      await run.settle();
      expect(notes).to.deep.equal(['ends', 'deleted']);
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
    });

    it('are left behind when their grace is over, can change nothing any more, and hold up nothing', async () => {
      const finish = gate();
      const logger = new CollectedLog();
      run = new ControllerRun(
        class extends Held {
          static override readonly DAEMONS = { follow: { graceSeconds: 3 } };
          override async follow() {
            await finish.opened;
            try {
              this.status = { late: true };
            } catch (error) {
              notes.push((error as { code: string }).code);
            }
          }
        },
        { logger },
      );
      await run.add();
      await run.remove();
      await run.pass(2.9);
      expect(notes).to.deep.equal([]);
      await run.pass(0.1);
      expect(notes).to.deep.equal(['deleted']);
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
      expect(logger.records.filter(({ message }) => message.includes('left behind'))).to.have.lengthOf(1);
      finish.open();
      await run.settle();
      expect(notes).to.have.lengthOf(2);
    });

    it('end while they wait for their retry', async () => {
      run = new ControllerRun(
        class extends Held {
          override async follow() {
            throw new Error('broken off');
          }
        },
      );
      await run.add();
      await run.remove();
      expect(notes).to.deep.equal(['deleted']);
      await run.pass(100);
      expect(lives()).to.have.lengthOf(1);
    });

    it('keep it in place where they ask for a finalizer, without any ensureDeleted', async () => {
      const finish = gate();
      run = new ControllerRun(
        class extends Followed {
          static override readonly DAEMONS = { follow: { finalizer: true } };
          override async follow(signal: AbortSignal) {
            await aborted(signal);
            await finish.opened;
          }
        },
      );
      await run.add();
      expect(run.cluster.stored('Widget', 'a')?.metadata.finalizers).to.deep.equal(['widgets.bench.example.com/finalizer']);
      await run.remove();
      expect(run.cluster.stored('Widget', 'a')).not.to.equal(undefined);
      finish.open();
      await run.settle();
      expect(run.cluster.stored('Widget', 'a')).to.equal(undefined);
      expect(run.calls).to.deep.equal(['ensureCreated created 1 succeeded', 'follow daemon 1 aborted']);
    });

    it('end before ensureDeleted also where there is no finalizer', async () => {
      const finish = gate();
      run = new ControllerRun(
        class extends Held {
          static readonly FINALIZER = null;
          override async follow(signal: AbortSignal) {
            await aborted(signal);
            await finish.opened;
            notes.push('ends');
          }
        },
      );
      await run.add();
      await run.remove();
      expect(notes).to.deep.equal([]);
      finish.open();
      await run.settle();
      expect(notes).to.deep.equal(['ends', 'deleted']);
    });
  });

  it('of an object that another one replaces end first', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          const { uid } = this.metadata;
          notes.push(`begins ${uid}`);
          await aborted(signal);
          await finish.opened;
          notes.push(`ends ${uid}`);
        }
      },
    );
    await run.add();
    run.cluster.holdWatch();
    run.cluster.remove('Widget', 'a');
    run.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: {} });
    run.cluster.releaseWatch();
    await run.settle();
    expect(notes).to.deep.equal(['begins uid-1']);
    finish.open();
    await run.settle();
    expect(notes).to.deep.equal(['begins uid-1', 'ends uid-1', 'begins uid-2']);
  });

  it('end when the object leaves what is watched; when it comes back they never live twice at once', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Followed {
        static override readonly DAEMONS = { follow: { graceSeconds: 1 } };
        override async follow(signal: AbortSignal) {
          notes.push('begins');
          await aborted(signal);
          await finish.opened;
          notes.push('ends');
        }
      },
    );
    await run.add();
    run.cluster.leave('Widget', 'a');
    await run.pass(2);
    run.cluster.comeBack('Widget', 'a');
    await run.pass(2);
    expect(notes).to.deep.equal(['begins']);
    finish.open();
    await run.settle();
    expect(notes).to.deep.equal(['begins', 'ends', 'begins']);
  });

  it('end when the operator stops, which waits for them', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Followed {
        override async follow(signal: AbortSignal) {
          await aborted(signal);
          await finish.opened;
          this.status = { last: 'words' };
        }
      },
    );
    await run.add();
    run.controller.stopTaking();
    let still = false;
    void run.controller.untilStill().then(() => {
      still = true;
    });
    await run.settle();
    expect(still).to.equal(false);
    finish.open();
    await run.settle();
    expect(still).to.equal(true);
    expect(run.statusOf().last).to.equal('words');
  });

  it('that never end do not keep the operator from stopping', async () => {
    run = new ControllerRun(
      class extends Followed {
        override async follow() {
          await new Promise(() => {});
        }
      },
    );
    await run.add();
    run.controller.stopTaking();
    const still = run.controller.untilStill();
    await run.pass(5);
    await still;
  });

  it('do not begin for a creation that ends while the operator stops', async () => {
    const finish = gate();
    run = new ControllerRun(
      class extends Followed {
        override async ensureCreated() {
          await finish.opened;
        }
      },
    );
    await run.add();
    run.controller.stopTaking();
    finish.open();
    await run.settle();
    expect([run.calls, notes]).to.deep.equal([['ensureCreated created 1 succeeded'], []]);
  });
});
