import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { Clock } from '../../lib/base/clock.ts';
import { ProcessSignals } from '../../lib/operator/signals.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function setUp() {
  const source = new FakeProcess();
  const seen: string[] = [];
  const time = { now: 5 };
  const clock = { monotonic: () => time.now } as Clock;
  const signals = new ProcessSignals({ source, clock, onSignal: (signal, last) => seen.push(`${signal} ${last}`) });
  return { source, seen, time, signals };
}

describe('ProcessSignals', () => {
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`aborts at the first ${name} and exits with ${code} at the second`, () => {
      const { source, seen, time, signals } = setUp();
      expect(signals.signal.aborted).to.equal(false);
      source.emit(name, name);
      expect(signals.signal.aborted).to.equal(true);
      expect(signals.signal.reason).to.equal(name);
      expect(source.exits).to.deep.equal([]);
      time.now += 1000;
      source.emit(name, name);
      expect(source.exits).to.deep.equal([code]);
      expect(seen).to.deep.equal([`${name} false`, `${name} true`]);
    });
  }

  it('counts a SIGTERM after a SIGINT as the second', () => {
    const { source } = setUp();
    source.emit('SIGINT', 'SIGINT');
    source.emit('SIGTERM', 'SIGTERM');
    expect(source.exits).to.deep.equal([143]);
  });

  it('takes the same signal at once again for an echo of the first, as npm makes one', () => {
    const { source, seen, time } = setUp();
    source.emit('SIGINT', 'SIGINT');
    time.now += 249;
    source.emit('SIGINT', 'SIGINT');
    expect(source.exits).to.deep.equal([]);
    expect(seen).to.deep.equal(['SIGINT false']);
    time.now += 1;
    source.emit('SIGINT', 'SIGINT');
    expect(source.exits).to.deep.equal([130]);
  });

  it('listens no more when disposed', () => {
    const { source, signals } = setUp();
    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).to.deep.equal([1, 1]);
    signals.dispose();
    expect([source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).to.deep.equal([0, 0]);
  });

  it('listens to the process itself by default, and leaves nothing behind', () => {
    const before = process.listenerCount('SIGTERM');
    const signals = new ProcessSignals();
    expect(process.listenerCount('SIGTERM')).to.equal(before + 1);
    signals[Symbol.dispose]();
    expect(process.listenerCount('SIGTERM')).to.equal(before);
  });
});
