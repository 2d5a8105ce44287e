/** PooledTransport against a small server: when it asks again, when it gives up, and what it leaves alone. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, type Socket, connect as tcpConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { AbortedError, CredentialsError, DeadlineError, UnreachableError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { PooledTransport, type PooledTransportOptions } from '../../lib/cluster/pooled-transport.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { selfSigned } from './support/certificate.ts';
import { aKubeConfig } from './support/kube-configs.ts';
import { rejection } from './support/rejection.ts';
import { type Answer, ScriptedServer, type SeenRequest, until } from './support/scripted-server.ts';

describe('PooledTransport', () => {
  const started: { stop(): Promise<void> }[] = [];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'transport-'));
  });
  afterEach(async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
    await rm(folder, { recursive: true });
  });

  async function serve(answer?: Answer, tls?: Parameters<typeof ScriptedServer.start>[1]): Promise<ScriptedServer> {
    const server = await ScriptedServer.start(answer, tls);
    started.push(server);
    return server;
  }

  function connect(kubeConfig: KubeConfig, options: Partial<PooledTransportOptions> = {}): PooledTransport {
    const transport = new PooledTransport({ kubeConfig, clock: systemClock, logger: silentLogger, env: {}, ...options });
    started.push({ stop: () => transport.close() });
    return transport;
  }

  async function get(transport: PooledTransport, path = '/x'): Promise<[number, string]> {
    const response = await transport.request({ method: 'GET', path });
    return [response.status, await response.text()];
  }

  const byToken =
    (good: () => string): Answer =>
    ({ headers }) =>
      headers.authorization === `Bearer ${good()}` ? { text: 'ok' } : { status: 401, text: 'who are you' };

  describe('connections', () => {
    it('uses the same sockets again for requests that follow each other', async () => {
      const server = await serve();
      const transport = connect(aKubeConfig(server.url, { token: 't' }));
      for (let i = 0; i < 10; i += 1) await get(transport);
      expect(server.requests).to.have.length(10);
      // Two, not one: undici counts a socket as free only in the turn after an answer's end.
      expect(server.socketCount).to.be.at.most(2);
      expect(server.requests[0]?.headers).to.include({ authorization: 'Bearer t', accept: 'application/json' });
    });

    it('bounds requests under way, but not watches', async () => {
      const held: ServerResponse[] = [];
      const server = await serve(({ url }, { response }) => {
        if (url === '/x') return { text: 'ok' };
        response.writeHead(200).flushHeaders();
        held.push(response);
        return 'raw';
      });
      const transport = connect(aKubeConfig(server.url), { maxRequests: 2 });
      const bodies = await Promise.all(['/a', '/b'].map((path) => transport.request({ method: 'GET', path })));
      const watches = await Promise.all(['/w1', '/w2', '/w3'].map((path) => transport.request({ method: 'GET', path, timeoutSeconds: 0 })));
      expect(server.requests).to.have.length(5);
      const third = get(transport);
      const given = new AbortController();
      const fourth = transport.request({ method: 'GET', path: '/y', signal: given.signal });
      given.abort();
      expect(await rejection(fourth)).to.be.instanceOf(AbortedError);
      expect(server.asked).not.to.include('GET /x');
      held[0]?.end('1');
      await bodies[0]?.text();
      expect(await third).to.deep.equal([200, 'ok']);
      for (const answer of [...bodies, ...watches]) answer.body.destroy();
    });

    it('keeps the path prefix of a server behind a gateway, and encodes the query', async () => {
      const server = await serve();
      const transport = connect(aKubeConfig(`${server.url}/k8s/clusters/c-1`));
      await (
        await transport.request({ method: 'GET', path: '/api/v1/pods', query: { labelSelector: 'a=b,c', limit: 5, continue: undefined } })
      ).text();
      expect(server.asked).to.deep.equal(['GET /k8s/clusters/c-1/api/v1/pods?labelSelector=a%3Db%2Cc&limit=5']);
      expect(transport.server).to.equal(`${server.url}/k8s/clusters/c-1`);
    });

    it('hands a body over as it arrives, and frees the socket when it is left early', async () => {
      const server = await serve((_request, { response }) => {
        response.write('one\n');
        return 'raw';
      });
      const transport = connect(aKubeConfig(server.url));
      const response = await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 });
      const chunks: string[] = [];
      for await (const chunk of response.body) {
        chunks.push(Buffer.from(chunk).toString());
        break;
      }
      expect(chunks).to.deep.equal(['one\n']);
      await until(() => server.sockets.size === 0);
    });

    it('reads a body larger than what it holds back without losing any of it', async () => {
      const server = await serve(() => ({ text: 'x'.repeat(3_000_000) }));
      const transport = connect(aKubeConfig(server.url));
      expect((await get(transport))[1]).to.have.length(3_000_000);
      const response = await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 });
      let length = 0;
      for await (const chunk of response.body) {
        length += chunk.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(length).to.equal(3_000_000);
    });

    it('speaks through the proxy of the kubeconfig or of the environment', async () => {
      const proxy = await serve(({ url }) => ({ text: `proxied ${url}` }));
      const viaKubeconfig = connect(aKubeConfig('http://api.example.com', {}, { proxyUrl: proxy.url }));
      expect(await get(viaKubeconfig)).to.deep.equal([200, 'proxied http://api.example.com/x']);
      const viaEnvironment = connect(aKubeConfig('http://api.example.com'), { env: { HTTP_PROXY: proxy.url } });
      expect(await get(viaEnvironment)).to.deep.equal([200, 'proxied http://api.example.com/x']);
    });

    it('tunnels TLS through a proxy, with the kubeconfig’s trust', async () => {
      const pair = selfSigned();
      const server = await serve(() => ({ text: 'ok' }), pair);
      const tunnels: (string | undefined)[] = [];
      const proxy = createServer().on('connect', (request, socket: Socket) => {
        tunnels.push(request.url);
        const onward = tcpConnect(server.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
        for (const end of [socket, onward]) end.on('error', () => onward.destroy());
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      started.push({ stop: async () => void proxy.close() });
      const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const caData = Buffer.from(pair.cert).toString('base64');
      expect(await get(connect(aKubeConfig(server.url, { token: 't' }, { caData, proxyUrl })))).to.deep.equal([200, 'ok']);
      expect(tunnels).to.deep.equal([`127.0.0.1:${server.port}`]);
      expect(await rejection(get(connect(aKubeConfig(server.url, {}, { proxyUrl }))))).to.be.instanceOf(UnreachableError);
    });

    it('ends streams and refuses requests once it is closed', async () => {
      const server = await serve((_request, { response }) => {
        response.writeHead(200).flushHeaders();
        return 'raw';
      });
      const transport = connect(aKubeConfig(server.url));
      const { body } = await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 });
      const reading = rejection(body[Symbol.asyncIterator]().next());
      await transport.close();
      expect(await reading).to.be.instanceOf(UnreachableError);
      expect(await rejection(get(transport))).to.be.instanceOf(UnreachableError);
      await until(() => server.sockets.size === 0);
    });
  });

  describe('TLS', () => {
    it('trusts the authority of the kubeconfig only', async () => {
      const pair = selfSigned();
      const server = await serve(() => ({ text: 'ok' }), pair);
      const caData = Buffer.from(pair.cert).toString('base64');
      expect(await get(connect(aKubeConfig(server.url, {}, { caData })))).to.deep.equal([200, 'ok']);
      const other = Buffer.from(selfSigned().cert).toString('base64');
      const error = await rejection(get(connect(aKubeConfig(server.url, {}, { caData: other }))));
      expect(error).to.be.instanceOf(UnreachableError);
      expect(error.message)
        .to.match(/^cannot reach https:\/\/127\.0\.0\.1:\d+: .*certificate.*certificate-authority$/)
        .and.not.include('\n');
      expect(await get(connect(aKubeConfig(server.url, {}, { skipTLSVerify: true })))).to.deep.equal([200, 'ok']);
    });

    it('checks the name that the kubeconfig gives instead of the address', async () => {
      const pair = selfSigned('api.internal');
      const server = await serve(() => ({ text: 'ok' }), pair);
      const cluster = { caData: Buffer.from(pair.cert).toString('base64') };
      expect(await rejection(get(connect(aKubeConfig(server.url, {}, cluster))))).to.be.instanceOf(UnreachableError);
      expect(await get(connect(aKubeConfig(server.url, {}, { ...cluster, tlsServerName: 'api.internal' })))).to.deep.equal([200, 'ok']);
    });

    it('finds an authority that was rotated on disk when the handshake fails', async () => {
      const [old, fresh] = [selfSigned(), selfSigned()];
      const server = await serve(() => ({ text: 'ok' }), old);
      const caFile = join(folder, 'ca.crt');
      await writeFile(caFile, old.cert);
      const transport = connect(aKubeConfig(server.url, {}, { caFile }));
      await get(transport);
      server.setCertificate(fresh);
      server.dropSockets();
      await until(() => server.sockets.size === 0);
      await writeFile(caFile, fresh.cert);
      const posted = await transport.request({ method: 'POST', path: '/y', body: '{}' });
      expect(await posted.text()).to.equal('ok');
    });

    it('shows a client certificate, and the new one after it was rotated, while old streams go on', async () => {
      const serverPair = selfSigned();
      const [old, fresh] = [selfSigned('old.client'), selfSigned('new.client')];
      let accepted = 'spec old.client';
      const streams: ServerResponse[] = [];
      const server = await serve(
        ({ url }, { response, socket }) => {
          const subject = (socket as import('node:tls').TLSSocket).getPeerCertificate().subject?.CN as string | undefined;
          if (subject !== accepted) return { status: 401, text: 'no' };
          if (url !== '/w') return { text: subject };
          response.write('first');
          streams.push(response);
          return 'raw';
        },
        { ...serverPair, requestCert: true, rejectUnauthorized: false, ca: [old.cert, fresh.cert] },
      );
      const [certFile, keyFile] = [join(folder, 'client.crt'), join(folder, 'client.key')];
      const store = async (pair: typeof old) => {
        await writeFile(certFile, pair.cert);
        await writeFile(keyFile, pair.key);
      };
      await store(old);
      const clock = new FakeClock();
      const caData = Buffer.from(serverPair.cert).toString('base64');
      const transport = connect(aKubeConfig(server.url, { certFile, keyFile }, { caData }), { clock });
      expect(await get(transport)).to.deep.equal([200, 'spec old.client']);
      const stream = (await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 })).body[Symbol.asyncIterator]();
      await stream.next();
      accepted = 'spec new.client';
      expect(await get(transport)).to.deep.equal([401, 'no']);
      await store(fresh);
      await clock.advance(1000);
      expect(await get(transport)).to.deep.equal([200, 'spec new.client']);
      streams[0]?.write('second');
      expect(Buffer.from((await stream.next()).value as Uint8Array).toString()).to.equal('second');
      await stream.return?.();
    });
  });

  describe('401', () => {
    it('renews once for all that wait, repeats each once, and keeps running streams', async () => {
      let good = 'one';
      let stream: ServerResponse | undefined;
      const server = await serve((request, raw, index) => {
        if (request.url !== '/w') return byToken(() => good)(request, raw, index);
        raw.response.write('first');
        stream = raw.response;
        return 'raw';
      });
      let logins = 0;
      const login = async () => {
        logins += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return aKubeConfig(server.url, { token: good });
      };
      const transport = connect(aKubeConfig(server.url, { token: 'one' }), { login });
      const watch = await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 });
      const reader = watch.body[Symbol.asyncIterator]();
      await reader.next();
      good = 'two';
      const answers = await Promise.all(Array.from({ length: 5 }, () => get(transport)));
      expect(answers).to.deep.equal(Array(5).fill([200, 'ok']));
      expect(logins).to.equal(1);
      stream?.end('second');
      expect(Buffer.from((await reader.next()).value as Uint8Array).toString()).to.equal('second');
      expect((await reader.next()).done).to.equal(true);
    });

    it('repeats a write with its body', async () => {
      const server = await serve(byToken(() => 'two'));
      const login = async () => aKubeConfig(server.url, { token: 'two' });
      const transport = connect(aKubeConfig(server.url, { token: 'one' }), { login });
      const response = await transport.request({
        method: 'PATCH',
        path: '/x',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).to.equal(200);
      await response.text();
      expect(server.requests.map(({ body }) => body)).to.deep.equal(['{"a":1}', '{"a":1}']);
    });

    it('is an answer when nothing newer is to be had', async () => {
      const server = await serve(byToken(() => 'none'));
      expect(await get(connect(aKubeConfig(server.url, { token: 'x' })))).to.deep.equal([401, 'who are you']);
      expect(server.requests).to.have.length(1);
      let logins = 0;
      const login = async () => {
        logins += 1;
        return aKubeConfig(server.url, { token: `t${logins}` });
      };
      const transport = connect(aKubeConfig(server.url, { token: 'x' }), { login });
      expect((await get(transport))[0]).to.equal(401);
      expect((await get(transport))[0]).to.equal(401);
      expect(logins, 'a renewal that has just failed to help is not repeated at once').to.equal(1);
    });

    it('reads a rotated token file again at once', async () => {
      const tokenFile = join(folder, 'token');
      await writeFile(tokenFile, 'one\n');
      let good = 'one';
      const server = await serve(byToken(() => good));
      const transport = connect(aKubeConfig(server.url, { authProvider: { name: 'tokenFile', config: { tokenFile } } }));
      expect(await get(transport)).to.deep.equal([200, 'ok']);
      good = 'two';
      await writeFile(tokenFile, 'two\n');
      expect(await get(transport)).to.deep.equal([200, 'ok']);
    });

    it('names a login that failed, without any secret', async () => {
      const server = await serve(byToken(() => 'none'));
      const login = async () => {
        throw new Error('vault is sealed');
      };
      const transport = connect(aKubeConfig(server.url, { token: 'very-secret' }), { login });
      const error = await rejection(get(transport));
      expect(error).to.be.instanceOf(CredentialsError);
      expect(error.message).to.include('vault is sealed').and.not.include('very-secret');
    });
  });

  describe('Retry-After', () => {
    it('waits as asked by the clock given, then asks again', async () => {
      const clock = new FakeClock();
      const server = await serve((_request, _raw, index) =>
        index === 0 ? { status: 429, text: 'slow', headers: { 'retry-after': '7' } } : { text: 'ok' },
      );
      const transport = connect(aKubeConfig(server.url), { clock });
      const getting = get(transport);
      await until(() => clock.timers === 1);
      await clock.advance(6999);
      expect(server.requests).to.have.length(1);
      await clock.advance(1);
      expect(await getting).to.deep.equal([200, 'ok']);
    });

    it('gives the answer to the caller after a few tries, when the wait passes the deadline, and on watches', async () => {
      let header = '0';
      const server = await serve(() => ({ status: 503, text: 'down', headers: { 'retry-after': header } }));
      const transport = connect(aKubeConfig(server.url));
      expect(await get(transport)).to.deep.equal([503, 'down']);
      expect(server.requests).to.have.length(5);
      header = '31';
      expect(await get(transport)).to.deep.equal([503, 'down']);
      expect(server.requests).to.have.length(6);
      header = '0';
      const watch = await transport.request({ method: 'GET', path: '/w', timeoutSeconds: 0 });
      expect([watch.status, await watch.text()]).to.deep.equal([503, 'down']);
      expect(server.requests).to.have.length(7);
    });

    it('is given up by the signal', async () => {
      const clock = new FakeClock();
      const server = await serve(() => ({ status: 429, headers: { 'retry-after': '5' } }));
      const given = new AbortController();
      const getting = connect(aKubeConfig(server.url), { clock }).request({ method: 'GET', path: '/x', signal: given.signal });
      await until(() => clock.timers === 1);
      given.abort();
      expect(await rejection(getting)).to.be.instanceOf(AbortedError);
      expect(clock.timers).to.equal(0);
    });
  });

  describe('broken connections', () => {
    it('repeats a GET once on a fresh socket, but no write', async () => {
      const used: unknown[] = [];
      const server = await serve((_request, { socket }, index) => {
        used.push(socket);
        if (index === 1 || index === 3) {
          socket.destroy();
          return 'raw';
        }
        return { text: 'ok' };
      });
      const transport = connect(aKubeConfig(server.url));
      await get(transport);
      expect(await get(transport)).to.deep.equal([200, 'ok']);
      expect(used.slice(0, 2)).not.to.include(used[2]);
      const error = await rejection(transport.request({ method: 'POST', path: '/x', body: '{}' }));
      expect(error).to.be.instanceOf(UnreachableError);
      expect(server.requests).to.have.length(4);
    });

    it('repeats a GET only once', async () => {
      const server = await serve((_request, { socket }) => {
        socket.destroy();
        return 'raw';
      });
      const error = await rejection(get(connect(aKubeConfig(server.url))));
      expect(error.message).to.match(/^cannot reach http:\/\/127\.0\.0\.1:\d+: .*\((UND_ERR_SOCKET|ECONNRESET)\)$/);
      expect(server.requests).to.have.length(2);
    });

    it('says in one line that nobody listens', async () => {
      const server = await serve();
      const { url } = server;
      await server.stop();
      started.length = 0;
      const transport = connect(aKubeConfig(url, { token: 'very-secret' }));
      const error = await rejection(get(transport));
      expect(error).to.be.instanceOf(UnreachableError);
      expect(error.message).to.equal(`cannot reach ${url}: connection refused (ECONNREFUSED)`);
    });

    it('reports a body that breaks off', async () => {
      const server = await serve((_request, { response, socket }) => {
        response.write('half', () => socket.destroy());
        return 'raw';
      });
      const response = await connect(aKubeConfig(server.url)).request({ method: 'GET', path: '/x' });
      expect(await rejection(response.text())).to.be.instanceOf(UnreachableError);
    });
  });

  describe('giving up', () => {
    it('sends nothing when the signal has aborted already', async () => {
      const server = await serve();
      const reason = new Error('stopping');
      const error = await rejection(
        connect(aKubeConfig(server.url)).request({ method: 'GET', path: '/x', signal: AbortSignal.abort(reason) }),
      );
      expect(error).to.be.instanceOf(AbortedError);
      expect(error.cause).to.equal(reason);
      expect(server.requests).to.have.length(0);
    });

    it('aborts while the answer is awaited and while the body is read', async () => {
      const server = await serve(({ url }, { response }) => {
        if (url === '/body') response.write('part');
        return 'raw';
      });
      const transport = connect(aKubeConfig(server.url));
      for (const path of ['/head', '/body']) {
        const given = new AbortController();
        const asked = server.requests.length;
        const reading = rejection(transport.request({ method: 'GET', path, signal: given.signal }).then((response) => response.text()));
        await until(() => server.requests.length > asked);
        given.abort();
        expect(await reading).to.be.instanceOf(AbortedError);
      }
      await until(() => server.sockets.size === 0);
    });

    it('aborts while a connection is being made', async () => {
      const given = new AbortController();
      const transport = connect(aKubeConfig('http://192.0.2.1'));
      await transport.prepare();
      const getting = rejection(transport.request({ method: 'GET', path: '/x', signal: given.signal }));
      given.abort();
      expect(await getting).to.be.instanceOf(AbortedError);
    });

    it('fails with a DeadlineError when the answer or its body is late', async () => {
      const clock = new FakeClock();
      const server = await serve(({ url }, { response }) => {
        if (url === '/body') response.write('part');
        return 'raw';
      });
      const transport = connect(aKubeConfig(server.url), { deadlineClock: clock });
      for (const path of ['/head', '/body']) {
        const asked = server.requests.length;
        const reading = rejection(transport.request({ method: 'GET', path, timeoutSeconds: 3 }).then((response) => response.text()));
        await until(() => server.requests.length > asked);
        await clock.advance(3000);
        const error = await reading;
        expect(error).to.be.instanceOf(DeadlineError);
        expect(error.message).to.equal(`GET ${path}: no complete answer from ${server.url} within 3 s`);
      }
    });

    it('leaves no timer and no listener behind', async () => {
      const clock = new FakeClock();
      const server = await serve();
      const transport = connect(aKubeConfig(server.url), { deadlineClock: clock });
      const { signal } = new AbortController();
      let listeners = 0;
      const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
      signal.addEventListener = (...parameters: Parameters<typeof add>) => {
        listeners += 1;
        add(...parameters);
      };
      signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...parameters);
      };
      for (let i = 0; i < 3; i += 1) await (await transport.request({ method: 'GET', path: '/x', signal })).text();
      expect([clock.timers, listeners]).to.deep.equal([0, 0]);
    });
  });

  it('impersonates whom the kubeconfig says', async () => {
    const seen: SeenRequest[] = [];
    const server = await serve((request) => {
      seen.push(request);
      return {};
    });
    await get(connect(aKubeConfig(server.url, { token: 't', impersonateUser: 'jane', impersonateGroups: ['a', 'b'] })));
    expect(seen[0]?.headers).to.include({ 'impersonate-user': 'jane', 'impersonate-group': 'a, b' });
  });
});
