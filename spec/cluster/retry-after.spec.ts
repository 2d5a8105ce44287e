/** The Retry-After header. */
import { expect } from 'chai';
import { retryAfterSeconds } from '../../lib/cluster/retry-after.ts';

describe('retryAfterSeconds', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const rows: [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ['3', 3],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
  ];
  for (const [header, seconds] of rows) {
    it(`takes ${header} for ${seconds}`, () => expect(retryAfterSeconds(header, now)).to.equal(seconds));
  }
});
