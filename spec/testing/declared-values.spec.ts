import { expect } from 'chai';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';
import { ROOT } from '../../lib/testing/declared-path.ts';
import { composed, distinct, hasSameKey, itemsOf, oddValuesOf, valuesOf, wrongValuesOf } from '../../lib/testing/declared-values.ts';

const known = new Map<string, readonly unknown[]>();
const values = (schema: StructuralSchema) => valuesOf(schema, ROOT, known);

describe('values of declarations', () => {
  for (const [schema, expected] of [
    [{ type: 'boolean' }, [true, false]],
    [{ type: 'boolean', default: false }, [false, true]],
    [{ type: 'string', enum: ['a', 'b', null] }, ['a', 'b']],
    [{ type: 'integer' }, [1, 2, 3]],
    [{ type: 'integer', minimum: 0, maximum: 20, default: 5 }, [5, 0, 1, 2, 20]],
    [{ type: 'integer', minimum: 1, maximum: 65535 }, [1, 2, 3]],
    [{ type: 'integer', maximum: -3 }, [-3]],
    [{ type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 4, exclusiveMaximum: true }, [2, 3]],
    [{ type: 'number', minimum: 0.2, multipleOf: 0.5, maximum: 1 }, [0.5, 1]],
    [{ type: 'string', minLength: 1 }, ['one', 'two', 'three', 'One']],
    [{ type: 'string', default: 'busybox' }, ['busybox', 'one', 'two', 'three']],
    [{ type: 'string', pattern: '^[0-9]+[GM]i$' }, ['1Gi', '2Gi', '500Mi']],
    [{ type: 'string', format: 'date-time' }, ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z']],
    [{ type: 'string', maxLength: 1 }, ['1', '2', '/']],
    [{ type: 'string', pattern: '^nobody knows$' }, []],
    [{ type: 'string', pattern: '(?i)not of this language' }, []],
    [{ 'x-kubernetes-int-or-string': true }, [1, 2, '50%']],
    [{ type: 'object' }, []],
  ] as const) {
    it(`are ${JSON.stringify(expected)} for ${JSON.stringify(schema)}`, () => {
      expect(values(schema as unknown as StructuralSchema)).to.deep.equal(expected);
    });
  }

  it('are those that are given, where some are', () => {
    expect(valuesOf({ type: 'string' }, { place: 'as', field: 'as' }, new Map([['as', ['x']]]))).to.deep.equal(['x']);
  });

  it('are odd where the schema lets them', () => {
    expect(oddValuesOf({ type: 'string', maxLength: 4 })).to.deep.equal(['', 'xxxx']);
    expect(oddValuesOf({ type: 'string', enum: ['a'] })).to.deep.equal([]);
    expect(oddValuesOf({ type: 'integer' })).to.deep.equal([]);
  });

  it('are wrong in each way that the schema knows', () => {
    expect(wrongValuesOf({ type: 'integer', minimum: 1, maximum: 3 })).to.deep.equal([{ not: 'so' }, 0, 4]);
    expect(wrongValuesOf({ type: 'string', enum: ['a'], minLength: 1, maxLength: 2 })).to.deep.equal([{ not: 'so' }, 'a-not', '', 'xxx']);
    expect(wrongValuesOf({ type: 'array', minItems: 1, maxItems: 1 })).to.deep.equal(['not so', [], [null, null]]);
    expect(wrongValuesOf({ 'x-kubernetes-preserve-unknown-fields': true })).to.deep.equal([]);
  });

  const schema: StructuralSchema = {
    type: 'object',
    required: ['ports', 'name'],
    properties: {
      name: { type: 'string', default: 'x' },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      ports: {
        type: 'array',
        minItems: 1,
        'x-kubernetes-list-map-keys': ['port'],
        items: { type: 'object', required: ['port'], properties: { port: { type: 'integer' }, name: { type: 'string' } } },
      },
    },
  };

  it('are composed of what is required, or of all that there is', () => {
    expect(composed(schema, ROOT, { known, fullness: 'smallest' })).to.deep.equal({ ports: [{ port: 1 }] });
    expect(composed(schema, ROOT, { known, fullness: 'fullest' })).to.deep.equal({
      name: 'x',
      labels: { one: 'one' },
      ports: [{ port: 1 }, { port: 2 }],
    });
  });

  it('are none, and what is lacking is told, where something that is required has none', () => {
    const lacking: string[] = [];
    const without: StructuralSchema = {
      type: 'object',
      required: ['key'],
      properties: { key: { type: 'string', pattern: '^nobody knows$' } },
    };
    expect(composed(without, ROOT, { known, fullness: 'fullest', lacking: (field) => lacking.push(field) })).to.equal(undefined);
    expect(lacking).to.deep.equal(['key']);
  });

  it('are items that differ', () => {
    const items = itemsOf(schema.properties?.ports?.items ?? {}, ROOT, { known, lacking: () => {} });
    expect(items.slice(0, 3)).to.deep.equal([{ port: 1 }, { port: 2 }, { port: 3 }]);
    expect(hasSameKey(schema.properties?.ports ?? {}, [{ port: 1, name: 'a' }], { port: 1, name: 'b' })).to.equal(true);
    expect(hasSameKey({}, [{ port: 1, name: 'a' }], { port: 1, name: 'b' })).to.equal(false);
    expect(distinct([1, '1', 1, { a: 1 }, { a: 1 }])).to.deep.equal([1, '1', { a: 1 }]);
  });
});
