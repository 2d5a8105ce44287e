/**
 * The environment for programs that are to run as a user's do: what belongs to the run of the specs must not reach them.
 */
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Without the specs' own conditions and npm's settings for the repository; the programs run on the Node that runs the specs. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|KUBECONFIG$|TSKUBEOP_)/i.test(name));
  // npm's scripts put the repository's programs in front of the PATH.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(join(ROOT, 'node_modules')));
  return { ...Object.fromEntries(entries), PATH: [dirname(process.execPath), ...path].join(delimiter) };
}
