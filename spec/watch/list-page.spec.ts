import { expect } from 'chai';
import { readListPage } from '../../lib/watch/list-page.ts';
import { aWidget } from '../support/a-widget.ts';

function read(list: unknown, indent?: number): ReturnType<typeof readListPage> {
  return readListPage(Buffer.from(typeof list === 'string' ? list : JSON.stringify(list, null, indent)));
}

describe('readListPage', () => {
  const items = [aWidget({ name: 'a' }), aWidget({ name: 'b', spec: { text: '"]},{☃' } })];
  const metadata = { resourceVersion: '50', continue: 'next' };

  for (const indent of [0, 2]) {
    it(`reads items, version and continue token, indented by ${indent}`, () => {
      const page = read({ kind: 'WidgetList', apiVersion: 'bench.example.com/v1', metadata, items }, indent);
      expect([page.resourceVersion, page.continueToken]).to.deep.equal(['50', 'next']);
      expect(page.items.map((item) => item.parse())).to.deep.equal(items);
    });
  }

  it('reads a list whose items stand before its kind, as those of custom resources do', () => {
    const page = read({
      apiVersion: 'v1',
      items: items.map(({ metadata: own, spec }) => ({ metadata: own, spec })),
      kind: 'PodList',
      metadata,
    });
    expect(page.items.map((item) => item.parse())).to.deep.equal(items.map((item) => ({ ...item, apiVersion: 'v1', kind: 'Pod' })));
  });

  it('reads empty lists, also as null', () => {
    expect(read({ metadata: { resourceVersion: '5' }, items: [] })).to.deep.equal({ resourceVersion: '5', continueToken: '', items: [] });
    expect(read({ metadata: { resourceVersion: '5' }, items: null }).items).to.deep.equal([]);
  });

  for (const text of [
    '',
    'x',
    '{}',
    '{"kind":"Status"}',
    '{"items":[{"metadata":{}}]}',
    '{"items":[{"metadata":',
    '{"items":[',
    '<html>',
    '{"items":5}',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => read(text)).to.throw(SyntaxError);
    });
  }
});
