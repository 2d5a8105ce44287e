import { expect } from 'chai';
import { minimalTrace, type TraceEntry, traceEntry, traceText } from '../../lib/testing/exploration-trace.ts';

const saw = (index: number, about = 'pods default/a'): TraceEntry => ({ at: index * 10, what: 'saw', text: `event ${index}`, about });
const disturbed: TraceEntry = { at: 95, what: 'disturbed', text: 'killed' };
const texts = (entries: readonly TraceEntry[]) => entries.map(({ text }) => text);

describe('the trace of a run', () => {
  it('begins a little before the disturbance, and leaves out what was read', () => {
    const trace = [
      ...Array.from({ length: 10 }, (_, index) => saw(index)),
      disturbed,
      { at: 100, what: 'read', text: 'GET' } as const,
      saw(11),
    ];
    expect(texts(minimalTrace(trace, []))).to.deep.equal(['event 6', 'event 7', 'event 8', 'event 9', 'killed', 'event 11']);
  });

  it('leaves out objects that are not concerned when it is long', () => {
    const trace = [
      disturbed,
      ...Array.from({ length: 100 }, (_, index) => saw(index, index % 10 === 0 ? 'pods default/a' : 'pods default/b')),
    ];
    const minimal = minimalTrace(trace, ['default/a']);
    expect(texts(minimal).slice(0, 3)).to.deep.equal(['killed', 'event 0', 'event 10']);
    expect(minimal).to.have.lengthOf(11);
  });

  it('leaves out the middle when it is still long, and says so', () => {
    const minimal = minimalTrace([disturbed, ...Array.from({ length: 100 }, (_, index) => saw(index))], ['default/a']);
    expect(minimal).to.have.lengthOf(41);
    expect(minimal[20]?.text).to.equal('… 61 more …');
    expect(minimal.at(-1)?.text).to.equal('event 99');
  });

  it('tells a call that fails again as before once', () => {
    const failed = (attempt: number, why: string): TraceEntry => ({
      at: attempt,
      what: 'called',
      text: `reconcile of Note a (retry, attempt ${attempt}) failed: ${why}`,
      about: 'a',
    });
    const told = minimalTrace([disturbed, failed(1, 'x'), failed(2, 'x'), failed(3, 'y'), failed(4, 'y')], []);
    expect(told.map(({ at }) => at)).to.deep.equal([95, 1, 3]);
  });

  it('is a line each', () => {
    expect(traceText([saw(150)])).to.equal('    1.500s  saw       event 150');
  });

  it('asks for words once, and only when they are read', () => {
    let asked = 0;
    const text = () => `asked ${++asked}`;
    const entry = traceEntry(7, { what: 'saw', text, about: 'pods default/a' });
    expect(asked).to.equal(0);
    expect([entry.text, entry.text, entry.at, asked]).to.deep.equal(['asked 1', 'asked 1', 7, 1]);
    expect(traceEntry(8, { what: 'disturbed', text: 'killed' }).text).to.equal('killed');
  });
});
