import { expect } from 'chai';
import { LeaderElectionError, LeadershipLostError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { UntypedObject } from '../../lib/base/object-meta.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import type { ControllerCluster, Leadership } from '../../lib/controller/controller-context.ts';
import { Health } from '../../lib/health/health.ts';
import { joinElection } from '../../lib/operator/leader-election.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const CONFIG: UntypedObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } };

describe('joinElection', () => {
  let cluster: EmbeddedCluster;
  let connection: ClusterConnection;
  beforeEach(async () => {
    cluster = await EmbeddedCluster.start();
    connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
  });
  afterEach(async () => {
    await connection.close();
    await cluster.stop();
  });

  function join(given: { name?: string; terms?: Leadership[]; clock?: FakeClock } = {}) {
    return joinElection({
      connection,
      health: new Health(),
      controllers: [{ lead: (leadership) => void given.terms?.push(leadership), standBy: async () => {} }],
      cluster: { client: connection.client } as unknown as ControllerCluster,
      work: { operator: 'printer-operator', kinds: [{ name: 'printers.demo.example.com' }], namespaces: [undefined] },
      name: given.name,
      identity: 'me',
      external: true,
      clock: given.clock ?? new FakeClock(),
      logger: silentLogger,
      signal: new AbortController().signal,
    });
  }

  it('elects by the lease that --lease-name names, in the context’s namespace', async () => {
    const over = new AbortController();
    const elector = await join({ name: 'mine' });
    const run = elector.run(over.signal);
    const lease = await eventually(() =>
      cluster.client.find({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: 'mine', namespace: 'default' }),
    );
    expect(lease?.spec).to.include({ holderIdentity: 'me' });
    over.abort();
    await run;
    await elector.release();
  });

  it('elects by the operator’s name and work where none is named', async () => {
    const over = new AbortController();
    const elector = await join();
    const run = elector.run(over.signal);
    await eventually(async () => {
      const leases = await cluster.client.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'default' });
      return leases.some(({ metadata }) => /^printer-operator-[0-9a-f]{12}$/.test(metadata.name));
    });
    over.abort();
    await run;
  });

  it('gives the controllers a client that sends nothing any more when the lease has run out', async () => {
    const over = new AbortController();
    const clock = new FakeClock();
    const terms: Leadership[] = [];
    const elector = await join({ terms, clock });
    const run = elector.run(over.signal);
    const { client } = (await eventually(() => terms[0])).cluster;
    await client.create(CONFIG);
    over.abort();
    await run;
    // As after a sleep of the process: no timer has said anything.
    await clock.advance(60_000);
    const error = await client
      .mergePatch({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' }, { data: { late: 'yes' } })
      .catch((thrown) => thrown);
    expect(LeadershipLostError.is(error)).to.equal(true);
    expect((await cluster.client.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'default' })).data).to.equal(undefined);
  });

  it('says that the namespace is not there', async () => {
    const kubeConfig = connection.kubeConfig;
    const context = kubeConfig.getContextObject(kubeConfig.getCurrentContext()) as { namespace?: string };
    context.namespace = 'nowhere';
    const error = await join().catch((thrown) => thrown);
    expect(LeaderElectionError.is(error)).to.equal(true);
    expect(error.message).to.match(/in namespace nowhere: .*404.*; create the namespace, or run without --leader-elect/);
  });
});
