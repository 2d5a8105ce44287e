/** Which of undici's files is loaded, and what is done where it isn't as expected. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Pool, ProxyAgent } from 'undici';
import { undiciPool, undiciProxyAgent } from '../../lib/cluster/undici-dispatchers.ts';

const main = () => ({ Pool, ProxyAgent }) as never;

describe('undiciPool', () => {
  it('is the class of the main file', () => {
    expect(undiciPool()).to.equal(Pool);
    expect(undiciProxyAgent()).to.equal(ProxyAgent);
  });

  it('comes from its own file, without the main one: this undici has it there', () => {
    const file = fileURLToPath(new URL('../../lib/cluster/undici-dispatchers.ts', import.meta.url));
    const program = `
      const { undiciPool } = await import(${JSON.stringify(file)});
      new (undiciPool())('http://127.0.0.1').close();
      const { createRequire } = await import('node:module');
      const loaded = Object.keys(createRequire(${JSON.stringify(file)}).cache).filter((path) => path.includes('undici'));
      console.log(JSON.stringify([loaded.some((path) => path.endsWith('pool.js')), loaded.some((path) => /undici.index\\.js$/.test(path))]));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(JSON.parse(output)).to.deep.equal([true, false]);
  });

  it('is taken from the main file where the other is missing, or has become something else', () => {
    class Renamed {}
    for (const other of [undefined, { Pool }, () => undefined, Renamed]) {
      expect(undiciPool({ pool: () => other, main })).to.equal(Pool);
    }
  });
});
