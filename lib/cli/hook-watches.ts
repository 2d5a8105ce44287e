/**
 * What the hooks of a folder watch, as they say themselves when they are asked for their configuration: for those who make
 * permissions of it. No hook is run otherwise.
 */
import { resolve } from 'node:path';
import { silentLogger } from '../base/logger.ts';
import { findHooks } from '../hooks/hook-discovery.ts';
import { loadHook } from '../hooks/hook-loader.ts';
import type { HookWatch } from '../schema/hook-rules.ts';
import type { CommandContext } from './command.ts';

/** A filter's syntax says nothing of permissions: jq need not be loaded. */
const NO_JQ = { jqProblem: async () => undefined };

/**
 * Asks the hooks, one after the other.
 *
 * @throws HookConfigError a hook can't be used, or the folder can't be read
 */
export async function hookWatches(
  folder: string,
  { env, clock, signal }: Pick<CommandContext, 'env' | 'clock' | 'signal'>,
): Promise<HookWatch[]> {
  const options = { folder: resolve(folder), env, clock, logger: silentLogger, reader: NO_JQ };
  const watches: HookWatch[] = [];
  for (const file of (await findHooks(folder)).hooks) {
    const { config } = await loadHook(file, options, signal);
    for (const { name, apiVersion, kind, names, namespaces, namespaceLabels } of config.kubernetes) {
      const byNamespaceLabels = namespaceLabels !== undefined;
      watches.push({ hook: file.name, binding: name, apiVersion, kind, names, namespaces, byNamespaceLabels });
    }
  }
  return watches;
}
