import { expect } from 'chai';
import { type QueuePriority, WorkQueue } from '../../lib/queue/work-queue.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('WorkQueue', () => {
  let clock: FakeClock;
  let calls: number;
  let queue: WorkQueue;

  beforeEach(() => {
    clock = new FakeClock();
    calls = 0;
    queue = new WorkQueue({ clock, onReady: () => calls++ });
  });

  function takeAll(): string[] {
    const keys: string[] = [];
    for (let key = queue.take(); key !== undefined; key = queue.take()) {
      keys.push(key);
      queue.done(key);
    }
    return keys;
  }

  describe('#take', () => {
    it('hands out keys in the order in which they were added', () => {
      for (const key of ['a', 'b', 'c']) queue.add(key);
      expect(takeAll()).to.deep.equal(['a', 'b', 'c']);
    });

    it('makes one item of a burst', () => {
      for (let index = 0; index < 10; index++) queue.add('a');
      expect(queue.size).to.equal(1);
      expect(takeAll()).to.deep.equal(['a']);
    });

    it('hands out an item once while it is being worked on', () => {
      queue.add('a');
      expect(queue.take()).to.equal('a');
      queue.add('a');
      expect([queue.take(), queue.isProcessing('a'), queue.isWaiting('a'), queue.size]).to.deep.equal([undefined, true, true, 0]);
      queue.done('a');
      expect([queue.take(), queue.isWaiting('a')]).to.deep.equal(['a', false]);
    });

    it('does not hand out an item again when the work has seen to what it was added for, and asks only then', () => {
      const asked: string[] = [];
      const isAnswered = (key: string) => asked.push(key) > 0;
      for (const meanwhile of [() => {}, () => queue.add('a')]) {
        queue.add('a');
        queue.take();
        meanwhile();
        queue.done('a', isAnswered);
        expect([queue.take(), queue.isProcessing('a')]).to.deep.equal([undefined, false]);
      }
      expect(asked).to.deep.equal(['a']);
    });

    it('does not hand out an item again that nobody added meanwhile', () => {
      queue.add('a');
      queue.take();
      queue.done('a');
      expect([queue.take(), queue.isProcessing('a')]).to.deep.equal([undefined, false]);
    });

    it('lets no busy key hold up another', () => {
      queue.add('a');
      queue.take();
      queue.add('a');
      queue.add('b');
      expect(queue.take()).to.equal('b');
    });
  });

  describe('priorities', () => {
    it('hands out urgent keys first', () => {
      queue.add('low', { priority: 'low' });
      queue.add('normal');
      queue.add('high', { priority: 'high' });
      expect(takeAll()).to.deep.equal(['high', 'normal', 'low']);
    });

    it('makes a waiting key more urgent, never less', () => {
      queue.add('a', { priority: 'low' });
      queue.add('b');
      queue.add('a', { priority: 'high' });
      queue.add('a', { priority: 'low' });
      expect(queue.size).to.equal(2);
      expect(takeAll()).to.deep.equal(['a', 'b']);
    });

    it('remembers the urgency with which a busy key was added', () => {
      queue.add('a');
      queue.take();
      queue.add('a', { priority: 'low' });
      queue.add('a', { priority: 'high' });
      queue.add('b');
      queue.done('a');
      expect(takeAll()).to.deep.equal(['a', 'b']);
    });

    it('lets a low key wait for a bounded number of takes', () => {
      queue.add('low', { priority: 'low' });
      queue.add('normal');
      const taken: string[] = [];
      for (let index = 0; index < 40; index++) {
        queue.add(`high-${index}`, { priority: 'high' });
        queue.add(`high-${index}-too`, { priority: 'high' });
        const key = queue.take() as string;
        taken.push(key);
        queue.done(key);
      }
      expect(taken.indexOf('normal')).to.be.within(1, 8);
      expect(taken.indexOf('low')).to.be.within(9, 20);
    });
  });

  describe('#addAfter', () => {
    it('hands out a key when its delay is over', async () => {
      queue.addAfter('a', 100);
      expect([queue.delayed, queue.take()]).to.deep.equal([1, undefined]);
      await clock.advance(99);
      expect(queue.take()).to.equal(undefined);
      await clock.advance(1);
      expect([queue.delayed, queue.take()]).to.deep.equal([0, 'a']);
    });

    it('keeps the earliest of several delays', async () => {
      queue.addAfter('a', 200);
      queue.addAfter('a', 100);
      queue.addAfter('a', 300);
      await clock.advance(100);
      expect(takeAll()).to.deep.equal(['a']);
      await clock.advance(1000);
      expect(takeAll()).to.deep.equal([]);
    });

    it('goes on waiting when the key is added at once as well', async () => {
      queue.addAfter('a', 100);
      queue.add('a');
      expect(takeAll()).to.deep.equal(['a']);
      await clock.advance(100);
      expect(takeAll()).to.deep.equal(['a']);
    });

    it('adds at once what has no delay', () => {
      queue.addAfter('a', 0);
      queue.addAfter('b', -5);
      expect(takeAll()).to.deep.equal(['a', 'b']);
    });

    it('uses one timer for all', async () => {
      for (let index = 1; index <= 100; index++) queue.addAfter(`k${index}`, index * 10);
      expect([clock.timers, clock.nextDelay]).to.deep.equal([1, 10]);
      await clock.advance(500);
      expect([clock.timers, clock.nextDelay, queue.size]).to.deep.equal([1, 10, 50]);
    });

    it('hands out a key after done() whose delay ended while it was busy', async () => {
      queue.add('a');
      queue.take();
      queue.addAfter('a', 10);
      await clock.advance(10);
      expect(queue.take()).to.equal(undefined);
      queue.done('a');
      expect(queue.take()).to.equal('a');
    });

    it('can be called off', async () => {
      queue.addAfter('a', 10);
      queue.cancelDelay('a');
      queue.cancelDelay('b');
      expect([queue.delayed, clock.timers]).to.deep.equal([0, 0]);
    });
  });

  describe('onReady', () => {
    it('is called once for a burst, not for each add', () => {
      for (const key of ['a', 'b', 'c', 'a']) queue.add(key);
      expect(calls).to.equal(1);
    });

    it('is called again after the queue was empty', () => {
      queue.add('a');
      queue.take();
      queue.add('b');
      expect(calls).to.equal(2);
    });

    it('is called when a busy key that was added again is done, and when a delay ends', async () => {
      queue.add('a');
      queue.take();
      queue.add('a');
      expect(calls).to.equal(1);
      queue.done('a');
      expect(calls).to.equal(2);
      queue.take();
      queue.addAfter('b', 5);
      await clock.advance(5);
      expect(calls).to.equal(3);
    });
  });

  describe('#close', () => {
    it('hands out nothing more and leaves no timer', () => {
      queue.add('a');
      queue.take();
      queue.add('a');
      queue.add('b');
      queue.addAfter('c', 10);
      queue.close();
      queue.add('d');
      queue.addAfter('e', 10);
      queue.done('a');
      expect([queue.take(), queue.size, queue.delayed, clock.timers]).to.deep.equal([undefined, 0, 0, 0]);
    });
  });

  it('never hands out a key twice at once and loses none, whatever happens', async () => {
    for (let seed = 1; seed <= 60; seed++) await runRandomly(seed);
  });
});

