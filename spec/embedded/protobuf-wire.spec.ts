import { expect } from 'chai';
import { fieldsOf, MalformedProtobuf, packedNumbers } from '../../lib/embedded/protobuf-wire.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { double, field, varint } from '../support/protobuf-writer.ts';

describe('fieldsOf', () => {
  for (const value of [
    0,
    1,
    127,
    128,
    300,
    2 ** 28 - 1,
    2 ** 28,
    2 ** 31,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    -1,
    -(2 ** 31),
    Number.MIN_SAFE_INTEGER,
  ]) {
    it(`reads the number ${value}`, () => {
      expect(fieldsOf(field(1, value))).to.deep.equal([{ number: 1, wireType: 0, value }]);
    });
  }

  it('reads fields of every kind, in their order and as often as they come', () => {
    const fixed = Buffer.from([0x2d, 1, 2, 3, 4]);
    const fields = fieldsOf(Buffer.concat([field(16, 'text'), field(2, 5), double(3, 1.5), fixed, field(16, '')]));
    expect(fields.map(({ number, wireType }) => [number, wireType])).to.deep.equal([
      [16, 2],
      [2, 0],
      [3, 1],
      [5, 5],
      [16, 2],
    ]);
    expect(fields.map(({ value }) => (Buffer.isBuffer(value) ? value.length : value))).to.deep.equal([4, 5, 8, 4, 0]);
  });

  it('leaves groups out, with all that is in them', () => {
    const group = Buffer.concat([varint(7 * 8 + 3), field(1, 'inside'), varint(8 * 8 + 3), varint(8 * 8 + 4), varint(7 * 8 + 4)]);
    expect(fieldsOf(Buffer.concat([group, field(2, 1)]))).to.deep.equal([{ number: 2, wireType: 0, value: 1 }]);
  });

  const malformed: [string, Buffer, string][] = [
    ['a number that goes on after the end', Buffer.from([0x08, 0x80]), 'unexpected EOF'],
    ['a number of more than ten bytes', Buffer.from([0x08, ...Array(10).fill(0xff), 0x01]), 'proto: integer overflow'],
    ['a length beyond the end', Buffer.from([0x0a, 0x05, 0x01]), 'unexpected EOF'],
    ['a length beyond all ends', Buffer.concat([Buffer.from([0x0a]), varint(2n ** 62n)]), 'unexpected EOF'],
    ['a negative length', Buffer.concat([Buffer.from([0x0a]), varint(-1)]), 'proto: negative length found during unmarshaling'],
    ['too few of eight bytes', Buffer.from([0x09, 1, 2, 3]), 'unexpected EOF'],
    ['an unknown way to write values', Buffer.from([0x0f]), 'proto: illegal wireType 7'],
    ['field number 0', Buffer.from([0x00, 0x00]), 'proto: illegal tag 0 (wire type 0)'],
    ['the end of no group', Buffer.from([0x0c]), 'proto: wiretype end group for non-group'],
    ['a group without an end', Buffer.from([0x0b]), 'unexpected EOF'],
  ];
  for (const [what, bytes, message] of malformed) {
    it(`refuses ${what}`, () => {
      expect(() => fieldsOf(bytes)).to.throw(MalformedProtobuf, message);
    });
  }

  it('ends for whatever bytes it is given', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new SeededChance(seed);
      const bytes = Buffer.from(Array.from({ length: random.integer(40) }, () => random.integer(256)));
      try {
        fieldsOf(bytes);
      } catch (error) {
        expect(error, `seed ${seed}`).to.be.instanceOf(MalformedProtobuf);
      }
    }
  });
});

describe('packedNumbers', () => {
  it('reads numbers that stand one after the other', () => {
    expect(packedNumbers(Buffer.concat([varint(1), varint(-2), varint(300)]))).to.deep.equal([1, -2, 300]);
    expect(packedNumbers(Buffer.alloc(0))).to.deep.equal([]);
    expect(() => packedNumbers(Buffer.from([0x80]))).to.throw(MalformedProtobuf);
  });
});
