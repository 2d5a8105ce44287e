import { expect } from 'chai';
import { validateCustom } from '../../lib/embedded/custom-object-checks.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import type { Schema } from '../../lib/embedded/schema.ts';
import { SchemaValidator } from '../../lib/embedded/schema-validation.ts';

describe('validateCustom', () => {
  it('says what the schema finds wrong', () => {
    const schema: Schema = { type: 'object', properties: { spec: { type: 'object', required: ['a'] } } };
    const kind = { validator: new SchemaValidator(schema) } as unknown as ResourceKind;
    expect(validateCustom(kind, { spec: {} })).to.deep.equal([
      { reason: 'FieldValueRequired', field: 'spec.a', message: 'Required value' },
    ]);
  });
});
