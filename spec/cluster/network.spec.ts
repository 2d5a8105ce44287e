import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { parseKubeconfig } from '../../lib/cluster/kubeconfig-file.ts';
import { kubeConfigOfContent } from '../../lib/cluster/lazy-kube-config.ts';
import type { Network, NetworkRequest } from '../../lib/cluster/network.ts';

const kubeConfig = (server: string) =>
  kubeConfigOfContent(
    parseKubeconfig(
      `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${server}"}}]
users: [{name: u, user: {token: secret}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c`,
      'the spec',
    ),
  );
const open = (network: Network, server = 'http://127.0.0.1:1') =>
  ClusterConnection.open({ kubeConfig: kubeConfig(server), network, clock: systemClock });
const answered: Network = (_request, answer) => {
  setImmediate(() => {
    answer.start(200, { 'content-type': 'application/json' });
    answer.data(Buffer.from('{"a":'));
    answer.data(Buffer.from('1}'));
    answer.end();
  });
  return () => {};
};

describe('a network in the place of sockets', () => {
  it('is sent what would go over a socket, and answers', async () => {
    const requests: NetworkRequest[] = [];
    const connection = await open((request, answer, sockets) => {
      requests.push(request);
      return answered(request, answer, sockets);
    });
    const response = await connection.transport.request({ method: 'POST', path: '/x', query: { dryRun: 'All' }, body: '{}' });
    expect([response.status, await response.text()]).to.deep.equal([200, '{"a":1}']);
    const { method, path, body, headers } = requests[0] as NetworkRequest;
    expect({ method, path, body, authorization: headers.authorization }).to.deep.equal({
      method: 'POST',
      path: '/x?dryRun=All',
      body: '{}',
      authorization: 'Bearer secret',
    });
    await connection.close();
  });

  it('breaks off as a socket does', async () => {
    const connection = await open((_request, answer) => {
      setImmediate(() => answer.fail(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })));
      return () => {};
    });
    const error = await connection.transport.request({ method: 'POST', path: '/x' }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('connection reset');
    await connection.close();
  });

  it('is told when a request is given up, and when the connection is closed', async () => {
    let given = 0;
    const connection = await open(() => () => {
      given += 1;
    });
    const abort = new AbortController();
    const aborted = connection.transport.request({ method: 'GET', path: '/a', signal: abort.signal }).catch((thrown: Error) => thrown.name);
    const closed = connection.transport.request({ method: 'GET', path: '/b' }).catch((thrown: Error) => thrown.message);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    expect(await aborted).to.equal('AbortedError');
    expect(given).to.equal(1);
    await connection.close();
    expect(await closed).to.contain('closed on our side');
    expect(given).to.equal(2);
  });

  it('may stand before the sockets', async () => {
    const server = createServer((request, response) => response.end(`${request.method} ${request.url}`));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connection = await open(
      (request, answer, sockets) => sockets({ ...request, path: `${request.path}/more` }, answer),
      `http://127.0.0.1:${port}`,
    );
    const response = await connection.transport.request({ method: 'GET', path: '/x' });
    expect(await response.text()).to.equal('GET /x/more');
    await connection.close();
    server.closeAllConnections();
    server.close();
  });
});
