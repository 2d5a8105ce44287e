import { expect } from 'chai';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { arrayKeywords, objectKeywords } from '../../lib/schema/container-keywords.ts';
import type { SchemaObject } from '../../lib/schema/kind-declaration.ts';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';
import { aConversionContext } from './a-conversion-context.ts';

const TEXT = { type: 'string' };
const COUNT = { type: 'integer' };

interface Row {
  readonly title: string;
  readonly node: SchemaObject;
  readonly expected: object;
  readonly note?: RegExp;
}

function holds(convert: typeof objectKeywords, rows: readonly Row[]): void {
  for (const { title, node, expected, note } of rows) {
    it(title, () => {
      const notes: string[] = [];
      const result: StructuralSchema = convert(node, aConversionContext({ notes }));
      expect(result).to.deep.equal(expected);
      expect(notes).to.have.length(note ? 1 : 0);
      if (note) expect(notes[0]).to.match(note);
    });
  }
}

describe('objectKeywords', () => {
  holds(objectKeywords, [
    {
      title: 'keeps properties and required',
      node: { properties: { a: TEXT }, required: ['a'] },
      expected: { properties: { a: TEXT }, required: ['a'] },
    },
    {
      title: 'does not require what has a default',
      node: { properties: { a: { ...TEXT, default: 'x' } }, required: ['a'] },
      expected: { properties: { a: { ...TEXT, default: 'x' } } },
    },
    { title: 'drops additionalProperties: false, for the server prunes', node: { additionalProperties: false }, expected: {} },
    { title: 'makes a record of one type', node: { additionalProperties: TEXT }, expected: { additionalProperties: TEXT } },
    {
      title: 'keeps what is unknown beside named properties when it may be anything',
      node: { properties: { a: TEXT }, additionalProperties: true },
      expected: { properties: { a: TEXT }, 'x-kubernetes-preserve-unknown-fields': true },
    },
    {
      title: 'turns the words that name the keys of a record into properties',
      node: { propertyNames: { enum: ['a', 'b'] }, additionalProperties: COUNT },
      expected: { properties: { a: COUNT, b: COUNT } },
    },
    {
      title: 'says that the keys of a record are not checked',
      node: { propertyNames: { type: 'string', pattern: '^a' }, additionalProperties: TEXT },
      expected: { additionalProperties: TEXT },
      note: /^spec: .*keys of this record/,
    },
    {
      title: 'makes a record of keys by pattern, unchecked',
      node: { patternProperties: { '^a': TEXT }, additionalProperties: false },
      expected: { additionalProperties: TEXT },
      note: /keys by pattern/,
    },
    {
      title: 'refuses one property that takes no value',
      node: { properties: { a: TEXT, b: { not: {} } } },
      expected: { properties: { a: TEXT }, not: { required: ['b'] } },
    },
    {
      title: 'refuses several properties that take no value',
      node: { properties: { a: false, b: false } },
      expected: { not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } },
    },
    {
      title: 'keeps the number of properties',
      node: { minProperties: 1, maxProperties: 2 },
      expected: { minProperties: 1, maxProperties: 2 },
    },
  ]);

  it('refuses named properties beside others of a type of their own', () => {
    const convert = () => objectKeywords({ properties: { a: TEXT }, additionalProperties: COUNT }, aConversionContext());
    expect(convert).to.throw(InvalidSchemaError, /^spec: named properties beside others .* z\.looseObject\(\)/);
  });

  it('refuses a required property that takes no value', () => {
    const convert = () => objectKeywords({ properties: { a: false }, required: ['a'] }, aConversionContext());
    expect(convert).to.throw(InvalidSchemaError, /^spec\.a: takes no value at all and is required/);
  });

  it('tells each property where it is, and hands it no type', () => {
    const seen: [path: string, inherited: unknown][] = [];
    const context = aConversionContext({
      inheritedType: ['object'],
      convert: (_node, { path, inheritedType }) => {
        seen.push([path, inheritedType]);
        return { type: 'string' };
      },
    });
    objectKeywords({ properties: { a: TEXT } }, context);
    objectKeywords({ additionalProperties: TEXT }, context);
    arrayKeywords({ items: TEXT }, context);
    expect(seen).to.deep.equal([
      ['spec.a', undefined],
      ['spec.*', undefined],
      ['spec[]', undefined],
    ]);
  });
});

describe('arrayKeywords', () => {
  holds(arrayKeywords, [
    { title: 'keeps items and their number', node: { items: TEXT, minItems: 1 }, expected: { items: TEXT, minItems: 1 } },
    {
      title: 'takes any item where none is described',
      node: {},
      expected: { items: { nullable: true, 'x-kubernetes-preserve-unknown-fields': true } },
    },
    { title: 'takes a tuple of one type', node: { prefixItems: [TEXT, TEXT], items: false }, expected: { items: TEXT } },
    { title: 'takes a tuple as older drafts write it', node: { items: [TEXT], additionalItems: TEXT }, expected: { items: TEXT } },
    {
      title: 'makes a set of scalars that differ',
      node: { items: TEXT, uniqueItems: true },
      expected: { items: TEXT, 'x-kubernetes-list-type': 'set' },
    },
    {
      title: 'leaves objects that differ to the program',
      node: { items: { type: 'object' }, uniqueItems: true },
      expected: { items: { type: 'object' } },
      note: /does not check that the items differ/,
    },
    {
      title: 'leaves nullable scalars that differ to the program',
      node: { items: { type: 'string', nullable: true }, uniqueItems: true },
      expected: { items: { type: 'string', nullable: true } },
      note: /items differ/,
    },
  ]);

  it('refuses a tuple of several types', () => {
    const convert = () => arrayKeywords({ prefixItems: [TEXT, COUNT] }, aConversionContext({ path: 'spec.pair' }));
    expect(convert).to.throw(InvalidSchemaError, /^spec\.pair: a tuple of different types has no structural form/);
  });
});
