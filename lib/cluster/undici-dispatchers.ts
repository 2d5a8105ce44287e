/**
 * The only file that loads undici, at first need. By its main file it is fetch, WebSockets, caches and mocks too: 110 files, of which
 * sockets to one server need a third. Its pool has a file of its own, which is no documented door: should a version have it elsewhere
 * or in another form, the main file is taken as ever.
 */
import { createRequire } from 'node:module';
import type * as Undici from 'undici';
import { isBundled } from '../base/bundled.ts';

/** undici, from outside. */
export interface UndiciFiles {
  /** What the pool's own file exports; undefined where there is none. */
  pool(): unknown;
  main(): typeof Undici;
}

const INSTALLED: UndiciFiles = Object.freeze({ pool: installedPool, main: installedMain });

/** undici's class of the sockets to one server. */
export function undiciPool(files: UndiciFiles = INSTALLED): typeof Undici.Pool {
  const pool = files.pool();
  return isPool(pool) ? pool : files.main().Pool;
}

/** undici's class that reaches everything through a proxy. */
export function undiciProxyAgent(files: Pick<UndiciFiles, 'main'> = INSTALLED): typeof Undici.ProxyAgent {
  return files.main().ProxyAgent;
}

function isPool(value: unknown): value is typeof Undici.Pool {
  if (typeof value !== 'function') return false;
  const members = value.prototype as Record<string, unknown> | undefined;
  return ['dispatch', 'close', 'destroy'].every((name) => typeof members?.[name] === 'function');
}

function installedPool(): unknown {
  try {
    // Within `try`, bundlers go on without a file that isn't there.
    if (isBundled()) return require('undici/lib/dispatcher/pool.js');
    return createRequire(import.meta.url)('undici/lib/dispatcher/pool.js');
  } catch {
    // Whatever it is: the main file works, or says what is wrong.
    return undefined;
  }
}

function installedMain(): typeof Undici {
  if (isBundled()) return require('undici') as typeof Undici;
  return createRequire(import.meta.url)('undici') as typeof Undici;
}
