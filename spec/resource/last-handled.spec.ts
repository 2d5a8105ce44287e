import { expect } from 'chai';
import { essenceView } from '../../lib/resource/essence.ts';
import { lastHandledObject, lastHandledOf, MAX_LAST_HANDLED_BYTES } from '../../lib/resource/last-handled.ts';
import { aWidget } from '../support/a-widget.ts';

describe('what was last handled', () => {
  it('comes back with the essence of then and the identity of now', () => {
    const then = { ...aWidget({ version: 3, metadata: { labels: { a: '1' }, finalizers: ['x'] }, spec: { size: 1 } }), status: { a: 1 } };
    const now = aWidget({ version: 9, metadata: { generation: 7 }, spec: { size: 2 } });
    const kept = lastHandledObject(lastHandledOf(then) ?? '', now);
    expect(kept).to.deep.equal(aWidget({ version: '', metadata: { labels: { a: '1' } }, spec: { size: 1 } }));
    expect(kept && essenceView(kept)).to.deep.equal(essenceView(then));
  });

  it('leaves out what is ours, what kubectl applied, and the status', () => {
    const annotations = { 'tskubeop/handled': '{}', 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    expect(lastHandledOf({ ...aWidget({ metadata: { annotations } }), status: { secret: 'x' } })).to.equal(
      '{"metadata":{"labels":{},"annotations":{}},"spec":{}}',
    );
  });

  it('of a cluster-scoped object has no namespace', () => {
    const { namespace: _, ...metadata } = aWidget().metadata;
    const object = { ...aWidget(), metadata };
    expect(lastHandledObject(lastHandledOf(object) ?? '', object)?.metadata).to.not.have.property('namespace');
  });

  it('is not kept when it is too long, counted in bytes', () => {
    const empty = Buffer.byteLength(lastHandledOf(aWidget({ spec: { text: '' } })) ?? '');
    const fitting = 'x'.repeat(MAX_LAST_HANDLED_BYTES - empty);
    expect(lastHandledOf(aWidget({ spec: { text: fitting } }))).to.be.a('string');
    expect(lastHandledOf(aWidget({ spec: { text: `${fitting}x` } }))).to.equal(undefined);
    expect(lastHandledOf(aWidget({ spec: { text: `${fitting.slice(1)}ä` } }))).to.equal(undefined);
  });

  for (const text of ['', 'null', '[]', '{', '"text"']) {
    it(`is nothing when somebody made it ${text || 'empty'}`, () => {
      expect(lastHandledObject(text, aWidget())).to.equal(undefined);
    });
  }
});
