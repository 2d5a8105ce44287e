/**
 * `tskubeop hooks queue|list|snapshot HOOK|config`: asks the hooks that run.
 */
import { FileError, UsageError } from '../base/errors.ts';
import type { TextOutput } from './command.ts';
import { askRunning, errorText } from './running-operators.ts';

/** What can be asked. */
export const HOOK_QUESTIONS: readonly string[] = ['queue', 'list', 'snapshot', 'config'];

/** A question. */
export interface HookQuestion {
  /** The question's name, and the hook's for a snapshot. */
  readonly words: readonly string[];
  readonly socket: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: TextOutput;
}

/**
 * Asks, and prints the answer as JSON.
 *
 * @throws UsageError it is no question, or several operators can answer
 * @throws FileError nobody can answer
 */
export async function askHooks({ words, socket, env, stdout }: HookQuestion): Promise<number> {
  const [question = '', hook, ...rest] = words;
  const isSnapshot = question === 'snapshot';
  if (rest.length > 0 || isSnapshot !== (hook !== undefined)) {
    throw new UsageError(isSnapshot ? 'hooks snapshot needs the name of one hook' : `hooks ${question} takes nothing more`);
  }
  const target = `/hooks/${question}${hook === undefined ? '' : `?${new URLSearchParams({ hook })}`}`;
  const answer = await askRunning(target, { socket, temporary: env.TMPDIR }, ({ status }) => status === 404);
  if (answer.status === 404) throw new FileError('this operator has no hooks');
  if (answer.status !== 200) throw new FileError(errorText(answer));
  stdout.write(`${JSON.stringify(answer.body, null, 2)}\n`);
  return 0;
}
