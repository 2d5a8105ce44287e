import { expect } from 'chai';
import { canonicalTimestamp, microTimestamp } from '../../lib/embedded/timestamp.ts';

describe('timestamps', () => {
  it('are in UTC, to the second or the microsecond', () => {
    expect([canonicalTimestamp(1_500), microTimestamp(1_500)]).to.deep.equal(['1970-01-01T00:00:01Z', '1970-01-01T00:00:01.500000Z']);
  });
});
