import { expect } from 'chai';
import { DEFAULT_TIMING } from '../../lib/leadership/election.ts';
import { type MemberView, Rendezvous } from '../../lib/leadership/rendezvous.ts';
import type { MemberLease } from '../../lib/leadership/shard-lease.ts';
import {
  ALONE,
  nextLookAt,
  type Sharding,
  type ShardingInput,
  Share,
  shardingStep,
  silentMembers,
  targetView,
} from '../../lib/leadership/sharding.ts';

const SELF = { name: 'a', scheme: '1' };
const ownerOf = (view: MemberView, key: string) => new Rendezvous(view).ownerOf(key);
const KEYS = Array.from({ length: 60 }, (_each, place) => `team/w-${place}`);

function lease(name: string, given: Partial<MemberLease> = {}): MemberLease {
  const createdAt = '2026-01-01T00:00:00Z';
  return { name, uid: `uid-${name}`, version: '1', createdAt, durationSeconds: 15, scheme: '1', view: [], ...given };
}

const next = (state: Sharding, ...inputs: ShardingInput[]) =>
  inputs.reduce((sofar, input) => shardingStep(sofar, input, SELF, DEFAULT_TIMING), state);
const listed = (leases: readonly MemberLease[], at = 0): ShardingInput => ({ type: 'listed', leases, at });
const written = (given: Partial<MemberLease>, begun = 0, at = begun): ShardingInput => ({
  type: 'written',
  lease: lease('a', given),
  begun,
  at,
});
const owned = (state: Sharding) => KEYS.filter((key) => new Share(state, SELF).owns(key));
const ownedBy = (name: string, view: readonly string[]) => KEYS.filter((key) => ownerOf(view, key) === name);

/** A member whose own claim and those of others are in one list. */
function member(view: readonly string[], others: readonly MemberLease[] = []): Sharding {
  const joined = next(ALONE, written({ version: '1' }), { type: 'sending', view }, written({ version: '2', view }));
  return next(joined, listed([lease('a', { version: '2', view }), ...others]));
}

