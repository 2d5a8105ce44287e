/**
 * What the SDK and its users log with. The default implementation is winston's (winston-logger.ts); any object of this
 * shape may be given instead.
 */

/** Data of a record: kind, namespace, name, uid, attempt and whatever else helps. Never a secret. */
export type LogFields = Record<string, unknown>;

/** The levels, most severe first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** A level's name. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A structured logger. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each record. */
  child(fields: LogFields): Logger;
}

/** A logger that says nothing. */
export const silentLogger: Logger = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
});
