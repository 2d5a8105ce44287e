import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import { errorTypeOf } from '../../lib/base/span.ts';

describe('errorTypeOf', () => {
  it('is the code of an error that has one, else the name of its class', () => {
    expect(errorTypeOf(new PermanentError('the password is 123'))).to.equal('PERMANENT');
    expect(errorTypeOf(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).to.equal('ENOENT');
    expect(errorTypeOf(new RangeError('too much'))).to.equal('RangeError');
    expect(errorTypeOf(Object.assign(new Error('by number'), { code: 7 }))).to.equal('Error');
  });

  it('tells nothing of what is thrown that is no error', () => {
    expect(errorTypeOf('the password is 123')).to.equal('string');
    expect(errorTypeOf(undefined)).to.equal('undefined');
  });
});
