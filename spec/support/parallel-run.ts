/**
 * Mocha's global setup of a run whose spec files are spread over several processes: what they can share is made once, before
 * they begin, and they learn of it by the environment.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packForAll } from './packed-tarball.ts';
import { realClusterMissing, sharedRealCluster, stopSharedRealCluster } from './shared-real-cluster.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What nearly every process of the run loads. */
const LOADED_BY_ALL = [
  ...['lib/index.ts', 'lib/testing/index.ts', 'lib/cli/program.ts', 'examples/printer/printer.ts'],
  // What these import at need.
  ...['lib/embedded/embedded-api-server.ts', 'lib/operator/operator-start.ts', 'lib/operator/arguments.ts', 'lib/base/winston-logger.ts'],
];

const endings: (() => Promise<void>)[] = [];

/** One real cluster instead of one each. Where there can be none, the suites that need it say so themselves. */
async function shareRealCluster(): Promise<void> {
  if (process.env.TSKUBEOP_TEST_KUBECONFIG || realClusterMissing()) return;
  endings.push(stopSharedRealCluster);
  const { kubeconfigPath } = await sharedRealCluster();
  process.env.TSKUBEOP_TEST_KUBECONFIG = kubeconfigPath;
}

/** Taking the types away and compiling costs each process more than all else that it does at its start. */
async function shareCompiledModules(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'compiled-modules');
  const imports = LOADED_BY_ALL.flatMap((file) => ['--import', join(ROOT, file)]);
  await promisify(execFile)(process.execPath, ['--conditions=@tskubeop/source', ...imports, '--eval', '0'], { cwd: ROOT });
}

/** Makes what all of them need. */
export async function mochaGlobalSetup(): Promise<void> {
  await Promise.all([shareCompiledModules(), shareRealCluster(), packForAll().then((ending) => endings.push(ending))]);
}

/** Takes it away after the last of them. */
export async function mochaGlobalTeardown(): Promise<void> {
  for (const ending of endings.splice(0)) await ending();
}
