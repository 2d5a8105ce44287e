import { expect } from 'chai';
import { KnownVersion } from '../../lib/resource/known-version.ts';
import { finishedRecord, RECORD_ANNOTATION, recordAsAnnotation, UNFINISHED_CREATION } from '../../lib/resource/record.ts';
import { annotationFor, keysOfOurs, merged, statusOfRecord, withRoom } from '../../lib/resource/status-patch.ts';
import { aWidget } from '../support/a-widget.ts';

const record = finishedRecord(true, { generation: 3, marks: 'm', content: undefined });

describe('merged', () => {
  it('applies what was assigned in order: patches as RFC 7386 has them, edits to what is there by then', () => {
    const assigned = [{ a: { x: 1 } }, (status: { a?: { x: number } }) => ({ ...status, b: status.a?.x }), { a: null }];
    expect(merged({ kept: true }, assigned as never)).to.deep.equal({ kept: true, b: 1 });
  });

  it('leaves the status that it was given alone', () => {
    const status = Object.freeze({ a: Object.freeze({ x: 1 }) });
    merged(status, [{ a: { x: 2 } }]);
    expect(status).to.deep.equal({ a: { x: 1 } });
  });
});

describe('statusOfRecord', () => {
  it('takes away what an earlier record has and the new one does not', () => {
    const earlier = merged({}, [statusOfRecord({ ...record, lastHandled: 'kept' })]);
    const later = merged(earlier, [statusOfRecord(UNFINISHED_CREATION)]);
    expect(earlier.handled).to.deep.equal({ created: true, marks: 'm', lastHandled: 'kept' });
    expect(later.handled).to.deep.equal({ created: false });
  });
});

describe('keysOfOurs', () => {
  it('are those that the handler did not assign, and those that the SDK adds', () => {
    const keys = (assigned: object[], sdk: object) => [...keysOfOurs(assigned as never, sdk)].sort();
    expect(keys([{ state: 'x' }], {})).to.deep.equal(['error', 'handled', 'observedGeneration']);
    expect(keys([{ state: 'x', error: 'y' }], { error: null })).to.deep.equal(['error', 'handled', 'observedGeneration']);
    expect(keys([], {})).to.deep.equal(['error', 'handled', 'observedGeneration', 'state']);
  });
});

describe('withRoom', () => {
  const ours = { state: 'x', error: 'y', handled: {}, observedGeneration: 1 };

  it('leaves out what the schema has no room for', () => {
    const keys = { areAllKept: false, isLeftOut: (key: string) => key === 'error', recordInAnnotation: false };
    expect(Object.keys(withRoom(keys, ours))).to.deep.equal(['state', 'handled', 'observedGeneration']);
  });

  it('leaves out the whole record where it lives in the annotation', () => {
    expect(Object.keys(withRoom({ areAllKept: false, isLeftOut: () => false, recordInAnnotation: true }, ours))).to.deep.equal([
      'state',
      'error',
    ]);
  });
});

describe('annotationFor', () => {
  const version = (status: object, annotation?: string) =>
    new KnownVersion({
      ...aWidget({ metadata: annotation === undefined ? {} : { annotations: { [RECORD_ANNOTATION]: annotation } } }),
      status,
    });

  it('is none where the status has room for all', () => {
    expect(annotationFor(version({ state: 'x' }), record, { wantedState: 'x', isNeeded: false })).to.equal(undefined);
  });

  it('is taken off where it says nothing more than the status', () => {
    const stale = version({ state: 'x' }, recordAsAnnotation(UNFINISHED_CREATION, undefined));
    expect(annotationFor(stale, record, { wantedState: 'x', isNeeded: false })).to.equal(null);
  });

  it('holds the record where the status has no room, and the state where the status has kept none', () => {
    expect(annotationFor(version({}), record, { wantedState: 'x', isNeeded: true })).to.equal(recordAsAnnotation(record, 'x'));
    expect(annotationFor(version({ state: 'x' }), record, { wantedState: 'x', isNeeded: true })).to.equal(
      recordAsAnnotation(record, undefined),
    );
  });

  it('keeps the state that it held when none is wanted, and is left alone when it is as it should be', () => {
    const present = version({}, recordAsAnnotation(record, 'x'));
    expect(annotationFor(present, record, { wantedState: undefined, isNeeded: true })).to.equal(undefined);
    expect(annotationFor(present, record, { wantedState: 'y', isNeeded: true })).to.equal(recordAsAnnotation(record, 'y'));
  });
});
