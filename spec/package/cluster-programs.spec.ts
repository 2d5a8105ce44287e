import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ensureClusterPrograms, findClusterPrograms } from '../../cluster/cluster-programs.ts';

const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok'];

describe('the programs of the real cluster', () => {
  let full: string;
  let empty: string;
  before(async () => {
    full = await mkdtemp(join(tmpdir(), 'full-'));
    empty = await mkdtemp(join(tmpdir(), 'empty-'));
    for (const name of [...PROGRAMS, 'go']) await writeFile(join(full, name), '');
  });
  after(() => Promise.all([full, empty].map((folder) => rm(folder, { recursive: true }))));

  it('are taken from KUBEBUILDER_ASSETS when all are there', () => {
    const env = { KUBEBUILDER_ASSETS: full, XDG_CACHE_HOME: empty };
    expect(findClusterPrograms(env)).to.deep.equal({ state: 'present', folder: full });
  });

  it('are built into the cache where Go is to be had', () => {
    const env = { KUBEBUILDER_ASSETS: empty, XDG_CACHE_HOME: empty, PATH: full };
    expect(findClusterPrograms(env)).to.deep.equal({ state: 'buildable', folder: join(empty, 'tskubeop-cluster') });
    expect(findClusterPrograms({ HOME: empty, PATH: full })).to.deep.equal({
      state: 'buildable',
      folder: join(empty, '.cache', 'tskubeop-cluster'),
    });
  });

  it('are where TSKUBEOP_TEST_CLUSTER_BIN says, and nowhere else', () => {
    expect(findClusterPrograms({ TSKUBEOP_TEST_CLUSTER_BIN: full })).to.deep.equal({ state: 'present', folder: full });
    const env = { TSKUBEOP_TEST_CLUSTER_BIN: empty, KUBEBUILDER_ASSETS: full, PATH: full };
    expect(findClusterPrograms(env)).to.deep.equal({ state: 'buildable', folder: empty });
  });

  it('are said to be missing, by name, where there is no Go either', async () => {
    const env = { TSKUBEOP_TEST_CLUSTER_BIN: empty, PATH: empty };
    expect(findClusterPrograms(env)).to.deep.equal({
      state: 'unavailable',
      reason: `no ${PROGRAMS.join(', ')} in ${empty}, and no Go to build them with`,
    });
    const error = await ensureClusterPrograms(env).catch((reason) => reason);
    expect(String(error)).to.include('install Go');
  });
});
