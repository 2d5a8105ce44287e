import { expect } from 'chai';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

describe('Workloads', () => {
  it('take their steps when the clock lets them', async () => {
    const clock = new FakeClock();
    const session = await EmbeddedSession.start({ workloads: true, clock });
    try {
      await session.create(PODS, pod('p'));
      expect((await session.get(`${PODS}/p`)).body.status.phase).to.equal('Pending');
      await clock.advance(10);
      expect((await session.get(`${PODS}/p`)).body.status.phase).to.equal('Running');
    } finally {
      await session.stop();
    }
  });

  it('do nothing unless asked for', async () => {
    const session = await EmbeddedSession.start();
    try {
      await session.create(PODS, pod('p'));
      expect((await session.get('/api/v1/nodes')).body.items).to.deep.equal([]);
      expect((await session.get(`${PODS}/p`)).body.spec).to.not.have.property('nodeName');
    } finally {
      await session.stop();
    }
  });
});
