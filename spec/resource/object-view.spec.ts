import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { viewOf } from '../../lib/resource/object-view.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

describe('viewOf', () => {
  class Readable extends Widget {
    get large(): boolean {
      return this.spec.size > 10;
    }
  }
  const object = { ...aWidget({ metadata: { labels: { a: '1' }, finalizers: ['x'] }, spec: { size: 11 } }), status: { state: 'done' } };
  const view = viewOf(Readable as CRDClass, object, 'WHEN') as Readable;

  it('is an instance that can be read, with what the class adds', () => {
    expect([view.metadata.labels, view.spec, view.status.state, view.finalizers, view.large]).to.deep.equal([
      { a: '1' },
      { size: 11 },
      'done',
      ['x'],
      true,
    ]);
  });

  it('is empty where the object has neither spec nor status', () => {
    const { spec: _, ...bare } = aWidget();
    const empty = viewOf(Readable as CRDClass, bare, 'WHEN');
    expect([empty.spec, empty.status]).to.deep.equal([{}, {}]);
  });

  for (const [what, use] of [
    ['client', () => view.client],
    ['logger', () => view.logger],
    ['args', () => view.args],
    ['children', () => view.children()],
  ] as const) {
    it(`has no ${what}`, () => expect(use).to.throw(IllegalStateError, 'WHEN of class Readable may only read'));
  }

  it('changes nothing', () => {
    expect(() => {
      view.status = { state: 'x' };
    }).to.throw(IllegalStateError, 'status of Widget team/a was used in WHEN, which may only read the object');
  });
});
