import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as errors from '../../lib/base/errors.ts';
import {
  ApiError,
  describeValue,
  InvalidOptionError,
  messageOf,
  OperatorError,
  PermanentError,
  TemporaryError,
} from '../../lib/base/errors.ts';

type ErrorClass = (new (...parameters: never[]) => OperatorError) & typeof OperatorError;

const DETAILS = { status: 409, reason: 'Conflict', method: 'PATCH', path: '/x', message: 'no' };

/** One of each class that can be thrown. */
function oneOfEach(): OperatorError[] {
  const classes = Object.values(errors).filter(
    (value): value is ErrorClass => typeof value === 'function' && value.prototype instanceof OperatorError,
  );
  const parameters: Record<string, unknown[]> = {
    ApiError: [DETAILS],
    FieldConflictError: [DETAILS, [{ manager: 'm', field: '.spec.a' }]],
  };
  return classes.map((type) => new type(...((parameters[type.name] ?? ['a', 'b', 'c']) as never[])));
}

describe('errors', () => {
  for (const error of oneOfEach()) {
    it(`${error.name} has a code of its own, which docs/errors.md lists`, () => {
      expect(error.code).to.match(/^[A-Z][A-Z_]*$/);
      const others = oneOfEach().filter(({ name }) => name !== error.name);
      expect(others.map(({ code }) => code)).not.to.include(error.code);
      expect(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')).to.include(`\`${error.code}\``);
    });
  }

  it('are recognised when they come from another copy of the package', () => {
    const brand = Symbol.for('tskubeop.error');
    const foreign = Object.assign(new Error('from elsewhere'), { [brand]: ['PermanentError', 'OperatorError'] });
    expect(PermanentError.is(foreign)).to.equal(true);
    expect(OperatorError.is(foreign)).to.equal(true);
    expect(TemporaryError.is(foreign)).to.equal(false);
  });

  it('are recognised by the class that a user extends', () => {
    class OutOfPaper extends TemporaryError {}
    const error = new OutOfPaper('no paper', { delaySeconds: 3 });
    expect(TemporaryError.is(error)).to.equal(true);
    expect(PermanentError.is(error)).to.equal(false);
    expect(error.name).to.equal('OutOfPaper');
  });

  for (const thrown of [undefined, null, 'text', 7, {}, new Error('plain')]) {
    it(`are not seen in ${describeValue(thrown)}`, () => expect(OperatorError.is(thrown)).to.equal(false));
  }

  it('keep their cause', () => {
    const cause = new Error('why');
    expect(new PermanentError('what', { cause }).cause).to.equal(cause);
  });

  it('say what the API server refused', () => {
    const error = new ApiError(DETAILS);
    expect(error.message).to.equal('PATCH /x: 409 Conflict: no');
    expect(error).to.include({ status: 409, reason: 'Conflict', method: 'PATCH', path: '/x' });
    expect(error.causes).to.deep.equal([]);
  });

  for (const delaySeconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuse ${delaySeconds} seconds as the delay of a TemporaryError`, () => {
      expect(() => new TemporaryError('later', { delaySeconds })).to.throw(InvalidOptionError, 'delaySeconds');
    });
  }

  describe('messageOf', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const cases: [unknown, string][] = [
      [new Error('said'), 'said'],
      [new TypeError(''), 'TypeError'],
      ['text', '"text"'],
      [undefined, 'undefined'],
      [{ a: 1 }, '{"a":1}'],
      [circular, 'object'],
      [Symbol('x'), 'Symbol(x)'],
      [() => 1, 'function (anonymous)'],
      ['x'.repeat(200), `"${'x'.repeat(100)}…"`],
    ];
    for (const [thrown, message] of cases) it(`of ${message}`, () => expect(messageOf(thrown)).to.equal(message));
  });
});
