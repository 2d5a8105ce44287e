/** What bench/replicas.ts and bench/shards.ts judge by: it must find what it is there to find. */
import { expect } from 'chai';
import type { AcceptedWrite } from '../../bench/replicas/audited-cluster.ts';
import { type HandledSpan, type LedgerLine, spansOf, turnsOf } from '../../bench/replicas/replica-history.ts';
import { judge } from '../../bench/replicas/replica-judgement.ts';

/** By how much the wall clock is ahead. */
const OFFSET = 1_000_000;

const call = (replica: string, began: number, ended: number, name = 'x'): HandledSpan => ({ replica, name, began, ended });
const write = (replica: string, received: number, done: number, name = 'x'): AcceptedWrite => ({
  ...{ replica, name },
  received: received + OFFSET,
  done: done + OFFSET,
});
const line = (what: LedgerLine['what'], at: number): LedgerLine => ({ what, name: 'x', at });

function judged(spans: HandledSpan[], writes: AcceptedWrite[]): { isSound: boolean; said: string[] } {
  const said: string[] = [];
  const isSound = judge({ spans, writes, offset: OFFSET }, (text) => said.push(text));
  return { isSound, said: said.filter((text) => text.startsWith('  ')) };
}

describe('the judgement of replicas', () => {
  it('lets one replica after another pass, and several at different objects', () => {
    const spans = [call('a', 0, 1000), call('b', 1000, 2000), call('c', 500, 1500, 'y')];
    const writes = [write('a', 900, 950), write('b', 1900, 1950), write('c', 1000, 1100, 'y')];
    expect(judged(spans, writes)).to.deep.equal({ isSound: true, said: [] });
  });

  it('finds two calls at once', () => {
    const { isSound, said } = judged([call('a', 0, 1000), call('b', 999, 2000)], [write('a', 500, 550)]);
    expect(isSound).to.equal(false);
    expect(said).to.deep.equal(['  x: b began while a had not ended']);
  });

  it('finds two writes at once', () => {
    const { said } = judged([call('a', 0, 1000), call('b', 1000, 2000)], [write('a', 990, 1010), write('b', 1005, 1015)]);
    expect(said).to.include('  x: b began while a had not ended');
  });

  it('finds a write in the middle of another’s call', () => {
    const { said } = judged([call('a', 0, 1000), call('b', 1010, 2000)], [write('a', 1050, 1060)]);
    expect(said).to.deep.equal(['  x: a write of a was accepted while b handled it']);
  });

  it('finds a write of one that had ended, or had been put to sleep, long before', () => {
    const { said } = judged([call('a', 0, 1000)], [write('a', 500, 501), write('a', 2000, 2001)]);
    expect(said).to.deep.equal(['  x: a write of a was accepted, which was not handling it']);
  });

  it('finds nothing sound where nothing was done', () => {
    expect(judged([], []).isSound).to.equal(false);
  });

  it('ends a call where its process was silenced, and not before', () => {
    const lines = [line('begin', 10), line('end', 90), line('begin', 100), line('end', 5000), line('begin', 6000)];
    expect(spansOf('a', lines, [{ replica: 'a', at: 200 }])).to.deep.equal([
      call('a', 10, 90),
      call('a', 100, 200),
      call('a', 6000, Number.POSITIVE_INFINITY),
    ]);
  });

  it('tells whose turn it was', () => {
    expect(turnsOf([call('b', 30, 40), call('a', 0, 10), call('a', 10, 20), call('a', 50, 60)])).to.deep.equal(['a', 'b', 'a']);
  });
});
