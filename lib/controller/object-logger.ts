/**
 * The logger of one call, whose records name the object. Most calls log nothing, so what it stands on is made at its first record.
 */
import type { LogFields, Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { objectFields } from './controller-context.ts';

/** The call that a record is of. */
export interface LoggedCall {
  readonly object: StoredObject;
  readonly attempt: number;
  readonly reconcileId: string;
}

/** See the file's comment. */
export class ObjectLogger implements Logger {
  readonly #parent: Logger;
  readonly #object: StoredObject;
  readonly #attempt: number;
  readonly #reconcileId: string;
  #child: Logger | undefined;

  constructor(parent: Logger, { object, attempt, reconcileId }: LoggedCall) {
    this.#parent = parent;
    this.#object = object;
    this.#attempt = attempt;
    this.#reconcileId = reconcileId;
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
    this.#child ??= this.#parent.child({ ...objectFields(this.#object), attempt: this.#attempt, reconcileId: this.#reconcileId });
    return this.#child;
  }
}
