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

  it('wait while suspended', async () => {
    await session.create(JOBS, job({ suspend: true }));
    await session.until(`${JOBS}/j`, ({ body }) => body.status.conditions?.[0]?.type === 'Suspended');
    expect((await session.get(PODS)).body.items).to.deep.equal([]);
    await session.patch(`${JOBS}/j`, { spec: { suspend: false } });
    await session.until(`${JOBS}/j`, ({ body }) => body.status.succeeded === 1);
  });
});
