/** Several replicas of one operator, which share its objects. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import type { ShardKey } from '../../lib/resource/shard-key.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestOperator } from '../../lib/testing/start-operator.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { ListedNamespaces } from '../support/listed-namespaces.ts';
import { Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('sharding', (cluster) => {
  const stage = useStage(cluster);
  const NAMES = Array.from({ length: 24 }, (_each, place) => `w-${place}`);
  let group: string;
  /** An outside ledger: who handles which object at this moment. */
  let handling: Map<string, string>;
  let together: string[];
  let handled: Map<string, string>;
  beforeEach(() => {
    group = `spec-${randomBytes(4).toString('hex')}`;
    handling = new Map();
    together = [];
    handled = new Map();
  });

  /** A replica's class: each call is noted from its beginning to its end. */
  function noting(by: string): CRDClass {
    return class extends Thing {
      async ensureCreated() {
        await this.#handle();
      }
      async ensureModified() {
        await this.#handle();
      }
      async #handle() {
        const { name } = this.metadata;
        const other = handling.get(name);
        if (other) together.push(`${by} and ${other}: ${name}`);
        handling.set(name, by);
        await new Promise((resolve) => setImmediate(resolve));
        this.status = { step: by };
        await this.flush();
        handled.set(name, by);
        handling.delete(name);
      }
    } as CRDClass;
  }

  const start = (by: string, type = noting(by), namespaces = [stage.namespace]) => {
    const args = ['--namespace', namespaces.join(','), '--shards', '--lease-name', group, '--stop-seconds', '5'];
    return stage.start(type, { args });
  };
  const leases = async () =>
    (await stage.client.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }, { namespace: 'default' })).filter(
      ({ metadata }) => metadata.labels?.['tskubeop/shard-group'] === group,
    );
  /** All of them decide by so many members. */
  const agreed = (members: number) =>
    eventually(
      async () => {
        const views = (await leases()).map(({ metadata }) => JSON.parse(metadata.annotations?.['tskubeop/shard-members'] ?? '[]').length);
        return views.length === members && views.every((length) => length === members);
      },
      { timeoutSeconds: 60 },
    );
  /** Changes every object; resolves with who handled which when all have been. */
  async function touchAll(size: number): Promise<Map<string, string>> {
    handled = new Map();
    await Promise.all(NAMES.map((name) => stage.patch(Thing as CRDClass, name, { spec: { size } })));
    await eventually(() => handled.size === NAMES.length, { timeoutSeconds: 60 });
    return new Map(handled);
  }
  const moved = (before: Map<string, string>, after: Map<string, string>) => NAMES.filter((name) => before.get(name) !== after.get(name));

  it('shares the objects among three, and moves only what it must when one leaves, dies or comes', async function () {
    this.timeout(120_000);
    const replicas: TestOperator[] = [await start('a'), await start('b')];
    await agreed(2);
    for (const name of NAMES) await stage.create(Thing as CRDClass, name);
    await eventually(() => handled.size === NAMES.length, { timeoutSeconds: 60 });
    const two = await touchAll(2);
    expect([...new Set(two.values())].sort()).to.deep.equal(['a', 'b']);

    replicas.push(await start('c'));
    await agreed(3);
    const three = await touchAll(3);
    expect(moved(two, three).length, 'what c took').to.be.greaterThan(0);
    for (const name of moved(two, three)) expect(three.get(name), name).to.equal('c');

    await replicas[1]?.stop();
    await agreed(2);
    const left = await touchAll(4);
    for (const name of moved(three, left)) expect(three.get(name), name).to.equal('b');
    expect([...left.values()]).to.not.include('b');

    await replicas[2]?.kill();
    const alone = await touchAll(5);
    expect(new Set(alone.values())).to.deep.equal(new Set(['a']));
    expect(await leases()).to.have.length(1);
    expect(together).to.deep.equal([]);
  });

  it('has each namespace listed and kept by one replica only, where objects are shared by namespace', async function () {
    this.timeout(120_000);
    const namespaces = [stage.namespace, ...(await Promise.all([stage.addNamespace(), stage.addNamespace(), stage.addNamespace()]))];
    const byNamespace = (by: string) =>
      Object.assign(noting(by) as CRDClass & { SHARD_KEY?: ShardKey }, { SHARD_KEY: 'namespace' as const });
    const watched = (replica: TestOperator) => {
      const names = replica.running.health.checks().map(({ name }) => name);
      return namespaces.filter((namespace) => names.includes(`watch of Thing in ${namespace}`));
    };
    const touch = (size: number) =>
      Promise.all(namespaces.map((each) => stage.client.mergePatch(stage.ref(Thing as CRDClass, each, each), { spec: { size } })));
    const isHandled = (size: number) => async () => {
      const all = await Promise.all(namespaces.map((each) => stage.client.get(stage.ref(Thing as CRDClass, each, each))));
      return all.every(({ status }) => status?.observedGeneration === size) && handled.size === namespaces.length;
    };
    for (const namespace of namespaces) await stage.create(Thing as CRDClass, namespace, { namespace });
    const a = await start('a', byNamespace('a'), namespaces);
    await eventually(isHandled(1), { timeoutSeconds: 60 });
    expect(watched(a)).to.deep.equal(namespaces);
    expect(a.logText).to.include('a replica watches its own namespaces only');

    using listed = new ListedNamespaces('things');
    const b = await start('b', byNamespace('b'), namespaces);
    await agreed(2);
    // Each is somebody's, and nobody else's.
    await eventually(() => [...watched(a), ...watched(b)].sort().join() === [...namespaces].sort().join(), { timeoutSeconds: 60 });
    expect([...listed.seen].sort(), 'what the server was asked for').to.deep.equal([...watched(b)].sort());
    handled = new Map();
    await touch(2);
    await eventually(isHandled(2), { timeoutSeconds: 60 });
    for (const namespace of namespaces) expect(handled.get(namespace), namespace).to.equal(watched(b).includes(namespace) ? 'b' : 'a');

    await a.stop();
    await eventually(() => watched(b).length === namespaces.length, { timeoutSeconds: 60 });
    handled = new Map();
    await touch(3);
    await eventually(isHandled(3), { timeoutSeconds: 60 });
    expect(new Set(handled.values())).to.deep.equal(new Set(['b']));
    expect(together).to.deep.equal([]);
  });
});
