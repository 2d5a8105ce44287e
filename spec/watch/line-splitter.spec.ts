import { expect } from 'chai';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { LineSplitter } from '../../lib/watch/line-splitter.ts';

function split(chunks: (string | Uint8Array)[]): { lines: string[]; rest: string } {
  const lines: string[] = [];
  const splitter = new LineSplitter((bytes, start, end) => lines.push(bytes.toString('utf8', start, end)));
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return { lines, rest: splitter.rest.toString() };
}

describe('LineSplitter', () => {
  it('hands out the lines of a chunk and keeps the rest', () => {
    expect(split(['a\nbc\nd'])).to.deep.equal({ lines: ['a', 'bc'], rest: 'd' });
  });

  it('joins lines that are spread over chunks', () => {
    expect(split(['a', 'b', 'c\nd', '\n', '\ne\n'])).to.deep.equal({ lines: ['abc', 'd', 'e'], rest: '' });
  });

  it('keeps characters whole, wherever chunks are cut', () => {
    const text = 'grüße\n☃😀 käse\n日本\n';
    const bytes = Buffer.from(text);
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededChance(seed);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + 1 + random.integer(4));
        chunks.push(new Uint8Array(bytes.subarray(at, end)));
        at = end;
      }
      expect(split(chunks).lines, `seed ${seed}`).to.deep.equal(['grüße', '☃😀 käse', '日本']);
    }
  });

  it('does not lose what comes after a line whose taker rearranges it', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((bytes, start, end) => {
      lines.push(bytes.toString('utf8', start, end));
      bytes.fill(0x2e, start, end);
    });
    for (const chunk of ['one\ntw', 'o\nthree\nfo', 'ur\n']) splitter.push(Buffer.from(chunk));
    expect(lines).to.deep.equal(['one', 'two', 'three', 'four']);
  });
});
