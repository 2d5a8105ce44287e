/**
 * Turns what a hook prints into records of the log: a line each; a JSON object, on one line or several, becomes a record with its
 * own level, message and fields. Nothing is dropped but what exceeds the bounds, which is said.
 */
import { StringDecoder } from 'node:string_decoder';
import type { LogFields, Logger } from '../base/logger.ts';
import type { HookStream } from './hook-process.ts';
import { isObject } from './value-shape.ts';

/** The longest line that is logged, in characters. */
const LONGEST_LINE = 10_000;

/** How much of one run is logged, in characters; beyond it the run is read slowly, and nothing of it is kept. */
const MOST_CHARACTERS = 1_000_000;

/** How much of the end of standard error is kept for the message of a failure. */
const KEPT_ERROR = 4000;

/** How many lines a JSON object may have. */
const MOST_JSON_LINES = 100;

const LEVELS: Readonly<Record<string, 'debug' | 'info' | 'warn' | 'error'>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'error',
  panic: 'error',
};

/** The output of one run. */
export class OutputLog {
  readonly #streams: Readonly<Record<HookStream, LineLog>>;
  readonly #logger: Logger;
  #left = MOST_CHARACTERS;
  #lost = 0;
  #error = '';

  constructor(logger: Logger) {
    this.#logger = logger;
    this.#streams = { stdout: new LineLog(logger.child({ output: 'stdout' })), stderr: new LineLog(logger.child({ output: 'stderr' })) };
  }

  /** The end of what it said on standard error. */
  get error(): string {
    return this.#error.trim();
  }

  /** Takes what came. @returns whether there was so much already that the rest is read slowly */
  take(stream: HookStream, chunk: Buffer): boolean {
    const text = this.#streams[stream].decode(chunk);
    if (stream === 'stderr') this.#error = (this.#error + text).slice(-KEPT_ERROR);
    if (this.#left > 0) this.#streams[stream].add(text.slice(0, this.#left));
    this.#lost += Math.max(0, text.length - this.#left);
    this.#left = Math.max(0, this.#left - text.length);
    return this.#left === 0;
  }

  /** Logs what has no line break behind it, and what was too much. */
  end(): void {
    for (const stream of Object.values(this.#streams)) stream.end();
    if (this.#lost > 0)
      this.#logger.warn('the hook printed more than is logged', { loggedCharacters: MOST_CHARACTERS, lostCharacters: this.#lost });
  }
}

/** One stream. */
class LineLog {
  readonly #logger: Logger;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  /** The lines of what may become a JSON object. */
  #pending: string[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  decode(chunk: Buffer): string {
    return this.#decoder.write(chunk);
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) this.#line(line);
    // A line without an end is logged in pieces.
    while (this.#rest.length > LONGEST_LINE) {
      this.#line(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
  }

  end(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    this.#flush();
  }

  #line(text: string): void {
    const line = text.replace(/\r$/, '');
    if (this.#pending.length === 0 && !line.trimStart().startsWith('{')) return this.#plain(line);
    this.#pending.push(line);
    const whole = this.#pending.join('\n');
    const value = whole.trimEnd().endsWith('}') ? parsedObject(whole) : undefined;
    if (value) {
      this.#pending = [];
      this.#record(value);
    } else if (this.#pending.length >= MOST_JSON_LINES || whole.length > LONGEST_LINE) {
      this.#flush();
    }
  }

  #flush(): void {
    const lines = this.#pending;
    this.#pending = [];
    for (const line of lines) this.#plain(line);
  }

  #plain(line: string): void {
    if (line.trim() === '') return;
    this.#logger.info(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}:truncated` : line);
  }

  #record({ level, msg, time: _time, ...rest }: Record<string, unknown>): void {
    const fields: LogFields = Object.fromEntries(Object.entries(rest).map(([key, value]) => [`hook_${key}`, value]));
    const name = LEVELS[String(level ?? 'info').toLowerCase()] ?? 'info';
    this.#logger[name](typeof msg === 'string' && msg !== '' ? msg : 'hook result', fields);
  }
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // no JSON, so that it is logged as it is
  }
}
