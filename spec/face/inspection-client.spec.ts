import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { askOperator, isListening } from '../../lib/face/inspection-client.ts';

describe('askOperator', () => {
  let folder: string;
  let path: string;
  let server: Server;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ask-'));
    path = join(folder, 'a.sock');
    server = createServer(({ url }, response) => {
      if (url === '/hangs-up') response.destroy();
      else response.writeHead(url === '/text' ? 500 : 200).end(url === '/text' ? 'no JSON' : JSON.stringify({ url }));
    });
    await new Promise<void>((resolve) => void server.listen(path, resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('gives status and body, parsed where it is JSON', async () => {
    expect(await askOperator(path, '/explain?name=a%2Fb')).to.deep.equal({ status: 200, body: { url: '/explain?name=a%2Fb' } });
    expect(await askOperator(path, '/text')).to.deep.equal({ status: 500, body: 'no JSON' });
  });

  it('rejects when nobody answers', async () => {
    for (const asking of [askOperator(join(folder, 'none'), '/'), askOperator(path, '/hangs-up')])
      expect(await asking.catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect([await isListening(path), await isListening(join(folder, 'none'))]).to.deep.equal([true, false]);
  });
});
