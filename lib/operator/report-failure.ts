/**
 * How a program ends that could not go on: which exit code, and what it says on stderr. Pure.
 */
import { messageOf, OperatorError, UsageError } from '../base/errors.ts';

/** The end of a program. */
export interface FailureReport {
  /** 2 for wrong usage, else 1. */
  readonly exitCode: 1 | 2;
  /** What is printed on stderr, without a stack, ending with a line break. */
  readonly message: string;
}

/** Causes deeper than this say nothing to a user. */
const MOST_CAUSES = 3;

/**
 * The report of an error that can be explained.
 *
 * @throws the error itself when it is none of ours: a bug, whose stack must be seen
 */
export function reportFailure(error: unknown): FailureReport {
  if (UsageError.is(error)) {
    // By the brand it may be of another copy of the package, without our property.
    const usage = (error as { usage?: string }).usage ?? '';
    return { exitCode: 2, message: usage === '' ? `${error.message}\n` : `${error.message}\n\n${usage.trimEnd()}\n` };
  }
  if (OperatorError.is(error)) return { exitCode: 1, message: `${withCauses(error)}\n` };
  throw error;
}

/** The message, and those of its causes that it doesn't have in it already. */
function withCauses(error: Error): string {
  let text = messageOf(error);
  let cause = error.cause;
  for (let depth = 0; depth < MOST_CAUSES && cause !== undefined && cause !== null; depth++) {
    const reason = causeText(cause);
    if (!text.includes(reason) && !isNamed(cause, text)) text += `: ${reason}`;
    cause = (cause as { cause?: unknown }).cause;
  }
  return text;
}

/** Whether a text has the code of a system's error, such as ECONNREFUSED: whoever wrote that has said in words what it means. */
function isNamed({ code }: { code?: unknown }, text: string): boolean {
  return typeof code === 'string' && text.includes(`(${code})`);
}

/** An AggregateError, as a connection to several addresses fails with, has its reasons inside. */
function causeText(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return [...new Set(cause.errors.map(messageOf))].join(', ');
  return messageOf(cause);
}
