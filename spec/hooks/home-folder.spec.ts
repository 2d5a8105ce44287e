import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { makeHome } from '../../lib/hooks/home-folder.ts';

describe('makeHome', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const owner = { host: 'pod-a', pid: process.pid, begun: 1000 };

  it('makes one of its own each time, also where there is none to make it in', async () => {
    const inner = join(folder, 'not', 'there');
    const homes = [await makeHome(inner, owner), await makeHome(inner, owner)];
    expect(readdirSync(inner).sort()).to.deep.equal(homes.map((home) => basename(home)).sort());
    expect(new Set(homes).size).to.equal(2);
    expect(basename(await makeHome(folder))).to.match(/^tskubeop-hooks-.+\.[0-9]+\.[0-9]+-[^.]+$/);
  });

  it('removes what a dead predecessor on this machine has left, and nothing else', async () => {
    const { pid: dead } = spawnSync('true');
    const gone = [`pod-a.${dead}.900`, `pod-a.${process.pid}.999`];
    const kept = [`pod-a.${process.pid}.1000`, `pod-a.${process.ppid}.900`, `pod-b.${dead}.900`, 'pod-a'];
    for (const name of [...gone, ...kept]) {
      mkdirSync(join(folder, `tskubeop-hooks-${name}-abcdef`, 'run-1'), { recursive: true });
      writeFileSync(join(folder, `tskubeop-hooks-${name}-abcdef`, 'run-1', 'x'), '');
    }
    writeFileSync(join(folder, 'other'), '');
    const home = await makeHome(folder, owner);
    const expected = [...kept.map((name) => `tskubeop-hooks-${name}-abcdef`), basename(home), 'other'];
    expect(readdirSync(folder).sort()).to.deep.equal(expected.sort());
  });
});
