import { expect } from 'chai';
import { reportLeftOut } from '../../lib/controller/left-out-keys.ts';
import { Health } from '../../lib/health/health.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Widget } from '../support/controller-run.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('reportLeftOut', () => {
  it('says which keys, and why, in log and health, of which it spoils nothing', () => {
    class Level extends Widget {
      async reconcile() {}
    }
    const logger = new RecordingLogger();
    const health = new Health();
    reportLeftOut({ logger, health, clock: new FakeClock(), type: resolveClass(Level) }, ['state', 'handled'], 'refused');
    const [record] = logger.records;
    expect(record?.level).to.equal('warn');
    expect(record?.message).to.include('state, handled (refused by the API server)');
    const check = health.checks().find(({ name }) => name === 'status of Widget');
    expect([check?.ok, check?.message]).to.deep.equal([true, record?.message]);
  });
});
