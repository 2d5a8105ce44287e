import { expect } from 'chai';
import type { FieldError } from '../../lib/embedded/refusal.ts';
import { checkText, patternOf } from '../../lib/embedded/schema-limits.ts';

describe('patternOf', () => {
  it('reads Go flags and groups', () => {
    expect(patternOf('(?i)^(?P<x>ab)$').test('AB')).to.equal(true);
  });
});

describe('checkText', () => {
  it('counts characters, not the places that they take', () => {
    const errors: FieldError[] = [];
    checkText({ value: '😀😀', place: 'f', old: undefined, errors }, { minLength: 2, maxLength: 2 });
    expect(errors).to.deep.equal([]);
    checkText({ value: '😀', place: 'f', old: undefined, errors }, { minLength: 2 });
    expect(errors.map(({ field }) => field)).to.deep.equal(['f']);
  });
});
