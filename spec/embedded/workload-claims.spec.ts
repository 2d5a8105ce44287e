import { expect } from 'chai';
import { EmbeddedSession } from '../support/embedded-session.ts';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';

describe('pretended claims', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start({ workloads: true });
  });
  afterEach(() => session.stop());
  const claim = { metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  const bound = (storage: string) =>
    session.until(`${CLAIMS}/c`, ({ body }) => body.status.phase === 'Bound' && body.status.capacity?.storage === storage);

  it('are bound to a volume made for them, and grow', async () => {
    await session.create(CLAIMS, claim);
    const { body } = await bound('1Gi');
    expect((await session.get(`${VOLUMES}/${body.spec.volumeName}`)).body.spec.claimRef).to.include({ name: 'c', uid: body.metadata.uid });
    await session.patch(`${CLAIMS}/c`, { spec: { resources: { requests: { storage: '2Gi' } } } });
    await bound('2Gi');
  });

  it('are bound to a volume that is there and fits', async () => {
    const volume = (name: string, storage: string) =>
      session.create(VOLUMES, {
        metadata: { name },
        spec: { accessModes: ['ReadWriteOnce'], capacity: { storage }, hostPath: { path: '/x' } },
      });
    await volume('small', '1Mi');
    await volume('large', '5Gi');
    await session.create(CLAIMS, claim);
    expect((await bound('5Gi')).body.spec.volumeName).to.equal('large');
  });
});
