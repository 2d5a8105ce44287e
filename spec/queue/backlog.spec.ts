import { expect } from 'chai';
import { Backlog } from '../../lib/queue/backlog.ts';

describe('Backlog', () => {
  let keys: Set<string>;
  let wanted: Set<string>;
  let backlog: Backlog;

  beforeEach(() => {
    keys = new Set(['a', 'b', 'c']);
    wanted = new Set(keys);
    backlog = new Backlog({ keys: keys.values(), isWanted: (key) => wanted.has(key), count: () => wanted.size }, 5);
  });

  function takeAll(): string[] {
    const taken: string[] = [];
    for (let key = backlog.first(); key !== undefined; key = backlog.first()) {
      taken.push(key);
      wanted.delete(key);
      backlog.shift();
    }
    return taken;
  }

  it('has each key in its order, and then none', () => {
    expect([backlog.size, backlog.has('b'), backlog.since]).to.deep.equal([3, true, 5]);
    expect(takeAll()).to.deep.equal(['a', 'b', 'c']);
    expect([backlog.first(), backlog.size, backlog.has('b')]).to.deep.equal([undefined, 0, false]);
  });

  it('leaves out what is wanted no longer, also when it came first already', () => {
    expect(backlog.first()).to.equal('a');
    wanted.delete('a');
    wanted.delete('b');
    expect([backlog.first(), backlog.has('a')]).to.deep.equal(['c', false]);
  });

  it('is empty as soon as nothing in it is wanted', () => {
    wanted.clear();
    expect([backlog.size, backlog.first()]).to.deep.equal([0, undefined]);
  });

  it('is not empty before its end, however few are counted', () => {
    const miscounted = new Backlog({ keys: keys.values(), isWanted: () => true, count: () => -2 }, 0);
    expect(miscounted.size).to.equal(1);
  });

  it('reads each key only when its turn comes near', () => {
    expect(backlog.first()).to.equal('a');
    keys.delete('c');
    keys.add('d');
    wanted.add('d');
    expect(takeAll()).to.deep.equal(['a', 'b', 'd']);
  });
});
