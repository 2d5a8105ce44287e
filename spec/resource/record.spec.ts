import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { type Essence, essenceOf } from '../../lib/resource/essence.ts';
import {
  finishedRecord,
  isRecorded,
  isUnfinished,
  RECORD_ANNOTATION,
  readRemembered,
  recordAsAnnotation,
  recordAsStatus,
  UNFINISHED_CREATION,
} from '../../lib/resource/record.ts';
import { aWidget } from '../support/a-widget.ts';

const essence: Essence = { generation: 3, marks: 'm', content: undefined };
const hashed: Essence = { generation: 9, marks: 'm', content: 'c' };

function widgetWith(status: unknown, annotation?: string): StoredObject {
  const annotations = annotation === undefined ? {} : { annotations: { [RECORD_ANNOTATION]: annotation } };
  return { ...aWidget({ metadata: annotations }), status };
}

describe('the record', () => {
  for (const [where, one] of [
    ['generation', essence],
    ['a hash', hashed],
  ] as const) {
    for (const created of [true, false]) {
      it(`of ${where} survives the status, created ${created}`, () => {
        const { record } = readRemembered(widgetWith(recordAsStatus(finishedRecord(created, one))));
        expect(record).to.deep.equal(finishedRecord(created, one));
        expect(record && isRecorded(record, one)).to.equal(true);
      });

      it(`of ${where} survives the annotation, with the state, created ${created}`, () => {
        const remembered = readRemembered(widgetWith({}, recordAsAnnotation(finishedRecord(created, one), 'printing')));
        expect(remembered).to.deep.equal({ state: 'printing', record: finishedRecord(created, one) });
      });
    }
  }

  it('has the hash in place of the generation where every write bumps that', () => {
    expect(recordAsStatus(finishedRecord(true, hashed))).to.deep.equal({ handled: { created: true, marks: 'm', essence: 'c' } });
    expect(isRecorded(finishedRecord(true, hashed), { ...hashed, generation: 10 })).to.equal(true);
  });

  it('may have a copy of the object, in the status and in the annotation', () => {
    const record = finishedRecord(true, essence, '{"spec":{}}');
    expect(readRemembered(widgetWith(recordAsStatus(record))).record).to.deep.equal(record);
    expect(readRemembered(widgetWith({}, recordAsAnnotation(record, undefined))).record).to.deep.equal(record);
  });

  it('of an unfinished creation is of no essence', () => {
    const { record } = readRemembered(widgetWith({ ...recordAsStatus(UNFINISHED_CREATION), observedGeneration: 3 }));
    expect(record?.created).to.equal(false);
    expect(record && isRecorded(record, essence)).to.equal(false);
    expect([record, finishedRecord(true, essence), finishedRecord(false, hashed)].map((each) => each && isUnfinished(each))).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  for (const changed of [
    { ...essence, generation: 4 },
    { ...essence, marks: 'n' },
  ]) {
    it(`is not of ${JSON.stringify(changed)}`, () => expect(isRecorded(finishedRecord(true, essence), changed)).to.equal(false));
  }

  it('in the annotation is newer than one in the status', () => {
    const status = { state: 'ready', ...recordAsStatus(finishedRecord(true, essence)) };
    const { state, record } = readRemembered(widgetWith(status, recordAsAnnotation(finishedRecord(false, hashed), 'old')));
    expect(state).to.equal('ready');
    expect(record?.created).to.equal(false);
  });

  for (const status of [
    undefined,
    null,
    'text',
    [],
    {},
    { handled: true },
    { handled: { created: 'yes' } },
    { state: '' },
    { state: null },
  ]) {
    it(`is not in a status of ${JSON.stringify(status)}`, () => {
      expect(readRemembered(widgetWith(status))).to.deep.equal({ state: undefined, record: undefined });
    });
  }

  for (const annotation of ['', 'created', '[]', 'null', '{"created":1}']) {
    it(`is not in an annotation of ${annotation || 'nothing'}`, () => {
      expect(readRemembered(widgetWith({}, annotation)).record).to.equal(undefined);
    });
  }

  it('takes a state of another type for one that is set', () => {
    expect(readRemembered(widgetWith({ state: 3 })).state).to.equal('3');
  });

  it('is found for the essence of the object that it was made of', () => {
    const object = aWidget({ metadata: { generation: 2, labels: { a: 'b' } } });
    const record = finishedRecord(true, essenceOf(object, true));
    expect(isRecorded(record, essenceOf(object, true))).to.equal(true);
  });
});
