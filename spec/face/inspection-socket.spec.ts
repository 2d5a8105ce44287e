import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PortError } from '../../lib/base/errors.ts';
import { HttpRoutes } from '../../lib/face/http-routes.ts';
import { askOperator, isListening } from '../../lib/face/inspection-client.ts';
import { liveSockets, MAX_SOCKET_PATH, socketFolder } from '../../lib/face/inspection-place.ts';
import { InspectionSocket } from '../../lib/face/inspection-socket.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';

describe('InspectionSocket', () => {
  let temporary: string;
  let open: InspectionSocket[];
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'inspect-'));
    open = [];
  });
  afterEach(async () => {
    for (const socket of open) await socket.close();
    rmSync(temporary, { recursive: true });
  });

  async function anInspection(path?: string): Promise<InspectionSocket> {
    const routes = new HttpRoutes();
    routes.add('/', () => ({ contentType: 'application/json', body: '{"name":"a"}' }));
    const socket = await InspectionSocket.open({ routes, logger: new CollectedLog(), name: 'printer-operator', path, temporary });
    open.push(socket);
    return socket;
  }

  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error as Error,
    );
  const permissions = (path: string) => statSync(path).mode & 0o777;

  it('listens in a folder that is the user’s alone, and nobody else may open it', async () => {
    const mask = process.umask(0);
    try {
      const { path } = await anInspection();
      expect(path).to.equal(join(socketFolder(temporary), `printer-operator-${process.pid}.sock`));
      expect([permissions(socketFolder(temporary)), permissions(path)]).to.deep.equal([0o700, 0o600]);
      expect(process.umask()).to.equal(0);
      expect(await askOperator(path, '/')).to.deep.equal({ status: 200, body: { name: 'a' } });
    } finally {
      process.umask(mask);
    }
  });

  it('tells several of one process apart, lists those that live, and leaves no file', async () => {
    const [first, second] = [await anInspection(), await anInspection()];
    expect(second.path).to.equal(first.path.replace('.sock', '-2.sock'));
    expect((await liveSockets(socketFolder(temporary))).sort()).to.deep.equal([second.path, first.path].sort());
    await first.close();
    expect(await liveSockets(socketFolder(temporary))).to.deep.equal([second.path]);
    expect(lstatSync(first.path, { throwIfNoEntry: false })).to.equal(undefined);
  });

  it('takes the place of a socket that nobody listens on any more', async () => {
    const path = join(temporary, 'dead.sock');
    leaveDeadSocket(path);
    expect(lstatSync(path).isSocket()).to.equal(true);
    await anInspection(path);
    expect(await isListening(path)).to.equal(true);
  });

  it('leaves alone what is in use or is no socket, and says so', async () => {
    const taken = (await anInspection(join(temporary, 'a.sock'))).path;
    const inUse = await failureOf(anInspection(taken));
    expect(inUse).to.be.instanceOf(PortError);
    expect(inUse?.message).to.contain(`--inspect-socket ${taken}: another operator listens there`);
    const file = join(temporary, 'file');
    writeFileSync(file, 'mine');
    expect(await failureOf(anInspection(file))).to.be.instanceOf(PortError);
    expect(statSync(file).size).to.equal(4);
  });

  it('refuses a path that is too long, and one in a folder that is not there', async () => {
    expect((await failureOf(anInspection(`/${'x'.repeat(MAX_SOCKET_PATH)}`)))?.message).to.contain(`at most ${MAX_SOCKET_PATH} bytes`);
    expect((await failureOf(anInspection(join(temporary, 'none', 'a.sock'))))?.message).to.contain('there is no folder');
  });

  it('refuses a folder of sockets that is none', async () => {
    writeFileSync(socketFolder(temporary), '');
    expect(await failureOf(anInspection())).to.be.instanceOf(PortError);
  });
});

/** A socket's file whose owner ended without taking it away. */
function leaveDeadSocket(path: string): void {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', code]);
}
