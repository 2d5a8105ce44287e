import { expect } from 'chai';
import { WorkerSlots } from '../../lib/controller/worker-slots.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('WorkerSlots', () => {
  let clock: FakeClock;
  let freed: string[];
  let slots: WorkerSlots;
  beforeEach(() => {
    clock = new FakeClock();
    freed = [];
    slots = new WorkerSlots({ clock, limit: 2, onFreed: (key) => freed.push(key) });
  });

  it('lets in as many as there are places', () => {
    slots.enter('a');
    expect(slots.hasFree).to.equal(true);
    slots.enter('b');
    expect(slots.hasFree).to.equal(false);
    slots.leave('a');
    expect(slots.hasFree).to.equal(true);
  });

  it('gives the place of a turn free after 30 s, once, and still counts the turn', async () => {
    slots.enter('a');
    await clock.advance(10_000);
    slots.enter('b');
    await clock.advance(20_000);
    expect(freed).to.deep.equal(['a']);
    expect([slots.hasFree, slots.busy, slots.overdue]).to.deep.equal([true, 2, 1]);
    await clock.advance(60_000);
    expect(freed).to.deep.equal(['a', 'b']);
    slots.leave('a');
    slots.leave('b');
    expect([slots.busy, slots.overdue]).to.deep.equal([0, 0]);
  });

  it('does not give free a place that was left and taken again', async () => {
    slots.enter('a');
    await clock.advance(20_000);
    slots.leave('a');
    slots.enter('a');
    await clock.advance(20_000);
    expect(freed).to.deep.equal([]);
  });

  it('keeps no timer when closed', () => {
    slots.enter('a');
    slots.close();
    expect(clock.timers).to.equal(0);
  });
});
