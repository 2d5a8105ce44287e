import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { HttpRefusal, HttpRoutes } from '../../lib/face/http-routes.ts';
import { HttpServer } from '../../lib/face/http-server.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';

describe('HttpServer', () => {
  let routes: HttpRoutes;
  let server: HttpServer;
  let logger: CollectedLog;
  const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;

  beforeEach(async () => {
    routes = new HttpRoutes();
    logger = new CollectedLog();
    server = new HttpServer({ routes, logger });
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.close());

  it('serves what its routes answer, with a type and without caches', async () => {
    routes.add('/a', ({ query }) => ({ status: 201, contentType: 'application/json', body: JSON.stringify([query.get('x')]) }));
    const answer = await fetch(url('/a?x=1%202'));
    expect(answer.status).to.equal(201);
    expect(answer.headers.get('content-type')).to.equal('application/json');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(await answer.json()).to.deep.equal(['1 2']);
  });

  it('answers HEAD with the headers alone', async () => {
    routes.add('/a', () => ({ body: 'four' }));
    const answer = await fetch(url('/a'), { method: 'HEAD' });
    expect(answer.headers.get('content-length')).to.equal('4');
    expect(await answer.text()).to.equal('');
  });

  it('says what is not served, and by which methods it is', async () => {
    routes.add('/a', () => ({ body: '' }));
    expect((await fetch(url('/b'))).status).to.equal(404);
    const wrong = await fetch(url('/a'), { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET']);
  });

  it('hands over a body, and refuses one that is too large', async () => {
    routes.add('/a', async ({ body }) => ({ body: await body() }), { methods: ['POST'] });
    expect(await (await fetch(url('/a'), { method: 'POST', body: 'text' })).text()).to.equal('text');
    const large = await fetch(url('/a'), { method: 'POST', body: Buffer.alloc(4 * 1024 * 1024 + 1) }).then(
      ({ status }) => status,
      () => 413, // it may hang up before all has been sent
    );
    expect(large).to.equal(413);
  });

  it('keeps the reason of a failure to the log, and shows that of a refusal', async () => {
    routes.add('/fails', () => {
      throw new Error('hunter2');
    });
    routes.add('/refuses', () => {
      throw new HttpRefusal(400, '400: no name');
    });
    const failed = await fetch(url('/fails?token=x'));
    expect([failed.status, await failed.text()]).to.deep.equal([500, '500: the reason is in the log\n']);
    expect(logger.text('error')).to.contain('hunter2').and.not.contain('token');
    const refused = await fetch(url('/refuses'));
    expect([refused.status, await refused.text()]).to.deep.equal([400, '400: no name\n']);
  });

  it('refuses a path that cannot be decoded', async () => {
    const status = await new Promise((resolve, reject) => {
      request(url('/'), { path: '/%E0%A4%A' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).to.equal(400);
  });

  it('rejects when it cannot listen', async () => {
    const other = new HttpServer({ routes, logger });
    const error = await other.listen({ host: '127.0.0.1', port: server.port as number }).then(
      () => undefined,
      (thrown: NodeJS.ErrnoException) => thrown,
    );
    expect(error?.code).to.equal('EADDRINUSE');
    await other.close();
  });

  it('ends connections that are open when it closes', async () => {
    const socket = connect(server.port as number, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.write('GET /slow HTTP/1.1\r\n');
    await server.close();
    await ended;
  });
});
