import { expect } from 'chai';
import { mendedRecord, type RecordedObject } from '../../lib/controller/record-mending.ts';
import type { HandlerName } from '../../lib/resource/crd-class.ts';
import { essenceOf } from '../../lib/resource/essence.ts';
import { finishedRecord, UNFINISHED_CHANGE, UNFINISHED_CREATION } from '../../lib/resource/record.ts';
import { aWidget } from '../support/a-widget.ts';

describe('mendedRecord', () => {
  const object = aWidget({ metadata: { generation: 2 }, spec: { size: 1 } });
  const essence = essenceOf(object, true);
  const finished = finishedRecord(true, essence);
  const text = '{"metadata":{"labels":{},"annotations":{}},"spec":{"size":1}}';
  const type = { handlers: new Set<HandlerName>(['ensureModified']), fields: [], keepLastHandled: false };
  const tracked: RecordedObject['tracked'] = { settled: essence, retry: undefined, failed: undefined, late: undefined };
  const present: RecordedObject = { tracked, object, essence };

  it('is what a finished call would have written, where the record says otherwise', () => {
    expect(mendedRecord(type, present, UNFINISHED_CHANGE)).to.deep.equal(finished);
    expect(mendedRecord(type, present, { ...finished, observedGeneration: 1 })).to.deep.equal(finished);
  });

  it('has the copy that the class asks for, and none that it no longer asks for', () => {
    const keeping = { ...type, keepLastHandled: true };
    expect(mendedRecord(keeping, present, finished)).to.deep.equal({ ...finished, lastHandled: text });
    expect(mendedRecord(keeping, present, { ...finished, lastHandled: text })).to.equal(undefined);
    expect(mendedRecord(type, present, { ...finished, lastHandled: text })).to.deep.equal(finished);
  });

  for (const [what, given, record] of [
    ['it says so already', present, finished],
    ['nothing was ever recorded', present, undefined],
    ['the creation has not finished', present, UNFINISHED_CREATION],
    ['nothing is settled', { ...present, tracked: { ...tracked, settled: undefined } }, UNFINISHED_CHANGE],
    ['another version is settled', { ...present, essence: { ...essence, generation: 3 } }, UNFINISHED_CHANGE],
    ['a call failed', { ...present, tracked: { ...tracked, failed: { handler: 'ensureModified', essence } } }, UNFINISHED_CHANGE],
    ['a record waits', { ...present, tracked: { ...tracked, late: { record: finished, clearsError: true, dueAt: 1 } } }, UNFINISHED_CHANGE],
  ] as const) {
    it(`is none when ${what}`, () => expect(mendedRecord(type, given, record)).to.equal(undefined));
  }

  it('is none of a class that looks at no change', () => {
    expect(mendedRecord({ ...type, handlers: new Set() }, present, UNFINISHED_CHANGE)).to.equal(undefined);
    const fields = [{ method: 'sized', path: ['spec', 'size'] }];
    expect(mendedRecord({ ...type, handlers: new Set(), fields }, present, UNFINISHED_CHANGE)).to.deep.equal(finished);
  });
});
