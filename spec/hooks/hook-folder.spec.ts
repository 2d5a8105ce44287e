import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { HookFolder } from '../../lib/hooks/hook-folder.ts';
import { VersionKeeper } from '../../lib/hooks/version-keeper.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

const config = (onStartup: number) => ({ configVersion: 'v1', onStartup });

describe('HookFolder', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  let hooks: HookFolder;
  beforeEach(() => {
    const keeper = new VersionKeeper(at.folder.path, join(at.folder.root, 'versions'));
    const reader = { jqProblem: async () => undefined };
    const options = { folder: at.folder.path, env: { PATH: process.env.PATH }, clock: systemClock, logger: new RecordingLogger(), reader };
    hooks = new HookFolder(options, keeper);
  });
  const scan = async (again = false) => {
    const { changes } = await hooks.scan(new AbortController().signal, again);
    return changes.map((change) => `${change.type} ${'kept' in change ? change.kept.name : change.name}`);
  };

  it('tells what has come, changed and gone, and nothing of what is as it was', async () => {
    for (const name of ['a', 'b', 'c']) at.folder.shell(name, config(1));
    expect(await scan()).to.deep.equal(['added a', 'added b', 'added c']);
    expect(await scan(true)).to.deep.equal([]);
    at.folder.shell('a', config(2));
    at.folder.shell('b', config(1), 'echo the same wish');
    at.folder.remove('c');
    at.folder.shell('d', config(1));
    expect(await scan()).to.deep.equal(['removed c', 'changed a', 'renewed b', 'added d']);
  });

  it('takes a file that is put in its place again for no other version', async () => {
    at.folder.shell('a', config(1));
    await scan();
    at.folder.remove('a');
    at.folder.shell('a', config(1));
    expect(await scan()).to.deep.equal(['renewed a']);
    expect(await scan()).to.deep.equal([]);
  });

  it('says once that a version is broken, and when it no longer is', async () => {
    at.folder.shell('a', config(1));
    await scan();
    at.folder.write('a', '#!/bin/sh\nexit 1\n');
    expect(await scan()).to.deep.equal(['failed a']);
    expect(await scan()).to.deep.equal([]);
    expect(await scan(true), 'the same failure again').to.deep.equal([]);
    at.folder.shell('a', config(1));
    expect(await scan()).to.deep.equal(['mended a']);
    at.folder.write('a', '#!/bin/sh\nexit 1\n');
    await scan();
    at.folder.remove('a');
    expect(await scan()).to.deep.equal(['mended a', 'removed a']);
  });

  it('asks a broken hook again when something beside it may have changed', async () => {
    at.folder.write('a', `#!/bin/sh\ncat ${at.folder.root}/config\n`);
    expect(await scan()).to.deep.equal(['failed a']);
    at.folder.write('../config', JSON.stringify(config(1)), 0o644);
    expect(await scan()).to.deep.equal([]);
    expect(await scan(true)).to.deep.equal(['added a']);
  });
});
