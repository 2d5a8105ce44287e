import { expect } from 'chai';
import { scalarFrom } from '../../lib/embedded/protobuf-scalars.ts';
import { MalformedProtobuf } from '../../lib/embedded/protobuf-wire.ts';
import { field } from '../support/protobuf-writer.ts';

const EMPTY = Buffer.alloc(0);

describe('scalarFrom', () => {
  it('writes bytes in base64', () => {
    expect(scalarFrom(Buffer.from([0xff, 0x00]), 'bytes')).to.equal('/wA=');
  });

  it('takes a quantity as its text, and none as 0', () => {
    expect(scalarFrom(field(1, '1500m'), 'quantity')).to.equal('1500m');
    expect(scalarFrom(EMPTY, 'quantity')).to.equal('0');
  });

  it('tells numbers from texts where both may be', () => {
    expect(scalarFrom(Buffer.concat([field(1, 0), field(2, 8080), field(3, '')]), 'intstr')).to.equal(8080);
    expect(scalarFrom(Buffer.concat([field(1, 1), field(2, 0), field(3, '50%')]), 'intstr')).to.equal('50%');
    expect(scalarFrom(Buffer.concat([field(1, 0), field(2, -5)]), 'intstr')).to.equal(-5);
    expect(scalarFrom(EMPTY, 'intstr')).to.equal(0);
  });

  it('writes times to the second, whatever fraction comes along', () => {
    expect(scalarFrom(Buffer.concat([field(1, 1_700_000_000), field(2, 999_999_999)]), 'time')).to.equal('2023-11-14T22:13:20Z');
    expect(scalarFrom(Buffer.concat([field(1, -1), field(2, 0)]), 'time')).to.equal('1969-12-31T23:59:59Z');
  });

  it('writes times with microseconds, cut and not rounded', () => {
    expect(scalarFrom(Buffer.concat([field(1, 1_700_000_000), field(2, 123_456_999)]), 'microtime')).to.equal(
      '2023-11-14T22:13:20.123456Z',
    );
    expect(scalarFrom(Buffer.concat([field(1, 1_700_000_000), field(2, 0)]), 'microtime')).to.equal('2023-11-14T22:13:20.000000Z');
    expect(scalarFrom(Buffer.concat([field(1, 10), field(2, -1000)]), 'microtime')).to.equal('1970-01-01T00:00:09.999999Z');
  });

  it("takes Go's zero time for none, but not the beginning of 1970", () => {
    expect(scalarFrom(EMPTY, 'time')).to.equal(null);
    expect(scalarFrom(EMPTY, 'microtime')).to.equal(null);
    expect(scalarFrom(field(1, -62_135_596_800), 'time')).to.equal(null);
    expect(scalarFrom(Buffer.concat([field(1, 0), field(2, 0)]), 'time')).to.equal('1970-01-01T00:00:00Z');
  });

  it('refuses times that no date has', () => {
    expect(() => scalarFrom(field(1, 253_402_300_800), 'time')).to.throw(MalformedProtobuf, 'year outside of range');
    expect(() => scalarFrom(field(1, -(2n ** 63n)), 'microtime')).to.throw(MalformedProtobuf, 'year outside of range');
  });

  it('reads the JSON in a field of any type', () => {
    expect(scalarFrom(field(1, '{"a":[1,null]}'), 'any')).to.deep.equal({ a: [1, null] });
    expect(scalarFrom(EMPTY, 'any')).to.equal(null);
    expect(() => scalarFrom(field(1, '{'), 'any')).to.throw(MalformedProtobuf, 'a field that holds JSON holds none');
  });

  it('refuses parts of another type', () => {
    expect(() => scalarFrom(field(1, 5), 'quantity')).to.throw(MalformedProtobuf, 'wrong wireType = 0');
    expect(() => scalarFrom(field(1, 'now'), 'time')).to.throw(MalformedProtobuf, 'wrong wireType = 2');
  });
});
