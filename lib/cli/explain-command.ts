/**
 * `tskubeop explain KIND NAMESPACE/NAME`: asks a running operator why it does, or doesn't, handle an object.
 */
import { FileError, UsageError } from '../base/errors.ts';
import type { CommandArguments, CommandContext } from './command.ts';
import { type ExplanationAnswer, explanationText } from './explanation-text.ts';
import { askRunning, errorText } from './running-operators.ts';

/**
 * Runs the command.
 *
 * @throws UsageError not a kind and a name, or several operators can answer
 * @throws FileError no operator can answer
 */
export async function explainCommand({ files, options }: CommandArguments, { stdout, env }: CommandContext): Promise<number> {
  const [kind, name] = files;
  if (kind === undefined || name === undefined || files.length > 2) {
    throw new UsageError('explain needs a kind and a name, such as: tskubeop explain Printer team-a/my-printer');
  }
  const target = `/explain?${new URLSearchParams({ kind, name })}`;
  const search = { socket: options.socket as string | undefined, temporary: env.TMPDIR };
  const answer = await askRunning(target, search, ({ status }) => status === 404);
  if (answer.status !== 200) throw new FileError(errorText(answer));
  const explained = answer.body as ExplanationAnswer;
  stdout.write(options.json === true ? `${JSON.stringify(explained, null, 2)}\n` : explanationText(explained));
  return 0;
}
