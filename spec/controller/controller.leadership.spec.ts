/** What a controller does when its replica is elected, and when it leads no longer. */
import { expect } from 'chai';
import { objectKey } from '../../lib/base/object-key.ts';
import type { Leadership } from '../../lib/controller/controller-context.ts';
import type { Change } from '../../lib/resource/change.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { refusal } from '../support/fake-cluster.ts';
import { fencedCluster } from '../support/fenced-cluster.ts';

describe('Controller', () => {
  let run: ControllerRun;
  afterEach(() => run.stop());

  class Counted extends Widget {
    static calls: string[] = [];
    static hold: Promise<void> | undefined;
    async ensureCreated() {
      Counted.calls.push(`created ${this.metadata.name}`);
      this.status = { step: 'begun' };
      const { signal } = this;
      signal.addEventListener('abort', () => Counted.calls.push(`aborted: ${(signal.reason as Error).message}`));
      await Counted.hold;
    }
    async ensureModified() {
      Counted.calls.push(`modified ${this.metadata.name}`);
    }
    async ensureDeleted() {
      Counted.calls.push(`deleted ${this.metadata.name}`);
    }
  }
  beforeEach(() => {
    Counted.calls = [];
    Counted.hold = undefined;
  });

  /** A term whose client can be closed. */
  function aTerm(): Leadership & { over: boolean } {
    const term: Leadership & { over: boolean } = {
      over: false,
      cluster: fencedCluster(run.cluster, () => term.over),
      mayAct: () => !term.over,
    };
    return term;
  }

  it('handles nothing on standby, and everything when it is elected', async () => {
    run = new ControllerRun(Counted, { standby: true });
    await run.add('a');
    await run.add('b');
    expect(Counted.calls).to.deep.equal([]);
    expect([run.controller.isSynced, run.controller.isIdle]).to.deep.equal([true, true]);
    run.controller.lead();
    await run.settle();
    expect(Counted.calls).to.deep.equal(['created a', 'created b']);
  });

  it('lists nothing again when it is elected: its cache was kept current', async () => {
    run = new ControllerRun(Counted, { standby: true });
    await run.add('a');
    await run.edit({ spec: { size: 2 } });
    const lists = run.cluster.count(/^list/);
    run.controller.lead();
    await run.settle();
    expect(run.cluster.count(/^list/)).to.equal(lists);
    expect(Counted.calls).to.deep.equal(['created a']);
  });

  it('takes no deletion for its own that it saw on standby', async () => {
    run = new ControllerRun(
      class extends Counted {
        static readonly FINALIZER = null;
      },
      { standby: true },
    );
    await run.add('a');
    await run.remove('a');
    run.controller.lead();
    await run.settle();
    expect(Counted.calls).to.deep.equal([]);
  });

  it('asks running handlers to end when it leads no longer, and writes nothing of them', async () => {
    const held = Promise.withResolvers<void>();
    Counted.hold = held.promise;
    run = new ControllerRun(Counted, { standby: true });
    const term = aTerm();
    run.controller.lead(term);
    await run.add('a');
    term.over = true;
    const stillness = run.controller.standBy();
    await run.settle();
    expect(Counted.calls).to.deep.equal(['created a', 'aborted: this replica leads no longer']);
    const requests = run.cluster.requests.length;
    held.resolve();
    await stillness;
    await run.settle();
    expect(run.cluster.requests.length).to.equal(requests);
    expect(run.statusOf()).to.not.have.property('state');
  });

  it('begins no handler when the lease has run out before anybody said so', async () => {
    run = new ControllerRun(Counted, { standby: true });
    const term = aTerm();
    run.controller.lead(term);
    await run.settle();
    term.over = true;
    await run.add('a');
    expect(Counted.calls).to.deep.equal([]);
  });

  it('hands an object to no second call while a handler of an earlier term has not ended', async () => {
    const held = Promise.withResolvers<void>();
    Counted.hold = held.promise;
    run = new ControllerRun(Counted, { standby: true });
    const first = aTerm();
    run.controller.lead(first);
    await run.add('a');
    first.over = true;
    const stillness = run.controller.standBy();
    run.controller.lead(aTerm());
    await run.add('b');
    expect(Counted.calls.filter((call) => call.startsWith('created'))).to.deep.equal(['created a', 'created b']);
    held.resolve();
    await run.settle();
    expect(Counted.calls.filter((call) => call === 'created a').length).to.equal(2);
    await stillness;
    expect(run.statusOf('a').state).to.equal('processed');
  });

  it('sees each object for the first time in each term', async () => {
    run = new ControllerRun(Counted);
    await run.add('a');
    await run.controller.standBy();
    await run.edit({ spec: { size: 2 } });
    expect(Counted.calls).to.deep.equal(['created a']);
    run.controller.lead();
    await run.settle();
    expect(Counted.calls).to.deep.equal(['created a', 'modified a']);
    expect(run.calls.at(-1)).to.equal('ensureModified missed 1 succeeded');
  });

  it('shows each reference once in each term, since it may have changed while nobody led', async () => {
    const concerned: string[] = [];
    run = new ControllerRun(
      class extends Counted {
        static readonly WATCHES = [{ apiVersion: 'v1', kind: 'Part', concerns: () => [{ namespace: 'team', name: 'a' }] }];
        override async ensureModified(change?: Change) {
          concerned.push(`${change?.reason}`);
        }
      },
      { standby: true },
    );
    run.cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name: 'p' } });
    await run.add('a');
    run.controller.lead();
    await run.settle();
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    const before = concerned.length;
    await run.controller.standBy();
    run.cluster.edit('Part', 'p', { data: { x: '2' } });
    await run.settle();
    expect(concerned.length).to.equal(before);
    run.controller.lead();
    await run.settle();
    expect(concerned.slice(before)).to.deep.equal(['reference']);
  });

  it('takes no trigger on standby', async () => {
    run = new ControllerRun(Counted, { standby: true });
    const { metadata } = await run.add('a');
    expect(run.controller.trigger(objectKey(metadata.namespace, 'a'), 'triggered')).to.equal(false);
  });

  it('forgets nothing that was to be done while the lease had run out, when it is renewed after all', async () => {
    const notes: string[] = [];
    class Timed extends Counted {
      static readonly FINALIZER = null;
      static readonly TIMERS = { poll: { intervalSeconds: 10 } };
      async poll() {
        notes.push('poll');
      }
    }
    run = new ControllerRun(Timed, { standby: true });
    const term = aTerm();
    run.controller.lead(term);
    for (const name of ['a', 'b']) await run.add(name);
    await run.pass(1);
    notes.length = 0;
    term.over = true;
    await run.edit({ spec: { size: 2 } });
    await run.remove('b');
    await run.pass(20);
    expect(Counted.calls).to.deep.equal(['created a', 'created b']);
    expect([notes, run.controller.isIdle]).to.deep.equal([[], true]);
    term.over = false;
    await run.pass(60);
    expect(Counted.calls.slice(2).sort()).to.deep.equal(['deleted b', 'modified a']);
    expect(notes.length).to.be.greaterThan(0);
  });

  for (const asked of [1, 2, 3]) {
    it(`forgets nothing when the lease runs out at question ${asked}, in the middle of a turn, and is renewed after all`, async () => {
      let questions = Number.POSITIVE_INFINITY;
      const notes: string[] = [];
      class Renewed extends Counted {
        static readonly OWNS = [{ apiVersion: 'v1', kind: 'Part' }];
        async childChanged(part: { metadata: { name: string } }, type: string) {
          notes.push(`${type} ${part.metadata.name}`);
        }
      }
      run = new ControllerRun(Renewed, { standby: true });
      const mayAct = () => {
        questions -= 1;
        return questions >= 0;
      };
      run.controller.lead({ ...aTerm(), mayAct });
      const { metadata } = await run.add('a');
      const lapse = async (change: () => unknown) => {
        questions = asked - 1;
        change();
        await run.pass(2);
        questions = Number.POSITIVE_INFINITY;
        await run.pass(60);
      };
      await lapse(() => run.cluster.edit('Widget', 'a', { spec: { size: 2 } }));
      expect(Counted.calls).to.deep.equal(['created a', 'modified a']);
      const owner = { apiVersion: 'bench.example.com/v1', kind: 'Widget', name: 'a', uid: metadata.uid, controller: true };
      await lapse(() => run.cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name: 'p', ownerReferences: [owner] } }));
      expect(notes).to.deep.equal(['ADDED p']);
    });
  }

  it('keeps in health no finalizer that the server refused in an earlier term', async () => {
    run = new ControllerRun(Counted, { standby: true });
    run.controller.lead(aTerm());
    run.cluster.before = ({ verb, subresource }) => {
      if (verb === 'patch' && !subresource) throw refusal(422, 'Invalid', 'no');
    };
    await run.add('a');
    const refused = () => run.health.checks().some(({ name }) => name.startsWith('finalizer of'));
    expect(refused()).to.equal(true);
    await run.controller.standBy();
    expect(refused()).to.equal(false);
    run.cluster.before = () => {};
    run.controller.lead(aTerm());
    await run.settle();
    expect([refused(), Counted.calls]).to.deep.equal([false, ['created a']]);
  });

  describe('with daemons', () => {
    let notes: string[];
    let ends: Promise<void>;
    let log: CollectedLog;
    beforeEach(() => {
      notes = [];
      ends = Promise.resolve();
      log = new CollectedLog();
    });

    class Followed extends Widget {
      static readonly DAEMONS = { follow: { graceSeconds: 5 } };
      async ensureCreated() {}
      async follow(signal: AbortSignal) {
        notes.push('begins');
        this.status = { alive: true };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        notes.push((signal.reason as Error).message);
        this.status = { alive: false };
        const flushed = await this.flush().catch((error: unknown) => error);
        if (flushed) notes.push((flushed as Error).name);
        await ends;
        notes.push('ends');
      }
    }

    const endDaemons = async (term: { over: boolean }) => {
      term.over = true;
      const stillness = run.controller.standBy().then(() => notes.push('still'));
      await run.settle();
      return stillness;
    };

    it('asks them to end, sends nothing that they write then, and is still when they have ended', async () => {
      run = new ControllerRun(Followed, { standby: true, logger: log });
      const term = aTerm();
      run.controller.lead(term);
      await run.add();
      expect(run.statusOf().alive).to.equal(true);
      const { length } = run.cluster.requests;
      await endDaemons(term);
      expect(notes).to.deep.equal(['begins', 'this replica leads no longer', 'LeadershipLostError', 'ends', 'still']);
      expect(run.calls.at(-1)).to.equal('follow daemon 1 aborted');
      expect(run.cluster.requests.length).to.equal(length);
      expect(run.statusOf()).to.include({ alive: true, state: 'processed' });
      expect(log.records.filter(({ level }) => level !== 'debug' && level !== 'info')).to.deep.equal([]);
      expect(run.controller.isIdle).to.equal(true);
    });

    it('does not try to save what they assigned at their end', async () => {
      run = new ControllerRun(
        class extends Followed {
          override async follow(signal: AbortSignal) {
            await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
            this.status = { alive: false };
          }
        },
        { standby: true, logger: log },
      );
      const term = aTerm();
      run.controller.lead(term);
      await run.add();
      await endDaemons(term);
      expect(run.calls.at(-1)).to.equal('follow daemon 1 aborted');
      expect(log.records.filter(({ level }) => level === 'warn')).to.deep.equal([]);
      expect(run.statusOf()).to.not.have.property('alive');
    });

    it('begins them again in the next term, but not before they have ended, also when they were left behind', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends = promise;
      run = new ControllerRun(Followed, { standby: true, logger: log });
      const term = aTerm();
      run.controller.lead(term);
      await run.add();
      const stillness = endDaemons(term);
      await run.settle();
      run.controller.lead(aTerm());
      await run.settle();
      expect(notes).to.deep.equal(['begins', 'this replica leads no longer', 'LeadershipLostError']);
      await run.pass(6);
      await stillness;
      expect(notes.slice(3)).to.deep.equal(['still']);
      expect(log.records.some(({ message }) => message.startsWith('daemons did not end in time'))).to.equal(true);
      await run.edit({ spec: { size: 2 } });
      expect(notes.slice(3)).to.deep.equal(['still']);
      resolve();
      await run.settle();
      expect(notes.slice(4)).to.deep.equal(['ends', 'begins']);
      expect(run.statusOf().alive).to.equal(true);
    });

    it('waits for them when it stops before they have ended', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends = promise;
      run = new ControllerRun(Followed, { standby: true });
      const term = aTerm();
      run.controller.lead(term);
      await run.add();
      void endDaemons(term);
      await run.settle();
      run.controller.stopTaking();
      void run.controller.untilStill().then(() => notes.push('stopped'));
      await run.settle();
      expect([notes.includes('stopped'), run.controller.isIdle]).to.deep.equal([false, false]);
      resolve();
      await run.settle();
      expect(notes.filter((note) => note === 'ends' || note === 'stopped')).to.deep.equal(['ends', 'stopped']);
    });

    it('begins them no more when their object goes before they have ended', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends = promise;
      run = new ControllerRun(Followed, { standby: true });
      const term = aTerm();
      run.controller.lead(term);
      await run.add();
      void endDaemons(term);
      await run.settle();
      run.controller.lead(aTerm());
      await run.settle();
      await run.remove();
      resolve();
      await run.settle();
      expect(notes.filter((note) => note === 'begins').length).to.equal(1);
      expect(run.controller.isIdle).to.equal(true);
      expect(run.controller.isSettled('team/a', undefined)).to.equal(true);
    });
  });
});
