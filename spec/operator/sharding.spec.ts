import { expect } from 'chai';
import { LeaderElectionError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import type { ControllerCluster, Leadership } from '../../lib/controller/controller-context.ts';
import { Health } from '../../lib/health/health.ts';
import { joinShards } from '../../lib/operator/sharding.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('joinShards', () => {
  let cluster: EmbeddedCluster;
  let connection: ClusterConnection;
  let over: AbortController;
  let runs: Promise<void>[];
  let synced: boolean;
  let progress: () => void;
  before(async () => {
    cluster = await EmbeddedCluster.start();
    connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
  });
  after(async () => {
    await connection.close();
    await cluster.stop();
  });
  beforeEach(() => {
    over = new AbortController();
    runs = [];
    synced = true;
    progress = () => {};
  });
  afterEach(async () => {
    over.abort();
    await Promise.all(runs);
  });

  function join(identity: string, name: string | undefined, given: { clock?: FakeClock; terms?: Leadership[]; classes?: CRDClass[] } = {}) {
    return joinShards({
      connection,
      health: new Health(),
      classes: given.classes ?? [],
      controllers: [
        {
          lead: (leadership) => void given.terms?.push(leadership),
          standBy: async () => {},
          shareChanged: () => {},
          isDone: () => true,
          get isSynced() {
            return synced;
          },
          onProgress: (listener) => {
            progress = listener;
            return () => {};
          },
        },
      ],
      wholes: [],
      cluster: { client: connection.client } as unknown as ControllerCluster,
      work: { operator: 'printer-operator', kinds: [{ name: 'printers.demo.example.com' }], namespaces: [undefined] },
      name,
      identity,
      external: true,
      stopSeconds: 20,
      clock: given.clock ?? new FakeClock(),
      logger: silentLogger,
      signal: new AbortController().signal,
    });
  }
  const leases = async (group: string) => {
    const all = await cluster.client.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'default' });
    return all.filter(({ metadata }) => metadata.labels?.['tskubeop/shard-group'] === group);
  };

  it('takes part by a Lease of its own in the context’s namespace, under the group’s label, and deletes it at the end', async () => {
    const member = await join('me-1', 'printers');
    expect([member.name, member.isLeading]).to.deep.equal(['printers', false]);
    runs.push(member.run(over.signal));
    const [lease] = await eventually(async () => {
      const found = await leases('printers');
      return found[0]?.metadata.annotations?.['tskubeop/shard-members'] === '["printers-me-1"]' && found;
    });
    expect(lease?.spec).to.include({ holderIdentity: 'printers-me-1', leaseDurationSeconds: 15 });
    await eventually(() => member.isLeading && member.members.length === 1);
    over.abort();
    await Promise.all(runs);
    await member.release();
    expect(await leases('printers')).to.deep.equal([]);
  });

  it('names the group after the operator and its work where nothing else is said', async () => {
    expect((await join('me', undefined)).name).to.match(/^printer-operator-[0-9a-f]{12}$/);
  });

  it('tells other rules apart', async () => {
    const keyed = { GROUP: 'g', PLURAL: 'p', SHARD_KEY: () => 'x' } as unknown as CRDClass;
    runs.push((await join('me', 'ruled', { classes: [keyed] })).run(over.signal));
    const [lease] = await eventually(async () => (await leases('ruled')).length === 1 && leases('ruled'));
    expect(lease?.metadata.annotations?.['tskubeop/shard-scheme']).to.match(/^1-[0-9a-f]{12}$/);
  });

  it('joins when its caches are complete', async () => {
    synced = false;
    runs.push((await join('me', 'syncing')).run(over.signal));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await leases('syncing')).to.deep.equal([]);
    synced = true;
    progress();
    await eventually(async () => (await leases('syncing')).length === 1);
  });

  it('joins all the same when they are not complete for long', async () => {
    synced = false;
    const clock = new FakeClock();
    runs.push((await join('me', 'blind', { clock })).run(over.signal));
    await clock.advance(30_000);
    await eventually(async () => (await leases('blind')).length === 1);
  });

  it('says that the namespace is not there', async () => {
    const context = connection.kubeConfig.getContextObject(connection.kubeConfig.getCurrentContext()) as { namespace?: string };
    context.namespace = 'nowhere';
    try {
      const error = await join('me', 'lost').catch((thrown: unknown) => thrown);
      expect(LeaderElectionError.is(error)).to.equal(true);
      expect((error as Error).message).to.include('create the namespace, or run without --shards');
    } finally {
      context.namespace = 'default';
    }
  });
});