/** Adds, takes and ends at random; at the end each key was taken after it was last added. */
async function runRandomly(seed: number): Promise<void> {
  const random = new SeededChance(seed);
  const clock = new FakeClock();
  let readyCalls = 0;
  const queue = new WorkQueue({ clock, onReady: () => readyCalls++ });
  const busy = new Set<string>();
  const dirty = new Set<string>();
  const priorities: QueuePriority[] = ['high', 'normal', 'low'];
  const take = () => {
    const key = queue.take();
    if (key === undefined) return false;
    expect(busy.has(key), `seed ${seed}: ${key} twice at once`).to.equal(false);
    expect(dirty.delete(key), `seed ${seed}: ${key} without an add`).to.equal(true);
    busy.add(key);
    return true;
  };
  for (let round = 0; round < 200; round++) {
    const key = `k${random.integer(12)}`;
    const action = random.integer(6);
    if (action <= 1) {
      const before = readyCalls;
      const empty = queue.size === 0;
      queue.add(key, { priority: random.pick(priorities) });
      dirty.add(key);
      expect(readyCalls > before, `seed ${seed}: onReady`).to.equal(empty && !busy.has(key));
    } else if (action === 2) take();
    else if (action === 3) {
      const done = random.pick([...busy]);
      if (done !== undefined) {
        busy.delete(done);
        queue.done(done);
      }
    } else if (action === 4) {
      queue.addAfter(key, 0);
      dirty.add(key);
    } else {
      const delayed = queue.delayed;
      queue.addAfter(key, 1 + random.integer(10));
      if (queue.delayed > delayed || queue.delayed > 0) await clock.advance(11);
      dirty.add(key);
    }
  }
  for (const key of busy) {
    busy.delete(key);
    queue.done(key);
  }
  while (take()) for (const key of [...busy]) if (busy.delete(key)) queue.done(key);
  expect([...dirty], `seed ${seed}: lost`).to.deep.equal([]);
}
