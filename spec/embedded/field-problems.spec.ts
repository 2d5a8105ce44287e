import { expect } from 'chai';
import { repeatedFields, strictRefusal, unknownField } from '../../lib/embedded/field-problems.ts';

describe('repeatedFields', () => {
  const cases: [string, string[]][] = [
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":1,"a":2}', ['duplicate field "a"']],
    ['{"l":[{"x":1},{"x":1,"x":2}]}', ['duplicate field "l[1].x"']],
    ['{ "a\\"" : "}" , "b" : [ ] , "b" : null }', ['duplicate field "b"']],
  ];
  for (const [text, found] of cases)
    it(`finds ${found.length} in ${text}`, () => expect(repeatedFields(text, JSON.parse(text))).to.deep.equal(found));
});

describe('strictRefusal', () => {
  it('lists all problems', () => {
    expect(strictRefusal('Pod', 'v1', [unknownField('spec.x'), 'duplicate field "a"']).message).to.equal(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.x", duplicate field "a"',
    );
  });
});
