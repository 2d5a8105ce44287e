import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { AbortedError, ApiError, FileError } from '../../lib/base/errors.ts';
import type { KubernetesObject } from '../../lib/base/object-meta.ts';
import { clusterCommand } from '../../lib/cli/cluster-command.ts';

/** Text that can be waited for. */
class Terminal {
  text = '';
  readonly #waiting: { part: string; resolve: () => void }[] = [];
  write(text: string): void {
    this.text += text;
    for (const { part, resolve } of this.#waiting) if (this.text.includes(part)) resolve();
  }
  until(part: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.text.includes(part)) resolve();
      this.#waiting.push({ part, resolve });
    });
  }
}

function aManifest(kind: string, name: string): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

describe('clusterCommand', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tskubeop-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function start(options: Record<string, unknown>, texts: Record<string, string>, apply: (object: KubernetesObject) => void = () => {}) {
    const files = Object.entries(texts).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const [stdout, stderr, stop] = [new Terminal(), new Terminal(), new AbortController()];
    const trace: string[] = [];
    const done = clusterCommand(
      { files, options: { port: 0, watch: false, ...options } },
      { stdout, stderr, env: {}, signal: stop.signal, clock: systemClock },
      {
        serve: async ({ port, state, onSaveProblem }) => {
          trace.push(state === undefined ? `serve ${port}` : `serve ${port} from ${state}`);
          if (state !== undefined) onSaveProblem?.(new FileError('no space left'));
          return { kubeconfig: 'kind: Config\n', close: async () => void trace.push('close cluster') };
        },
        connect: async (path) => {
          trace.push(`connect ${readFileSync(path, 'utf8').endsWith('kind: Config\n')}`);
          const client = {
            apply: async <T>(object: KubernetesObject) => {
              apply(object);
              trace.push(`apply ${object.kind} ${object.metadata?.name}`);
              return object as T;
            },
          };
          return { client: client as never, server: 'https://127.0.0.1:1', close: async () => void trace.push('close connection') };
        },
      },
    );
    return { done, stdout, stderr, stop, trace, files };
  }

  it('prints the kubeconfig first, applies definitions first, and cleans up when stopped', async () => {
    const run = start({ port: 5 }, { 'a.yaml': aManifest('Pod', 'a'), 'b.yaml': aManifest('CustomResourceDefinition', 'b') });
    await run.stdout.until('Ctrl-C');
    const [first = '', ...rest] = run.stdout.text.trim().split('\n');
    const path = first.replace(/^KUBECONFIG=/, '');
    expect(existsSync(path)).to.equal(true);
    expect(rest).to.deep.equal(['applied CustomResourceDefinition b', 'applied Pod a', 'serving https://127.0.0.1:1; end it with Ctrl-C']);
    run.stop.abort();
    expect(await run.done).to.equal(0);
    expect(run.trace).to.deep.equal([
      'serve 5',
      'connect true',
      'apply CustomResourceDefinition b',
      'apply Pod a',
      'close connection',
      'close cluster',
    ]);
    expect(existsSync(path)).to.equal(false);
  });

  it('keeps the state where it is told to, and says when that fails', async () => {
    const run = start({ state: 'state.yaml' }, {});
    await run.stdout.until('Ctrl-C');
    run.stop.abort();
    expect(await run.done).to.equal(0);
    expect(run.trace[0]).to.equal('serve 0 from state.yaml');
    expect(run.stderr.text).to.equal('no space left\n');
  });

  it('writes the kubeconfig where it is told to', async () => {
    const kubeconfig = join(folder, 'config');
    const run = start({ kubeconfig }, {});
    await run.stdout.until('Ctrl-C');
    expect(run.stdout.text).to.match(new RegExp(`^KUBECONFIG=${kubeconfig}\n`));
    run.stop.abort();
    await run.done;
  });

  it('applies again what is saved, says what is wrong with it, and goes on', async () => {
    const run = start({ watch: true }, { 'a.yaml': aManifest('Pod', 'a'), 'b.yaml': aManifest('Pod', 'b') });
    await run.stdout.until('Ctrl-C');
    writeFileSync(run.files[0] ?? '', 'a: [');
    await run.stderr.until('\n');
    expect(run.stderr.text).to.match(/a\.yaml:1: /);
    writeFileSync(run.files[0] ?? '', aManifest('Pod', 'again'));
    await run.stdout.until('applied Pod again');
    run.stop.abort();
    expect(await run.done).to.equal(0);
    expect(run.trace.filter((line) => line === 'apply Pod b')).to.have.length(1);
  });

  it('serves nothing when a file is bad', async () => {
    const run = start({}, { 'a.yaml': 'kind: Pod\n' });
    expect(await run.done.catch((error) => error.message)).to.equal(`${run.files[0]}:1: not a Kubernetes object: it has no apiVersion`);
    expect(run.trace).to.deep.equal([]);
  });

  it('names the file that the server refuses, and ends', async () => {
    const run = start({}, { 'a.yaml': aManifest('Pod', 'a') }, () => {
      throw new ApiError({ status: 422, reason: 'Invalid', method: 'PATCH', path: '/x', message: 'no image' });
    });
    expect(await run.done.catch((error) => error.message)).to.equal(`${run.files[0]}:1: PATCH /x: 422 Invalid: no image`);
    expect(run.trace).to.deep.equal(['serve 0', 'connect true', 'close connection', 'close cluster']);
  });

  it('ends cleanly when it is stopped while it applies', async () => {
    const run = start({}, { 'a.yaml': aManifest('Pod', 'a') }, () => {
      run.stop.abort();
      throw new AbortedError('stopped');
    });
    expect(await run.done).to.equal(0);
  });

  for (const port of [-1, 65_536, 1.5]) {
    it(`refuses port ${port}`, async () => {
      expect(await start({ port }, {}).done.catch((error) => error.message)).to.equal(
        `--port must be a port number, 0 to 65535, not ${port}`,
      );
    });
  }
});
