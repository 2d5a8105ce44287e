import { expect } from 'chai';
import { parseJsonStream } from '../../lib/hooks/json-stream.ts';

describe('parseJsonStream', () => {
  it('splits objects wherever one ends, with or without anything between them', () => {
    expect(parseJsonStream(' {"a":1}{"b":{"c":2}}\n\n{\n "d": [3]\n}\t')).to.deep.equal([{ a: 1 }, { b: { c: 2 } }, { d: [3] }]);
    expect(parseJsonStream(' \n')).to.deep.equal([]);
  });

  it('is not misled by braces and quotes in texts', () => {
    expect(parseJsonStream('{"a":"}{\\"}\\\\"}{"b":"{"}')).to.deep.equal([{ a: '}{"}\\' }, { b: '{' }]);
  });

  for (const text of ['[1]', '{"a":1', '{"a":1} x', '{"a":1}, {"b":2}', '{a: 1}', '{"a":"', 'a: 1']) {
    it(`refuses ${text}`, () => expect(() => parseJsonStream(text)).to.throw(SyntaxError));
  }
});
