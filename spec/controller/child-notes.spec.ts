import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ChildNotes } from '../../lib/controller/child-notes.ts';
import { aWidget } from '../support/a-widget.ts';

function child(version: number, name = 'c'): StoredObject {
  return aWidget({ name, version });
}

function taken(notes: ChildNotes, now = 0): string | undefined {
  const note = notes.take(now);
  return note && `${note.type} ${note.child.metadata.name} ${note.child.metadata.resourceVersion}`;
}

describe('ChildNotes', () => {
  let notes: ChildNotes;
  beforeEach(() => {
    notes = new ChildNotes();
  });

  it('keeps the newest only of each child', () => {
    notes.add({ type: 'MODIFIED', child: child(1) });
    notes.add({ type: 'MODIFIED', child: child(5, 'd') });
    notes.add({ type: 'MODIFIED', child: child(2) });
    expect([taken(notes), taken(notes), taken(notes)]).to.deep.equal(['MODIFIED c 2', 'MODIFIED d 5', undefined]);
  });

  it('tells of a child that came and changed as one that came', () => {
    notes.add({ type: 'ADDED', child: child(1) });
    notes.add({ type: 'MODIFIED', child: child(2) });
    expect(taken(notes)).to.equal('ADDED c 2');
  });

  it('never merges a deletion away', () => {
    notes.add({ type: 'MODIFIED', child: child(1) });
    notes.add({ type: 'DELETED', child: child(2) });
    notes.add({ type: 'MODIFIED', child: child(3) });
    notes.written(child(2));
    expect(taken(notes)).to.equal('DELETED c 2');
  });

  it('forgets an event that turns out to be our own write', () => {
    notes.add({ type: 'MODIFIED', child: child(2) });
    notes.written(child(2));
    expect(notes.size).to.equal(0);
  });

  it('still tells of a change by somebody else that our own write came upon', () => {
    notes.add({ type: 'MODIFIED', child: child(2) });
    notes.add({ type: 'MODIFIED', child: child(3) });
    notes.written(child(3));
    expect(taken(notes)).to.equal('MODIFIED c 3');
  });

  it('never tells of an older child than the one that a handler has written', () => {
    notes.add({ type: 'MODIFIED', child: child(2) });
    notes.written(child(3));
    expect(taken(notes)).to.equal('MODIFIED c 3');
  });

  it('keeps what came after our own write', () => {
    notes.add({ type: 'MODIFIED', child: child(3) });
    notes.add({ type: 'MODIFIED', child: child(4) });
    notes.written(child(3));
    expect(taken(notes)).to.equal('MODIFIED c 4');
  });

  describe('when telling fails', () => {
    it('waits, and lets the other children pass', () => {
      notes.add({ type: 'MODIFIED', child: child(1) });
      const note = notes.take(0);
      if (note) notes.putBack(note, 100);
      notes.add({ type: 'MODIFIED', child: child(5, 'd') });
      expect(taken(notes)).to.equal('MODIFIED d 5');
      expect(taken(notes)).to.equal(undefined);
      expect(notes.nextDueAt(0)).to.equal(100);
      expect(notes.isDue(100)).to.equal(true);
      expect(notes.take(100)?.failures).to.equal(1);
    });

    it('starts anew when the child changes, and forgets the older event', () => {
      notes.add({ type: 'MODIFIED', child: child(1) });
      const note = notes.take(0);
      notes.add({ type: 'MODIFIED', child: child(2) });
      if (note) notes.putBack(note, 100);
      expect(notes.hasFailed).to.equal(false);
      expect(taken(notes)).to.equal('MODIFIED c 2');
      expect(notes.size).to.equal(0);
    });

    it('still tells that a child has come, when it changed while that failed', () => {
      notes.add({ type: 'ADDED', child: child(1) });
      const note = notes.take(0);
      notes.add({ type: 'MODIFIED', child: child(2) });
      if (note) notes.putBack(note, 100);
      expect(taken(notes)).to.equal('ADDED c 2');
    });

    it('needs no turn for what may be told already', () => {
      notes.add({ type: 'MODIFIED', child: child(1) });
      expect(notes.nextDueAt(0)).to.equal(undefined);
    });
  });
});
