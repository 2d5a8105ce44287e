import { connect } from 'node:net';
import { expect } from 'chai';
import { parse } from 'yaml';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import { AS_ADMIN } from '../support/embedded-session.ts';

describe('EmbeddedApiServer', () => {
  it('serves when it has started, on loopback', async () => {
    const server = await EmbeddedApiServer.start();
    try {
      expect(server.url).to.equal(`http://127.0.0.1:${server.port}`);
      expect(await (await fetch(`${server.url}/readyz`)).text()).to.equal('ok');
    } finally {
      await server.stop();
    }
  });

  it('gives a kubeconfig with server, token and default namespace', async () => {
    await using server = await EmbeddedApiServer.start();
    const config = parse(server.kubeconfig());
    expect(config.clusters[0].cluster.server).to.equal(server.url);
    expect(config.users[0].user.token).to.be.a('string');
    expect(config.contexts[0].context.namespace).to.equal('default');
    expect(config).to.deep.equal({ apiVersion: 'v1', kind: 'Config', ...server.kubeconfigContent() });
  });

  it('leaves no connection open, and its port free, when stopped', async () => {
    const server = await EmbeddedApiServer.start();
    const socket = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.stop();
    await closed;
    const error = await fetch(`${server.url}/readyz`).catch((reason) => reason);
    expect(error).to.be.instanceOf(Error);
  });

  it('refuses a port in use', async () => {
    await using server = await EmbeddedApiServer.start();
    const error = await EmbeddedApiServer.start({ port: server.port }).catch((reason) => reason);
    expect(error).to.have.property('code', 'EADDRINUSE');
  });

  it('starts many times in one process, each with a state of its own', async () => {
    for (let index = 0; index < 10; index++) {
      const server = await EmbeddedApiServer.start({ workloads: true });
      const answer = await fetch(`${server.url}/api/v1/namespaces/mine`, { headers: AS_ADMIN });
      expect(answer.status).to.equal(404);
      await fetch(`${server.url}/api/v1/namespaces`, {
        method: 'POST',
        body: JSON.stringify({ metadata: { name: 'mine' } }),
        headers: { ...AS_ADMIN, 'Content-Type': 'application/json' },
      });
      await server.stop();
    }
  });
});
