/**
 * Which running operator a command asks: the one that is named, else the one of this user's that has an answer.
 */
import { FileError, messageOf, UsageError } from '../base/errors.ts';
import { askOperator, type InspectionAnswer } from '../face/inspection-client.ts';
import { liveSockets, socketFolder } from '../face/inspection-place.ts';

/** Where operators are looked for. */
export interface OperatorSearch {
  /** A socket that was named. @default those of this user */
  readonly socket: string | undefined;
  /** Where the user's folder of sockets lies. @default the system's temporary folder */
  readonly temporary?: string | undefined;
}

/**
 * Asks.
 *
 * @param cannot tells whether an answer means that this operator is not the one that is looked for
 * @throws FileError nobody listens, or nobody can answer
 * @throws UsageError several can
 */
export async function askRunning(
  target: string,
  { socket, temporary }: OperatorSearch,
  cannot: (answer: InspectionAnswer) => boolean,
): Promise<InspectionAnswer> {
  if (socket !== undefined) return await ask(socket, target);
  const folder = socketFolder(temporary);
  const sockets = await liveSockets(folder);
  if (sockets.length === 0) {
    throw new FileError(
      `no operator of this user runs on this machine (${folder} has no socket that answers); in a Pod, run this there: kubectl exec POD -- …`,
    );
  }
  const answers = await Promise.all(sockets.map(async (path) => ({ path, answer: await ask(path, target) })));
  const able = answers.filter(({ answer }) => !cannot(answer));
  const [first] = able;
  if (able.length > 1) {
    throw new UsageError(`several operators can answer; name one of them:\n${able.map(({ path }) => `  --socket ${path}`).join('\n')}`);
  }
  if (first) return first.answer;
  throw new FileError([...new Set(answers.map(({ answer }) => errorText(answer)))].join('\n'));
}

/** What a refusal says. */
export function errorText({ body }: InspectionAnswer): string {
  const error = (body as { error?: unknown } | null)?.error;
  return typeof error === 'string' ? error : String(body).trim();
}

async function ask(path: string, target: string): Promise<InspectionAnswer> {
  try {
    return await askOperator(path, target);
  } catch (error) {
    throw new FileError(`${path}: no operator answers there: ${messageOf(error)}`, { cause: error });
  }
}
