import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { withoutIdleRecords } from '../../lib/testing/compared-record.ts';
import { Note } from '../support/explored-notes.ts';

class Once extends Note {
  static override readonly KIND = 'Once' as never;
  override reconcile = undefined as never;
  ensureCreated() {}
}
Object.defineProperty(Once.prototype, 'reconcile', { value: undefined });

const object = (kind: string) =>
  ({
    apiVersion: 'explored.example.com/v1',
    kind,
    metadata: { name: 'a' },
    status: { state: 'processed', observedGeneration: 1, handled: {} },
  }) as unknown as StoredObject;

describe('withoutIdleRecords', () => {
  const compare = withoutIdleRecords([Note, Once], (each) => each.status);

  it('leaves out the record where no handler is told of changes', () => {
    expect(compare(object('Once'))).to.deep.equal({ state: 'processed' });
  });

  it('keeps it elsewhere', () => {
    expect(compare(object('Note'))).to.deep.equal({ state: 'processed', observedGeneration: 1, handled: {} });
    expect(compare({ ...object('Once'), apiVersion: 'v1' })).to.include.keys('handled');
  });
});
