import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { FileError } from '../../lib/base/errors.ts';
import { writeManifestsFolder } from '../../lib/cli/manifests-folder.ts';
import { rejection } from '../cluster/support/rejection.ts';

describe('writeManifestsFolder', () => {
  let root: string;
  let folder: string;
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tskubeop-'));
    folder = join(root, 'deploy', 'base');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('writes a file a part, and names them in their order', async () => {
    const files = await writeManifestsFolder(folder, new Map([['rbac', 'a: 1\n'], ['deployment', 'b: 2\n']])); // biome-ignore format: a table
    expect(files).to.deep.equal(['kustomization.yaml', 'rbac.yaml', 'deployment.yaml']);
    expect(parse(read('kustomization.yaml'))).to.deep.equal({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['rbac.yaml', 'deployment.yaml'],
    });
    expect([parse(read('rbac.yaml')), parse(read('deployment.yaml'))]).to.deep.equal([{ a: 1 }, { b: 2 }]);
  });

  it('has nothing of before when it is written again, but what others have put there', async () => {
    await writeManifestsFolder(folder, new Map([['service', 'a: 1\n']]));
    writeFileSync(join(folder, 'mine.yaml'), 'mine: true\n');
    await writeManifestsFolder(folder, new Map([['rbac', 'a: 2\n']]));
    expect(readdirSync(folder).sort()).to.deep.equal(['kustomization.yaml', 'mine.yaml', 'rbac.yaml']);
  });

  it('leaves all as it is where a file is somebody else’s', async () => {
    await writeManifestsFolder(folder, new Map([['rbac', 'a: 1\n']]));
    writeFileSync(join(folder, 'service.yaml'), 'mine: true\n');
    const error = await rejection(writeManifestsFolder(folder, new Map([['rbac', 'a: 2\n'], ['service', 'b: 1\n']]))); // biome-ignore format: a table
    expect(error).to.be.instanceOf(FileError);
    expect(error.message).to.include('service.yaml is there already').and.to.include('--output');
    expect([parse(read('rbac.yaml')), read('service.yaml')]).to.deep.equal([{ a: 1 }, 'mine: true\n']);
  });

  it('says which folder can not be written', async () => {
    writeFileSync(join(root, 'deploy'), '');
    const error = await rejection(writeManifestsFolder(folder, new Map([['rbac', 'a: 1\n']])));
    expect(error).to.be.instanceOf(FileError);
    expect(error.message).to.include(`the manifests can't be written into ${folder}`);
  });
});
