import { expect } from 'chai';
import { essenceOf, essenceView, sameEssence } from '../../lib/resource/essence.ts';
import { aWidget, type WidgetParts } from '../support/a-widget.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

describe('the essence', () => {
  type Case = [what: string, parts: WidgetParts & { status?: unknown }, withSubresource: boolean, without: boolean];
  const base = { metadata: { generation: 1, labels: { a: '1' } }, spec: { size: 1 } };
  const cases: Case[] = [
    ['nothing', {}, true, true],
    ['resourceVersion', { version: 7 }, true, true],
    ['a finalizer', { metadata: { ...base.metadata, finalizers: ['x'] } }, true, true],
    ['generation alone', { metadata: { ...base.metadata, generation: 2 } }, false, true],
    ['the spec, with its generation', { metadata: { ...base.metadata, generation: 2 }, spec: { size: 2 } }, false, false],
    ['a label', { metadata: { ...base.metadata, labels: { a: '2' } } }, false, false],
    ['an annotation', { metadata: { ...base.metadata, annotations: { b: '1' } } }, false, false],
    ['an annotation of ours', { metadata: { ...base.metadata, annotations: { 'tskubeop/handled': '{}' } } }, true, true],
    ['last-applied', { metadata: { ...base.metadata, annotations: { [LAST_APPLIED]: '{}' } } }, true, true],
  ];
  for (const [what, parts, withSubresource, without] of cases) {
    for (const [subresource, same] of [
      [true, withSubresource],
      [false, without],
    ] as const) {
      it(`is ${same ? 'the same' : 'another'} after a change of ${what}, ${subresource ? 'with' : 'without'} a status subresource`, () => {
        const one = essenceOf(aWidget(base), subresource);
        const other = essenceOf(aWidget({ ...base, ...parts }), subresource);
        expect(sameEssence(one, other)).to.equal(same);
      });
    }
  }

  it('is the same whatever the status, where writing it bumps the generation', () => {
    const one = essenceOf({ ...aWidget(base), status: { a: 1 } }, false);
    const other = essenceOf({ ...aWidget({ ...base, metadata: { ...base.metadata, generation: 5 } }), status: { a: 2 } }, false);
    expect(sameEssence(one, other)).to.equal(true);
  });

  it('is the same in every version in which an object is served', () => {
    const newer = { ...aWidget(base), apiVersion: 'bench.example.com/v2' };
    expect(sameEssence(essenceOf(aWidget(base), false), essenceOf(newer, false))).to.equal(true);
  });

  it('tells a label from an annotation of the same text', () => {
    const label = essenceOf(aWidget({ metadata: { labels: { a: '1' } } }), true);
    const annotation = essenceOf(aWidget({ metadata: { annotations: { a: '1' } } }), true);
    expect(sameEssence(label, annotation)).to.equal(false);
  });

  it('is shown as spec, labels and annotations that are not ours', () => {
    const annotations = { 'tskubeop/handled': '{}', [LAST_APPLIED]: '{}', b: '2' };
    const object = {
      ...aWidget({ metadata: { labels: { a: '1' }, annotations, finalizers: ['x'] }, spec: { size: 1 } }),
      status: { a: 1 },
    };
    expect(essenceView(object)).to.deep.equal({ metadata: { labels: { a: '1' }, annotations: { b: '2' } }, spec: { size: 1 } });
    expect(essenceView(aWidget())).to.deep.equal({ metadata: { labels: {}, annotations: {} }, spec: {} });
  });
});
