/** What is loaded until a first handler has run: everything more costs every start time and memory (docs/performance.md). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bench/clients/start-up.ts');
const HOOK = `
  import { registerHooks } from 'node:module';
  const seen = new Set();
  registerHooks({
    load(url, context, next) {
      seen.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? /\\/lib\\/([^/]+)\\//.exec(url)?.[1] ?? '');
      return next(url, context);
    },
  });
  process.on('exit', () => {
    const fetch = process.moduleLoadList.some((name) => name.includes('undici')) ? ['the fetch of Node'] : [];
    console.log(JSON.stringify([...seen, ...fetch].sort()));
  });`;

describe('a start with the embedded cluster', function () {
  this.timeout(60_000);

  it('loads no package but undici, and no folder of ours that only a flag or a command asks for', async () => {
    const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@tskubeop/source', '--import', hook, PROGRAM]);
    const loaded = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
    const folders = ['base', 'cache', 'cluster', 'controller', 'embedded', 'face', 'health', 'leadership', 'metrics', 'operator', 'queue'];
    const more = ['resource', 'schema', 'testing', 'tracing', 'watch'];
    // Of client-node, the one file that knows the form of a kubeconfig.
    expect(loaded.filter((name) => name !== '')).to.deep.equal(['@kubernetes/client-node', ...folders, ...more, 'undici'].sort());
  });
});
