import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findClusterPrograms } from '../../cluster/cluster-programs.ts';
import { IllegalStateError, InvalidOptionError, UnreachableError } from '../../lib/base/errors.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';
import { describeOnRealCluster } from '../support/real-cluster-suite.ts';
import { testNamespace } from '../support/test-namespace.ts';

const pod = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
});

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not reject');
}

/** How a list of namespaces as of an old version is answered. */
async function statusOfOldList(cluster: RealCluster, version: number): Promise<number> {
  const connection = await ClusterConnection.open({ kubeConfig: cluster.kubeConfig });
  const query = { resourceVersion: String(version), resourceVersionMatch: 'Exact' };
  const { status, text } = await connection.transport
    .request({ method: 'GET', path: '/api/v1/namespaces', query })
    .then(async (answer) => ({
      status: answer.status,
      text: await answer.text(),
    }));
  await connection.close();
  expect(text).to.contain('"kind":"Status"');
  return status;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}

function programFolder(): string {
  const programs = findClusterPrograms();
  return programs.state === 'present' ? programs.folder : '';
}

describe('RealCluster', () => {
  describe('.start', () => {
    it('names the option when it is not told where the programs are', async () => {
      const error = await rejectionOf(RealCluster.start({ assets: '' }));
      expect(InvalidOptionError.is(error)).to.equal(true);
      expect(String(error)).to.match(/assets .*KUBEBUILDER_ASSETS/);
    });

    it('names the folder that lacks the programs', async () => {
      const error = await rejectionOf(RealCluster.start({ assets: '/nowhere' }));
      expect(String(error)).to.include('"/nowhere"');
    });

    it('names the program that ended, its exit code and the end of its log, and leaves no folder', async () => {
      const assets = await mkdtemp(join(tmpdir(), 'fake-assets-'));
      const folderNote = join(assets, 'folder');
      try {
        await writeFile(join(assets, 'etcd'), '#!/bin/sh\nexec sleep 60\n');
        await writeFile(join(assets, 'kube-apiserver'), `#!/bin/sh\npwd > ${folderNote}\necho what went wrong\nexit 7\n`);
        for (const name of ['etcd', 'kube-apiserver']) await chmod(join(assets, name), 0o755);
        const error = await rejectionOf(RealCluster.start({ assets }));
        expect(UnreachableError.is(error)).to.equal(true);
        expect(String(error)).to.match(/kube-apiserver: ended with exit code 7\n.*\nwhat went wrong/);
        const { stdout } = await promisify(execFile)('cat', [folderNote]);
        expect(existsSync(stdout.trim())).to.equal(false);
      } finally {
        await rm(assets, { recursive: true });
      }
    });
  });

  describeOnRealCluster('while it runs', (cluster) => {
    it('lets Pods run and Jobs complete', async () => {
      const { client } = cluster();
      const namespace = await testNamespace(cluster());
      await client.create(pod(namespace, 'a'));
      const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } };
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j', namespace }, spec: { template } };
      await client.create(job);
      await eventually(async () => (await client.get({ ...pod(namespace, 'a'), name: 'a', namespace })).status.phase === 'Running');
      await eventually(async () => (await client.get({ apiVersion: 'batch/v1', kind: 'Job', name: 'j', namespace })).status.succeeded);
    });

    it('verifies the server by its own authority', () => {
      const current = cluster().kubeConfig.getCurrentCluster();
      expect(current?.skipTLSVerify).to.not.equal(true);
      expect(current?.caData).to.be.a('string').that.is.not.equal('');
    });

    it('writes a kubeconfig for kubectl that others cannot read', async () => {
      const kubeconfig = `--kubeconfig=${cluster().kubeconfigPath}`;
      const { stdout } = await promisify(execFile)(join(programFolder(), 'kubectl'), [kubeconfig, 'get', 'nodes', '-o', 'name']);
      expect(stdout).to.equal('node/fake-0\n');
      const { stdout: mode } = await promisify(execFile)('stat', ['-c', '%a', cluster().kubeconfigPath]);
      expect(mode.trim()).to.equal('600');
    });

    it('is connected to as somebody else’s cluster, which stopping leaves alone', async () => {
      const connected = await RealCluster.connect({ kubeConfig: cluster().kubeConfig });
      const folder = dirname(connected.kubeconfigPath);
      expect((await connected.client.list({ apiVersion: 'v1', kind: 'Node' })).length).to.equal(1);
      expect(IllegalStateError.is(await rejectionOf(connected.killApiServer()))).to.equal(true);
      expect(IllegalStateError.is(await rejectionOf(connected.compactHistory()))).to.equal(true);
      await connected.stop();
      await connected.stop();
      expect(existsSync(folder)).to.equal(false);
      expect((await cluster().client.list({ apiVersion: 'v1', kind: 'Node' })).length).to.equal(1);
    });
  });

  describeOnRealCluster('of its own', () => {
    it('goes on with the same state after its API server was killed and started again', async function () {
      this.timeout(180_000);
      await using own = await RealCluster.start({ assets: programFolder() });
      const { client } = own;
      const namespace = await testNamespace(own);
      const before = own.pids['kube-apiserver'];
      const { metadata } = await client.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
      await own.killApiServer();
      await own.compactHistory();
      const error = await rejectionOf(client.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }));
      expect(UnreachableError.is(error)).to.equal(true);
      await own.startApiServer();
      expect(own.pids['kube-apiserver']).to.not.equal(before);
      expect((await client.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })).metadata.name).to.equal(namespace);
      expect(await statusOfOldList(own, Number(metadata.resourceVersion) - 1)).to.equal(410);
      await eventually(async () => Object.keys(own.pids).length === 5);
      await client.create(pod(namespace, 'later'));
      const read = () => client.get({ apiVersion: 'v1', kind: 'Pod', name: 'later', namespace });
      await eventually(async () => (await read()).status.phase === 'Running', { timeoutSeconds: 20 });
    });
  });

  describeOnRealCluster('with etcd and kube-apiserver alone, as envtest has them', () => {
    let assets: string;
    before(async () => {
      assets = await mkdtemp(join(tmpdir(), 'two-programs-'));
      for (const name of ['etcd', 'kube-apiserver']) await symlink(join(programFolder(), name), join(assets, name));
    });
    after(() => rm(assets, { recursive: true }));

    // The ways of ending that a process could do something about are the supervisor's, whose specs need no cluster.
    it('takes Pods, which nobody runs, and leaves neither process nor folder when its owner ends by SIGKILL', async function () {
      this.timeout(180_000);
      const program = `
          import { RealCluster } from './lib/testing/real-cluster.ts';
          const cluster = await RealCluster.start({ assets: process.env.ASSETS });
          console.log(JSON.stringify([cluster.kubeconfigPath, cluster.pids]));
          setInterval(() => {}, 1000);`;
      const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: join(import.meta.dirname, '..', '..'),
        env: { ...process.env, ASSETS: assets },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await once(createInterface({ input: owner.stdout }), 'line');
      const [kubeconfigPath, pids] = JSON.parse(line) as [string, Record<string, number>];
      expect(Object.values(pids).filter(isAlive)).to.have.length(2);
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromFile(kubeconfigPath);
      const cluster = await RealCluster.connect({ kubeConfig });
      expect((await cluster.client.create(pod('default', 'a'))).status.phase).to.equal('Pending');
      await cluster.stop();
      owner.kill('SIGKILL');
      await eventually(() => Object.values(pids).every((pid) => !isAlive(pid)));
      await eventually(() => !existsSync(dirname(kubeconfigPath)));
    });
  });
});
