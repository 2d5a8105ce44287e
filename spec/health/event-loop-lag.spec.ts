import { expect } from 'chai';
import type { Clock, Timer } from '../../lib/base/clock.ts';
import { EventLoopLag, LAG_LIMIT_SECONDS } from '../../lib/health/event-loop-lag.ts';

/** A clock whose timers fire only when the spec says so, as in a process whose loop is busy. */
class BusyClock implements Clock {
  time = 0;
  due: (() => void) | undefined;

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  setTimeout(callback: () => void): Timer {
    this.due = callback;
    return {
      cancel: () => {
        this.due = undefined;
      },
    };
  }

  random(): number {
    return 0;
  }

  /** The timer fires, so late. */
  fire(atMilliseconds: number): void {
    this.time = atMilliseconds;
    const { due } = this;
    this.due = undefined;
    due?.();
  }
}

describe('EventLoopLag', () => {
  it('measures by how much each beat is late', () => {
    const clock = new BusyClock();
    const measures: number[] = [];
    const lag = new EventLoopLag(clock);
    const forget = lag.onMeasure((seconds) => measures.push(seconds));
    clock.fire(500);
    clock.fire(1250);
    expect(measures).to.deep.equal([0, 0.25]);
    expect(lag.ageSeconds()).to.equal(0.25);
    forget();
    clock.fire(1750);
    expect(measures).to.have.length(2);
    expect(lag.ageSeconds()).to.equal(0);
  });

  it('knows of a beat that is overdue before it comes', () => {
    const clock = new BusyClock();
    const lag = new EventLoopLag(clock);
    clock.time = 500 + LAG_LIMIT_SECONDS * 1000 + 1;
    expect(lag.ageSeconds()).to.be.greaterThan(lag.limitSeconds);
  });

  it('leaves no timer behind', () => {
    const clock = new BusyClock();
    const lag = new EventLoopLag(clock);
    lag.close();
    expect(clock.due).to.equal(undefined);
  });
});
