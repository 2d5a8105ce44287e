import { expect } from 'chai';
import { structuralErrors } from '../../lib/embedded/structural-schema.ts';

describe('structuralErrors', () => {
  const spec = (schema: object) =>
    structuralErrors({ type: 'object', properties: { a: schema } }, 'openAPIV3Schema').map(({ field, message }) => `${field}: ${message}`);
  const at = 'openAPIV3Schema.properties[a]';

  it('accepts a structural schema', () => {
    expect(spec({ type: 'object', properties: { b: { type: 'array', items: { type: 'string' } } } })).to.deep.equal([]);
    expect(spec({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] })).to.deep.equal([]);
    expect(spec({ 'x-kubernetes-preserve-unknown-fields': true })).to.deep.equal([]);
  });

  const refused: [string, object, string][] = [
    ['a member without a type', {}, `${at}.type: Required value: must not be empty for specified object fields`],
    ['an array without items', { type: 'array' }, `${at}.items: Required value: must be specified`],
    [
      'unique items',
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      `${at}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
    [
      'a type inside of logic',
      { type: 'string', anyOf: [{ type: 'string' }] },
      `${at}.anyOf[0].type: Forbidden: must be empty to be structural`,
    ],
    [
      'a default of another type',
      { type: 'integer', default: 'x' },
      `${at}.default: Invalid value: "string":  in body must be of type integer: "string"`,
    ],
    [
      'a list map without keys',
      { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'map' },
      `${at}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
    [
      'members beside additional ones',
      { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
      `${at}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    ],
  ];
  for (const [name, schema, message] of refused) it(`refuses ${name}`, () => expect(spec(schema)).to.include(message));

  it('demands an object at the root', () => {
    expect(structuralErrors({}, 'x')[0]?.message).to.equal('Required value: must not be empty at the root');
  });
});
