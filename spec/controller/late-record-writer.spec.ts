import { expect } from 'chai';
import { LateRecordWriter } from '../../lib/controller/late-record-writer.ts';
import { LateRecords } from '../../lib/controller/late-records.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { KnownVersion } from '../../lib/resource/known-version.ts';
import { finishedRecord } from '../../lib/resource/record.ts';
import type { SdkStatus } from '../../lib/resource/status-patch.ts';
import type { StatusWriter } from '../../lib/resource/status-writer.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { aWidgetText } from '../support/a-widget.ts';
import { refusal } from '../support/fake-cluster.ts';

describe('LateRecordWriter', () => {
  const record = finishedRecord(true, { generation: 1, marks: 'm', content: undefined });

  function parts({ uid = 'uid-a', refused }: { uid?: string; refused?: Error } = {}) {
    const lateRecords = new LateRecords();
    const tracked = new TrackedObject('team/a', 'uid-a');
    lateRecords.add(tracked, { record, clearsError: true }, 0);
    const written: SdkStatus[] = [];
    const own = new KnownVersion(aWidgetText({ uid }));
    const logger = new CollectedLog();
    const writer = {
      save: async (sdk: () => SdkStatus) => {
        if (refused) throw refused;
        written.push(sdk());
      },
      own,
    };
    const runner = { writerOf: () => writer as unknown as StatusWriter };
    const late = new LateRecordWriter({ informer: { text: () => aWidgetText({ uid }) }, lateRecords, runner, logger });
    return { late, lateRecords, tracked, written, logger, own };
  }

  it('writes the record once, and takes away an error that nothing shows any more', async () => {
    const { late, lateRecords, tracked, written, own } = parts();
    expect(await late.write(tracked)).to.equal(own);
    expect(await late.write(tracked)).to.equal(undefined);
    expect(written).to.deep.equal([{ record, error: null }]);
    expect([lateRecords.size, tracked.late]).to.deep.equal([0, undefined]);
  });

  it('leaves the error of what fails beside it', async () => {
    const { late, tracked, written } = parts();
    tracked.setFailing('follow', true);
    await late.write(tracked);
    expect(written).to.deep.equal([{ record }]);
  });

  it('drops the record of an object that is gone', async () => {
    const { late, lateRecords, tracked, written } = parts({ uid: 'another' });
    await late.write(tracked);
    expect([written, lateRecords.size]).to.deep.equal([[], 0]);
  });

  it('drops what the API server refuses, and says so', async () => {
    const { late, lateRecords, tracked, logger } = parts({ refused: refusal(422, 'Invalid', 'no') });
    await late.write(tracked);
    expect([lateRecords.size, logger.records.map(({ level }) => level)]).to.deep.equal([0, ['warn']]);
  });

  it('keeps what can be written later', async () => {
    const refused = refusal(503, 'ServiceUnavailable', 'not now');
    const { late, lateRecords, tracked } = parts({ refused });
    const thrown = await late.write(tracked).catch((error: unknown) => error);
    expect([thrown, lateRecords.size]).to.deep.equal([refused, 1]);
  });
});
