import { expect } from 'chai';
import { ABORT_SECONDS, Departures } from '../../lib/controller/departures.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('Departures', () => {
  let clock: FakeClock;
  let busy: Set<string>;
  let saving: Map<string, Promise<void>>;
  let events: string[];
  let departures: Departures;

  beforeEach(() => {
    clock = new FakeClock();
    busy = new Set();
    saving = new Map();
    events = [];
    departures = new Departures({
      clock,
      graceSeconds: 20,
      isStill: (key) => !busy.has(key),
      save: (key) => saving.get(key),
      abort: (key) => void events.push(`abort ${key}`),
      departed: (key, leftBehind) => void events.push(`${key} ${leftBehind ? 'left behind' : 'departed'}`),
    });
  });

  it('are over at once where nothing is under way', () => {
    departures.begin('a');
    expect([events, departures.size, clock.timers]).to.deep.equal([['a departed'], 0, 0]);
  });

  it('wait for what is under way', async () => {
    busy.add('a');
    departures.begin('a');
    departures.begin('a');
    await clock.advance(19_000);
    expect([events, departures.has('a'), [...departures.keys()]]).to.deep.equal([[], true, ['a']]);
    busy.delete('a');
    departures.look('a');
    expect(events).to.deep.equal(['a departed']);
    await clock.advance(60_000);
    expect(events).to.deep.equal(['a departed']);
  });

  it('ask what takes too long to end, and leave it behind when it doesn’t', async () => {
    for (const key of ['a', 'b']) busy.add(key);
    departures.begin('a');
    await clock.advance(1_000);
    departures.begin('b');
    await clock.advance(19_000);
    expect(events).to.deep.equal(['abort a']);
    await clock.advance(1_000);
    expect(events).to.deep.equal(['abort a', 'abort b']);
    busy.delete('b');
    departures.look('b');
    await clock.advance((ABORT_SECONDS - 1) * 1000);
    expect(events.slice(2)).to.deep.equal(['b departed', 'a left behind']);
    expect(clock.timers).to.equal(0);
  });

  it('save what is unsaved first, once', async () => {
    const saved = Promise.withResolvers<void>();
    saving.set('a', saved.promise);
    departures.begin('a');
    departures.look('a');
    expect(events).to.deep.equal([]);
    saved.resolve();
    await clock.advance(0);
    expect(events).to.deep.equal(['a departed']);
  });

  it('wait for what began while something was saved, and for no save for ever', async () => {
    const saved = Promise.withResolvers<void>();
    saving.set('a', saved.promise);
    saving.set('b', new Promise(() => {}));
    departures.begin('a');
    departures.begin('b');
    busy.add('a');
    saved.resolve();
    await clock.advance(0);
    expect(events).to.deep.equal([]);
    busy.delete('a');
    departures.look('a');
    await clock.advance((20 + ABORT_SECONDS) * 1000);
    expect(events).to.deep.equal(['a departed', 'abort b', 'b left behind']);
  });

  it('are forgotten when the membership is over', async () => {
    busy.add('a');
    departures.begin('a');
    departures.clear();
    expect([departures.size, clock.timers]).to.deep.equal([0, 0]);
    departures.look('a');
    expect(events).to.deep.equal([]);
  });
});
