/**
 * The YAML library for those who need it now and again: 72 files and 4 MB, so it is loaded at first need, and at once, as whoever
 * reads or writes a text has no time to wait. What always reads YAML imports it.
 */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { isBundled } from './bundled.ts';

/** Loads it. */
export function requireYaml(): typeof Yaml {
  if (isBundled()) return require('yaml') as typeof Yaml;
  return createRequire(import.meta.url)('yaml') as typeof Yaml;
}
