import { expect } from 'chai';
import { type Change, ObjectStore } from '../../lib/embedded/object-store.ts';

const object = (name: string, value = 0) => ({ metadata: { name }, value });

describe('ObjectStore', () => {
  it('gives each change the next revision', () => {
    const store = new ObjectStore();
    const first = store.put('t', 'a', object('a'));
    const second = store.put('u', 'b', object('b'));
    expect(Number(second.metadata.resourceVersion)).to.equal(Number(first.metadata.resourceVersion) + 1);
  });

  it('takes a new object as it is, with its revision in it', () => {
    const store = new ObjectStore();
    const seen: Change[] = [];
    store.subscribe((change) => seen.push(change));
    store.put('t', 'b', object('b'));
    const added = object('a');
    expect(store.add('t', 'a', added)).to.equal(added);
    expect(added).to.deep.equal({ metadata: { name: 'a', resourceVersion: String(store.revision) }, value: 0 });
    expect(store.get('t', 'a')).to.equal(added);
    expect(store.list('t').map(({ metadata }) => metadata.name)).to.deep.equal(['a', 'b']);
    expect(seen.at(-1)).to.include({ type: 'ADDED', key: 'a', revision: store.revision, object: added, previous: undefined });
  });

  it('lists in the order of the keys, and one namespace alone', () => {
    const store = new ObjectStore();
    for (const key of ['b/x', 'a/z', 'a/y', 'ab/x']) store.put('t', key, object(key));
    expect(store.list('t').map(({ metadata }) => metadata.name)).to.deep.equal(['a/y', 'a/z', 'ab/x', 'b/x']);
    expect(store.list('t', 'a').map(({ metadata }) => metadata.name)).to.deep.equal(['a/y', 'a/z']);
  });

  it('shows a table as it was at a revision', () => {
    const store = new ObjectStore();
    store.put('t', 'a', object('a', 1));
    store.put('t', 'b', object('b', 1));
    const then = store.revision;
    store.put('t', 'a', object('a', 2));
    store.remove('t', 'b');
    store.put('t', 'c', object('c', 1));
    const entries = [...(store.snapshot('t', then)?.entries() ?? [])];
    expect(entries.map(([key, { value }]) => [key, value])).to.deep.equal([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('tells of changes in their order, also of those that a listener makes', () => {
    const store = new ObjectStore();
    const seen: string[] = [];
    store.subscribe(({ type, key }) => {
      if (type === 'ADDED' && key === 'a') store.put('t', 'a', object('a', 2));
    }, 't');
    store.subscribe(({ type, key }: Change) => seen.push(`${type} ${key}`));
    store.put('t', 'a', object('a', 1));
    store.remove('t', 'a');
    expect(seen).to.deep.equal(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  it('gives a deleted object the revision of its deletion', () => {
    const store = new ObjectStore();
    store.put('t', 'a', object('a'));
    expect(store.remove('t', 'a')?.metadata.resourceVersion).to.equal(String(store.revision));
  });

  it('forgets history beyond its size, and says so', () => {
    const store = new ObjectStore({ historySize: 2 });
    store.put('t', 'a', object('a'));
    const first = store.revision;
    for (let index = 0; index < 6; index++) store.put('t', 'a', object('a', index));
    expect(store.changesSince('t', first)).to.equal(undefined);
    expect(store.changesSince('t', store.revision - 1)).to.have.length(1);
    expect(store.snapshot('t', first)).to.equal(undefined);
  });

  it('can be made to forget all of it', () => {
    const store = new ObjectStore();
    store.put('t', 'a', object('a'));
    const seen = store.revision;
    store.forgetHistory();
    expect(store.changesSince('t', seen)).to.equal(undefined);
    expect(store.changesSince('t', store.revision)).to.deep.equal([]);
  });
});
