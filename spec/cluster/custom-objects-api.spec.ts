/** client-node's CustomObjectsApi over our transport. */
import { expect } from 'chai';
import { requireClientNode } from '../../lib/cluster/client-node.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';
import { ScriptedServer } from './support/scripted-server.ts';

describe('customObjectsApi', () => {
  let server: ScriptedServer;
  let connection: ClusterConnection;
  const place = { group: 'demo.io', version: 'v1', namespace: 'a', plural: 'printers' };
  beforeEach(async () => {
    server = await ScriptedServer.start(() => ({ json: { metadata: { name: 'p' } } }));
    connection = await ClusterConnection.open({ kubeConfig: aKubeConfig(`${server.url}/prefix`, { token: 't' }), env: {} });
  });
  afterEach(async () => {
    await connection.close();
    await server.stop();
  });

  it('is client-node’s own class, made once, over the same sockets and credentials', async () => {
    const api = await connection.crdApi();
    expect(api).to.be.instanceOf(requireClientNode().CustomObjectsApi);
    expect(await connection.crdApi()).to.equal(api);
    expect(await api.getNamespacedCustomObject({ ...place, name: 'p' })).to.deep.equal({ metadata: { name: 'p' } });
    await api.listNamespacedCustomObject({ ...place, labelSelector: 'a=b', limit: 5 });
    expect(server.asked).to.deep.equal([
      'GET /prefix/apis/demo.io/v1/namespaces/a/printers/p',
      'GET /prefix/apis/demo.io/v1/namespaces/a/printers?labelSelector=a%3Db&limit=5',
    ]);
    expect(server.requests.every(({ headers }) => headers.authorization === 'Bearer t')).to.equal(true);
  });

  it('sends a merge patch as one, and a JSON patch as one', async () => {
    const api = await connection.crdApi();
    await api.patchNamespacedCustomObject({ ...place, name: 'p', body: { spec: { a: 1 } } });
    await api.patchNamespacedCustomObject({ ...place, name: 'p', body: [{ op: 'remove', path: '/spec/a' }] });
    expect(server.requests.map(({ headers, body }) => [headers['content-type'], JSON.parse(body)])).to.deep.equal([
      ['application/merge-patch+json', { spec: { a: 1 } }],
      ['application/json-patch+json', [{ op: 'remove', path: '/spec/a' }]],
    ]);
  });

  it('fails as client-node does', async () => {
    server.answer = () => ({ status: 404, json: { kind: 'Status', message: 'not there' } });
    const error = await rejection<Error & { code: number; body: string }>(
      (await connection.crdApi()).getNamespacedCustomObject({ ...place, name: 'p' }),
    );
    expect(error.code).to.equal(404);
    expect(error.body).to.include('not there');
  });
});
