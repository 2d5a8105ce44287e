import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { KubeConfig as TheirKubeConfig } from '@kubernetes/client-node';
import { expect } from 'chai';
import type { KubeconfigContent } from '../../lib/cluster/kubeconfig-file.ts';
import { kubeConfigOfContent } from '../../lib/cluster/lazy-kube-config.ts';

describe('a lazy KubeConfig', () => {
  const content: KubeconfigContent = {
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 't', as: 'somebody' } }],
    contexts: [
      { name: 'x', context: { cluster: 'c', user: 'u', namespace: 'team' } },
      { name: 'lost', context: { cluster: 'none', user: 'none' } },
    ],
    'current-context': 'x',
  };

  function theirs(): TheirKubeConfig {
    const kubeConfig = new TheirKubeConfig();
    kubeConfig.loadFromString(JSON.stringify(content));
    return kubeConfig;
  }

  const seen = (kubeConfig: TheirKubeConfig) => ({
    clusters: kubeConfig.getClusters(),
    users: kubeConfig.getUsers(),
    contexts: kubeConfig.getContexts(),
    current: [kubeConfig.getCurrentContext(), kubeConfig.getCurrentCluster(), kubeConfig.getCurrentUser()],
    found: [kubeConfig.getCluster('c'), kubeConfig.getUser('u'), kubeConfig.getContextObject('x')],
    missing: [kubeConfig.getCluster('?'), kubeConfig.getUser('?'), kubeConfig.getContextObject('?')],
  });

  it('says what client-node’s own says, before and after it has become one', () => {
    const kubeConfig = kubeConfigOfContent(content);
    expect(seen(kubeConfig)).to.deep.equal(seen(theirs()));
    expect(kubeConfig.exportConfig()).to.equal(theirs().exportConfig());
    expect(seen(kubeConfig)).to.deep.equal(seen(theirs()));
  });

  it('is one for instanceof, and lists the same fields', () => {
    expect(kubeConfigOfContent(content)).to.be.instanceOf(TheirKubeConfig);
    expect(Object.keys(kubeConfigOfContent(content))).to.deep.equal(Object.keys(theirs()));
    expect('makeApiClient' in kubeConfigOfContent(content)).to.equal(true);
  });

  it('keeps what was changed before it became one', async () => {
    const kubeConfig = kubeConfigOfContent(content);
    kubeConfig.setCurrentContext('lost');
    expect([kubeConfig.getCurrentCluster(), kubeConfig.getCurrentUser()]).to.deep.equal([null, null]);
    kubeConfig.setCurrentContext('x');
    Object.assign(kubeConfig.getUser('u') ?? {}, { token: 'other' });
    const options: { headers: Record<string, string> } = { headers: {} };
    await kubeConfig.applyToHTTPSOptions(options as never);
    expect(options.headers.Authorization).to.equal('Bearer other');
    kubeConfig.setCurrentContext('lost');
    expect([kubeConfig.currentContext, kubeConfig.getCurrentCluster()]).to.deep.equal(['lost', null]);
  });

  it('can be awaited, changed, extended and looked into like a plain object', async () => {
    const kubeConfig = kubeConfigOfContent(content);
    expect(await Promise.resolve(kubeConfig)).to.equal(kubeConfig);
    const named = kubeConfig as unknown as Record<string, unknown>;
    named.mine = 1;
    Object.defineProperty(kubeConfig, 'other', { value: 2, configurable: true });
    expect([named.mine, named.other, 'mine' in kubeConfig]).to.deep.equal([1, 2, true]);
    delete named.mine;
    expect('mine' in kubeConfig).to.equal(false);
    expect((Object.create(kubeConfig) as TheirKubeConfig).getCurrentUser()?.token).to.equal('t');
  });

  it('does not load client-node for where it leads to', async () => {
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { kubeConfigOfContent } = await import('./lib/cluster/lazy-kube-config.ts');
      const { ClusterConnection } = await import('./lib/cluster/cluster-connection.ts');
      const connection = await ClusterConnection.open({ kubeConfig: kubeConfigOfContent(${JSON.stringify(content)}) });
      await connection.close();
      const theirs = loaded.filter((url) => url.includes('/client-node/')).map((url) => url.split('/').at(-1));
      console.log(connection.server, loaded.length > 10, theirs.join());
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
    });
    expect(stdout.trim()).to.equal('https://127.0.0.1:1 true config_types.js');
  }).timeout(20_000);
});
