import { expect } from 'chai';
import { KeyLine } from '../../lib/queue/key-line.ts';

describe('KeyLine', () => {
  it('gives out in the order of coming, however many come and go', () => {
    const line = new KeyLine();
    const taken: string[] = [];
    for (let index = 0; index < 1000; index++) {
      line.push(`${2 * index}`);
      line.push(`${2 * index + 1}`);
      taken.push(line.first() as string);
      line.shift();
    }
    expect(line.length).to.equal(1000);
    for (let key = line.first(); key !== undefined; key = line.first()) {
      taken.push(key);
      line.shift();
    }
    expect(taken).to.deep.equal(Array.from({ length: 2000 }, (_, index) => `${index}`));
    expect(line.length).to.equal(0);
  });
});
