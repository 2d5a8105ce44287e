import { expect } from 'chai';
import {
  anyValue,
  inReadingOrder,
  isAnyValue,
  isUnconstrained,
  type StructuralSchema,
  valueValidation,
  withoutRepetition,
} from '../../lib/schema/structural-schema.ts';

describe('isAnyValue', () => {
  const ROWS: readonly (readonly [schema: StructuralSchema, isAny: boolean])[] = [
    [anyValue(), true],
    [{ ...anyValue(), description: 'whatever you like' }, true],
    [{ ...anyValue(), minimum: 1 }, false],
    [{ ...anyValue(), type: 'object' }, false],
    [{}, false],
  ];
  for (const [schema, isAny] of ROWS) it(`is ${isAny} for ${JSON.stringify(schema)}`, () => expect(isAnyValue(schema)).to.equal(isAny));
});

describe('valueValidation', () => {
  const ROWS: readonly (readonly [title: string, schema: StructuralSchema, validation: StructuralSchema])[] = [
    ['keeps what binds a value', { type: 'string', minLength: 1, enum: ['a'] }, { minLength: 1, enum: ['a'] }],
    ['loses what the structure says', { title: 't', description: 'd', type: 'string', nullable: true, default: 'a' }, {}],
    ["loses Kubernetes' own keywords", { 'x-kubernetes-int-or-string': true, pattern: 'a' }, { pattern: 'a' }],
    [
      'goes down into properties, and forgets those that bind nothing',
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string', maxLength: 1 } } },
      { properties: { b: { maxLength: 1 } } },
    ],
    ['goes down into items', { type: 'array', items: { type: 'string', maxLength: 1 } }, { items: { maxLength: 1 } }],
    ['forgets items that bind nothing', { type: 'array', items: { type: 'string' }, minItems: 1 }, { minItems: 1 }],
    ['loses records, which may not stand there', { type: 'object', additionalProperties: { type: 'string', maxLength: 1 } }, {}],
  ];
  for (const [title, schema, validation] of ROWS) {
    it(title, () => {
      expect(valueValidation(schema)).to.deep.equal(validation);
      expect(isUnconstrained(valueValidation(schema))).to.equal(Object.keys(validation).length === 0);
    });
  }
});

describe('withoutRepetition', () => {
  it('keeps the first of equal schemas, whatever the order of their keywords', () => {
    const one = { type: 'string', minLength: 1 };
    expect(withoutRepetition([one, { type: 'integer' }, { minLength: 1, type: 'string' }])).to.deep.equal([one, { type: 'integer' }]);
  });
});

describe('inReadingOrder', () => {
  it('orders keywords at every depth, what it does not know last', () => {
    const mixed: StructuralSchema = {
      'x-kubernetes-list-type': 'set',
      anyOf: [{ maxLength: 1, minLength: 0 }],
      items: { minLength: 1, type: 'string' },
      type: 'array',
      description: 'd',
    };
    const ordered = inReadingOrder(mixed);
    expect(ordered).to.deep.equal(mixed);
    expect(JSON.stringify(ordered)).to.equal(
      '{"description":"d","type":"array","items":{"type":"string","minLength":1},"anyOf":[{"minLength":0,"maxLength":1}],"x-kubernetes-list-type":"set"}',
    );
  });

  it('keeps properties in the order in which they were declared', () => {
    const { properties = {} } = inReadingOrder({ type: 'object', properties: { type: { type: 'string' }, a: { type: 'string' } } });
    expect(Object.keys(properties)).to.deep.equal(['type', 'a']);
  });

  it('leaves out what is undefined', () => {
    expect(inReadingOrder({ type: 'string', nullable: undefined } as never)).to.have.all.keys('type');
  });
});
