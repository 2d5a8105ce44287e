/**
 * The programs of a real control plane: found where somebody put them, else built once from the Go modules beside this file.
 *
 * Each program is written under another name first, so that a
 * broken-off build leaves nothing half done and several builders can't harm one another.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const KUBERNETES = 'k8s.io/kubernetes/cmd';
const VERSION = 'k8s.io/component-base/version';
const LINKER_FLAGS = `-s -w -X ${VERSION}.gitVersion=v1.36.1 -X ${VERSION}.gitMajor=1 -X ${VERSION}.gitMinor=36`;

/** Each program: its module's folder below this one, and its package. */
const PROGRAMS: Readonly<Record<string, { module: string; source: string }>> = {
  etcd: { module: '.', source: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': { module: '.', source: `${KUBERNETES}/kube-apiserver` },
  'kube-controller-manager': { module: '.', source: `${KUBERNETES}/kube-controller-manager` },
  'kube-scheduler': { module: '.', source: `${KUBERNETES}/kube-scheduler` },
  kubectl: { module: '.', source: `${KUBERNETES}/kubectl` },
  kwok: { module: 'kwok', source: 'sigs.k8s.io/kwok/cmd/kwok' },
};

/** Where the programs are, whether they can be built there, or why neither. */
export type ClusterPrograms = { state: 'present' | 'buildable'; folder: string } | { state: 'unavailable'; reason: string };

/** Looks for the programs: TSKUBEOP_TEST_CLUSTER_BIN alone if set, else KUBEBUILDER_ASSETS, the cache, and Go to build them. */
export function findClusterPrograms(env: NodeJS.ProcessEnv = process.env): ClusterPrograms {
  const folder = env.TSKUBEOP_TEST_CLUSTER_BIN || join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'tskubeop-cluster');
  const candidates = env.TSKUBEOP_TEST_CLUSTER_BIN ? [folder] : [env.KUBEBUILDER_ASSETS, folder];
  const complete = candidates.find((candidate) => candidate && missingIn(candidate).length === 0);
  if (complete) return { state: 'present', folder: complete };
  if (isOnPath('go', env)) return { state: 'buildable', folder };
  return { state: 'unavailable', reason: `no ${missingIn(folder).join(', ')} in ${folder}, and no Go to build them with` };
}

/** The folder of the programs; what is missing is built first, which takes minutes. */
export async function ensureClusterPrograms(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const programs = findClusterPrograms(env);
  if (programs.state === 'unavailable') throw new Error(`${programs.reason}: install Go 1.21 or newer (https://go.dev/dl)`);
  if (programs.state === 'present') return programs.folder;
  await mkdir(programs.folder, { recursive: true });
  for (const name of missingIn(programs.folder)) await build(name, programs.folder, env);
  return programs.folder;
}

function missingIn(folder: string): string[] {
  return Object.keys(PROGRAMS).filter((name) => !existsSync(join(folder, name)));
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

async function build(name: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { module, source } = PROGRAMS[name]!;
  const started = performance.now();
  process.stderr.write(`building ${name} from ${source}, once, into ${folder} …\n`);
  const unfinished = join(folder, `.${name}.${process.pid}`);
  const go = spawn('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', LINKER_FLAGS, '-o', unfinished, source], {
    cwd: join(import.meta.dirname, module),
    env: { ...env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const [code, signal] = await once(go, 'exit');
    if (code !== 0) throw new Error(`go build ${source} ended with ${signal ?? `exit code ${code}`}`);
    await rename(unfinished, join(folder, name));
  } finally {
    await rm(unfinished, { force: true });
  }
  process.stderr.write(`built ${name} in ${Math.round((performance.now() - started) / 1000)} s\n`);
}
