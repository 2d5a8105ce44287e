import { expect } from 'chai';
import { ApiError, InvalidOptionError, PermanentError, WriteLoopError } from '../../lib/base/errors.ts';
import { type Condition, reasonOfError, removingCondition, settingCondition } from '../../lib/resource/condition.ts';

const NOW = Date.parse('2026-01-02T03:04:05.678Z');
const AT = '2026-01-02T03:04:05Z';
const BEFORE = '2025-01-01T00:00:00Z';
const ready: Condition = { type: 'Ready', status: 'True', reason: 'Handled', message: '', lastTransitionTime: BEFORE };
const synced: Condition = { type: 'Synced', status: 'False', reason: 'Waiting', message: 'for it', lastTransitionTime: BEFORE };

describe('settingCondition', () => {
  const set = (status: Record<string, unknown>, options: object = {}) =>
    settingCondition({ type: 'Ready', status: true, reason: 'Handled', ...options }, { now: NOW, generation: 3 })(status);

  it('adds one, complete', () => {
    const expected = { type: 'Ready', status: 'True', reason: 'Handled', message: '', lastTransitionTime: AT, observedGeneration: 3 };
    expect(set({ state: 'x' })).to.deep.equal({ state: 'x', conditions: [expected] });
  });

  it('changes the time with the status, and with nothing else', () => {
    const timeOf = (options: object) => (set({ conditions: [ready] }, options).conditions as Condition[])[0]?.lastTransitionTime;
    expect(timeOf({ reason: 'Other', message: 'more' })).to.equal(BEFORE);
    expect(timeOf({ status: false })).to.equal(AT);
    expect(timeOf({ status: 'Unknown' })).to.equal(AT);
  });

  it('keeps the others, and the order', () => {
    const status = Object.freeze({ conditions: Object.freeze([Object.freeze(ready), Object.freeze(synced)]) });
    const { conditions } = set(status as never, { status: 'False', reason: 'Broken' });
    expect((conditions as Condition[]).map(({ type, status: word }) => [type, word])).to.deep.equal([
      ['Ready', 'False'],
      ['Synced', 'False'],
    ]);
    expect((set({ conditions: [synced] }).conditions as Condition[]).map(({ type }) => type)).to.deep.equal(['Synced', 'Ready']);
  });

  it('changes nothing when everything is said already', () => {
    const status = { conditions: [{ ...ready, observedGeneration: 3 }] };
    expect(set(status)).to.equal(status);
  });

  it('leaves one of several of its type, and what isn’t a condition out', () => {
    const { conditions } = set({ conditions: [ready, 'x', { ...ready, status: 'False' }, synced] });
    expect((conditions as Condition[]).map(({ type }) => type)).to.deep.equal(['Ready', 'Synced']);
    expect(set({ conditions: 'none' }).conditions).to.have.lengthOf(1);
  });

  it('says no generation where there is none', () => {
    const { conditions } = settingCondition({ type: 'Ready', status: true, reason: 'X' }, { now: NOW })({});
    expect((conditions as Condition[])[0]).not.to.have.property('observedGeneration');
  });

  for (const [what, options, message] of [
    ['a type that is no word', { type: 'is ready' }, 'the type of a condition ("is ready") must be'],
    ['a type in small letters', { type: 'ready' }, 'CamelCase'],
    ['a type that is none', { type: undefined }, 'the type of a condition'],
    ['a long type', { type: `R${'x'.repeat(316)}` }, 'the type of a condition'],
    ['another status', { status: 'yes' }, "status of condition Ready must be true, false, 'True', 'False' or 'Unknown'"],
    ['no reason', { reason: '' }, 'reason of condition Ready'],
    ['a reason that is a sentence', { reason: 'it broke' }, 'reason of condition Ready'],
    ['a long reason', { reason: 'R'.repeat(1025) }, 'reason of condition Ready'],
    ['a message that is no text', { message: 7 }, 'message of condition Ready must be a text'],
    ['a long message', { message: 'm'.repeat(32_769) }, 'message of condition Ready must be at most 32768 characters'],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => set({}, options)).to.throw(InvalidOptionError, message));
  }

  for (const options of [
    { type: 'example.com/Ready' },
    { reason: 'A' },
    { reason: 'A_b,c:d_' },
    { reason: 'R'.repeat(1024), message: 'm'.repeat(32_768) },
  ]) {
    it(`takes ${JSON.stringify(options).slice(0, 60)}`, () => expect(set({}, options).conditions).to.have.lengthOf(1));
  }
});

describe('removingCondition', () => {
  it('takes one out', () => expect(removingCondition('Ready')({ conditions: [ready, synced] })).to.deep.equal({ conditions: [synced] }));

  it('changes nothing when there is none', () => {
    for (const status of [{}, { conditions: [synced] }]) expect(removingCondition('Ready')(status)).to.equal(status);
  });

  it('asks for a type', () => expect(() => removingCondition('')).to.throw(InvalidOptionError));
});

describe('reasonOfError', () => {
  for (const [error, reason] of [
    [new PermanentError('x'), 'Permanent'],
    [new WriteLoopError('x'), 'WriteLoop'],
    [new ApiError({ status: 500, reason: '', method: 'GET', path: '/', message: '' }), 'Api'],
    [new TypeError('x'), 'TypeError'],
    [new Error('x'), 'HandlerFailed'],
    [Object.assign(new Error('x'), { name: 'not a word' }), 'HandlerFailed'],
    ['text', 'HandlerFailed'],
  ] as const) {
    it(`of ${String(error)} is ${reason}`, () => expect(reasonOfError(error)).to.equal(reason));
  }
});
