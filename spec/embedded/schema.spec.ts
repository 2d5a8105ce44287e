import { expect } from 'chai';
import { isAtomic, keepsUnknown, memberSchema } from '../../lib/embedded/schema.ts';

describe('schemas', () => {
  it('know their members, declared or additional', () => {
    const a = { type: 'string' } as const;
    expect(memberSchema({ properties: { a } }, 'a')).to.equal(a);
    expect(memberSchema({ additionalProperties: a }, 'b')).to.equal(a);
    expect(memberSchema({ properties: { a } }, 'constructor')).to.equal(undefined);
  });

  it('keep unknown members only where they say so', () => {
    expect([
      keepsUnknown({}),
      keepsUnknown({ 'x-kubernetes-preserve-unknown-fields': true }),
      keepsUnknown({ additionalProperties: true }),
    ]).to.deep.equal([false, true, true]);
  });

  it('tell which objects are replaced whole', () => {
    expect([isAtomic(undefined), isAtomic({ 'x-kubernetes-map-type': 'atomic' }), isAtomic({ scalar: 'any' })]).to.deep.equal([
      false,
      true,
      true,
    ]);
  });
});
