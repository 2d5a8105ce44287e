import { expect } from 'chai';
import { canonicalTimestamp, TimestampWriter } from '../../lib/embedded/timestamp.ts';

describe('canonicalTimestamp', () => {
  it('writes a moment to the second', () => {
    expect(canonicalTimestamp(1_500)).to.equal('1970-01-01T00:00:01Z');
  });
});

describe('TimestampWriter', () => {
  it('writes each moment as it is, also when time goes back', () => {
    const writer = new TimestampWriter();
    const moments = [1_500, 1_999, 2_000, 1_000, -1, 0];
    expect(moments.map((moment) => writer.write(moment))).to.deep.equal(moments.map(canonicalTimestamp));
  });
});
