import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

describe('ClassDirectory', () => {
  class Other extends Widget {}
  const [one, other] = [Widget, Other] as unknown as CRDClass[] as [CRDClass, CRDClass];
  let told: string[];
  let directory: ClassDirectory;
  beforeEach(() => {
    told = [];
    directory = new ClassDirectory();
  });

  function add(type: CRDClass, hasIndexes: boolean): { isSynced: boolean } {
    const view = { hasIndexes, isSynced: false, lookup: (index: string, key: string) => [aWidget({ name: `${index}-${key}` })] };
    directory.add(type, { view, ready: () => told.push(type.name) });
    return view;
  }

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
});
