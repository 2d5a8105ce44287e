import { expect } from 'chai';
import { whenThere } from '../../lib/base/eventual.ts';

describe('whenThere', () => {
  it('goes on at once with a value that is there, and throws what comes of it', () => {
    expect(whenThere(1, (value) => value + 1)).to.equal(2);
    expect(() =>
      whenThere(1, () => {
        throw new Error('at once');
      }),
    ).to.throw('at once');
  });

  it('waits for a promise, and rejects with what comes of it', async () => {
    expect(await whenThere(Promise.resolve(1), (value) => value + 1)).to.equal(2);
    const failing = whenThere(Promise.resolve(1), () => {
      throw new Error('later');
    }) as Promise<never>;
    expect(await failing.catch((error: Error) => error.message)).to.equal('later');
  });
});
