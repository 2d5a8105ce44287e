/** kubectl as somebody at a terminal uses it, on a cluster and a namespace: what it prints and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClusterPrograms } from '../../cluster/cluster-programs.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';

/** What kubectl said. */
export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Where kubectl is; undefined where it has yet to be built. */
export function kubectlProgram(): string | undefined {
  const programs = findClusterPrograms();
  return programs.state === 'present' ? join(programs.folder, 'kubectl') : undefined;
}

/** See the file's comment. */
export class Kubectl {
  readonly #program: string;
  readonly #options: readonly string[];
  /** For manifests, and for what kubectl caches: never somebody's own. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'tskubeop-kubectl-'));

  constructor(program: string, { cluster, namespace }: { cluster: TestCluster; namespace: string }) {
    this.#program = program;
    this.#options = ['--kubeconfig', cluster.kubeconfigPath, '--namespace', namespace, '--request-timeout', '15s'];
  }

  /** Runs it to its end; anything but 0 throws unless another code is wanted. */
  async run(args: readonly string[], { code = 0, env = {} }: { code?: number; env?: NodeJS.ProcessEnv } = {}): Promise<Said> {
    const child = this.start(args, env);
    const said: Said = { code: null, stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    [said.code] = await once(child, 'close');
    if (said.code !== code) throw new Error(`kubectl ${args.join(' ')} ended with ${said.code}: ${said.stderr}${said.stdout}`);
    return said;
  }

  /** Starts it; whoever does ends it. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const home = { HOME: this.#folder, KUBECACHEDIR: join(this.#folder, 'cache'), PATH: process.env.PATH };
    return spawn(this.#program, [...this.#options, ...args], { env: { ...home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Writes a file, and returns its path. */
  file(name: string, text: string, mode = 0o600): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode });
    return path;
  }

  /** Removes what it wrote. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
