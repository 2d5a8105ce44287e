import { expect } from 'chai';
import { representationOf } from '../../lib/embedded/representation.ts';

describe('representationOf', () => {
  const as = (accept: string | undefined, query = '') =>
    representationOf({ method: 'GET', path: '/', query: new URLSearchParams(query), headers: { accept }, body: '' });
  const cases: [string | undefined, string][] = [
    [undefined, 'object'],
    ['*/*', 'object'],
    ['application/vnd.kubernetes.protobuf,application/json', 'object'],
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'table'],
    ['application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json', 'object'],
    ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', 'metadata'],
  ];
  for (const [accept, form] of cases) it(`${accept} is answered as ${form}`, () => expect(as(accept).as).to.equal(form));

  it('refuses what is not spoken here', () =>
    expect(() => as('text/html'))
      .to.throw()
      .with.property('code', 406));

  it('reads how much of the objects rows carry', () => {
    expect(as('*/*', 'includeObject=Object').rows).to.equal('Object');
    expect(() => as('*/*', 'includeObject=Some')).to.throw('includeObject: Invalid value: "Some"');
  });
});
