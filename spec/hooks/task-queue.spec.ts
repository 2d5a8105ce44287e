import { expect } from 'chai';
import { retryDelay, TaskQueue, type TaskResult } from '../../lib/hooks/task-queue.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { settled } from '../support/settled.ts';

describe('retryDelay', () => {
  it('is 5 s, then more each time, up to 32 s', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map((failures) => retryDelay(failures, 0) / 1000)).to.deep.equal([5, 6, 7, 9, 13, 21, 32, 32]);
    expect(retryDelay(1, 0.5)).to.equal(6500);
    expect(retryDelay(0, 0.5)).to.equal(5000);
  });
});

describe('TaskQueue', () => {
  let clock: FakeClock;
  let queue: TaskQueue<string>;
  let done: string[];
  let results: Map<string, TaskResult<string>[]>;
  let gates: Map<string, Promise<void>>;
  let bugs: unknown[];
  const fails = (message: string): TaskResult<string> => ({ done: false, error: new Error(message) });

  beforeEach(() => {
    clock = new FakeClock({ chance: 0 });
    done = [];
    bugs = [];
    results = new Map();
    gates = new Map();
    queue = new TaskQueue<string>({
      name: 'main',
      clock,
      onBug: (error) => bugs.push(error),
      work: async (task) => {
        done.push(task);
        await gates.get(task);
        return results.get(task)?.shift() ?? { done: true };
      },
    });
  });

  it('does tasks one after the other, in order, once it has been started', async () => {
    for (const task of ['a', 'b', 'c']) queue.add(task);
    await settled();
    expect(done).to.deep.equal([]);
    queue.start();
    await settled();
    expect(done).to.deep.equal(['a', 'b', 'c']);
    expect(queue.view()).to.deep.equal({ name: 'main', status: 'idle', retryInSeconds: undefined, failure: undefined, tasks: [] });
  });

  it('keeps what fails first, with growing pauses, while others wait behind it', async () => {
    results.set('a', [fails('one'), fails('two')]);
    queue.add('a');
    queue.add('b');
    queue.start();
    await settled();
    expect(queue.view()).to.deep.equal({
      name: 'main',
      status: 'waiting',
      retryInSeconds: 5,
      failure: { count: 1, message: 'one' },
      tasks: ['a', 'b'],
    });
    await clock.advance(4999);
    expect(done).to.deep.equal(['a']);
    await clock.advance(1);
    expect(done).to.deep.equal(['a', 'a']);
    expect(queue.view().failure).to.deep.equal({ count: 2, message: 'two' });
    await clock.advance(6000);
    expect(done).to.deep.equal(['a', 'a', 'a', 'b']);
  });

  it('puts what is to be done next before all others', async () => {
    results.set('a', [{ done: true, next: ['x', 'y'] }]);
    for (const task of ['a', 'b']) queue.add(task);
    queue.start();
    await settled();
    expect(done).to.deep.equal(['a', 'x', 'y', 'b']);
  });

  const joins = (letter: string) => (task: string) => (task.startsWith(letter) ? 'joins' : 'other');

  it('gives out those that follow, as long as they join', async () => {
    const gate = Promise.withResolvers<void>();
    gates.set('a', gate.promise);
    for (const task of ['a', 'a2', 'a3', 'b', 'a4']) queue.add(task);
    queue.start();
    await settled();
    expect(queue.absorb(joins('a'))).to.deep.equal(['a2', 'a3']);
    gate.resolve();
    await settled();
    expect(done).to.deep.equal(['a', 'b', 'a4']);
  });

  describe('when it is long', () => {
    const begin = async (perLetter: number) => {
      const gate = Promise.withResolvers<void>();
      gates.set('a', gate.promise);
      queue.add('a');
      for (let index = 1; index <= perLetter; index++) for (const letter of 'abc') queue.add(`${letter}${index}`);
      queue.start();
      await settled();
      return gate;
    };

    it('gives out all that join, wherever they stand, and leaves the others in order', async () => {
      const gate = await begin(34);
      const all = Array.from({ length: 34 }, (_, index) => index + 1);
      expect(queue.absorb(joins('a'))).to.deep.equal(all.map((index) => `a${index}`));
      gate.resolve();
      await settled();
      expect(done).to.deep.equal(['a', ...all.flatMap((index) => [`b${index}`, `c${index}`])]);
    });

    it('gives out none behind the first that ends it, and tells which stand apart', async () => {
      const gate = await begin(34);
      const asked: [string, boolean][] = [];
      const taken = queue.absorb((task, apart) => {
        asked.push([task, apart]);
        return task === 'a3' ? 'ends' : joins('a')(task);
      });
      expect(taken).to.deep.equal(['a1', 'a2']);
      expect(asked.slice(0, 3)).to.deep.equal([
        ['a1', false],
        ['b1', false],
        ['c1', true],
      ]);
      expect(asked.at(-1)).to.deep.equal(['a3', true]);
      gate.resolve();
      await settled();
      expect(done).to.have.length(1 + 3 * 34 - 2);
    });

    it('has more than 100 tasks: with 100, only neighbours are given out', async () => {
      const gate = await begin(33);
      expect(queue.length).to.equal(100);
      expect(queue.absorb(joins('a'))).to.deep.equal(['a1']);
      gate.resolve();
      await settled();
    });
  });

  it('drops what waits, also what waits for its next try, but not what is being done', async () => {
    const gate = Promise.withResolvers<void>();
    gates.set('a1', gate.promise);
    results.set('b1', [fails('x')]);
    for (const task of ['a1', 'a2', 'b1', 'c']) queue.add(task);
    queue.start();
    await settled();
    queue.drop((task) => task.startsWith('a'));
    gate.resolve();
    await settled();
    expect(queue.view().tasks).to.deep.equal(['b1', 'c']);
    queue.drop((task) => task === 'b1');
    await settled();
    expect(done).to.deep.equal(['a1', 'b1', 'c']);
    expect(queue.view().failure).to.equal(undefined);
    expect(clock.timers).to.equal(0);
  });

  it('finishes what is being done when it stops, and nothing else', async () => {
    const gate = Promise.withResolvers<void>();
    gates.set('a', gate.promise);
    for (const task of ['a', 'b']) queue.add(task);
    queue.start();
    await settled();
    queue.stop();
    queue.add('c');
    const still = queue.untilStill();
    gate.resolve();
    await still;
    expect(done).to.deep.equal(['a']);
    expect(queue.view()).to.include({ status: 'stopped' });
  });

  it('does not wait for the next try when it stops', async () => {
    results.set('a', [fails('x')]);
    queue.add('a');
    queue.start();
    await settled();
    queue.stop();
    await queue.untilStill();
    expect(clock.timers).to.equal(0);
  });

  it('reports a bug', async () => {
    gates.set('a', Promise.reject(new TypeError('bug')));
    queue.add('a');
    queue.start();
    await settled();
    expect(bugs.map(String)).to.deep.equal(['TypeError: bug']);
  });
});
