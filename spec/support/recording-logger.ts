/** A logger that keeps what it is told. */
import type { LogFields, Logger, LogLevel } from '../../lib/base/logger.ts';

/** One record. */
export interface LogRecord {
  level: LogLevel;
  message: string;
  fields: LogFields;
}

/** A logger for specs. */
export class RecordingLogger implements Logger {
  readonly records: LogRecord[];
  readonly #fields: LogFields;

  constructor(records: LogRecord[] = [], fields: LogFields = {}) {
    this.records = records;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#add('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#add('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#add('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#add('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new RecordingLogger(this.records, { ...this.#fields, ...fields });
  }

  /** The messages of these levels. */
  messages(...levels: LogLevel[]): string[] {
    return this.records.filter(({ level }) => levels.includes(level)).map(({ message }) => message);
  }

  #add(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.records.push({ level, message, fields: { ...this.#fields, ...fields } });
  }
}