describe('sharding', () => {
  describe('which keys are ours', () => {
    it('none before a list has shown our own claim beside those of the others', () => {
      const joined = next(ALONE, written({ version: '1' }), listed([lease('a'), lease('b', { view: ['b'] })]));
      expect(owned(joined)).to.deep.equal([]);
      const claimed = next(joined, { type: 'sending', view: ['a', 'b'] }, written({ version: '2', view: ['a', 'b'] }));
      expect(owned(claimed), 'written, but not listed').to.deep.equal([]);
      const seen = next(claimed, listed([lease('a', { version: '2', view: ['a', 'b'] }), lease('b', { view: ['a', 'b'], version: '2' })]));
      expect(owned(seen)).to.deep.equal(ownedBy('a', ['a', 'b']));
    });

    it('none that another one’s Lease still claims', () => {
      const state = member(['a', 'b'], [lease('b', { view: ['b'] })]);
      expect(owned(state)).to.deep.equal([]);
      const partly = member(['a', 'b', 'c'], [lease('b', { view: ['a', 'b'] }), lease('c', { view: ['a', 'b', 'c'] })]);
      const claimedByB = new Set(ownedBy('b', ['a', 'b']));
      expect(owned(partly)).to.deep.equal(ownedBy('a', ['a', 'b', 'c']).filter((key) => !claimedByB.has(key)));
    });

    it('none where somebody’s claim can’t be read, or goes by other rules', () => {
      expect(owned(member(['a', 'b'], [lease('b', { view: undefined })]))).to.deep.equal([]);
      const late = '2026-01-02T00:00:00Z';
      expect(owned(member(['a'], [lease('b', { view: ['b'], scheme: '2', createdAt: late })]))).to.deep.equal([]);
      expect(owned(member(['a'], [lease('b', { view: [], scheme: '2', createdAt: late })]))).to.deep.equal(KEYS);
    });

    it('those that move to somebody who came are no longer begun at once, and all others go on', () => {
      const alone = member(['a']);
      expect(owned(alone)).to.deep.equal(KEYS);
      const met = next(alone, listed([lease('a', { version: '2', view: ['a'] }), lease('b')]));
      expect(owned(met)).to.deep.equal(ownedBy('a', ['a', 'b']));
      expect(targetView(met, SELF)).to.deep.equal(['a', 'b']);
    });

    it('only those of each view that may be stored, while a write’s outcome isn’t known', () => {
      const three = ['a', 'b', 'c'];
      const others = [lease('b', { view: three }), lease('c', { view: three })];
      const sent = next(member(three, others), { type: 'sending', view: ['a', 'c', 'd'] });
      const both = KEYS.filter((key) => ownerOf(three, key) === 'a' && ownerOf(['a', 'c', 'd'], key) === 'a');
      expect(owned(sent)).to.deep.equal(both);
      // The list still shows the version for which it was sent: it may come.
      const again = next(sent, listed([lease('a', { version: '2', view: three }), ...others]));
      expect(owned(again)).to.deep.equal(both);
      // Another version: it has come, or never will.
      const settled = next(again, listed([lease('a', { version: '9', view: three }), ...others]));
      expect(owned(settled)).to.deep.equal(ownedBy('a', three));
    });
  });

  describe('how long', () => {
    it('a member is one for ten seconds from when its renewal began', () => {
      const state = next(ALONE, written({}, 100, 400));
      expect(next(state, { type: 'time', at: 10_099 }).phase).to.equal('member');
      const lapsed = next(state, { type: 'time', at: 10_100 });
      expect([lapsed.phase, lapsed.why]).to.deep.equal(['ending', 'expired']);
      expect(next(lapsed, written({ version: '2' }, 10_200)).phase, 'what was begun is still ending').to.equal('ending');
      expect(next(lapsed, { type: 'ended' }, written({ version: '2' }, 10_200)).phase).to.equal('member');
    });

    it('an answer that comes too late makes nobody a member', () => {
      expect(next(ALONE, written({}, 0, 10_000)).phase).to.equal('outside');
      expect(next(ALONE, written({}, 0), written({ version: '2' }, 2_000, 12_000)).phase).to.equal('ending');
    });

    it('one whose Lease was deleted is none, also where another one has its name', () => {
      const state = member(['a']);
      expect(next(state, listed([])).why).to.equal('gone');
      expect(next(state, listed([lease('a', { uid: 'other' })])).why).to.equal('gone');
    });

    it('one that was asleep goes on where it was if nobody had deleted its Lease', () => {
      const state = next(member(['a'], [lease('b', { view: [] })]), { type: 'time', at: 60_000 }, { type: 'ended' });
      expect(owned(state)).to.deep.equal([]);
      const back = next(
        state,
        listed([lease('a', { version: '2', view: ['a'] }), lease('b', { version: '30' })], 60_000),
        { type: 'sending', view: ['a', 'b'] },
        written({ version: '3', view: ['a', 'b'] }, 60_000),
      );
      expect(owned(back)).to.deep.equal(ownedBy('a', ['a', 'b']));
    });
  });

  describe('who is silent', () => {
    it('is whose Lease hasn’t changed for as long as it lasts, as we saw it, when a list was begun', () => {
      const first = next(ALONE, listed([lease('b'), lease('c')], 1_000));
      const second = next(first, listed([lease('b'), lease('c', { version: '2' })], 9_000));
      expect(silentMembers(second, 15_999)).to.deep.equal([]);
      expect(silentMembers(second, 16_000).map(({ name }) => name)).to.deep.equal(['b']);
    });

    it('is not one that has come anew under its name', () => {
      const state = next(ALONE, listed([lease('b')], 0), listed([lease('b', { uid: 'other' })], 14_000));
      expect(silentMembers(state, 20_000)).to.deep.equal([]);
    });
  });

  describe('by whom to decide', () => {
    it('all that have a Lease, silent or not: only the server says that one is gone', () => {
      expect(targetView(member(['a'], [lease('c'), lease('b')]), SELF)).to.deep.equal(['a', 'b', 'c']);
      expect(targetView(next(ALONE, listed([lease('b')])), SELF)).to.deep.equal([]);
    });

    it('only those of the same rules; and nobody, while somebody of others was there first', () => {
      const later = '2026-01-02T00:00:00Z';
      expect(targetView(member(['a'], [lease('b', { scheme: '2', createdAt: later })]), SELF)).to.deep.equal(['a']);
      expect(targetView(member(['a'], [lease('b', { scheme: '2', createdAt: '2025-01-01T00:00:00Z' })]), SELF)).to.deep.equal([]);
    });
  });

  it('says who handles a key, and who has to let go of it before', () => {
    const state = member(['a', 'b'], [lease('b', { view: ['b'] })]);
    const [key] = ownedBy('a', ['a', 'b']) as [string];
    expect(new Share(state, SELF).ownerOf(key)).to.deep.equal({ owner: 'a', heldBy: ['b'] });
  });

  it('is the same share as before when only a renewal was seen', () => {
    const before = member(['a', 'b'], [lease('b', { view: ['a', 'b'] })]);
    const renewed = next(before, listed([lease('a', { version: '5', view: ['a', 'b'] }), lease('b', { version: '6', view: ['a', 'b'] })]));
    expect(new Share(renewed, SELF).signature).to.equal(new Share(before, SELF).signature);
  });
});

