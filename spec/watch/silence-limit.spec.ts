import { expect } from 'chai';
import { SilenceLimit } from '../../lib/watch/silence-limit.ts';

describe('SilenceLimit', () => {
  it("is the server's own time-out and a margin, as long as nothing else is known", () => {
    const limit = new SilenceLimit();
    limit.opened();
    limit.bookmark(0);
    limit.bookmark(60_000);
    expect(limit.milliseconds(300)).to.equal(315_000);
  });

  it('is three times the longest interval of bookmarks, once there were some', () => {
    const limit = new SilenceLimit();
    limit.opened();
    for (const now of [0, 60_000, 110_000]) limit.bookmark(now);
    expect(limit.milliseconds(300)).to.equal(180_000);
  });

  it('does not take the time between two streams for an interval', () => {
    const limit = new SilenceLimit();
    for (const now of [0, 1_000_000]) {
      limit.opened();
      for (const after of [0, 60_000, 120_000]) limit.bookmark(now + after);
    }
    expect(limit.milliseconds(600)).to.equal(180_000);
  });

  it('is never shorter than half a minute nor longer than the whole', () => {
    const limit = new SilenceLimit();
    limit.opened();
    for (const now of [0, 1000, 2000]) limit.bookmark(now);
    expect(limit.milliseconds(300)).to.equal(30_000);
    limit.bookmark(500_000);
    expect(limit.milliseconds(300)).to.equal(315_000);
  });
});
