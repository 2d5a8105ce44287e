/**
 * A logger that keeps what it is told.
 */
import type { LogFields, Logger } from '../../../lib/base/logger.ts';

/** The logger. */
export class RecordingLogger implements Logger {
  readonly records: { level: string; message: string; fields: LogFields | undefined }[] = [];

  debug(message: string, fields?: LogFields): void {
    this.records.push({ level: 'debug', message, fields });
  }
  info(message: string, fields?: LogFields): void {
    this.records.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: LogFields): void {
    this.records.push({ level: 'warn', message, fields });
  }
  error(message: string, fields?: LogFields): void {
    this.records.push({ level: 'error', message, fields });
  }
  child(): Logger {
    return this;
  }
}
