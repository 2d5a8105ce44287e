import { expect } from 'chai';
import { listOptionsOf } from '../../lib/embedded/list-options.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

describe('listOptionsOf', () => {
  const kind = { fields: () => ({ 'spec.x': '1' }) } as unknown as ResourceKind;
  const read = (query: string) => listOptionsOf(new URLSearchParams(query), kind);

  it('reads what it is given', () => {
    expect(read('watch=true&limit=5&resourceVersion=7&allowWatchBookmarks=1&timeoutSeconds=9')).to.include({
      watch: true,
      limit: 5,
      resourceVersion: '7',
      allowWatchBookmarks: true,
      timeoutSeconds: 9,
      sendInitialEvents: undefined,
    });
  });

  it('combines all selectors', () => {
    const { selects } = read('labelSelector=a&fieldSelector=metadata.name%3Dn');
    expect([selects({ metadata: { name: 'n', labels: { a: '' } } }), selects({ metadata: { name: 'n' } })]).to.deep.equal([true, false]);
  });

  const refused: [string, number][] = [
    ['limit=x', 400],
    ['resourceVersion=x', 400],
    ['sendInitialEvents=true', 422],
    ['watch=1&sendInitialEvents=true', 422],
    ['watch=1&resourceVersionMatch=Exact', 422],
    ['resourceVersionMatch=Exact', 422],
    ['resourceVersion=0&resourceVersionMatch=Exact', 422],
    ['resourceVersion=5&resourceVersionMatch=Other', 422],
    ['fieldSelector=spec.y%3D1', 400],
  ];
  for (const [query, code] of refused)
    it(`refuses ${query}`, () =>
      expect(() => read(query))
        .to.throw()
        .with.property('code', code));
});
