import { expect } from 'chai';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import { errorInWords, errorOf, toldError } from '../../lib/testing/told-error.ts';

describe('an error that is told to another thread', () => {
  it('has its name, code, message, stack and causes again', () => {
    const given = new InvalidOptionError('seeds', 'a list', 3);
    given.cause = new RangeError('three');
    const arrived = errorOf(structuredClone(toldError(given))) as Error & { code?: string };
    expect([arrived.name, arrived.code, arrived.message]).to.deep.equal([
      'InvalidOptionError',
      'INVALID_OPTION',
      'seeds must be a list, not 3',
    ]);
    expect(arrived.stack).to.equal(given.stack);
    const { cause } = arrived;
    expect([(cause as Error).name, (cause as Error).message]).to.deep.equal(['RangeError', 'three']);
    expect(arrived.toString()).to.equal('InvalidOptionError: seeds must be a list, not 3');
  });

  it('is told also when it is no error, and when its causes have no end', () => {
    expect(errorInWords(toldError('plain'))).to.equal('"plain"');
    const endless = new Error('endless');
    endless.cause = endless;
    expect(errorOf(toldError(endless)).message).to.equal('endless');
  });

  it('is said with its class and code', () => {
    expect(errorInWords(toldError(new InvalidOptionError('pairs', 'a number', 'x')))).to.equal(
      'InvalidOptionError (INVALID_OPTION): pairs must be a number, not "x"',
    );
    expect(errorInWords(toldError(Object.assign(new Error('gone'), { code: 'ENOENT' })))).to.equal('(ENOENT): gone');
    expect(errorInWords(toldError(new Error('just so')))).to.equal('just so');
  });
});
