/**
 * `tskubeop hooks`: runs the hooks of a folder, until it is told to stop. It is an operator without classes.
 */
import { UsageError } from '../base/errors.ts';
import type { LogLevel } from '../base/logger.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { HookOptions } from '../hooks/hook-runner.ts';
import { KubernetesOperator } from '../operator/kubernetes-operator.ts';
import type { CommandArguments, CommandContext } from './command.ts';
import { askHooks, HOOK_QUESTIONS } from './hooks-questions.ts';

/** The environment variables of the options: ours, and those under which the hooks' first runner knows them. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  hooksDir: ['TSKUBEOP_HOOKS_DIR', 'SHELL_OPERATOR_HOOKS_DIR'],
  tmpDir: ['TSKUBEOP_TMP_DIR', 'SHELL_OPERATOR_TMP_DIR'],
  skipInvalidHooks: ['TSKUBEOP_SKIP_INVALID_HOOKS'],
  hookTimeoutSeconds: ['TSKUBEOP_HOOK_TIMEOUT_SECONDS'],
  logLevel: ['TSKUBEOP_LOG_LEVEL', 'LOG_LEVEL'],
  logFormat: ['TSKUBEOP_LOG_FORMAT'],
  stopSeconds: ['TSKUBEOP_STOP_SECONDS'],
  httpAddress: ['TSKUBEOP_HTTP_ADDRESS'],
  inspectSocket: ['TSKUBEOP_INSPECT_SOCKET'],
  leaderElect: ['TSKUBEOP_LEADER_ELECT'],
  leaseName: ['TSKUBEOP_LEASE_NAME'],
  external: ['TSKUBEOP_EXTERNAL'],
};

/** The operator that has nothing but hooks. */
class HooksOperator extends KubernetesOperator {
  constructor(hooks: HookOptions) {
    super([], { hooks });
  }
}

/** Runs the command until its signal aborts. */
export async function hooksCommand({ files, options }: CommandArguments, { env, signal, clock, stdout }: CommandContext): Promise<number> {
  if (HOOK_QUESTIONS.includes(files[0] ?? '')) return askHooks({ words: files, socket: options.socket as string | undefined, env, stdout });
  const [word] = files;
  if (word !== undefined) {
    const hint = didYouMean(word, HOOK_QUESTIONS);
    throw new UsageError(`hooks takes no file such as ${word}; name the folder by --hooks-dir, or ask ${HOOK_QUESTIONS.join(', ')}${hint}`);
  }
  const value = valueReader(options, env);
  const folder = value.text('hooksDir') ?? 'hooks';
  const temporaryFolder = value.text('tmpDir');
  const hooks: HookOptions = {
    folder,
    skipInvalid: value.flag('skipInvalidHooks'),
    timeoutSeconds: value.seconds('hookTimeoutSeconds') ?? 0,
    ...(temporaryFolder === undefined ? {} : { temporaryFolder }),
  };
  const args = {
    external: value.flag('external'),
    leaderElect: value.flag('leaderElect'),
    logLevel: (value.text('logLevel') ?? 'info') as LogLevel,
    ...given('logFormat', value.text('logFormat')),
    ...given('leaseName', value.text('leaseName')),
    ...given('httpAddress', value.text('httpAddress')),
    ...given('stopSeconds', value.seconds('stopSeconds')),
    inspectSocket: value.text('inspectSocket') ?? 'default',
  };
  const running = await new HooksOperator(hooks).start({ args, signal, clock });
  await running.done;
  return 0;
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

/** Options outrank the environment. */
function valueReader(options: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv) {
  const found = (name: string): { value: unknown; source: string } | undefined => {
    if (options[name] !== undefined) return { value: options[name], source: name };
    const variable = VARIABLES[name]?.find((each) => env[each] !== undefined && env[each] !== '');
    return variable === undefined ? undefined : { value: env[variable], source: variable };
  };
  return {
    text: (name: string) => found(name)?.value as string | undefined,
    flag(name: string): boolean {
      const { value = false, source } = found(name) ?? {};
      if (typeof value === 'boolean') return value;
      if (['true', '1', 'yes'].includes(String(value))) return true;
      if (['false', '0', 'no'].includes(String(value))) return false;
      throw new UsageError(`${source} must be true or false, not ${JSON.stringify(value)}`);
    },
    seconds(name: string): number | undefined {
      const { value, source } = found(name) ?? {};
      if (value === undefined) return undefined;
      const seconds = Number(value);
      if (Number.isFinite(seconds) && seconds >= 0) return seconds;
      throw new UsageError(`${source} must be a number of seconds, 0 or more, not ${JSON.stringify(value)}`);
    },
  };
}