describe('silentMembers', () => {
  const [old, renewed] = [lease('b', { version: '1' }), lease('b', { version: '2' })];
  const notice = (version: string, at: number): ShardingInput => ({ type: 'noticed', lease: { uid: 'uid-b', version }, at });
  const silentFrom = (...inputs: ShardingInput[]) => {
    const state = next(ALONE, listed([old], 0), ...inputs);
    return [14_000, 15_000, 16_000, 17_000].find((begun) => silentMembers(state, begun).length > 0);
  };

  it('are those whose Lease is as it was first listed, for as long as it lasts', () => {
    expect(silentFrom()).to.equal(15_000);
    expect(silentFrom(listed([renewed], 2_000))).to.equal(17_000);
  });

  it('are silent since a list’s version was noticed outside of the lists', () => {
    expect(silentFrom(notice('2', 1_000), listed([renewed], 2_000))).to.equal(16_000);
    expect(silentFrom(notice('2', 1_000), listed([old], 1_500), notice('2', 1_800), listed([renewed], 2_000))).to.equal(16_000);
  });

  it('are not silent by what was noticed of another version, or of another Lease', () => {
    expect(silentFrom(notice('2', 1_000), listed([lease('b', { version: '3' })], 2_000))).to.equal(17_000);
    expect(silentFrom(notice('1', 1_000), listed([old], 2_000))).to.equal(15_000);
    const other: ShardingInput = { type: 'noticed', lease: { uid: 'uid-c', version: '2' }, at: 1_000 };
    expect(silentFrom(other, listed([renewed], 2_000))).to.equal(17_000);
  });
});

describe('nextLookAt', () => {
  const times = { listedAt: 9_000, wroteAt: 8_500 };

  it('is when our own Lease is to be renewed, but not at once after a list', () => {
    expect(nextLookAt(ALONE, times, 9_100, DEFAULT_TIMING)).to.equal(10_500);
    expect(nextLookAt(ALONE, { listedAt: 12_000, wroteAt: 8_500 }, 12_100, DEFAULT_TIMING)).to.equal(13_000);
  });

  it('is when another Lease runs out, where that is before', () => {
    const others = (since: number) => next(ALONE, listed([lease('b')], since));
    expect(nextLookAt(others(-5_000), times, 9_100, DEFAULT_TIMING)).to.equal(10_000);
    expect(nextLookAt(others(-6_000), times, 9_100, DEFAULT_TIMING)).to.equal(10_500);
    expect(nextLookAt(others(0), times, 9_100, DEFAULT_TIMING)).to.equal(10_500);
  });
});
