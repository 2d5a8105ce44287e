import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { EmbeddedSession, PODS } from '../support/embedded-session.ts';

const JOBS = '/apis/batch/v1/namespaces/default/jobs';

describe('pretended Jobs', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start({ workloads: true });
  });
  afterEach(() => session.stop());
  const job = (spec: JsonObject = {}) => ({
    metadata: { name: 'j' },
    spec: { ...spec, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } } },
  });

  it('complete with as many Pods as asked for', async () => {
    await session.create(JOBS, job({ completions: 3, parallelism: 2 }));
    const { body } = await session.until(`${JOBS}/j`, (answer) => answer.body.status.completionTime !== undefined);
    expect(body.status.succeeded).to.equal(3);
    expect(body.status.conditions.map(({ type }: JsonObject) => type)).to.deep.equal(['SuccessCriteriaMet', 'Complete']);
    expect((await session.get(`${PODS}?labelSelector=job-name%3Dj`)).body.items).to.have.length(3);
  });

  it('fail at their deadline, unless they have ended by then', async () => {
    const nowhere = { spec: { restartPolicy: 'Never', nodeSelector: { nowhere: 'true' }, containers: [{ name: 'c', image: 'x' }] } };
    await session.create(JOBS, { metadata: { name: 'late' }, spec: { activeDeadlineSeconds: 1, template: nowhere } });
    await session.create(JOBS, job({ activeDeadlineSeconds: 1 }));
    const { body } = await session.until(`${JOBS}/late`, (answer) => answer.body.status.conditions !== undefined);
    expect(body.status.conditions.map(({ type, reason }: JsonObject) => [type, reason])).to.deep.equal([
      ['FailureTarget', 'DeadlineExceeded'],
      ['Failed', 'DeadlineExceeded'],
    ]);
    expect((await session.get(`${PODS}?labelSelector=job-name%3Dlate`)).body.items).to.deep.equal([]);
    expect((await session.get(`${JOBS}/j`)).body.status.succeeded).to.equal(1);
  });

  it('wait while suspended', async () => {
    await session.create(JOBS, job({ suspend: true }));
    await session.until(`${JOBS}/j`, ({ body }) => body.status.conditions?.[0]?.type === 'Suspended');
    expect((await session.get(PODS)).body.items).to.deep.equal([]);
    await session.patch(`${JOBS}/j`, { spec: { suspend: false } });
    await session.until(`${JOBS}/j`, ({ body }) => body.status.succeeded === 1);
  });
});
