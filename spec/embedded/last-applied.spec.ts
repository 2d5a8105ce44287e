import { expect } from 'chai';
import { lastAppliedFor, noteLastApplied } from '../../lib/embedded/last-applied.ts';

const NAME = 'kubectl.kubernetes.io/last-applied-configuration';
const noted = (text: string) => ({ metadata: { annotations: { [NAME]: text, other: 'x' } } });

describe('lastAppliedFor', () => {
  it('reads what kubectl applied', () => {
    expect(lastAppliedFor('kubectl', noted('{"data":{"a":"1"}}'))).to.deep.equal({ data: { a: '1' } });
  });

  it('gives nothing to other managers, and nothing that is no configuration', () => {
    expect(lastAppliedFor('other', noted('{}'))).to.equal(undefined);
    expect(lastAppliedFor('kubectl', noted('{'))).to.equal(undefined);
    expect(lastAppliedFor('kubectl', noted('1'))).to.equal(undefined);
    expect(lastAppliedFor('kubectl', { metadata: {} })).to.equal(undefined);
  });
});

describe('noteLastApplied', () => {
  const config = { kind: 'X', apiVersion: 'v1', metadata: { name: 'a', annotations: { [NAME]: 'old', b: 'c' } } };

  it('replaces what was noted before, in the order of names', () => {
    const result = noted('{}');
    noteLastApplied('kubectl', result, config);
    expect(result.metadata.annotations).to.deep.equal({
      other: 'x',
      [NAME]: '{"apiVersion":"v1","kind":"X","metadata":{"annotations":{"b":"c"},"name":"a"}}\n',
    });
  });

  it('notes nothing where nothing was, or for other managers', () => {
    const [bare, other] = [{ metadata: {} }, noted('{}')];
    noteLastApplied('kubectl', bare, config);
    noteLastApplied('other', other, config);
    expect([bare, other]).to.deep.equal([{ metadata: {} }, noted('{}')]);
  });
});
