/**
 * The logger of one call, whose records name the object. Most calls log nothing, so what it stands on is made at its first record.
 */
import type { LogFields, Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { objectFields } from './controller-context.ts';

/** See the file's comment. */
export class ObjectLogger implements Logger {
  readonly #parent: Logger;
  readonly #object: StoredObject;
  readonly #attempt: number;
  #child: Logger | undefined;

  constructor(parent: Logger, object: StoredObject, attempt: number) {
    this.#parent = parent;
    this.#object = object;
    this.#attempt = attempt;
  }

  debug(message: string, fields?: LogFields): void {
    this.#logger().debug(message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#logger().info(message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#logger().warn(message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#logger().error(message, fields);
  }

  child(fields: LogFields): Logger {
    return this.#logger().child(fields);
  }

  #logger(): Logger {
    this.#child ??= this.#parent.child({ ...objectFields(this.#object), attempt: this.#attempt });
    return this.#child;
  }
}
