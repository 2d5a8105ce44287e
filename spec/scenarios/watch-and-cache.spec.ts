/** Reflector, cache and transport together, on the embedded API server and with its faults. */
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { ObjectText } from '../../lib/base/object-text.ts';
import { ObjectCache } from '../../lib/cache/object-cache.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { Reflector } from '../../lib/watch/reflector.ts';
import { settled } from '../support/settled.ts';

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' };

describe('Reflector and ObjectCache on the embedded API server', () => {
  let server: EmbeddedApiServer;
  let connection: ClusterConnection;
  let cache: ObjectCache;
  let reflector: Reflector;
  let abort: AbortController;
  let running: Promise<void>;
  let lists: number;
  /** uid and kind of each change, in order. */
  let changes: string[];

  beforeEach(async () => {
    server = await EmbeddedApiServer.start();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig());
    connection = await ClusterConnection.open({ kubeConfig });
    cache = new ObjectCache();
    abort = new AbortController();
    lists = 0;
    changes = [];
    reflector = new Reflector({
      transport: connection.transport,
      clock: systemClock,
      logger: silentLogger,
      path: '/api/v1/namespaces/default/configmaps',
      pageSize: 7,
      backOff: { initialSeconds: 0.01, factor: 2, maxSeconds: 0.05 },
      observer: {
        listStarted: () => {
          lists++;
          cache.startList();
        },
        listAbandoned: () => cache.abandonList(),
        upserted: (text, source) => note(cache.upsert(text, source).kind, text),
        deleted: (text) => note(cache.remove(text).kind, text),
        listEnded: (version) => {
          for (const text of cache.endList(version)) note('removed', text);
        },
        bookmark: (version) => cache.bookmark(version),
      },
    });
    running = reflector.run(abort.signal);
  });

  afterEach(async () => {
    abort.abort();
    await running;
    await connection.transport.close();
    await server.stop();
  });

  function note(kind: string, text: ObjectText): void {
    if (kind !== 'stale' && kind !== 'repeated') changes.push(`${kind} ${text.uid}`);
  }

  async function until(condition: () => boolean, what: string): Promise<void> {
    const end = performance.now() + 4000;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`${what}: never; ${JSON.stringify(reflector.state)}`);
      await settled();
    }
  }

  async function untilCurrent(what: string): Promise<void> {
    const objects = await connection.client.list(KIND, { namespace: 'default' });
    const expected = objects.map((object) => `${object.metadata.uid}@${object.metadata.resourceVersion}`).sort();
    const actual = () => [...cache.texts()].map((text) => `${text.uid}@${text.resourceVersion}`).sort();
    await until(() => actual().join() === expected.join(), what);
    for (const object of objects) expect(cache.get(`default/${object.metadata.name}`)?.data).to.deep.equal(object.data);
  }

  function configMap(name: string, value: string): object {
    return { ...KIND, metadata: { name, namespace: 'default' }, data: { value } };
  }

  it('shows what is there, what changes and what goes', async () => {
    for (let index = 0; index < 20; index++) await connection.client.create(configMap(`c${index}`, 'grüße ☃'));
    await untilCurrent('created');
    await connection.client.mergePatch({ ...KIND, name: 'c3', namespace: 'default' }, { data: { value: '2' } });
    await connection.client.delete({ ...KIND, name: 'c4', namespace: 'default' });
    await untilCurrent('changed');
    expect(cache.get('default/c3')?.metadata.managedFields).to.equal(undefined);
    expect([cache.size >= 19, cache.has('default/c4'), lists]).to.deep.equal([true, false, 1]);
  });

  it('lists in pages what is not offered as a stream', async () => {
    abort.abort();
    await running;
    for (let index = 0; index < 20; index++) await connection.client.create(configMap(`c${index}`, '1'));
    server.faults.refuse({ path: /sendInitialEvents/, status: 422 });
    const seen: string[] = [];
    const versions: string[] = [];
    abort = new AbortController();
    running = new Reflector({
      transport: connection.transport,
      clock: systemClock,
      logger: silentLogger,
      path: '/api/v1/namespaces/default/configmaps',
      pageSize: 7,
      observer: {
        listStarted: () => seen.splice(0),
        listAbandoned: () => {},
        upserted: (text) => seen.push(`${text.parse().kind} ${text.key}`),
        deleted: () => {},
        listEnded: (version) => versions.push(version),
      },
    }).run(abort.signal);
    await until(() => versions.length === 1, 'listed');
    expect(seen).to.include('ConfigMap default/c0').and.include('ConfigMap default/c19');
    expect(new Set(seen).size).to.equal(seen.length);
  });

  it('finds by comparing what it missed when the history is gone', async () => {
    await connection.client.create(configMap('stays', '1'));
    await connection.client.create(configMap('goes', '1'));
    await untilCurrent('created');
    const uid = cache.text('default/goes')?.uid;
    server.faults.refuse({ path: /watch=/, status: 503 });
    server.faults.cutWatches({ how: 'reset' });
    await until(() => reflector.state.name === 'waiting', 'refused');
    await connection.client.delete({ ...KIND, name: 'goes', namespace: 'default' });
    server.faults.expireHistory();
    server.faults.clear();
    await untilCurrent('relisted');
    expect(lists).to.equal(2);
    expect(changes.filter((change) => change === `removed ${uid}`).length).to.equal(1);
  });

  it('loses nothing while watches are cut, history expires and requests are refused', async function () {
    this.timeout(120_000);
    const random = new SeededChance(42);
    const alive = new Set<string>();
    for (let round = 0; round < 250; round++) {
      const name = `c${random.integer(25)}`;
      if (!alive.has(name)) {
        const created = await connection.client.create(configMap(name, String(round)));
        cache.upsert(ObjectText.from(created as never), 'write');
        alive.add(name);
      } else if (random.integer(5) === 0) {
        await connection.client.delete({ ...KIND, name, namespace: 'default' });
        alive.delete(name);
      } else await connection.client.mergePatch({ ...KIND, name, namespace: 'default' }, { data: { value: String(round) } });
      const fault = random.integer(30);
      if (fault < 3) server.faults.cutWatches({ how: random.pick(['clean', 'reset', 'midLine'] as const) });
      else if (fault === 3) {
        server.faults.expireHistory();
        server.faults.cutWatches();
      } else if (fault === 4) {
        server.faults.refuse({ path: /watch=/, status: random.pick([403, 429, 500, 503]), times: 2 });
        server.faults.cutWatches();
      }
    }
    server.faults.clear();
    await untilCurrent(`seed 42`);
    const removed = changes.filter((change) => change.startsWith('removed'));
    expect(new Set(removed).size, 'each deletion once').to.equal(removed.length);
    expect(lists).to.be.greaterThan(1);
  });

  it('ends at once when it is aborted', async () => {
    await until(() => reflector.state.name === 'watching', 'watching');
    abort.abort();
    await running;
    expect(reflector.state.name).to.not.equal('watching');
  });
});
