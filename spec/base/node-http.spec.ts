import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { nodeHttp } from '../../lib/base/node-http.ts';

describe('nodeHttp', () => {
  it('is node:http', () => {
    expect(nodeHttp().createServer).to.equal(http.createServer);
  });

  it("does not load Node's fetch", () => {
    const file = fileURLToPath(new URL('../../lib/base/node-http.ts', import.meta.url));
    const program = `
      const { nodeHttp } = await import(${JSON.stringify(file)});
      nodeHttp().createServer();
      console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim()).to.equal('0');
  });
});
