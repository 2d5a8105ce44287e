import { expect } from 'chai';
import { ApiError, DeadlineError, UnreachableError } from '../../lib/base/errors.ts';
import { type FailureKind, failureOf, StreamingUnsupportedError } from '../../lib/watch/watch-failure.ts';

function apiError(status: number, more: object = {}): ApiError {
  return new ApiError({ status, reason: 'R', method: 'GET', path: '/widgets', message: 'm', ...more });
}

describe('failureOf', () => {
  const rows: [string, unknown, FailureKind][] = [
    ['400', apiError(400), 'unsupported'],
    ['401', apiError(401), 'unauthorized'],
    ['403', apiError(403), 'forbidden'],
    ['404', apiError(404), 'missing'],
    ['405', apiError(405), 'unsupported'],
    ['410', apiError(410), 'expired'],
    ['422', apiError(422), 'unsupported'],
    ['429', apiError(429), 'throttled'],
    ['500', apiError(500), 'refused'],
    ['503', apiError(503), 'refused'],
    ['503 with Retry-After', apiError(503, { retryAfterSeconds: 2 }), 'throttled'],
    ['504 for a version of the future', apiError(504, { causes: [{ reason: 'ResourceVersionTooLarge' }] }), 'expired'],
    ['no streaming list', new StreamingUnsupportedError('x'), 'unsupported'],
    ['a passed deadline', new DeadlineError('x'), 'silent'],
    ['what is no JSON', new SyntaxError('x'), 'malformed'],
    ['no answer', new UnreachableError('x'), 'broken'],
    ['anything else', 'x', 'broken'],
  ];
  for (const [name, error, kind] of rows) {
    it(`calls ${name} ${kind}`, () => {
      expect(failureOf(error).kind).to.equal(kind);
    });
  }

  it('keeps message and Retry-After', () => {
    expect(failureOf(apiError(429, { retryAfterSeconds: 7 }))).to.deep.equal({
      kind: 'throttled',
      message: 'GET /widgets: 429 R: m',
      retryAfterSeconds: 7,
    });
  });
});
