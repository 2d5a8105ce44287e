import { expect } from 'chai';
import {
  DEFAULT_TIMING,
  type Election,
  type ElectionInput,
  isFree,
  nextMove,
  ownRecord,
  pauseBefore,
  releasedRecord,
  step,
  UNKNOWN,
} from '../../lib/leadership/election.ts';
import type { LeaseRecord, StoredLease } from '../../lib/leadership/lease.ts';

const record = (holder: string, renewTime = 'r1', durationSeconds = 15): LeaseRecord => ({
  holder,
  durationSeconds,
  acquireTime: 'a1',
  renewTime,
  transitions: 3,
});
const lease = (holder: string, renewTime?: string): StoredLease => ({ record: record(holder, renewTime), resourceVersion: '7' });
const electionAfter = (...inputs: ElectionInput[]): Election =>
  inputs.reduce<Election>((election, input) => step(election, input, 'me', DEFAULT_TIMING), UNKNOWN);
const read = (found: StoredLease | undefined, at: number): ElectionInput => ({ type: 'read', lease: found, at });
const written = (begun: number, at = begun): ElectionInput => ({ type: 'written', lease: lease('me'), begun, at });

describe('an election', () => {
  describe('as a candidate', () => {
    it('creates the lease where there is none', () => {
      expect(nextMove(electionAfter(read(undefined, 0)), 'me', 0)).to.equal('create');
    });

    it('takes a lease that names nobody', () => {
      expect(nextMove(electionAfter(read(lease(''), 0)), 'me', 0)).to.equal('write');
    });

    it('waits for a lease that it sees for the first time, however old its times say that it is', () => {
      const election = electionAfter(read(lease('other', '2001-01-01T00:00:00.000000Z'), 50_000));
      expect(nextMove(election, 'me', 64_999)).to.equal('wait');
      expect(nextMove(election, 'me', 65_000)).to.equal('write');
    });

    it('counts anew when the holder has given a sign of life', () => {
      const election = electionAfter(read(lease('other', 'r1'), 0), read(lease('other', 'r2'), 14_000));
      expect(nextMove(election, 'me', 28_999)).to.equal('wait');
      expect(nextMove(election, 'me', 29_000)).to.equal('write');
    });

    it('does not count anew when it reads the same again', () => {
      const election = electionAfter(read(lease('other'), 0), read({ ...lease('other'), resourceVersion: '9' }, 14_000));
      expect(nextMove(election, 'me', 15_000)).to.equal('write');
    });

    it('goes by the duration that the holder wrote, not by its own', () => {
      const observed = { record: record('other', 'r1', 60), resourceVersion: '1', since: 0 };
      expect(isFree(observed, 'me', 59_999)).to.equal(false);
      expect(isFree(observed, 'me', 60_000)).to.equal(true);
    });

    it('takes its own lease at once, as after a write whose answer was lost', () => {
      expect(nextMove(electionAfter(read(lease('me'), 0)), 'me', 0)).to.equal('write');
    });

    it('does not lead by an answer that comes when the time is over', () => {
      expect(electionAfter(read(undefined, 0), written(0, 10_000)).state).to.equal('candidate');
    });
  });

  describe('as the leader', () => {
    it('leads for less time than the lease lasts, counted from when its request began', () => {
      const election = electionAfter(written(1000, 3000));
      expect(election).to.include({ state: 'leader', until: 11_000 });
    });

    it('renews', () => {
      const election = electionAfter(written(0), written(2000));
      expect(nextMove(election, 'me', 2000)).to.equal('write');
      expect(election).to.include({ state: 'leader', until: 12_000 });
    });

    it('is deposed when its time is over, not before', () => {
      expect(electionAfter(written(0), { type: 'time', at: 9_999 }).state).to.equal('leader');
      expect(electionAfter(written(0), { type: 'time', at: 10_000 })).to.include({ state: 'deposed', why: 'expired' });
    });

    it('is deposed when the answer to its renewal comes after its time', () => {
      expect(electionAfter(written(0), written(5000, 60_000))).to.include({ state: 'deposed', why: 'expired' });
    });

    it('is deposed when the lease is somebody else’s', () => {
      expect(electionAfter(written(0), read(lease('other'), 100))).to.include({ state: 'deposed', why: 'taken' });
    });

    it('is deposed when the lease was deleted', () => {
      expect(electionAfter(written(0), read(undefined, 100))).to.include({ state: 'deposed', why: 'taken' });
    });

    it('goes on when the lease that it reads is its own, for no longer than before', () => {
      expect(electionAfter(written(0), read(lease('me', 'r2'), 100))).to.include({ state: 'leader', until: 10_000 });
    });
  });

  describe('when deposed', () => {
    const deposed = [written(0), { type: 'time', at: 10_000 } as const] as const;

    it('does nothing until what it began has ended', () => {
      expect(nextMove(electionAfter(...deposed), 'me', 60_000)).to.equal('wait');
    });

    it('is not made leader by a late answer', () => {
      expect(electionAfter(...deposed, written(9_000, 11_000)).state).to.equal('deposed');
    });

    it('is a candidate again after that, and may take what is still its own', () => {
      const election = electionAfter(...deposed, { type: 'ended' });
      expect(election.state).to.equal('candidate');
      expect(nextMove(election, 'me', 11_000)).to.equal('write');
    });
  });

  it('keeps when it acquired the lease, and counts who has it', () => {
    expect(ownRecord(undefined, 'me', 't', DEFAULT_TIMING)).to.include({ acquireTime: 't', renewTime: 't', transitions: 0 });
    expect(ownRecord(record('me'), 'me', 't', DEFAULT_TIMING)).to.include({ acquireTime: 'a1', renewTime: 't', transitions: 3 });
    expect(ownRecord(record('other'), 'me', 't', DEFAULT_TIMING)).to.include({ acquireTime: 't', renewTime: 't', transitions: 4 });
  });

  it('leaves a lease that anybody may take', () => {
    expect(releasedRecord(record('me'), 't')).to.include({ holder: '', durationSeconds: 1 });
  });

  describe('between two tries', () => {
    const pause = (election: Election, now: number, random = 0) => pauseBefore(election, now, DEFAULT_TIMING, random);

    it('lets a leader wait for as long as it is to, and spreads candidates', () => {
      expect(pause(electionAfter(written(0)), 100, 0.5)).to.equal(2_000);
      expect(pause(UNKNOWN, 100, 0)).to.equal(2_000);
      expect(pause(UNKNOWN, 100, 0.5)).to.equal(2_200);
    });

    it('lets a candidate look when the lease ends', () => {
      const election = electionAfter(read(lease('other'), 0));
      expect(pause(election, 12_000)).to.equal(2_000);
      expect(pause(election, 13_700.2)).to.equal(1_300);
      expect(pause(election, 13_700, 0.5)).to.equal(1_500);
    });

    it('does not look without a pause at a lease that has ended, and could not be taken', () => {
      expect(pause(electionAfter(read(lease('other'), 0)), 15_000)).to.equal(2_000);
      expect(pause(electionAfter(read(lease('other'), 0)), 70_000)).to.equal(2_000);
    });
  });
});
