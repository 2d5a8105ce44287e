import { expect } from 'chai';
import { validateCustom } from '../../lib/embedded/custom-object-checks.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

describe('validateCustom', () => {
  it('says what the schema finds wrong', () => {
    const kind = { schema: { type: 'object', properties: { spec: { type: 'object', required: ['a'] } } } } as unknown as ResourceKind;
    expect(validateCustom(kind, { spec: {} })).to.deep.equal([
      { reason: 'FieldValueRequired', field: 'spec.a', message: 'Required value' },
    ]);
  });
});
