import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HookConfigError } from '../../lib/base/errors.ts';
import { findHooks } from '../../lib/hooks/hook-discovery.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('findHooks', () => {
  const at = useHooksFolder();
  const names = async () => (await findHooks(at.folder.path)).hooks.map(({ name }) => name);

  it('finds executable files at any depth, in the byte order of their paths', async () => {
    for (const name of ['hook.sh', 'podHooks/hook2.sh', 'podHooks/hook.sh', 'configMapHooks/hook.sh', 'Z.py', '001/x'])
      at.folder.write(name, '');
    expect(await names()).to.deep.equal(['001/x', 'Z.py', 'configMapHooks/hook.sh', 'hook.sh', 'podHooks/hook.sh', 'podHooks/hook2.sh']);
  });

  it('passes over hidden files and folders, and what lies in a lib at any depth', async () => {
    for (const name of ['.hidden.sh', '.git/hook.sh', 'lib/a.sh', 'deep/lib/sub/b.sh', 'library/c.sh']) at.folder.write(name, '');
    at.folder.write('lib/quiet.sh', '', 0o644);
    expect(await names()).to.deep.equal(['library/c.sh']);
    const { passedOver } = await findHooks(at.folder.path);
    expect(passedOver.map(({ name, suspicious }) => [name, suspicious])).to.have.deep.members([
      ['lib/a.sh', true],
      ['deep/lib/sub/b.sh', true],
    ]);
  });

  it('passes over files that are no programs, and says why', async () => {
    for (const name of ['a.yaml', 'a.json', 'a.md', 'a.txt']) at.folder.write(name, '');
    at.folder.write('forgotten.sh', '', 0o644);
    const { hooks, passedOver } = await findHooks(at.folder.path);
    expect(hooks).to.deep.equal([]);
    expect(passedOver.filter(({ suspicious }) => suspicious)).to.deep.equal([
      { name: 'forgotten.sh', reason: 'it is not executable; chmod +x makes it a hook', suspicious: true },
    ]);
    expect(passedOver).to.have.length(5);
  });

  it('takes the links of a mounted ConfigMap, and follows no link to a folder', async () => {
    at.folder.write('..2026/hook.sh', '');
    symlinkSync('..2026', join(at.folder.path, '..data'));
    symlinkSync('..data/hook.sh', join(at.folder.path, 'hook.sh'));
    at.folder.write('..2026/lib/more.sh', '', 0o644);
    symlinkSync('..data/lib', join(at.folder.path, 'lib'));
    mkdirSync(join(at.folder.root, 'other'));
    for (const name of ['.elsewhere', 'elsewhere']) symlinkSync(join(at.folder.root, 'other'), join(at.folder.path, name));
    symlinkSync('..data/nothing.sh', join(at.folder.path, 'nothing.sh'));
    const { hooks, passedOver } = await findHooks(at.folder.path);
    expect(hooks.map(({ name }) => name)).to.deep.equal(['hook.sh', 'nothing.sh']);
    expect(passedOver.map(({ name, suspicious }) => [name, suspicious])).to.have.deep.members([
      ['lib', false],
      ['elsewhere', true],
    ]);
  });

  it('says that the folder is not there, or is none', async () => {
    at.folder.write('file', '');
    for (const [path, reason] of [
      ['nowhere', 'does not exist'],
      ['file', 'is not a folder'],
    ] as const) {
      const error = await findHooks(join(at.folder.path, path)).catch((thrown: unknown) => thrown);
      expect(HookConfigError.is(error), path).to.equal(true);
      expect((error as Error).message).to.include(`hooks/${path} ${reason}`);
    }
  });

  it('is content with an empty folder', async () => {
    expect(await names()).to.deep.equal([]);
  });
});
