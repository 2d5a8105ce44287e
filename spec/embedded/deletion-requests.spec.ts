import { expect } from 'chai';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('DeletionRequests', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
    for (const name of ['a', 'b', 'c']) await session.create(CONFIG_MAPS, { ...configMap(name), metadata: { name, labels: { of: name } } });
  });
  afterEach(() => session.stop());

  it('delete one, under preconditions, and many', async () => {
    expect((await session.delete(`${CONFIG_MAPS}/a`, { preconditions: { uid: 'x' } })).code).to.equal(409);
    expect((await session.delete(`${CONFIG_MAPS}/a`)).body).to.deep.include({ kind: 'Status', status: 'Success' });
    expect((await session.delete(`${CONFIG_MAPS}?labelSelector=of%3Db`)).body.items).to.have.length(1);
    expect((await session.get(`${CONFIG_MAPS}/c`)).code).to.equal(200);
  });

  it('refuse options that make no sense', async () => {
    for (const [options, field] of [
      [{ propagationPolicy: 'Sideways' }, 'propagationPolicy'],
      [{ propagationPolicy: 'Orphan', orphanDependents: true }, 'propagationPolicy'],
      [{ dryRun: ['Some'] }, 'dryRun'],
    ] as const)
      expect((await session.delete(`${CONFIG_MAPS}/a`, options)).body.details.causes[0].field).to.equal(field);
  });

  it('keep the namespaces without which nothing works', async () => {
    expect((await session.delete('/api/v1/namespaces/default')).code).to.equal(403);
  });
});
