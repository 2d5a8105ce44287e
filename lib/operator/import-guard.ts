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

type Marked = typeof globalThis & { [IMPORTING]?: string };

/** Imports a module in such a way that a run() of it rejects. One at a time. */
export async function importGuarded(url: string): Promise<Record<string, unknown>> {
  const marked = globalThis as Marked;
  marked[IMPORTING] = url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url;
  try {
    return (await import(url)) as Record<string, unknown>;
  } finally {
    delete marked[IMPORTING];
  }
}

/** @throws IllegalStateError a module is being imported by importGuarded; run() calls this first */
export function refuseWhileImporting(): void {
  const file = (globalThis as Marked)[IMPORTING];
  if (file === undefined) return;
  throw new IllegalStateError(`${file} calls run() when it is imported; write: if (import.meta.main) await new …Operator(…).run()`);
}
