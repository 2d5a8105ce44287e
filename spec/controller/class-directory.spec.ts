import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import type { Informer } from '../../lib/controller/informer.ts';
import { type CRDClass, resolveClass } from '../../lib/resource/crd-class.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

describe('ClassDirectory', () => {
  class Other extends Widget {
    static override readonly KIND = 'Other';
    static readonly LABEL_SELECTOR = 'a=b';
  }
  const [one, other] = [Widget, Other] as unknown as CRDClass[] as [CRDClass, CRDClass];
  let told: string[];
  let directory: ClassDirectory;
  beforeEach(() => {
    told = [];
    directory = new ClassDirectory();
  });

  function add(type: CRDClass, hasIndexes: boolean): { isSynced: boolean } {
    const view = { hasIndexes, isSynced: false, lookup: (index: string, key: string) => [aWidget({ name: `${index}-${key}` })] };
    directory.add(type, { type: resolveClass(type), informer: informers[type.name] as Informer, view, ready: () => told.push(type.name) });
    return view;
  }
  const informers = { Widget: {}, Other: {} } as unknown as Record<string, Informer>;

  it('is ready at once where no class has an index', () => {
    add(one, false);
    expect(directory.isReady).to.equal(true);
  });

  it('tells all classes when the last one with an index is synced, once', () => {
    const views = [add(one, true), add(other, false)];
    directory.synced();
    expect([directory.isReady, told]).to.deep.equal([false, []]);
    for (const view of views) view.isSynced = true;
    directory.synced();
    directory.synced();
    expect([directory.isReady, told]).to.deep.equal([true, ['Widget', 'Other']]);
  });

  it('asks the class, and refuses one that the operator does not have', () => {
    add(one, true);
    expect(directory.lookup(one, 'bySecret', 's').map(({ metadata }) => metadata.name)).to.deep.equal(['bySecret-s']);
    expect(() => directory.lookup(other, 'bySecret', 's')).to.throw(
      IllegalStateError,
      "class Other is not one of this operator's, which are Widget",
    );
  });

  it('has the informer of a class for who wants to be told of just its objects', () => {
    add(one, false);
    add(other, false);
    const watch = { apiVersion: 'bench.example.com/v1', kind: 'Widget', concerns: () => [] };
    expect(directory.informerOf(watch)).to.equal(informers.Widget);
    expect(directory.informerOf({ ...watch, kind: 'Other', labelSelector: 'a=b' })).to.equal(informers.Other);
    for (const different of [
      { kind: 'Other' },
      { apiVersion: 'v1' },
      { labelSelector: 'a=b' },
      { fieldSelector: 'a=b' },
      { namespaces: ['a'] },
    ])
      expect(directory.informerOf({ ...watch, ...different })).to.equal(undefined);
  });
});
