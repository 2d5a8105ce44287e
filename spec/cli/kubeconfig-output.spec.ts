import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import { writeKubeconfig } from '../../lib/cli/kubeconfig-output.ts';

describe('writeKubeconfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a temporary file for the owner alone, and removes it with its folder', async () => {
    const written = await writeKubeconfig('kind: Config\n', undefined);
    expect(readFileSync(written.path, 'utf8')).to.match(/^# Written by tskubeop cluster.*\nkind: Config\n$/);
    expect(statSync(written.path).mode & 0o777).to.equal(0o600);
    await written[Symbol.asyncDispose]();
    expect(existsSync(dirname(written.path))).to.equal(false);
  });

  it('writes the file that is named, also over its own of before', async () => {
    const file = join(folder, 'config');
    await writeKubeconfig('old', file);
    const written = await writeKubeconfig('new', file);
    expect(readFileSync(file, 'utf8')).to.match(/\nnew$/);
    await written[Symbol.asyncDispose]();
    expect(existsSync(file)).to.equal(false);
    expect(existsSync(folder)).to.equal(true);
  });

  it('leaves somebody else’s file alone', async () => {
    const file = join(folder, 'config');
    writeFileSync(file, 'precious');
    const error = await writeKubeconfig('new', file).catch((reason) => reason);
    expect(error).to.be.instanceOf(FileError);
    expect(error.message).to.equal(`${file} is there already and not of tskubeop's making; name another file with --kubeconfig`);
    expect(readFileSync(file, 'utf8')).to.equal('precious');
  });

  it('names a folder that is not there', async () => {
    const error = await writeKubeconfig('new', join(folder, 'missing', 'config')).catch((reason) => reason);
    expect(error).to.be.instanceOf(FileError);
    expect(error.message).to.match(/^the kubeconfig cannot be written: ENOENT.*missing/);
  });
});
