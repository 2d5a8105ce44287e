import { expect } from 'chai';
import { LateRecords } from '../../lib/controller/late-records.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { finishedRecord } from '../../lib/resource/record.ts';

const essence = { generation: 1, marks: 'm', content: undefined };

describe('LateRecords', () => {
  it('lets a newer record wait no longer than the older one would have', () => {
    const late = new LateRecords();
    const tracked = new TrackedObject('team/a', 'u');
    late.add(tracked, { record: finishedRecord(true, essence), clearsError: true }, 0);
    late.add(tracked, { record: finishedRecord(true, { ...essence, generation: 2 }), clearsError: true }, 600);
    expect(tracked.late?.dueAt).to.equal(1000);
    expect(tracked.late?.record.observedGeneration).to.equal(2);
    expect(late.objects()).to.deep.equal([tracked]);
  });

  it('leaves an error to a call that began since', () => {
    const late = new LateRecords();
    const tracked = new TrackedObject('team/a', 'u');
    late.keepError(tracked);
    late.add(tracked, { record: finishedRecord(true, essence), clearsError: true }, 0);
    late.keepError(tracked);
    expect(tracked.late?.clearsError).to.equal(false);
  });

  it('forgets', () => {
    const late = new LateRecords();
    const tracked = new TrackedObject('team/a', 'u');
    late.add(tracked, { record: finishedRecord(true, essence), clearsError: true }, 0);
    late.forget(tracked);
    expect([late.size, tracked.late]).to.deep.equal([0, undefined]);
  });

  it('keeps none of an object that went, or left, while its record was on the way', () => {
    const late = new LateRecords();
    const tracked = new TrackedObject('team/a', 'u');
    tracked.left = true;
    late.add(tracked, { record: finishedRecord(true, essence), clearsError: true }, 0);
    expect([late.size, tracked.late]).to.deep.equal([0, undefined]);
  });
});
