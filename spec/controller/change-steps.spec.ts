import { expect } from 'chai';
import { ChangeSteps, planSteps, type SteppedChange } from '../../lib/controller/change-steps.ts';
import type { HandlerName } from '../../lib/resource/crd-class.ts';
import { aWidget } from '../support/a-widget.ts';

const essence = { generation: 2, marks: 'm', content: undefined };
const stepsOf = (...names: string[]) => new ChangeSteps({ essence, reason: 'modified', names });

describe('ChangeSteps', () => {
  it('begins with ensureModified, and lets nothing else begin before that has ended', () => {
    const steps = stepsOf('ensureModified', 'a', 'b');
    expect(steps.next(0)).to.deep.equal({ name: 'ensureModified', failures: 0 });
    steps.again('ensureModified', 1, 10);
    expect([steps.next(0), steps.dueAt]).to.deep.equal([undefined, 10]);
    steps.succeeded('ensureModified');
    expect(steps.next(0)?.name).to.equal('a');
  });

  it('goes on with the others while one waits, and comes back to it', () => {
    const steps = stepsOf('a', 'b');
    steps.again('a', 1, 10);
    expect(steps.next(0)).to.deep.equal({ name: 'b', failures: 0 });
    expect(steps.othersFailed('b')).to.equal(true);
    expect(steps.othersFailed('a')).to.equal(false);
    steps.succeeded('b');
    expect([steps.next(9), steps.dueAt, steps.isLast('a')]).to.deep.equal([undefined, 10, true]);
    expect(steps.next(10)).to.deep.equal({ name: 'a', failures: 1 });
    steps.again('a', 2, 50);
    steps.hasten();
    expect(steps.next(11)).to.deep.equal({ name: 'a', failures: 2 });
    steps.succeeded('a');
    expect([steps.next(99), steps.dueAt, steps.has('a')]).to.deep.equal([undefined, undefined, false]);
  });

  it('tries none again before all were tried, however late it is', () => {
    const steps = stepsOf('a', 'b');
    steps.again('a', 1, 10);
    expect(steps.next(99)?.name).to.equal('b');
    steps.again('b', 1, 120);
    expect(steps.next(200)?.name).to.equal('a');
  });

  it('remembers that one has failed for good', () => {
    const steps = stepsOf('a', 'b');
    steps.gaveUp('a');
    expect([steps.failedForGood, steps.othersFailed('b'), steps.isLast('b')]).to.deep.equal([true, true, true]);
  });
});

describe('planSteps', () => {
  const fields = [
    { method: 'resized', path: ['spec', 'size'] },
    { method: 'named', path: ['spec', 'name'] },
  ];
  const old = aWidget({ spec: { size: 1, name: 'a' } });
  const change: SteppedChange = {
    essence,
    reason: 'modified',
    old,
    current: aWidget({ spec: { size: 2, name: 'a' } }),
    unfinished: undefined,
  };
  const namesOf = (given: Partial<SteppedChange>, ...handlers: HandlerName[]) =>
    planSteps({ fields, handlers: new Set(handlers) }, { ...change, ...given }).names;

  it('has ensureModified and the methods of touched fields', () => {
    expect(namesOf({}, 'ensureModified')).to.deep.equal(['ensureModified', 'resized']);
    expect(namesOf({})).to.deep.equal(['resized']);
    expect(namesOf({ current: old })).to.deep.equal([]);
  });

  it('has all of them when nobody knows what changed', () => {
    expect(namesOf({ old: undefined })).to.deep.equal(['resized', 'named']);
  });

  it('has those of a change that was not finished, also when it was taken back', () => {
    expect(namesOf({ current: old, unfinished: stepsOf('ensureModified', 'named') })).to.deep.equal(['named']);
  });
});
