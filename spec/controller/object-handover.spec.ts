/** How the objects of a class come to a replica and go to another, with everything that belongs to them. */
import { expect } from 'chai';
import type { Leadership, ObjectShare } from '../../lib/controller/controller-context.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { fencedCluster } from '../support/fenced-cluster.ts';

describe('ObjectHandover', () => {
  let run: ControllerRun;
  let mine: Set<string>;
  let moves: string[];
  let doubtful: boolean;
  afterEach(() => run.stop());

  class Shared extends Widget {
    static calls: string[] = [];
    static hold: Promise<void> | undefined;
    async ensureCreated() {
      Shared.calls.push(`created ${this.metadata.name}`);
      const { signal, metadata } = this;
      signal.addEventListener('abort', () => Shared.calls.push(`aborted ${metadata.name}: ${(signal.reason as Error).message}`));
      await Shared.hold;
      this.status = { step: 'made' };
    }
    async ensureModified() {
      Shared.calls.push(`modified ${this.metadata.name}`);
    }
  }
  beforeEach(() => {
    Shared.calls = [];
    Shared.hold = undefined;
    moves = [];
    doubtful = false;
    mine = new Set(['a', 'b']);
  });

  /** A membership in which the objects of these names are ours. */
  function join(type: typeof Widget = Shared, logger?: CollectedLog): void {
    run = new ControllerRun(type, { standby: true, ...(logger ? { logger } : {}) });
    const until = (isMoved: () => boolean) => fencedCluster(run.cluster, isMoved);
    const share = {
      graceSeconds: 20,
      owns: (key: string) => mine.has(key.split('/').at(-1) as string),
      ownerOf: (key: string) => ({ owner: key, self: 'me', here: share.owns(key), heldBy: [] }),
      clusterUntil: until,
      isDoubtful: () => doubtful,
      departed: () => void moves.push('departed'),
    } as unknown as ObjectShare;
    run.controller.lead({ cluster: until(() => false), mayAct: () => true, share } as unknown as Leadership);
  }

  /** From now on these are ours. */
  async function share(...names: string[]): Promise<void> {
    mine = new Set(names);
    run.controller.shareChanged();
    await run.settle();
  }
  const isDone = () => run.controller.isDone((key) => mine.has(key.split('/').at(-1) as string));

  it('hands out only what is ours', async () => {
    join();
    for (const name of ['a', 'b', 'c']) await run.add(name);
    expect(Shared.calls).to.deep.equal(['created a', 'created b']);
    await run.edit({ spec: { size: 2 } }, 'c');
    expect(Shared.calls).to.have.length(2);
    expect(run.controller.trigger('team/c', 'triggered')).to.equal(false);
    expect(run.controller.handoverFigures).to.deep.equal({ leaving: 0, lost: 0, owned: 2 });
  });

  it('sees for the first time what becomes ours: what is recorded calls nothing', async () => {
    join();
    for (const name of ['a', 'c']) await run.add(name);
    await share('a', 'b', 'c');
    expect(Shared.calls).to.deep.equal(['created a', 'created c']);
    await share('a');
    await share('a', 'c');
    expect(Shared.calls).to.have.length(2);
    await run.edit({ spec: { size: 2 } }, 'c');
    expect(Shared.calls.at(-1)).to.equal('modified c');
  });

  it('calls for what has changed while it was another’s', async () => {
    join();
    await run.add('a');
    await share('b');
    await run.edit({ spec: { size: 2 } });
    expect(Shared.calls).to.deep.equal(['created a']);
    await share('a');
    expect(run.calls.at(-1)).to.equal('ensureModified missed 1 succeeded');
    expect(run.controller.handoverFigures?.lost).to.equal(1);
  });

  it('lets what is under way finish, and saves what it does, before the object departs', async () => {
    const held = Promise.withResolvers<void>();
    Shared.hold = held.promise;
    join();
    await run.add('a');
    await share('b');
    expect([isDone(), run.controller.handoverFigures?.leaving]).to.deep.equal([false, 1]);
    held.resolve();
    await run.settle();
    expect(isDone()).to.equal(true);
    expect(Shared.calls).to.deep.equal(['created a']);
    expect(run.statusOf()).to.include({ step: 'made', state: 'processed' });
    expect(moves).to.deep.equal(['departed']);
    expect(run.controller.handoverFigures).to.deep.equal({ leaving: 0, lost: 1, owned: 0 });
  });

  it('holds nobody up for objects that stay', async () => {
    Shared.hold = new Promise(() => {});
    join();
    await run.add('a');
    await share('b');
    expect(run.controller.isDone(() => true)).to.equal(true);
    expect(isDone()).to.equal(false);
  });

  it('asks what takes too long to end, leaves it behind, and sends nothing that it writes', async () => {
    const held = Promise.withResolvers<void>();
    Shared.hold = held.promise;
    const log = new CollectedLog();
    join(Shared, log);
    await run.add('a');
    await share('b');
    await run.pass(20);
    expect(Shared.calls.at(-1)).to.equal('aborted a: another replica handles the object from now on');
    expect(isDone()).to.equal(false);
    await run.pass(5);
    expect(isDone()).to.equal(true);
    const requests = run.cluster.requests.length;
    // It is ours again, but a handler of it is still at work.
    await share('a', 'b');
    expect(Shared.calls.filter((call) => call === 'created a')).to.have.length(1);
    held.resolve();
    await run.settle();
    expect(run.cluster.requests.slice(requests).filter((request) => /status/.test(String(request)))).to.have.length(1);
    expect(Shared.calls.filter((call) => call === 'created a')).to.have.length(2);
    expect(run.statusOf()).to.include({ state: 'processed' });
  });

  it('writes the record that waits for company before the object departs', async () => {
    join();
    await run.add('a');
    run.cluster.edit('Widget', 'a', { spec: { size: 2 } });
    await run.settle();
    const before = run.statusOf().observedGeneration;
    await share('b');
    expect(run.statusOf().observedGeneration).to.not.equal(before);
    await share('a');
    expect(Shared.calls).to.deep.equal(['created a', 'modified a']);
  });

  it('ends daemons and timers with their object, and begins them where it goes', async () => {
    const notes: string[] = [];
    join(
      class extends Shared {
        static readonly TIMERS = { poll: { intervalSeconds: 10 } };
        static readonly DAEMONS = { follow: {} };
        poll() {
          notes.push('poll');
        }
        async follow(signal: AbortSignal) {
          notes.push('begins');
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          notes.push(`ends: ${(signal.reason as Error).message}`);
        }
      } as unknown as typeof Widget,
    );
    await run.add('a');
    await run.pass(10);
    expect(notes).to.deep.equal(['begins', 'poll', 'poll'].slice(0, notes.length));
    notes.length = 0;
    await share('b');
    expect(notes).to.deep.equal(['ends: another replica handles the object from now on']);
    await run.pass(60);
    expect(notes).to.have.length(1);
    await share('a', 'b');
    expect(notes.at(-1)).to.match(/begins|poll/);
    expect(notes).to.include('begins');
  });

  it('waits for no retry of an object that departs', async () => {
    join(
      class extends Widget {
        async ensureCreated() {
          Shared.calls.push('tried');
          throw new Error('no');
        }
      } as unknown as typeof Widget,
    );
    await run.add('a');
    await share('b');
    const tries = Shared.calls.length;
    await run.pass(600);
    expect(Shared.calls.length).to.equal(tries);
    expect(run.controller.figures.delayed).to.equal(0);
  });

  it('deals with the end of an object without finalizer that it has seen, before the name departs', async () => {
    const held = Promise.withResolvers<void>();
    join(
      class extends Shared {
        static readonly FINALIZER = null;
        async ensureDeleted() {
          Shared.calls.push(`deleted ${this.metadata.name}`);
          await held.promise;
        }
      } as unknown as typeof Widget,
    );
    for (const name of ['a', 'c']) await run.add(name);
    await run.remove('a');
    await share('b');
    expect(isDone()).to.equal(false);
    await run.remove('c');
    held.resolve();
    await run.settle();
    expect(isDone()).to.equal(true);
    expect(Shared.calls).to.deep.equal(['created a', 'deleted a']);
  });

  it('reads an object anew before a call when another replica may have handled it since it was cached', async () => {
    join();
    mine = new Set();
    await run.add('a');
    doubtful = true;
    // The other replica has handled it, and the watch hasn't shown that yet.
    const before = run.cluster.requests.length;
    await share('a');
    const reads = run.cluster.requests.slice(before).filter((request) => /^get/.test(String(request)));
    expect(reads).to.have.length(1);
    expect(Shared.calls).to.deep.equal(['created a']);
    await run.edit({ spec: { size: 3 } });
    expect(run.cluster.requests.slice(before).filter((request) => /^get/.test(String(request)))).to.have.length(1);
  });

  it('calls nothing for one that the other replica has seen to its end, when another has its name by then', async () => {
    join();
    mine = new Set();
    await run.add('a');
    doubtful = true;
    run.cluster.holdWatch();
    run.cluster.edit('Widget', 'a', { metadata: { finalizers: null } });
    run.cluster.remove('Widget', 'a');
    await run.add('a');
    await share('a');
    expect(Shared.calls).to.deep.equal([]);
    run.cluster.releaseWatch();
    await run.pass(5);
    expect(Shared.calls).to.deep.equal(['created a']);
  });

  it('goes by SHARD_KEY, and by namespace and name where that fails, which it says once', async () => {
    const log = new CollectedLog();
    class Keyed extends Shared {
      static readonly SHARD_KEY = ({ metadata }: { metadata: { name: string } }) => {
        if (metadata.name === 'b') throw new Error('no such tenant');
        return `x/${metadata.name === 'other' ? 'a' : 'z'}`;
      };
    }
    join(Keyed as unknown as typeof Widget, log);
    for (const name of ['other', 'a', 'b']) await run.add(name);
    await run.edit({ spec: { size: 2 } }, 'b');
    expect(Shared.calls).to.deep.equal(['created other', 'created b', 'modified b']);
    expect(log.records.filter(({ message }) => message.startsWith('SHARD_KEY failed'))).to.have.length(1);
  });

  it('says who handles an object', async () => {
    join();
    for (const name of ['a', 'c']) await run.add(name);
    expect(run.controller.factsOf('team/c').shard).to.include({ here: false, self: 'me' });
    expect(run.controller.factsOf('team/a').shard).to.include({ here: true });
  });
});
