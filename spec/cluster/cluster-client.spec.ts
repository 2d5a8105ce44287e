/** ClusterClient: what it sends for each method, and what it makes of the answers. */
import { expect } from 'chai';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import type { KindClass } from '../../lib/cluster/client.ts';
import type { ClusterClient } from '../../lib/cluster/cluster-client.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { RecordingLogger } from './support/recording-logger.ts';
import { rejection } from './support/rejection.ts';
import { type Reply, ScriptedServer, type SeenRequest } from './support/scripted-server.ts';

const CORE = {
  resources: [
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'pods/status', kind: 'Pod', namespaced: true },
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
  ],
};

/** What the client asks of a class; any class with these statics will do. */
const Printer: KindClass = { GROUP: 'demo.io', VERSION: 'v1', KIND: 'Printer', PLURAL: 'printers' };
const Room: KindClass = { GROUP: 'demo.io', VERSION: 'v1', KIND: 'Room', PLURAL: 'rooms', SCOPE: 'Cluster' };
const POD = { apiVersion: 'v1', kind: 'Pod' };

describe('ClusterClient', () => {
  let server: ScriptedServer;
  let connection: ClusterConnection;
  let client: ClusterClient;
  let logger: RecordingLogger;
  let answer: (request: SeenRequest) => Reply;

  beforeEach(async () => {
    answer = () => ({ json: { metadata: { name: 'a' } } });
    server = await ScriptedServer.start((request) => (request.url === '/api/v1' ? { json: CORE } : answer(request)));
    logger = new RecordingLogger();
    connection = await ClusterConnection.open({
      kubeConfig: aKubeConfig(server.url, {}, {}, 'team-a'),
      logger,
      fieldManager: 'printer-operator',
      env: {},
    });
    client = connection.client;
  });
  afterEach(async () => {
    await connection.close();
    await server.stop();
  });

  /** What was asked, without the discovery documents. */
  const asked = () => server.asked.filter((line) => line !== 'GET /api/v1');
  const last = () => server.requests.at(-1) as SeenRequest;

  it('asks nobody where the objects of a class are', async () => {
    await client.get({ class: Printer, name: 'a' });
    await client.get({ class: Printer, name: 'a', namespace: 'b' });
    await client.get({ class: Room, name: 'r', namespace: 'ignored' });
    await client.list({ class: Printer });
    expect(server.asked).to.deep.equal([
      'GET /apis/demo.io/v1/namespaces/team-a/printers/a',
      'GET /apis/demo.io/v1/namespaces/b/printers/a',
      'GET /apis/demo.io/v1/rooms/r',
      'GET /apis/demo.io/v1/printers?limit=500',
    ]);
  });

  it('asks once where the objects of a kind are', async () => {
    await client.get({ ...POD, name: 'a' });
    await client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'n' });
    expect(server.asked).to.deep.equal(['GET /api/v1', 'GET /api/v1/namespaces/team-a/pods/a', 'GET /api/v1/namespaces/n']);
  });

  it('gives what the JSON says', async () => {
    answer = () => ({ json: { metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { at: '2026-01-01' } } });
    const object = await client.get({ class: Printer, name: 'a' });
    expect(object.metadata.creationTimestamp).to.equal('2026-01-01T00:00:00Z');
    expect(object.spec.at).to.equal('2026-01-01');
  });

  it('finds nothing where there is no object, but fails where there is no kind', async () => {
    answer = () => ({ status: 404, json: { kind: 'Status', reason: 'NotFound', message: 'printers "a" not found' } });
    expect(await client.find({ class: Printer, name: 'a' })).to.equal(undefined);
    expect((await rejection(client.get({ class: Printer, name: 'a' }))).status).to.equal(404);
    answer = () => ({ status: 404, text: '404 page not found\n' });
    expect((await rejection(client.find({ class: Printer, name: 'a' }))).reason).to.equal('UnknownKind');
    answer = () => ({ status: 403, json: { kind: 'Status', reason: 'Forbidden', message: 'no' } });
    expect((await rejection(client.find({ class: Printer, name: 'a' }))).status).to.equal(403);
  });

  describe('#list', () => {
    it('reads all pages, with the selectors on each, and fills in what items leave out', async () => {
      answer = ({ url }) => {
        const next = url.includes('continue=two') ? undefined : 'two';
        return {
          json: {
            kind: 'PodList',
            metadata: { resourceVersion: next ? '7' : '8', continue: next },
            items: [{ metadata: { name: next ?? 'last' } }],
          },
        };
      };
      const list = await client.list(POD, { namespace: 'b', labelSelector: 'a=b', fieldSelector: 'x=y' });
      expect(asked()).to.deep.equal([
        'GET /api/v1/namespaces/b/pods?labelSelector=a%3Db&fieldSelector=x%3Dy&limit=500',
        'GET /api/v1/namespaces/b/pods?labelSelector=a%3Db&fieldSelector=x%3Dy&limit=500&continue=two',
      ]);
      expect(list.map(({ metadata }) => metadata.name)).to.deep.equal(['two', 'last']);
      expect(list[0]).to.include(POD);
      expect(list.items).to.equal(list);
      expect(list.metadata.resourceVersion).to.equal('8');
      expect(Object.keys(list)).to.deep.equal(['0', '1']);
    });

    it('starts again when a page has expired, and asks for the whole the third time', async () => {
      let expiries = 2;
      answer = ({ url }) => {
        if (url.includes('continue=') && expiries > 0) {
          expiries -= 1;
          return { status: 410, json: { kind: 'Status', reason: 'Expired', message: 'too old' } };
        }
        const next = url.includes('limit=') ? 'two' : undefined;
        return { json: { metadata: { continue: next }, items: [{ metadata: { name: 'a' } }] } };
      };
      expect(await client.list(POD)).to.have.length(1);
      expect(asked().map((line) => line.split('?')[1] ?? '')).to.deep.equal([
        'limit=500',
        'limit=500&continue=two',
        'limit=500',
        'limit=500&continue=two',
        '',
      ]);
    });

    it('takes an answer without items for an empty list', async () => {
      answer = () => ({ json: { metadata: {}, items: null } });
      expect(await client.list(POD)).to.deep.equal([]);
    });
  });

  describe('writing', () => {
    const object = { ...POD, metadata: { name: 'a' }, spec: { n: 1 } };

    it('creates, in the object’s namespace or the default one', async () => {
      await client.create(object);
      expect([last().method, last().url, last().body]).to.deep.equal([
        'POST',
        '/api/v1/namespaces/team-a/pods?fieldManager=printer-operator',
        JSON.stringify(object),
      ]);
      await client.create({ ...POD, metadata: { generateName: 'a-', namespace: 'b' } }, { dryRun: true, fieldManager: 'me' });
      expect(last().url).to.equal('/api/v1/namespaces/b/pods?fieldManager=me&dryRun=All');
    });

    it('replaces the object or its status', async () => {
      await client.replace(object);
      expect([last().method, last().url]).to.deep.equal(['PUT', '/api/v1/namespaces/team-a/pods/a?fieldManager=printer-operator']);
      await client.replace(object, { subresource: 'status' });
      expect(last().url).to.equal('/api/v1/namespaces/team-a/pods/a/status?fieldManager=printer-operator');
    });

    it('applies without force unless told', async () => {
      await client.apply(object);
      expect([last().method, last().url]).to.deep.equal([
        'PATCH',
        '/api/v1/namespaces/team-a/pods/a?fieldManager=printer-operator&force=false',
      ]);
      expect(last().headers['content-type']).to.equal('application/apply-patch+yaml');
      await client.apply(object, { force: true, subresource: 'status' });
      expect(last().url).to.equal('/api/v1/namespaces/team-a/pods/a/status?fieldManager=printer-operator&force=true');
    });

    it('patches by merge and by steps', async () => {
      await client.mergePatch({ class: Printer, name: 'a' }, { status: { state: null } }, { subresource: 'status' });
      expect([last().url, last().headers['content-type'], last().body]).to.deep.equal([
        '/apis/demo.io/v1/namespaces/team-a/printers/a/status?fieldManager=printer-operator',
        'application/merge-patch+json',
        '{"status":{"state":null}}',
      ]);
      await client.jsonPatch({ class: Printer, name: 'a' }, [{ op: 'remove', path: '/metadata/finalizers/0' }]);
      expect(last().headers['content-type']).to.equal('application/json-patch+json');
    });

    it('leaves the answer to a patch as text, and says when it is no object', async () => {
      const reference = { class: Printer, name: 'a' };
      const metadata = { name: 'a', namespace: 'team-a', uid: 'u', resourceVersion: '7', managedFields: [{}] };
      answer = () => ({ json: { kind: 'Printer', metadata, status: { a: 1 } } });
      const text = await client.mergePatchText(reference, { status: { a: 1 } }, { subresource: 'status' });
      expect([text.key, text.resourceVersion, text.field('status')]).to.deep.equal(['team-a/a', '7', { a: 1 }]);
      expect(text.parse().metadata.managedFields).to.equal(undefined);
      answer = () => ({ json: { metadata: {} } });
      expect(await rejection(client.mergePatchText(reference, {}))).to.include({ reason: 'InvalidAnswer', status: 200 });
      answer = () => ({ status: 409, json: { kind: 'Status', reason: 'Conflict', message: 'changed' } });
      expect(await rejection(client.mergePatchText(reference, {}))).to.include({ reason: 'Conflict', status: 409 });
    });

    it('deletes with preconditions', async () => {
      expect(
        await client.delete({ ...POD, name: 'a' }, { propagationPolicy: 'Foreground', preconditions: { uid: 'u' }, dryRun: true }),
      ).to.equal(undefined);
      expect(last().method).to.equal('DELETE');
      expect(JSON.parse(last().body)).to.deep.equal({
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Foreground',
        preconditions: { uid: 'u' },
        dryRun: ['All'],
      });
    });

    it('refuses what has no place, before anything is sent', async () => {
      const attempts = [
        () => client.create({ metadata: { name: 'a' } }),
        () => client.replace({ ...POD, metadata: {} }),
        () => client.apply({ ...POD, metadata: { name: 'a/b' } }),
        () => client.get({ class: Printer, name: '' }),
        () => client.get({ class: Printer, name: '..' }),
        () => client.get({ name: 'a' } as never),
      ];
      for (const attempt of attempts) expect(await rejection(attempt())).to.be.instanceOf(InvalidOptionError);
      expect(asked()).to.deep.equal([]);
    });

    it('learns kinds anew after a CRD was written', async () => {
      const reference = { apiVersion: 'demo.io/v1', kind: 'Printer', name: 'a' };
      answer = () => ({ status: 404, text: 'none' });
      expect((await rejection(client.get(reference))).reason).to.equal('UnknownKind');
      answer = ({ url }) => {
        if (url === '/apis/apiextensions.k8s.io/v1')
          return { json: { resources: [{ name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false }] } };
        if (url === '/apis/demo.io/v1') return { json: { resources: [{ name: 'printers', kind: 'Printer', namespaced: true }] } };
        return { json: { metadata: { name: 'a' } } };
      };
      const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'printers.demo.io' },
      };
      await client.apply({ ...definition, spec: { group: 'demo.io', versions: [{ name: 'v1' }] } });
      expect((await client.get(reference)).metadata.name).to.equal('a');
    });
  });

  it('knows whether a kind has a status subresource', async () => {
    expect(await client.hasStatusSubresource(POD)).to.equal(true);
    expect(await client.hasStatusSubresource({ apiVersion: 'v1', kind: 'ConfigMap' })).to.equal(false);
    answer = () => ({
      json: {
        resources: [
          { name: 'printers', kind: 'Printer' },
          { name: 'printers/status', kind: 'Printer' },
        ],
      },
    });
    expect(await client.hasStatusSubresource({ class: Printer })).to.equal(true);
    expect((await rejection(client.hasStatusSubresource({ class: Room }))).reason).to.equal('UnknownKind');
  });

  it('logs each warning of the server once', async () => {
    answer = () => ({ json: { metadata: { name: 'a' } }, headers: { warning: '299 - "unknown field \\"spec.x\\""' } });
    await client.get({ class: Printer, name: 'a' });
    await client.get({ class: Printer, name: 'b' });
    expect(logger.records).to.deep.equal([
      { level: 'warn', message: 'the API server warns', fields: { warning: 'unknown field "spec.x"' } },
    ]);
  });

  it('says so when an answer is no JSON', async () => {
    answer = () => ({ text: '<html>' });
    expect((await rejection(client.get({ class: Printer, name: 'a' }))).reason).to.equal('InvalidAnswer');
  });
});
