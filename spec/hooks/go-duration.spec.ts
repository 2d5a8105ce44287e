import { expect } from 'chai';
import { parseGoDuration } from '../../lib/hooks/go-duration.ts';

describe('parseGoDuration', () => {
  const durations = {
    '3s': 3000,
    '1h30m': 5_400_000,
    '0.5s': 500,
    '100ms': 100,
    '.5m': 30_000,
    '0': 0,
    '-2s': -2000,
    '1.5h': 5_400_000,
    '250us': 0.25,
  };
  for (const [text, milliseconds] of Object.entries(durations)) {
    it(`reads ${text}`, () => expect(parseGoDuration(text)).to.equal(milliseconds));
  }

  for (const text of ['', '30', 's', '30ks', '1h 30m', 'abc', '1h30', '--1s', '1e3s']) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseGoDuration(text)).to.equal(undefined));
  }
});
