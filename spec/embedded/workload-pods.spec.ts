import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

describe('pretended Pods', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start({ workloads: true });
  });
  afterEach(() => session.stop());

  it('are scheduled and run', async () => {
    await session.create(PODS, pod('p'));
    const { body } = await session.until(`${PODS}/p`, (answer) => answer.body.status.phase === 'Running');
    expect(body.spec.nodeName).to.equal('fake-0');
    expect(body.status.podIP).to.match(/^10\.244\./);
    const ready = body.status.conditions.filter(({ status }: JsonObject) => status === 'True').map(({ type }: JsonObject) => type);
    expect(ready).to.include.members(['PodScheduled', 'Initialized', 'Ready', 'ContainersReady']);
  });

  it('run on when nobody completes them', async () => {
    await session.create(PODS, pod('p', { restartPolicy: 'Never' }));
    await session.create(PODS, pod('later', { restartPolicy: 'Never' }));
    await session.until(`${PODS}/p`, ({ body }) => body.status.phase === 'Running');
    // A Pod that came later has taken all its steps, and so would have this one.
    await session.until(`${PODS}/later`, ({ body }) => body.status.phase === 'Running');
    expect((await session.get(`${PODS}/p`)).body.status.phase).to.equal('Running');
  });

  it('wait for a node that fits', async () => {
    await session.create(PODS, pod('p', { nodeSelector: { no: 'where' } }));
    const { body } = await session.until(`${PODS}/p`, (answer) => answer.body.status.conditions?.length > 0);
    expect(body.status.conditions[0]).to.include({ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' });
  });

  it('go when they are deleted', async () => {
    await session.create(PODS, pod('p'));
    await session.until(`${PODS}/p`, ({ body }) => body.status.phase === 'Running');
    expect((await session.delete(`${PODS}/p`)).body.metadata.deletionGracePeriodSeconds).to.equal(30);
    await session.until(`${PODS}/p`, ({ code }) => code === 404);
  });
});
