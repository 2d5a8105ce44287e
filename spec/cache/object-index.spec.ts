import { expect } from 'chai';
import { ObjectIndex } from '../../lib/cache/object-index.ts';

describe('ObjectIndex', () => {
  let index: ObjectIndex;
  beforeEach(() => {
    index = new ObjectIndex();
    index.set('team/a', ['red']);
    index.set('team/b', ['red', 'blue']);
  });
  const keys = (value: string) => [...index.keys(value)].sort();

  it('finds objects by each of their values', () => {
    expect([keys('red'), keys('blue'), keys('green')]).to.deep.equal([['team/a', 'team/b'], ['team/b'], []]);
  });

  it('forgets the values that an object no longer has', () => {
    index.set('team/b', ['blue', 'green']);
    expect([keys('red'), keys('blue'), keys('green')]).to.deep.equal([['team/a'], ['team/b'], ['team/b']]);
    index.set('team/b', []);
    expect([keys('blue'), index.size]).to.deep.equal([[], 1]);
  });

  it('forgets an object, also one that it does not know', () => {
    index.delete('team/a');
    index.delete('team/c');
    expect([keys('red'), index.size]).to.deep.equal([['team/b'], 1]);
  });

  it('keeps names of every kind apart', () => {
    for (const value of ['__proto__', 'constructor', '']) {
      index.set(`team/${value}`, [value]);
      expect(keys(value)).to.deep.equal([`team/${value}`]);
    }
  });
});
