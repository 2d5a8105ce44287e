import { expect } from 'chai';
import { endOfValue, JsonMembers } from '../../lib/base/json-scan.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';

describe('json-scan', () => {
  const values = ['"a"', '""', '"a\\"b"', '"\\\\"', '12.5e3', 'true', 'null', '{}', '[]', '{"a":[1,{"b":"}]"}]}', '["{",[[]]]', '"käse ☃"'];
  for (const text of values) {
    it(`finds the end of ${text}`, () => {
      const bytes = Buffer.from(`${text},"next"`);
      expect(endOfValue(bytes, 0, bytes.length)).to.equal(Buffer.byteLength(text));
    });
  }

  for (const text of ['"a', '{"a":1', '["a"', '{"a":"b}', '"a\\"', '']) {
    it(`says that ${JSON.stringify(text)} does not end`, () => {
      const bytes = Buffer.from(text);
      expect(endOfValue(bytes, 0, bytes.length)).to.equal(-1);
    });
  }

  function membersOf(text: string): { names: string[]; values: unknown[]; broken: boolean } {
    const bytes = Buffer.from(text);
    const members = new JsonMembers(bytes, 0, bytes.length);
    const names: string[] = [];
    const found: unknown[] = [];
    while (members.next()) {
      names.push(bytes.toString('utf8', members.keyStart, members.keyEnd));
      if (members.valueEnd < 0) break;
      found.push(JSON.parse(bytes.toString('utf8', members.valueStart, members.valueEnd)));
    }
    return { names, values: found, broken: members.broken };
  }

  it('walks over the members of an object, with or without white space', () => {
    expect(membersOf('{"a":1,"b":{"c":[2]},"d":"x,}"}')).to.deep.equal({
      names: ['a', 'b', 'd'],
      values: [1, { c: [2] }, 'x,}'],
      broken: false,
    });
    expect(membersOf('{ \n"a" : 1 ,\t"b": null }')).to.deep.equal({ names: ['a', 'b'], values: [1, null], broken: false });
    expect(membersOf('{ }')).to.deep.equal({ names: [], values: [], broken: false });
  });

  it('goes on to the member of a key, and not back', () => {
    const bytes = Buffer.from('{"a":{"b":1},"b":2,"c":3}');
    const members = new JsonMembers(bytes, 0, bytes.length);
    expect(members.goTo(Buffer.from('b'))).to.equal(true);
    expect(bytes.toString('utf8', members.valueStart, members.valueEnd)).to.equal('2');
    expect([members.goTo(Buffer.from('a')), members.broken]).to.deep.equal([false, false]);
  });

  for (const text of ['[1]', '', '{"a":1', '{"a" 1}', '{a:1}', '{"a":1 "b":2}']) {
    it(`says that ${JSON.stringify(text)} is broken`, () => {
      expect(membersOf(text).broken).to.equal(true);
    });
  }

  it('agrees with JSON.parse on random values, however they are spaced', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new SeededChance(seed);
      const value = Object.fromEntries(Array.from({ length: random.integer(6) }, (_, index) => [`k${index}"\\`, randomValue(random, 3)]));
      const text = JSON.stringify(value, null, random.pick([0, 1, 2]));
      const { names, values: found, broken } = membersOf(text);
      expect({ names: names.map((name) => JSON.parse(`"${name}"`)), found, broken }, `seed ${seed}`).to.deep.equal({
        names: Object.keys(value),
        found: Object.values(value),
        broken: false,
      });
    }
  });
});

function randomValue(random: SeededChance, depth: number): unknown {
  const kind = random.integer(depth > 0 ? 6 : 4);
  if (kind === 0) return random.integer(1000) - 500;
  if (kind === 1) return random.pick(['', '"', '\\', '{', ']', 'ü☃😀', '\n', '\u0007', 'plain']);
  if (kind === 2) return random.pick([true, false, null]);
  if (kind === 3) return random.next();
  if (kind === 4) return Array.from({ length: random.integer(4) }, () => randomValue(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random.integer(4) }, (_, index) => [random.pick(['a', 'metadata', 'ü']) + index, randomValue(random, depth - 1)]),
  );
}
