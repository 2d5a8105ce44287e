/**
 * A short hash of a JSON value that does not depend on the order of its keys.
 */
import { hash } from 'node:crypto';

const LENGTH = 12;

/** Twelve hexadecimal digits: enough to tell versions of one object apart, short enough for a status. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex').slice(0, LENGTH);
}

/** JSON with sorted keys and without undefined ones. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(fields[key])}`);
  }
  return `{${parts.join(',')}}`;
}
