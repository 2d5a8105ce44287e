import { expect } from 'chai';
import { EventCorrelator, type EventFacts } from '../../lib/resource/event-correlator.ts';

describe('EventCorrelator', () => {
  const about = (message: string, rest: Partial<EventFacts> = {}): EventFacts => ({
    object: 'a',
    type: 'Normal',
    reason: 'R',
    message,
    ...rest,
  });
  const SECOND = 1000;

  it('takes the same Event for the same one', () => {
    const correlator = new EventCorrelator();
    const [first, second] = [correlator.correlate(about('x'), 0), correlator.correlate(about('x'), 1)];
    expect(second).to.deep.equal(first);
    for (const other of [about('y'), about('x', { object: 'b' }), about('x', { type: 'Warning' }), about('x', { reason: 'S' })]) {
      expect(correlator.correlate(other, 2).key).not.to.equal(first.key);
    }
  });

  it('combines those that differ only in their message from the tenth within ten minutes on', () => {
    const correlator = new EventCorrelator();
    const seen = Array.from({ length: 12 }, (_, index) => correlator.correlate(about(`x${index}`), index));
    expect(new Set(seen.map(({ key }) => key)).size).to.equal(10);
    expect(seen[8]?.message).to.equal('x8');
    expect(seen[9]?.message).to.equal('(combined from similar events): x9');
    expect(seen[11]?.key).to.equal(seen[9]?.key);
    expect(correlator.correlate(about('z'), 11 + 600_001).message).to.equal('z');
  });

  it('lets each object post 25 at once, and one more every five minutes', () => {
    const correlator = new EventCorrelator();
    const allowed = (now: number, object = 'a') => correlator.correlate(about('x', { object }), now).allowed;
    expect(Array.from({ length: 30 }, () => allowed(0)).filter(Boolean)).to.have.lengthOf(25);
    expect(allowed(0, 'b')).to.equal(true);
    expect(allowed(299 * SECOND)).to.equal(false);
    expect([allowed(300 * SECOND), allowed(300 * SECOND)]).to.deep.equal([true, false]);
    expect(Array.from({ length: 30 }, () => allowed(10_000_000 * SECOND)).filter(Boolean)).to.have.lengthOf(25);
  });

  it('forgets the objects that it has not seen for longest', () => {
    const correlator = new EventCorrelator();
    const allowed = (object: string) => correlator.correlate(about('x', { object }), 0).allowed;
    for (let count = 0; count < 26; count += 1) allowed('a');
    expect(allowed('a')).to.equal(false);
    for (let count = 0; count < 4096; count += 1) allowed(`other ${count}`);
    expect(allowed('a')).to.equal(true);
  });
});
