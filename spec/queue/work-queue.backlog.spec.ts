/** What a queue does with keys that nobody added one by one. */
import { expect } from 'chai';
import { WorkQueue } from '../../lib/queue/work-queue.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('a WorkQueue with a backlog', () => {
  let clock: FakeClock;
  let calls: number;
  let queue: WorkQueue;
  let wanted: Set<string>;
  let told: unknown[];

  beforeEach(() => {
    clock = new FakeClock();
    calls = 0;
    told = [];
    queue = new WorkQueue({
      clock,
      onReady: () => calls++,
      observer: {
        added: (key, priority) => told.push(['added', key, priority]),
        taken: (key, since) => told.push(['taken', key, since]),
        done: () => undefined,
        closed: () => told.push(['closed']),
      },
    });
  });

  function addAll(...keys: string[]): void {
    wanted = new Set(keys);
    queue.addAll({ keys: keys.values(), isWanted: (key) => wanted.has(key), count: () => wanted.size });
  }

  function take(): string | undefined {
    const key = queue.take();
    if (key !== undefined) {
      wanted.delete(key);
      queue.done(key);
    }
    return key;
  }

  function takeAll(): string[] {
    const keys: string[] = [];
    for (let key = take(); key !== undefined; key = take()) keys.push(key);
    return keys;
  }

  it('hands out each key once, and says so when there is something to take', () => {
    addAll('a', 'b', 'c');
    expect([calls, queue.size, queue.depths()]).to.deep.equal([1, 3, { high: 0, normal: 0, low: 3 }]);
    expect([queue.priorityOf('c'), queue.isWaiting('x')]).to.deep.equal(['low', false]);
    expect(takeAll()).to.deep.equal(['a', 'b', 'c']);
    expect([queue.size, queue.isWaiting('c')]).to.deep.equal([0, false]);
  });

  it('says nothing of one in which nothing is wanted', () => {
    queue.addAll({ keys: ['a'].values(), isWanted: () => false, count: () => 0 });
    expect([calls, queue.size, queue.take()]).to.deep.equal([0, 0, undefined]);
  });

  it('hands out what is added as more urgent first, and not again', () => {
    addAll('a', 'b', 'c');
    queue.add('c', { priority: 'high' });
    expect(queue.priorityOf('c')).to.equal('high');
    expect(takeAll()).to.deep.equal(['c', 'a', 'b']);
  });

  it('lets it have its turn while users change objects without end', () => {
    addAll('a', 'b');
    const taken: (string | undefined)[] = [];
    for (let round = 0; round < 40; round++) {
      queue.add(`h-${round}`, { priority: 'high' });
      taken.push(take());
    }
    expect(taken.filter((key) => key === 'a' || key === 'b')).to.deep.equal(['a', 'b']);
    expect(taken.indexOf('a')).to.equal(16);
  });

  it('takes turns with keys that were added as low ones', () => {
    addAll('a', 'b', 'c');
    for (const key of ['x', 'y', 'z']) queue.add(key, { priority: 'low' });
    expect(takeAll()).to.deep.equal(['x', 'a', 'y', 'b', 'z', 'c']);
  });

  it('hands out a key that is being worked on again when that has ended, if it is still wanted', () => {
    queue.add('a');
    expect(queue.take()).to.equal('a');
    addAll('a', 'b');
    expect(take()).to.equal('b');
    expect([queue.isWaiting('a'), queue.take()]).to.deep.equal([true, undefined]);
    queue.done('a');
    expect(takeAll()).to.deep.equal(['a']);
  });

  it('is forgotten with what else waits, and taken by none that is closed', () => {
    addAll('a', 'b');
    queue.clear();
    expect([queue.size, queue.isWaiting('a'), queue.take()]).to.deep.equal([0, false, undefined]);
    queue.close();
    addAll('a');
    expect([queue.size, queue.take()]).to.deep.equal([0, undefined]);
  });

  it('is replaced by a later one', () => {
    addAll('a', 'b', 'c');
    expect(take()).to.equal('a');
    addAll('b', 'c', 'd');
    expect(takeAll()).to.deep.equal(['b', 'c', 'd']);
  });

  it('tells the observer since when a key of it waits', async () => {
    addAll('a');
    const since = clock.monotonic();
    await clock.advance(10);
    takeAll();
    expect(told).to.deep.equal([['taken', 'a', since]]);
  });

  it('loses no key, and hands out none twice at once, whatever is added meanwhile', () => {
    const chance = new SeededChance(7);
    for (let round = 0; round < 100; round++) {
      const keys = Array.from({ length: 20 }, (_, index) => `k-${index}`);
      addAll(...keys);
      const all = wanted;
      const open = new Set<string>();
      for (let step = 0; step < 200; step++) {
        const key = chance.pick(keys);
        if (chance.next() < 0.2) queue.add(key, { priority: chance.next() < 0.5 ? 'high' : 'low' });
        const taken = chance.next() < 0.5 ? queue.take() : undefined;
        if (taken !== undefined) {
          expect(open.has(taken)).to.equal(false);
          open.add(taken);
          all.delete(taken);
        }
        const ending = [...open][0];
        if (ending !== undefined && chance.next() < 0.5) {
          open.delete(ending);
          queue.done(ending);
        }
      }
      for (const key of open) queue.done(key);
      takeAll();
      expect([all.size, queue.size, queue.processing]).to.deep.equal([0, 0, 0]);
    }
  });
});
