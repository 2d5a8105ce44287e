/**
 * A logger that says nothing and keeps everything, for tests to look at and to print when they fail.
 */
import { LOG_LEVELS, type LogFields, type Logger, type LogLevel } from '../base/logger.ts';
import { Redactor } from '../base/redaction.ts';

/** One record. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** See the file's comment. */
export class CollectedLog implements Logger {
  readonly #records: LogRecord[];
  readonly #fields: LogFields;

  constructor(records: LogRecord[] = [], fields: LogFields = {}) {
    this.#records = records;
    this.#fields = fields;
  }

  /** Everything logged so far, in order. */
  get records(): readonly LogRecord[] {
    return this.#records;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#add('debug', message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#add('info', message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#add('warn', message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#add('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new CollectedLog(this.#records, { ...this.#fields, ...fields });
  }

  /** The records of a level and above as text, a line each. */
  text(least: LogLevel = 'debug'): string {
    const redactor = new Redactor();
    const shown = this.#records.filter(({ level }) => LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(least));
    return shown.map(({ level, message, fields }) => `${level} ${message} ${JSON.stringify(redactor.fields(fields))}`).join('\n');
  }

  #add(level: LogLevel, message: string, fields: LogFields): void {
    this.#records.push({ level, message, fields: { ...this.#fields, ...fields } });
  }
}
