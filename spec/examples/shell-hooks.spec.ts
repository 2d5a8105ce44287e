/** The example's hooks, as they lie in the folder, on both clusters. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { useHooks } from '../support/running-hooks.ts';
import { testNamespace } from '../support/test-namespace.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'shell-hooks');

describe('examples/shell-hooks/rbac.yaml', () => {
  it('is what tskubeop manifests prints for the hooks and permissions.yaml', async () => {
    const texts: string[] = [];
    const hooksDir = join(EXAMPLE, 'hooks');
    const options = { hooksDir, permissions: join(EXAMPLE, 'permissions.yaml'), leaderElect: true, name: 'shell-hooks', only: ['rbac'] };
    await manifestsCommand({ files: [], options }, (text) => texts.push(text));
    expect(texts.join('')).to.equal(readFileSync(join(EXAMPLE, 'rbac.yaml'), 'utf8'));
  });
});

describeOnBothClusters('examples/shell-hooks', (cluster) => {
  const hooks = useHooks(cluster);
  let namespace = '';
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
    await cluster().client.mergePatch(
      { apiVersion: 'v1', kind: 'Namespace', name: namespace },
      { metadata: { labels: { 'shell-hooks': 'yes' } } },
    );
  });
  afterEach(() => cluster().client.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace }));

  it('label Pods, and keep a summary of ConfigMaps and a metric', async function () {
    this.timeout(120_000);
    cpSync(join(EXAMPLE, 'hooks'), hooks.at.folder.path, { recursive: true });
    const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
    await cluster().client.create(map('first'));
    await hooks.at.start();
    const spec = { containers: [{ name: 'main', image: 'busybox' }] };
    await cluster().client.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace }, spec });
    await eventually(
      async () =>
        (await cluster().client.get({ apiVersion: 'v1', kind: 'Pod', name: 'p', namespace })).metadata.labels?.['shell-hooks/seen'],
      { timeoutSeconds: 60 },
    );
    await cluster().client.create(map('second'));
    const summary = async () =>
      (await cluster().client.find({ apiVersion: 'v1', kind: 'ConfigMap', name: 'summary', namespace }))?.data?.names;
    await eventually(async () => /^first\n(.*\n)*second$/.test(await summary()), { timeoutSeconds: 60 });
    expect(hooks.at.runner.metrics.renderHooks()).to.include(`config_maps{hook="20-count-config-maps.py",namespace="${namespace}"}`);
    expect(hooks.at.logger.messages('info')).to.include('labelled Pod p').and.to.include('summarised');
  });
});
