import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { type CRDClass, HANDLER_NAMES } from '../../lib/resource/crd-class.ts';
import { fieldDiff, fieldHandlersOf, type OnField, onFieldProblems } from '../../lib/resource/on-field.ts';
import { aWidget } from '../support/a-widget.ts';

type Spec = { size?: number; text: string; nested: { deep: { value: number }; list: { a: number }[] }; byName: Record<string, number> };

/** Compiles, or doesn't, by `npm run typecheck`. */
class Typed extends CRDBase<Spec, object> {
  static readonly ON_FIELD = {
    resized: 'spec.size',
    anything: 'spec',
    deep: 'spec.nested.deep.value',
    labelled: ['metadata', 'labels', 'app.io/name'],
  } satisfies OnField<Typed>;
  // What a method infers of the class itself must not depend on ON_FIELD.
  async resized(change: Change<this>) {
    return change.old?.spec.size ?? Object.keys(Typed.ON_FIELD).length;
  }
  anything() {}
  deep(_change: Change<this>): void {}
  async labelled({ diff }: Change<this>): Promise<void> {
    this.logger.info('labelled', { diff });
  }
  wants(_text: string) {}
  readonly property = 1;
}

const more = [
  { anything: 'spec.nested.list' },
  { anything: 'spec.byName.any' },
  { anything: 'metadata.labels.tier' },
  { anything: ['spec', 'nested', 'deep'] },
  // @ts-expect-error no such field
  { anything: 'spec.sise' },
  // @ts-expect-error no such field further down
  { anything: 'spec.nested.deep.other' },
  // @ts-expect-error a list has no fields of its own
  { anything: 'spec.nested.list.a' },
  // @ts-expect-error nothing is called for it
  { anything: 'status.state' },
  // @ts-expect-error nothing is called for it
  { anything: ['metadata', 'finalizers'] },
  // @ts-expect-error no such method
  { resised: 'spec.size' },
  // @ts-expect-error it takes something else
  { wants: 'spec.size' },
  // @ts-expect-error no method
  { property: 'spec.size' },
  // @ts-expect-error one of CRDBase's own
  { flush: 'spec.size' },
] satisfies OnField<Typed>[];

/** Without type parameters any field of the spec will do. */
class Untyped extends CRDBase {
  static readonly ON_FIELD = { resized: 'spec.whatever.it.is' } satisfies OnField<Untyped>;
  resized() {}
}

describe('ON_FIELD', () => {
  it('is checked by the compiler, above', () => {
    expect([more.length, fieldHandlersOf(Untyped).length]).to.deep.equal([13, 1]);
  });

  it('is taken in its order, dotted paths in steps', () => {
    expect(fieldHandlersOf(Typed).slice(2)).to.deep.equal([
      { method: 'deep', path: ['spec', 'nested', 'deep', 'value'] },
      { method: 'labelled', path: ['metadata', 'labels', 'app.io/name'] },
    ]);
    expect(fieldHandlersOf({})).to.deep.equal([]);
  });

  const problemsOf = (ON_FIELD: unknown) => {
    class Given extends Typed {}
    Object.defineProperty(Given, 'ON_FIELD', { value: ON_FIELD });
    return onFieldProblems(Given as unknown as CRDClass, HANDLER_NAMES).join();
  };

  for (const legal of [undefined, {}, { resized: 'spec.size' }, { resized: ['spec', 'a.b'] }, { resized: 'data.x' }]) {
    it(`may be ${JSON.stringify(legal) ?? 'left out'}`, () => expect(problemsOf(legal)).to.equal(''));
  }

  for (const [given, complaint] of [
    ['spec.size', 'ON_FIELD must be like'],
    [{ gone: 'spec.size' }, 'ON_FIELD names gone, which is no method of the class'],
    [{ ensureModified: 'spec.size' }, 'ON_FIELD names ensureModified, which is called for any field'],
    [{ resized: 7 }, 'ON_FIELD.resized must be a path such as'],
    [{ resized: 'spec..size' }, 'ON_FIELD.resized must be a path such as'],
    [{ resized: [] }, 'ON_FIELD.resized must be a path such as'],
    [{ resized: ['spec', 1] }, 'ON_FIELD.resized must be a path such as'],
    [{ resized: 'metadata.name' }, 'only labels and annotations are watched'],
    [{ resized: 'metadata.labels.app.io/name' }, 'write a name with dots as ["metadata","labels","app.io/name"]'],
    [{ resized: 'status.state' }, 'a change of status calls nothing'],
  ] as const) {
    it(`may not be ${JSON.stringify(given)}`, () => expect(problemsOf(given)).to.include(complaint));
  }
});

describe('fieldDiff', () => {
  const old = aWidget({ metadata: { labels: { 'app.io/name': 'x' } }, spec: { size: 1, nested: { a: 1, b: 2 } } });
  const current = aWidget({ spec: { nested: { a: 1, b: 3, c: 4 } } });
  for (const [path, diff] of [
    [['spec', 'size'], [{ op: 'remove', path: [], old: 1, new: undefined }]],
    [['metadata', 'labels', 'app.io/name'], [{ op: 'remove', path: [], old: 'x', new: undefined }]],
    [['spec', 'nested', 'a'], []],
    [['spec', 'not', 'there'], []],
    [
      ['spec', 'nested'],
      [
        { op: 'change', path: ['b'], old: 2, new: 3 },
        { op: 'add', path: ['c'], old: undefined, new: 4 },
      ],
    ],
  ] as const) {
    it(`of ${path.join('.')} begins there`, () => expect(fieldDiff(old, current, path)).to.deep.equal(diff));
  }
});
