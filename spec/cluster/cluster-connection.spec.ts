/** ClusterConnection: opening, names for messages, ping, closing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ApiError, CredentialsError, UnreachableError } from '../../lib/base/errors.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { loadKubeConfig } from '../../lib/cluster/kube-config.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';
import { type Answer, ScriptedServer, until } from './support/scripted-server.ts';

describe('ClusterConnection', () => {
  let server: ScriptedServer;
  let folder: string;
  beforeEach(async () => {
    server = await ScriptedServer.start();
    folder = mkdtempSync(join(tmpdir(), 'connection-'));
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('names server, context and namespace, and sends nothing when it is opened', async () => {
    const connection = await ClusterConnection.open({ kubeConfig: aKubeConfig(server.url, {}, {}, 'team-a'), env: {} });
    expect(connection).to.include({ server: server.url, context: 'x', namespace: 'team-a' });
    expect(server.requests).to.have.length(0);
    await connection.close();
    const other = await ClusterConnection.open({ kubeConfig: aKubeConfig(server.url), env: {} });
    expect(other.namespace).to.equal('default');
    await other.close();
  });

  it('pings, and tells a refusal from no answer', async () => {
    const connection = await ClusterConnection.open({ kubeConfig: aKubeConfig(server.url), env: {} });
    await connection.ping();
    expect(server.asked).to.deep.equal(['GET /version']);
    server.answer = () => ({ status: 403, json: { kind: 'Status', message: 'forbidden: User "system:anonymous"', reason: 'Forbidden' } });
    const refused = await rejection(connection.ping());
    expect(refused).to.be.instanceOf(ApiError);
    expect(refused.message).to.include('User "system:anonymous"');
    await server.stop();
    expect(await rejection(connection.ping())).to.be.instanceOf(UnreachableError);
    await connection.close();
    server = await ScriptedServer.start();
  });

  it('refuses a KubeConfig that leads nowhere, and certificates that can’t be read', async () => {
    const attempts: [KubeConfig, RegExp][] = [
      [new KubeConfig(), /no current context/],
      [aKubeConfig('ftp://host'), /must be an http:\/\/ or https:\/\/ address/],
      [
        aKubeConfig('https://host', {}, { caFile: join(folder, 'none.crt') }),
        /cannot read the kubeconfig's certificate-authority .*none\.crt: ENOENT/,
      ],
      [aKubeConfig('https://host', { certData: 'Y2VydA==' }), /client certificate without its key/],
      [aKubeConfig('https://host', { exec: { command: '/no/such/plugin' } }), /credential plugin \/no\/such\/plugin/],
    ];
    for (const [kubeConfig, expected] of attempts) {
      const error = await rejection(ClusterConnection.open({ kubeConfig, env: {} }));
      expect(error).to.be.instanceOf(CredentialsError);
      expect(error.message).to.match(expected);
    }
  });

  it('renews a plugin’s credential after the server refused it', async () => {
    const plugin = join(folder, 'plugin.mjs');
    const counter = join(folder, 'runs');
    writeFileSync(counter, '');
    writeFileSync(
      plugin,
      `import { appendFileSync, readFileSync } from 'node:fs';
       appendFileSync(${JSON.stringify(counter)}, 'x');
       const token = 't' + readFileSync(${JSON.stringify(counter)}, 'utf8').length;
       console.log(JSON.stringify({ status: { token } }));`,
    );
    const kubeconfig = join(folder, 'kubeconfig');
    const content = {
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      users: [{ name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [plugin] } } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    writeFileSync(kubeconfig, JSON.stringify(content));
    let good = 'Bearer t1';
    const byToken: Answer = ({ headers }) => (headers.authorization === good ? {} : { status: 401 });
    server.answer = byToken;
    const { kubeConfig } = loadKubeConfig({ env: { KUBECONFIG: kubeconfig }, external: true });
    const connection = await ClusterConnection.open({ kubeConfig });
    await connection.ping();
    good = 'Bearer t2';
    await Promise.all([connection.ping(), connection.ping(), connection.ping()]);
    expect(server.requests.at(-1)?.headers.authorization).to.equal('Bearer t2');
    await connection.close();
  });

  it('leaves no socket open when it is closed', async () => {
    const connection = await ClusterConnection.open({ kubeConfig: aKubeConfig(server.url), env: {} });
    await connection.ping();
    expect(server.sockets.size).to.equal(1);
    await connection.close();
    await until(() => server.sockets.size === 0);
  });
});
