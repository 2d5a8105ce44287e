import { expect } from 'chai';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import type { ConversionContext } from '../../lib/schema/conversion-context.ts';
import { extensionKeywords, lengths, numberKeywords, stringKeywords } from '../../lib/schema/scalar-keywords.ts';
import { aConversionContext } from './a-conversion-context.ts';

const OPENAPI: Partial<ConversionContext> = { dialect: 'openapi' };

describe('stringKeywords', () => {
  const ROWS: readonly (readonly [title: string, node: object, expected: object, context?: Partial<ConversionContext>])[] = [
    ['keeps lengths and pattern', { minLength: 1, maxLength: 2, pattern: '^a' }, { minLength: 1, maxLength: 2, pattern: '^a' }],
    ['keeps a format that means the same on the server', { format: 'ipv4' }, { format: 'ipv4' }],
    ['drops a format of JSON Schema alone', { format: 'idn-email' }, {}],
    ['keeps every format of OpenAPI', { format: 'bsonobjectid' }, { format: 'bsonobjectid' }, OPENAPI],
    [
      'keeps date-time beside a pattern that wants seconds and a zone',
      { format: 'date-time', pattern: ':\\d\\d:\\d\\dZ$' },
      { format: 'date-time', pattern: ':\\d\\d:\\d\\dZ$' },
    ],
  ];
  for (const [title, node, expected, context] of ROWS) {
    it(title, () => expect(stringKeywords(node as never, aConversionContext(context))).to.deep.equal(expected));
  }

  it('drops date-time beside a pattern that takes times without zone or seconds', () => {
    const pattern = '^[0-9:TZ-]+$';
    expect(stringKeywords({ format: 'date-time', pattern }, aConversionContext())).to.deep.equal({ pattern });
  });

  it('notes a pattern that the server cannot check', () => {
    const notes: string[] = [];
    expect(stringKeywords({ pattern: '(?=a)b' }, aConversionContext({ notes }))).to.deep.equal({});
    expect(notes).to.deep.equal(['spec: the API server cannot check the pattern (?=a)b']);
  });
});

describe('numberKeywords', () => {
  const [SMALLEST, GREATEST] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const ROWS: readonly (readonly [title: string, node: object, expected: object, type?: 'integer' | 'number'])[] = [
    ['keeps bounds and steps', { minimum: 1, maximum: 5, multipleOf: 2 }, { minimum: 1, maximum: 5, multipleOf: 2 }],
    ['turns an exclusive bound into a flag', { exclusiveMinimum: 0 }, { minimum: 0, exclusiveMinimum: true }],
    ['takes the exclusive bound where it is the tighter one', { minimum: 1, exclusiveMinimum: 1 }, { minimum: 1, exclusiveMinimum: true }],
    ['takes the inclusive bound where it is the tighter one', { maximum: 1, exclusiveMaximum: 5 }, { maximum: 1 }],
    ['keeps the flag as OpenAPI writes it', { maximum: 1, exclusiveMaximum: true }, { maximum: 1, exclusiveMaximum: true }],
    ['says what JavaScript can count as int64', { minimum: SMALLEST, maximum: GREATEST }, { format: 'int64' }, 'integer'],
    ['keeps a real bound beside it', { minimum: 0, maximum: GREATEST }, { minimum: 0, format: 'int64' }, 'integer'],
    ['gives no format to a number', { minimum: SMALLEST }, {}, 'number'],
    ['drops a format of JSON Schema', { format: 'int32' }, {}, 'integer'],
  ];
  for (const [title, node, expected, type] of ROWS) {
    it(title, () => expect(numberKeywords(node as never, aConversionContext(), type)).to.deep.equal(expected));
  }

  it('keeps what OpenAPI says as it is', () => {
    const node = { minimum: SMALLEST, format: 'int32' };
    expect(numberKeywords(node, aConversionContext(OPENAPI), 'integer')).to.deep.equal(node);
    expect(numberKeywords(node, aConversionContext(OPENAPI))).to.deep.equal({ minimum: SMALLEST });
  });
});

describe('lengths', () => {
  it('takes those that were asked for', () => {
    expect(lengths({ minItems: 0, maxLength: 1 }, ['minItems', 'maxItems'], aConversionContext())).to.deep.equal({ minItems: 0 });
  });

  for (const value of [-1, 1.5, '1', null]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      const read = () => lengths({ maxLength: value }, ['maxLength'], aConversionContext({ path: 'spec.a' }));
      expect(read).to.throw(InvalidSchemaError, 'spec.a: maxLength must be a whole number from 0');
    });
  }
});

describe('extensionKeywords', () => {
  it("takes Kubernetes' own keywords and no others", () => {
    const own = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], 'x-kubernetes-validations': [{ rule: 'true' }] };
    expect(extensionKeywords({ ...own, type: 'array', 'x-kubernetes-group-version-kind': [], 'x-mine': 1 })).to.deep.equal(own);
  });
});
