import { expect } from 'chai';
import { isBundled } from '../../lib/base/bundled.ts';

describe('isBundled', () => {
  afterEach(() => {
    delete (globalThis as { require?: unknown }).require;
  });

  it('is false in an ES module as Node loads it, also beside the console’s require', () => {
    expect(isBundled()).to.equal(false);
    (globalThis as { require?: unknown }).require = () => undefined;
    expect(isBundled()).to.equal(false);
  });
});
