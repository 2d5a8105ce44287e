/**
 * The default Logger: winston's. This file alone loads winston.
 *
 * The log goes to stderr: standard output is left to what a command prints, and Kubernetes keeps both. One line a record,
 * as text for a terminal or as JSON; secrets are taken out (redaction.ts), errors become message and code, with their stack
 * at level debug.
 */
import { createLogger, format, transports, type Logger as Winston } from 'winston';
import { type Clock, systemClock } from './clock.ts';
import { jsonLine, type LogRecord, textLine } from './log-line.ts';
import { LOG_LEVELS, type LogFields, type Logger, type LogLevel } from './logger.ts';
import { Redactor } from './redaction.ts';

/** A stream that may be a terminal. */
export type LogStream = NodeJS.WritableStream & { isTTY?: boolean; hasColors?: () => boolean };

/** What createWinstonLogger is given. */
export interface WinstonLoggerOptions {
  /** The least severe level that is logged. */
  level: LogLevel;
  /** The form of a record. */
  format: 'text' | 'json';
  /** Where to. @default process.stderr */
  stream?: LogStream;
  /** Texts that must not appear, such as the values of secret options. @default none */
  secrets?: readonly string[];
  /** Whose time the records carry. @default the system's */
  clock?: Clock;
}

/** A Logger on winston. */
export function createWinstonLogger(options: WinstonLoggerOptions): Logger {
  const stream = options.stream ?? process.stderr;
  // hasColors also heeds NO_COLOR and TERM=dumb.
  const colours = stream.isTTY === true && stream.hasColors?.() !== false;
  const line = (record: LogRecord) => (options.format === 'json' ? jsonLine(record) : textLine(record, colours));
  const winston = createLogger({
    level: options.level,
    levels: Object.fromEntries(LOG_LEVELS.map((level, severity) => [level, severity])),
    format: format.printf((info) => line(info.record as LogRecord)),
    transports: [new transports.Stream({ stream, eol: '\n' })],
  });
  const redactor = new Redactor({ secrets: options.secrets, stacks: options.level === 'debug' });
  // Winston looks through its transports each time that it is asked.
  const enabled = new Set(LOG_LEVELS.filter((level) => winston.isLevelEnabled(level)));
  return new WinstonLogger({ winston, enabled, redactor, clock: options.clock ?? systemClock }, {});
}

interface Shared {
  readonly winston: Winston;
  /** The levels whose records are read. */
  readonly enabled: ReadonlySet<LogLevel>;
  readonly redactor: Redactor;
  readonly clock: Clock;
}

class WinstonLogger implements Logger {
  readonly #shared: Shared;
  readonly #fields: LogFields;

  constructor(shared: Shared, fields: LogFields) {
    this.#shared = shared;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#log('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new WinstonLogger(this.#shared, { ...this.#fields, ...fields });
  }

  #log(level: LogLevel, message: string, fields?: LogFields): void {
    const { winston, enabled, redactor, clock } = this.#shared;
    // Asked here, so that a record that nobody reads costs nothing.
    if (!enabled.has(level)) return;
    const given = fields instanceof Error ? { error: fields } : fields;
    const record: LogRecord = {
      time: clock.now(),
      level,
      message: redactor.text(String(message)),
      fields: redactor.fields({ ...this.#fields, ...given }),
    };
    winston.log({ level, message: record.message, record });
  }
}
