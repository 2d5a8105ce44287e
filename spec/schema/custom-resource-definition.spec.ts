import { expect } from 'chai';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import { describeServedVersion, hasCondition } from '../../lib/schema/custom-resource-definition.ts';
import { aDeclaration } from './a-declaration.ts';

function aDefinition(version: object = {}, status: object = {}) {
  const definition = customResourceDefinitionOf(aDeclaration());
  const [first] = definition.spec.versions;
  return { ...definition, spec: { ...definition.spec, versions: [{ ...first, ...version } as NonNullable<typeof first>] }, status };
}

describe('describeServedVersion', () => {
  const ROWS: readonly (readonly [title: string, version: object, expected: object])[] = [
    ['tells that a version is served', {}, { served: true, statusSubresource: true }],
    ['tells that it is not', { served: false }, { served: false }],
    ['sees that there are no subresources', { subresources: undefined }, { statusSubresource: false }],
    ['sees that there is only scale', { subresources: { scale: {} } }, { statusSubresource: false }],
    ['sees that there is no schema', { schema: undefined }, { schema: undefined }],
    ['hands out the schema', { schema: { openAPIV3Schema: { type: 'object' } } }, { schema: { type: 'object' } }],
  ];
  for (const [title, version, expected] of ROWS) {
    it(title, () => expect(describeServedVersion(aDefinition(version), 'v1')).to.deep.include(expected));
  }

  it('knows no version that is not there', () => {
    expect(describeServedVersion(aDefinition(), 'v2')).to.equal(undefined);
  });
});

describe('hasCondition', () => {
  const ROWS: readonly (readonly [status: object, holds: boolean])[] = [
    [{ conditions: [{ type: 'Established', status: 'True' }] }, true],
    [{ conditions: [{ type: 'Established', status: 'False' }] }, false],
    [{ conditions: [{ type: 'NamesAccepted', status: 'True' }] }, false],
    [{}, false],
  ];
  for (const [status, holds] of ROWS) {
    it(`is ${holds} for ${JSON.stringify(status)}`, () => expect(hasCondition(aDefinition({}, status), 'Established')).to.equal(holds));
  }
});
