/**
 * Keeps an operator's module from starting when a command imports it to look at its classes.
 *
 * The mark lies on the process's global object, not in a module: the command and the operator may have two copies of the package.
 */
import { UsageError } from '../base/errors.ts';

const MARK = Symbol.for('tskubeop.importing');

type Marked = { [MARK]?: string };

/** Runs something during which `run()` is refused. */
export async function whileImporting<T>(file: string, action: () => Promise<T>): Promise<T> {
  const marked = globalThis as Marked;
  const before = marked[MARK];
  marked[MARK] = file;
  try {
    return await action();
  } finally {
    if (before === undefined) delete marked[MARK];
    else marked[MARK] = before;
  }
}

/** @throws UsageError a command is importing the module that calls */
export function refuseWhileImporting(): void {
  const file = (globalThis as Marked)[MARK];
  if (file === undefined) return;
  throw new UsageError(`${file} starts an operator when it is imported: write \`if (import.meta.main) await new …Operator(…).run();\``);
}
