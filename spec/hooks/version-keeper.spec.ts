import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { versionOf } from '../../lib/hooks/hook-loader.ts';
import { type KeptVersion, VersionKeeper } from '../../lib/hooks/version-keeper.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('VersionKeeper', () => {
  const at = useHooksFolder();
  let keeper: VersionKeeper;
  let kept: KeptVersion;
  beforeEach(async () => {
    keeper = new VersionKeeper(at.folder.path, join(at.folder.root, 'versions'));
    at.folder.write('lib/words.sh', 'WORD=first', 0o644);
    at.folder.write('sub/beside', 'beside', 0o644);
    const file = {
      name: 'sub/hook.sh',
      path: at.folder.write(
        'sub/hook.sh',
        '#!/bin/sh\n. "$(dirname "$0")/../lib/words.sh"; echo "one $WORD $(cat "$(dirname "$0")/beside")"\n',
      ),
    };
    kept = { ...file, copy: await keeper.keep(file), version: await versionOf(file) };
  });
  const output = async () => execFileSync(await keeper.program(kept), { encoding: 'utf8' }).trim();

  it('runs the file itself while it is as it was', async () => {
    expect(await keeper.program(kept)).to.equal(kept.path);
  });

  it('runs a copy once the file has changed, with what lies beside it at its place', async () => {
    at.folder.write('sub/hook.sh', '#!/bin/sh\necho two\n');
    at.folder.write('lib/words.sh', 'WORD=second', 0o644);
    expect(await keeper.program(kept)).to.not.equal(kept.path);
    expect(await output()).to.equal('one second beside');
    at.folder.remove('sub');
    expect(await keeper.program(kept)).to.not.equal(kept.path);
  });

  it('keeps the copy executable and for its owner alone, and forgets it', async () => {
    expect(statSync(kept.copy).mode & 0o111).to.equal(0o111);
    expect(statSync(dirname(kept.copy)).mode & 0o077).to.equal(0);
    await keeper.forget(kept.copy);
    expect(existsSync(kept.copy)).to.equal(false);
  });
});
