/**
 * The only file that loads undici, at first need. By its main file it is fetch, WebSockets, caches and mocks too: 110 files, of which
 * sockets to one server need a third. Its agent has a file of its own, which is no documented door: should a version have it elsewhere
 * or in another form, the main file is taken as ever.
 */
import { createRequire } from 'node:module';
import type * as Undici from 'undici';
import { isBundled } from '../base/bundled.ts';

/** undici, from outside. */
export interface UndiciFiles {
  /** What the agent's own file exports; undefined where there is none. */
  agent(): unknown;
  main(): typeof Undici;
}

const INSTALLED: UndiciFiles = Object.freeze({ agent: installedAgent, main: installedMain });

/** undici's class that keeps a pool for each origin. */
export function undiciAgent(files: UndiciFiles = INSTALLED): typeof Undici.Agent {
  const agent = files.agent();
  return isAgent(agent) ? agent : files.main().Agent;
}

/** undici's class that reaches everything through a proxy. */
export function undiciProxyAgent(files: Pick<UndiciFiles, 'main'> = INSTALLED): typeof Undici.ProxyAgent {
  return files.main().ProxyAgent;
}

function isAgent(value: unknown): value is typeof Undici.Agent {
  if (typeof value !== 'function') return false;
  const members = value.prototype as Record<string, unknown> | undefined;
  return ['dispatch', 'close', 'destroy'].every((name) => typeof members?.[name] === 'function');
}

function installedAgent(): unknown {
  try {
    // Within `try`, bundlers go on without a file that isn't there.
    if (isBundled()) return require('undici/lib/dispatcher/agent.js');
    return createRequire(import.meta.url)('undici/lib/dispatcher/agent.js');
  } catch {
    // Whatever it is: the main file works, or says what is wrong.
    return undefined;
  }
}

function installedMain(): typeof Undici {
  if (isBundled()) return require('undici') as typeof Undici;
  return createRequire(import.meta.url)('undici') as typeof Undici;
}
