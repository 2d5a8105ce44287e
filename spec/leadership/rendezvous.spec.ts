import { expect } from 'chai';
import { type MemberView, NO_MEMBERS, Rendezvous, sameView } from '../../lib/leadership/rendezvous.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

const ownerOf = (view: MemberView, key: string) => new Rendezvous(view).ownerOf(key);
const KEYS = Array.from({ length: 2_000 }, (_each, place) => `team-${place % 7}/widget-${place}`);

/** Members as they are called in a cluster: a common beginning and a random end. */
function members(count: number, seed: number): string[] {
  const random = new SeededChance(seed);
  const name = (place: number) => `printer-operator-4f1d8a-${place}-${random.integer(2 ** 32).toString(16)}`;
  return Array.from({ length: count }, (_each, place) => name(place)).sort();
}

describe('Rendezvous', () => {
  it('gives each of five members its share of 2,000 objects, within a fifth', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const view = members(5, seed);
      const counts = new Map(view.map((member) => [member, 0]));
      for (const key of KEYS) counts.set(ownerOf(view, key) as string, (counts.get(ownerOf(view, key) as string) ?? 0) + 1);
      for (const [member, count] of counts) expect(count, `${member} of seed ${seed}`).to.be.within(320, 480);
    }
  });

  it('moves what a member leaves, and nothing else; to all others alike', () => {
    const view = members(5, 1);
    const [gone, ...rest] = view as [string, ...string[]];
    const heirs = new Map<string, number>();
    for (const key of KEYS) {
      const [before, after] = [ownerOf(view, key) as string, ownerOf(rest, key) as string];
      if (before !== gone) expect(after).to.equal(before);
      else heirs.set(after, (heirs.get(after) ?? 0) + 1);
    }
    expect([...heirs.keys()].sort()).to.deep.equal(rest);
    for (const count of heirs.values()) expect(count).to.be.within(60, 140);
  });

  it('moves to one who comes what becomes its own, and nothing else', () => {
    const view = members(6, 2);
    const [came, ...before] = view as [string, ...string[]];
    const moved = KEYS.filter((key) => ownerOf(before, key) !== ownerOf(view, key));
    for (const key of moved) expect(ownerOf(view, key)).to.equal(came);
    expect(moved.length).to.be.within(267, 400);
  });

  it('does not depend on the order of the members', () => {
    const view = members(4, 3);
    for (const key of KEYS.slice(0, 200)) expect(ownerOf([...view].reverse(), key)).to.equal(ownerOf(view, key));
  });

  it('says the same in all versions: replicas of two decide by it apart from each other', () => {
    const view = ['a', 'b', 'c'];
    expect(['team/one', 'team/two', 'team/three', 'x', '', 'Ünïcode'].map((key) => ownerOf(view, key))).to.deep.equal([
      'b',
      'c',
      'c',
      'b',
      'c',
      'c',
    ]);
  });

  it('gives a key to nobody when there is nobody', () => {
    expect(ownerOf(NO_MEMBERS, 'team/one')).to.equal(undefined);
  });
});

describe('sameView', () => {
  it('compares the names', () => {
    expect(sameView(['a', 'b'], ['a', 'b'])).to.equal(true);
    expect(sameView(['a', 'b'], ['a'])).to.equal(false);
    expect(sameView(['a', 'b'], ['a', 'c'])).to.equal(false);
  });
});
