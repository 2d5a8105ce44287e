/**
 * An error on its way from one thread to another: as text, since of a class only the name would arrive.
 */
import { messageOf } from '../base/errors.ts';

/** What is told of an error. */
export interface ToldError {
  readonly name: string;
  /** What it says of itself to programs. */
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  /** What led to it. */
  readonly cause: ToldError | undefined;
}

const MOST_CAUSES = 8;

/** Tells an error. */
export function toldError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { name: 'Error', code: undefined, message: messageOf(error), stack: undefined, cause: undefined };
  const { name, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    code: code === undefined ? undefined : String(code),
    message: messageOf(error),
    stack,
    cause: cause === undefined || depth === MOST_CAUSES ? undefined : toldError(cause, depth + 1),
  };
}

/** The same error again, of no class; its stack is that of the other thread. */
export function errorOf({ name, code, message, stack, cause }: ToldError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: errorOf(cause) });
  Object.defineProperty(error, 'name', { value: name, enumerable: false, configurable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

/** Says it in a line: class, code and message. */
export function errorInWords({ name, code, message }: ToldError): string {
  const what = [name === 'Error' ? '' : name, code === undefined ? '' : `(${code})`].filter(Boolean).join(' ');
  return what === '' ? message : `${what}: ${message}`;
}
