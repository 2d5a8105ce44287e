/** The door to client-node: loaded late, and its own class once it is. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { KubeConfig, requireClientNode } from '../../lib/cluster/client-node.ts';

describe('KubeConfig', () => {
  it("is client-node's class: instances, statics, instanceof and subclasses", async () => {
    const real = requireClientNode().KubeConfig;
    const kubeConfig = new KubeConfig();
    expect(kubeConfig).to.be.instanceOf(real).and.instanceOf(KubeConfig);
    expect(new real()).to.be.instanceOf(KubeConfig);
    expect({}).not.to.be.instanceOf(KubeConfig);
    expect(KubeConfig.prototype).to.equal(real.prototype);
    class Own extends KubeConfig {
      own() {
        return this.getContexts();
      }
    }
    const own = new Own();
    expect(own).to.be.instanceOf(Own).and.instanceOf(real);
    expect(own.own()).to.deep.equal([]);
  });

  it('loads client-node only when it is used, not when our files are imported', function () {
    this.timeout(20_000);
    const file = fileURLToPath(new URL('../../lib/cluster/cluster-connection.ts', import.meta.url));
    const program = `
      const { registerHooks } = await import('node:module');
      const seen = [];
      registerHooks({ load(url, context, next) { if (url.includes('@kubernetes/client-node')) seen.push(url); return next(url, context); } });
      await import(${JSON.stringify(file)});
      const { KubeConfig } = await import(${JSON.stringify(file.replace('cluster-connection', 'client-node'))});
      const before = seen.length;
      new KubeConfig();
      console.log(JSON.stringify([before, seen.length > 0]));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(JSON.parse(output)).to.deep.equal([0, true]);
  });
});
