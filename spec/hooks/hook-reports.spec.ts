import { expect } from 'chai';
import { HookConfigError } from '../../lib/base/errors.ts';
import { Health } from '../../lib/health/health.ts';
import { HookMetrics } from '../../lib/hooks/hook-metrics.ts';
import { HookReports } from '../../lib/hooks/hook-reports.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('HookReports', () => {
  let logger: RecordingLogger;
  let health: Health;
  let reports: HookReports;
  beforeEach(() => {
    logger = new RecordingLogger();
    health = new Health();
    reports = new HookReports({ clock: new FakeClock(), logger, health, metrics: new HookMetrics(logger) });
  });
  const failing = () =>
    health
      .checks()
      .filter(({ ok }) => !ok)
      .map(({ name }) => name);

  it('names an invalid hook in readiness until it is valid', () => {
    reports.invalid('a.sh', new HookConfigError('a.sh', 'wrong'), false);
    expect(failing()).to.deep.equal(['hook a.sh']);
    expect(logger.messages('error')).to.deep.equal(['a hook is invalid and does not run']);
    reports.valid('a.sh');
    expect(failing()).to.deep.equal([]);
  });

  it('says once that bindings wait, but keeps their last reason', () => {
    reports.waits('a.sh', new Error('one'), 1);
    reports.waits('a.sh', new Error('two'), 2);
    expect(logger.messages('warn')).to.have.length(1);
    expect(health.checks().find(({ name }) => name === 'hook a.sh bindings')).to.include({ ok: false, message: 'two' });
    reports.enabled('a.sh');
    expect(failing()).to.deep.equal([]);
  });

  it('says once that the folder can not be read, until it can', () => {
    const error = new HookConfigError('', 'gone');
    for (const each of [error, error, undefined, error]) reports.folder(each);
    expect(logger.messages('error')).to.have.length(2);
  });

  it('says nothing more of hooks that run elsewhere by now', () => {
    health.set('another part', { ok: true, message: '', since: 0 });
    reports.invalid('a.sh', new HookConfigError('a.sh', 'wrong'), false);
    reports.waits('b.sh', new Error('late'), 1);
    reports.folder(new HookConfigError('', 'gone'));
    reports.close();
    expect(health.checks().map(({ name }) => name)).to.deep.equal(['another part']);
  });

  it('says of each file once that it is no hook', () => {
    const files = [{ name: 'x', reason: 'not executable', suspicious: true }];
    reports.passedOver(files);
    reports.passedOver(files);
    expect(logger.messages('warn')).to.deep.equal(['a file is no hook']);
  });
});
