/**
 * Keeps operators from starting while a module is only being looked at: `tskubeop crd printer.ts` imports the program whose
 * last line runs it.
 *
 * The mark is on globalThis, because the module may load a copy of the package of its own.
 */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IllegalStateError } from '../base/errors.ts';

const IMPORTING = Symbol.for('tskubeop.importing');

/** The import under way. */
interface ImportMark {
  /** The module, for the message. */
  readonly file: string;
  /** That something was refused, also where the module doesn't wait for it. */
  refusal?: string;
}

type Marked = typeof globalThis & { [IMPORTING]?: ImportMark };

/**
 * Imports a module in such a way that no operator of it starts. One at a time.
 *
 * @throws IllegalStateError the module calls run() or start() when it is imported
 */
export async function importGuarded(url: string): Promise<Record<string, unknown>> {
  const marked = globalThis as Marked;
  const mark: ImportMark = { file: url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url };
  marked[IMPORTING] = mark;
  try {
    return (await import(url)) as Record<string, unknown>;
  } finally {
    delete marked[IMPORTING];
    // More to the point than whatever else came of it.
    if (mark.refusal !== undefined) refuse(mark.refusal);
  }
}

/**
 * True while a module is being imported by importGuarded, which then throws: whoever was going to start must not.
 *
 * @param what the method that was called
 */
export function isOnlyImported(what: 'run()' | 'start()'): boolean {
  const mark = (globalThis as Marked)[IMPORTING];
  if (mark === undefined) return false;
  mark.refusal = `${mark.file} calls ${what} when it is imported; write: if (import.meta.main) await new …Operator(…).${what}`;
  return true;
}

/** The same as an error. @throws IllegalStateError a module is being imported by importGuarded */
export function refuseWhileImporting(what: 'run()' | 'start()'): void {
  if (isOnlyImported(what)) refuse((globalThis as Marked)[IMPORTING]?.refusal ?? '');
}

function refuse(reason: string): never {
  throw new IllegalStateError(reason);
}
