import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileError, UsageError } from '../../lib/base/errors.ts';
import { askRunning } from '../../lib/cli/running-operators.ts';
import { HttpRoutes } from '../../lib/face/http-routes.ts';
import type { InspectionAnswer } from '../../lib/face/inspection-client.ts';
import { InspectionSocket } from '../../lib/face/inspection-socket.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';

describe('askRunning', () => {
  let temporary: string;
  let sockets: InspectionSocket[];
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'running-'));
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) await socket.close();
    rmSync(temporary, { recursive: true });
  });

  async function anOperator(name: string, status = 200): Promise<string> {
    const routes = new HttpRoutes();
    routes.add('/who', () => ({ status, body: JSON.stringify(status === 200 ? { name } : { error: `${name} does not know` }) }));
    const socket = await InspectionSocket.open({ routes, logger: new CollectedLog(), name, temporary });
    sockets.push(socket);
    return socket.path;
  }

  const notFound = ({ status }: InspectionAnswer) => status === 404;
  const ask = (socket?: string) => askRunning('/who', { socket, temporary }, notFound);
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error as Error,
    );

  it('asks the one that runs', async () => {
    await anOperator('a');
    expect((await ask()).body).to.deep.equal({ name: 'a' });
  });

  it('asks the one that has an answer', async () => {
    await anOperator('a', 404);
    await anOperator('b');
    expect((await ask()).body).to.deep.equal({ name: 'b' });
  });

  it('asks the one that is named, and nobody else', async () => {
    await anOperator('a');
    const second = await anOperator('b');
    expect((await ask(second)).body).to.deep.equal({ name: 'b' });
    const failure = await failureOf(ask(join(temporary, 'none.sock')));
    expect(failure).to.be.instanceOf(FileError);
    expect(failure?.message).to.contain('none.sock: no operator answers there');
  });

  it('lists those that can answer when there are several', async () => {
    const paths = [await anOperator('a'), await anOperator('b')];
    const failure = await failureOf(ask());
    expect(failure).to.be.instanceOf(UsageError);
    for (const path of paths) expect(failure?.message).to.contain(`--socket ${path}`);
  });

  it('says when none runs, and why none has an answer', async () => {
    expect((await failureOf(ask()))?.message).to.contain('no operator of this user runs on this machine');
    await anOperator('a', 404);
    await anOperator('b', 404);
    expect((await failureOf(ask()))?.message.split('\n').sort()).to.deep.equal(['a does not know', 'b does not know']);
  });
});
