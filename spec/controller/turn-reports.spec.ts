import { expect } from 'chai';
import { turnReports } from '../../lib/controller/turn-reports.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { Widget } from '../support/controller-run.ts';

describe('turnReports', () => {
  class Reported extends Widget {
    async reconcile() {}
  }

  it('says which object could not be looked at, and when it will be', () => {
    const logger = new CollectedLog();
    const told: unknown[][] = [];
    const error = new Error('away');
    const reports = turnReports({ logger, type: resolveClass(Reported), observer: { turnFailed: (...all) => told.push(all) } });
    reports.failed('team/a', error, 1234.4);
    const [record] = logger.records;
    expect(record?.message).to.include('object could not be looked at');
    expect(record?.fields).to.deep.equal({ kind: 'Widget', object: 'team/a', inSeconds: 1.234, error });
    expect(told).to.deep.equal([['Widget', 'team/a', error, 1234.4]]);
  });

  it('says whose handler takes very long', () => {
    const logger = new CollectedLog();
    const told: unknown[][] = [];
    const reports = turnReports({ logger, type: resolveClass(Reported), observer: { turnOverdue: (...all) => told.push(all) } });
    reports.overdue('team/a');
    const [record] = logger.records;
    expect(record?.message).to.include('more than 30 s');
    expect(record?.fields).to.deep.equal({ kind: 'Widget', object: 'team/a' });
    expect(told).to.deep.equal([['Widget', 'team/a']]);
  });
});
