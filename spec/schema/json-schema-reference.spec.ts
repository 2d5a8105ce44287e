import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { isAnyJson, resolveReference } from '../../lib/schema/json-schema-reference.ts';

describe('resolveReference', () => {
  const root = { $defs: { a: { type: 'string' }, 'b/c~d e': { type: 'integer' }, list: [{ type: 'boolean' }] } };

  const ROWS: readonly (readonly [reference: string, target: unknown])[] = [
    ['#', root],
    ['#/$defs/a', { type: 'string' }],
    ['#/$defs/b~1c~0d%20e', { type: 'integer' }],
    ['#/$defs/list/0', { type: 'boolean' }],
  ];
  for (const [reference, target] of ROWS) {
    it(`follows ${reference}`, () => expect(resolveReference(root, reference, 'spec')).to.deep.equal(target));
  }

  it('refuses what points outside', () => {
    const resolve = () => resolveReference(root, 'https://a.example/schema', 'spec.x');
    expect(resolve).to.throw(InvalidSchemaError, "spec.x: the reference 'https://a.example/schema' points outside the schema");
  });

  for (const reference of ['#/$defs/b', '#/$defs/a/type/length', '#/$defs/toString']) {
    it(`refuses ${reference}, where nothing is`, () => {
      expect(() => resolveReference(root, reference, 'spec.x')).to.throw(InvalidSchemaError, `'${reference}' points at nothing`);
    });
  }
});

describe('isAnyJson', () => {
  const anyJson = () => {
    const schema = z.toJSONSchema(z.json()) as { anyOf?: object[]; $defs?: Record<string, { anyOf?: object[] }> };
    const found = schema.anyOf ? schema : Object.values(schema.$defs ?? {})[0];
    return { anyOf: [...(found?.anyOf ?? [])] };
  };

  it('knows the schema that zod has for any JSON value', () => {
    expect(isAnyJson(anyJson())).to.equal(true);
  });

  it('does not mistake another union for it', () => {
    const { anyOf } = anyJson();
    expect(isAnyJson({ anyOf: anyOf.slice(1) })).to.equal(false);
    expect(
      isAnyJson({ anyOf: anyOf.map((branch) => ('type' in branch && branch.type === 'string' ? { ...branch, minLength: 1 } : branch)) }),
    ).to.equal(false);
    expect(isAnyJson({ type: 'object' })).to.equal(false);
  });
});
