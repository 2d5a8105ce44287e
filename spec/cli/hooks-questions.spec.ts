import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileError, UsageError } from '../../lib/base/errors.ts';
import { askHooks } from '../../lib/cli/hooks-questions.ts';
import { HttpRoutes } from '../../lib/face/http-routes.ts';
import { InspectionSocket } from '../../lib/face/inspection-socket.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';

describe('askHooks', () => {
  let folder: string;
  let socket: InspectionSocket;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hooks-'));
    const routes = new HttpRoutes();
    routes.add('/hooks/queue', () => ({ body: '[{"name":"main"}]' }));
    routes.add('/hooks/snapshot', ({ query }) => ({ body: JSON.stringify({ of: query.get('hook') }) }));
    routes.add('/hooks/list', () => ({ status: 503, body: '{"error":"another replica runs the hooks"}' }));
    socket = await InspectionSocket.open({ routes, logger: new CollectedLog(), name: 'hooks', path: join(folder, 'a.sock') });
  });
  afterEach(async () => {
    await socket.close();
    rmSync(folder, { recursive: true });
  });

  async function asked(...words: string[]): Promise<unknown> {
    let text = '';
    const stdout = { write: (more: string) => (text += more) };
    await askHooks({ words, socket: socket.path, env: {}, stdout });
    return JSON.parse(text);
  }

  it('prints what the hooks answer', async () => {
    expect(await asked('queue')).to.deep.equal([{ name: 'main' }]);
    expect(await asked('snapshot', 'a b.sh')).to.deep.equal({ of: 'a b.sh' });
  });

  it('refuses what is no question, and says why there is no answer', async () => {
    const failureOf = (...words: string[]) =>
      asked(...words).then(
        () => undefined,
        (error: unknown) => error as Error,
      );
    for (const words of [['snapshot'], ['queue', 'a'], ['snapshot', 'a', 'b']])
      expect(await failureOf(...words)).to.be.instanceOf(UsageError);
    expect((await failureOf('config'))?.message).to.equal('this operator has no hooks');
    expect(await failureOf('list'))
      .to.be.instanceOf(FileError)
      .with.property('message', 'another replica runs the hooks');
  });
});
