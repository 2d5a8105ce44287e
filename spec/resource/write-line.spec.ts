import { expect } from 'chai';
import { WriteLine } from '../../lib/resource/write-line.ts';
import { settled } from '../support/settled.ts';

describe('WriteLine', () => {
  it('makes one write at a time, in order, also after one that failed', async () => {
    const line = new WriteLine();
    const steps: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = line.take(async () => {
      steps.push('first begins');
      await promise;
      steps.push('first ends');
      throw new Error('refused');
    });
    const second = line.take(async () => {
      steps.push('second begins');
      return 2;
    });
    await settled();
    expect(steps).to.deep.equal(['first begins']);
    resolve();
    expect(await first.catch((error: Error) => error.message)).to.equal('refused');
    expect(await second).to.equal(2);
    expect(steps).to.deep.equal(['first begins', 'first ends', 'second begins']);
  });
});
