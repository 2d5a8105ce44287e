import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '..', '..');
const CHECK = join(ROOT, 'scripts', 'check-node.cjs');

async function check(version: string): Promise<{ code: number; stderr: string }> {
  const pretend = `const version = ${JSON.stringify(version)};
    Object.defineProperty(process, 'version', { value: 'v' + version });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: version } });
    require(${JSON.stringify(CHECK)});`;
  try {
    const { stderr } = await promisify(execFile)(process.execPath, ['--eval', pretend]);
    return { code: 0, stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, stderr };
  }
}

describe('check-node', () => {
  for (const version of ['12.22.0', '20.20.2', '22.18.9']) {
    it(`says the remedy in one line on Node ${version}`, async () => {
      const { code, stderr } = await check(version);
      expect(code).to.equal(1);
      expect(stderr.match(/\n/g)).to.have.length(1);
      expect(stderr).to.include(`this is v${version}`).and.to.include('npm rebuild node --ignore-scripts=false');
    });
  }

  for (const version of ['22.19.0', '22.20.1', '24.0.0', '100.0.0']) {
    it(`is silent on Node ${version}`, async () => {
      expect(await check(version)).to.deep.equal({ code: 0, stderr: '' });
    });
  }

  it('asks for what package.json does', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(engines.node).to.equal('>=22.19.0');
  });

  it('comes before everything that runs TypeScript', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const name of ['start', 'test', 'bench'].filter((script) => script in scripts)) {
      expect(scripts[name]).to.match(/^node scripts\/check-node\.cjs && /);
    }
  });
});
