/**
 * One record of the log as one line of text or of JSON. Pure. Whatever a record holds, its line is a single one and moves no
 * cursor: control characters are written as escapes, so that no user's text passes for a record of its own.
 */
import type { LogLevel } from './logger.ts';
import type { JsonValue } from './object-meta.ts';

/** A record, without secrets already. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  time: number;
  level: LogLevel;
  message: string;
  fields: { readonly [key: string]: JsonValue };
}

/** Control characters, line separators, and those that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Short escapes; the others are \uXXXX. */
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The terminal's code of each level's colour. */
const COLOURS: Readonly<Record<LogLevel, number>> = { error: 31, warn: 33, info: 36, debug: 90 };

/** What a text field needs no quotes for. */
const PLAIN = /^[\w.:/@%+,*#~-]+$/;

/** `{"time":…,"level":…,"message":…,…fields}`; a field of one of the first three names gets an underscore. */
export function jsonLine({ time, level, message, fields }: LogRecord): string {
  const reserved = ['time', 'level', 'message'];
  const entries = Object.entries(fields).map(([key, value]) => [reserved.includes(key) ? `${key}_` : key, value]);
  return escaped(JSON.stringify({ time: timeText(time), level, message, ...Object.fromEntries(entries) }));
}

/** `2026-01-02T03:04:05.678Z INFO  message [Kind namespace/name] key=value …`, for a reader at a terminal. */
export function textLine({ time, level, message, fields }: LogRecord, colours: boolean): string {
  const { kind, namespace, name, ...rest } = fields;
  const subject = name === undefined && kind === undefined ? undefined : [kind, joined(namespace, name)].filter(Boolean).join(' ');
  const others = subject === undefined && namespace !== undefined ? { namespace, ...rest } : rest;
  const word = level.toUpperCase().padEnd(5);
  const parts = [
    timeText(time),
    colours ? `\u001b[${COLOURS[level]}m${word}\u001b[0m` : word,
    escaped(message),
    ...(subject === undefined ? [] : [`[${escaped(subject)}]`]),
    ...Object.entries(others).map(([key, value]) => `${PLAIN.test(key) ? key : quoted(key)}=${valueText(value)}`),
  ];
  return parts.join(' ');
}

function joined(namespace: JsonValue | undefined, name: JsonValue | undefined): string {
  return [namespace, name].filter((part) => part !== undefined).join('/');
}

function valueText(value: JsonValue): string {
  if (typeof value === 'string') return PLAIN.test(value) ? value : quoted(value);
  return quoted(value);
}

/** JSON's own escapes, and ours for what JSON lets through. */
function quoted(value: JsonValue): string {
  return escaped(JSON.stringify(value));
}

function escaped(text: string): string {
  return text.replace(CONTROL, (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}
