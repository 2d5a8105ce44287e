import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { EmbeddedSession, PODS } from '../support/embedded-session.ts';

const APPS = '/apis/apps/v1/namespaces/default';
const SPEC = {
  selector: { matchLabels: { a: 'b' } },
  template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } },
};

describe('pretended replicas', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start({ workloads: true });
  });
  afterEach(() => session.stop());
  const ready = (path: string, count: number) =>
    session.until(
      `${APPS}/${path}`,
      ({ body }) => body.status.readyReplicas === count && body.status.observedGeneration === body.metadata.generation,
    );
  const podNames = async () => (await session.get(PODS)).body.items.map((item: JsonObject) => item.metadata.name);

  it('of a Deployment become ready, grow, shrink and roll', async () => {
    await session.create(`${APPS}/deployments`, { metadata: { name: 'd' }, spec: { ...SPEC, replicas: 2 } });
    const { body } = await ready('deployments/d', 2);
    expect(body.status.conditions.map(({ type, status }: JsonObject) => `${type}=${status}`)).to.include('Available=True');
    await session.patch(`${APPS}/deployments/d/scale`, { spec: { replicas: 1 } });
    await ready('deployments/d', 1);
    await session.patch(`${APPS}/deployments/d`, { spec: { template: { spec: { containers: [{ name: 'c', image: 'y' }] } } } });
    await session.until(PODS, ({ body: { items } }) => items.length === 1 && items[0].spec.containers[0].image === 'y');
    expect((await session.get(`${APPS}/replicasets`)).body.items).to.have.length(2);
  });

  it('of a StatefulSet have names in order', async () => {
    await session.create(`${APPS}/statefulsets`, { metadata: { name: 's' }, spec: { ...SPEC, replicas: 3, serviceName: 's' } });
    await ready('statefulsets/s', 3);
    expect(await podNames()).to.deep.equal(['s-0', 's-1', 's-2']);
  });

  it('of a DaemonSet are one for each node', async () => {
    await session.create(`${APPS}/daemonsets`, { metadata: { name: 's' }, spec: SPEC });
    await session.until(`${APPS}/daemonsets/s`, ({ body }) => body.status.numberReady === 1);
  });

  it('come back when one is deleted', async () => {
    await session.create(`${APPS}/replicasets`, { metadata: { name: 'r' }, spec: { ...SPEC, replicas: 1 } });
    await ready('replicasets/r', 1);
    const [name] = await podNames();
    await session.delete(`${PODS}/${name}`);
    await session.until(
      PODS,
      ({ body: { items } }) => items.length === 1 && items[0].metadata.name !== name && items[0].status.phase === 'Running',
    );
  });
});
