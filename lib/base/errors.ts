/**
 * Every error that the SDK raises: a named class, a code that never changes its meaning, and the cause.
 *
 * Classes are recognised by a brand, not by identity, so that errors of a second loaded copy of the package count too.
 * docs/errors.md lists the codes; a spec holds the two together.
 */

const BRAND = Symbol.for('tskubeop.error');

/** Further data of an error. */
export interface OperatorErrorOptions {
  /** What led to it. @default none */
  cause?: unknown;
}

/** The root of all errors of the SDK. */
export class OperatorError extends Error {
  /** The stable name of this class of errors, in capitals. */
  readonly code: string;
  /** The names of this class and of those it extends: what the brand check looks at. */
  readonly [BRAND]: readonly string[];

  constructor(code: string, message: string, options: OperatorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    const names: string[] = [];
    for (let type: { name: string } | null = new.target; type && type !== Error; type = Object.getPrototypeOf(type)) names.push(type.name);
    this[BRAND] = names;
    Object.defineProperty(this, 'name', { value: new.target.name, enumerable: false, configurable: true });
    Object.defineProperty(this, BRAND, { enumerable: false });
  }

  /** True for errors of this class, also when they come from another copy of the package. */
  static is<T extends OperatorError>(this: abstract new (...parameters: never[]) => T, error: unknown): error is T {
    if (error instanceof this) return true;
    const names = (error as { [BRAND]?: unknown } | null | undefined)?.[BRAND];
    return Array.isArray(names) && names.includes(this.name);
  }
}

/** A handler's failure that no retry can mend: `status.state` becomes 'error' and `status.error` the message. */
export class PermanentError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('PERMANENT', message, options);
  }
}

/** Options of a TemporaryError. */
export interface TemporaryErrorOptions extends OperatorErrorOptions {
  /** Seconds until the next attempt. @default the class's BACKOFF */
  delaySeconds?: number;
}

/** A handler's failure that is expected to pass: it is called again after the given delay. */
export class TemporaryError extends OperatorError {
  /** Seconds until the next attempt, or undefined for the class's back-off. */
  readonly delaySeconds: number | undefined;

  constructor(message: string, options: TemporaryErrorOptions = {}) {
    super('TEMPORARY', message, options);
    const { delaySeconds } = options;
    if (delaySeconds !== undefined && !(Number.isFinite(delaySeconds) && delaySeconds >= 0)) {
      throw new InvalidOptionError('delaySeconds', 'a number of seconds, 0 or more', delaySeconds);
    }
    this.delaySeconds = delaySeconds;
  }
}

/** Somebody always undoes the same write: it waits longer and longer before it is made again. A TemporaryError. */
export class WriteLoopError extends TemporaryError {
  override readonly code: string = 'WRITE_LOOP';
}

/** An operator does not end as it should when it is disturbed; the message is the whole report. Thrown by `explore` of the test kit. */
export class ExplorationError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('EXPLORATION', message, options);
  }
}

/** A thread of an exploration could not begin, failed, or died; the message says at what. Thrown by `explore` of the test kit. */
export class ExplorationThreadError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('EXPLORATION_THREAD', message, options);
  }
}

/** An object's `spec` does not satisfy the class's SPEC. */
export class InvalidSpecError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('INVALID_SPEC', message, options);
  }
}

/** A call at a moment at which it has no meaning, such as assigning a status when no handler is running. */
export class IllegalStateError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('ILLEGAL_STATE', message, options);
  }
}

/** An option whose value cannot be used. */
export class InvalidOptionError extends OperatorError {
  /** The option's name. */
  readonly option: string;

  constructor(option: string, expected: string, given: unknown) {
    super('INVALID_OPTION', `${option} must be ${expected}, not ${describeValue(given)}`);
    this.option = option;
  }
}

/** A CRDBase subclass, or the list of them, that cannot work: a missing static, no handler, a misspelt one. */
export class InvalidClassError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('INVALID_CLASS', message, options);
  }
}

/** Options of an InvalidSchemaError. */
export interface InvalidSchemaErrorOptions extends OperatorErrorOptions {
  /** Whose SPEC or STATUS it is. @default not said */
  className?: string;
}

/** A SPEC or STATUS that has no structural OpenAPI form. */
export class InvalidSchemaError extends OperatorError {
  /** Where in the schema, such as `spec.ports[].number`. */
  readonly path: string;
  /** What is wrong there, and the ways out. */
  readonly reason: string;

  constructor(path: string, reason: string, options: InvalidSchemaErrorOptions = {}) {
    const { className } = options;
    super('INVALID_SCHEMA', `${className === undefined ? '' : `class ${className}: `}${path}: ${reason}`, options);
    this.path = path;
    this.reason = reason;
  }
}

/** Options of a UsageError. */
export interface UsageErrorOptions extends OperatorErrorOptions {
  /** How the program is used, as `--help` prints it. @default none */
  usage?: string;
}

/** A command line or an environment variable that cannot be understood; the program ends with exit code 2. */
export class UsageError extends OperatorError {
  /** How the program is used, as `--help` prints it; empty when the thrower does not know it. */
  readonly usage: string;

  constructor(message: string, options: UsageErrorOptions = {}) {
    super('USAGE', message, options);
    this.usage = options.usage ?? '';
  }
}

/** A file that was named and can't be used: not there, not readable, bad YAML, nothing in it of what it should have. */
export class FileError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('FILE', message, options);
  }
}

/** A template of manifests that can't be read, or doesn't fit the values that it is given. */
export class TemplateError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('TEMPLATE', message, options);
  }
}

/** No usable credentials or kubeconfig. */
export class CredentialsError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('CREDENTIALS', message, options);
  }
}

/** The API server did not answer. */
export class UnreachableError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('UNREACHABLE', message, options);
  }
}

/** A request, or a handler, took longer than it was given. */
export class DeadlineError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('DEADLINE', message, options);
  }
}

/** A call that was given up because its signal aborted. */
export class AbortedError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('ABORTED', message, options);
  }
}

/** A port that cannot be listened on. */
export class PortError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('PORT', message, options);
  }
}

/** The custom resource definition in the cluster cannot serve this program. */
export class CustomResourceDefinitionError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('CUSTOM_RESOURCE_DEFINITION', message, options);
  }
}

/** A life cycle method of the operator (onStartup, onLogin, onCleanup) failed; what it threw is the cause. */
export class LifeCycleError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('LIFE_CYCLE', message, options);
  }
}

/** The replicas can't elect a leader, or share the work: leases may not be read or written, or their namespace isn't there. */
export class LeaderElectionError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('LEADER_ELECTION', message, options);
  }
}

/** A request of a replica that leads no longer, or for an object that has moved: another one may be at work, so nothing was sent. */
export class LeadershipLostError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('LEADERSHIP_LOST', message, options);
  }
}

/** `apply` met an object of that name which belongs to somebody else. */
export class AlreadyExistsError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('ALREADY_EXISTS', message, options);
  }
}

/** A hook that can't be used: `--config` failed, or what it printed is no configuration. */
export class HookConfigError extends OperatorError {
  /** The hook's path below the hooks folder; empty when it is about the folder. */
  readonly hook: string;

  constructor(hook: string, message: string, options: OperatorErrorOptions = {}) {
    super('HOOK_CONFIG', hook === '' ? message : `hook ${hook}: ${message}`, options);
    this.hook = hook;
  }
}

/** A run of a hook failed: its process, what it wrote, or what it asked for. */
export class HookRunError extends OperatorError {
  constructor(message: string, options: OperatorErrorOptions = {}) {
    super('HOOK_RUN', message, options);
  }
}

/** One cause of `Status.details.causes`. */
export interface StatusCause {
  field?: string;
  reason?: string;
  message?: string;
}

/** What an ApiError is made of. */
export interface ApiErrorDetails extends OperatorErrorOptions {
  /** The HTTP status. */
  status: number;
  /** The Status object's reason, such as 'NotFound'. */
  reason: string;
  /** The HTTP method. */
  method: string;
  /** The path, without query. */
  path: string;
  /** The server's message. */
  message: string;
  /** The Status object's causes. @default none */
  causes?: readonly StatusCause[];
  /** What the server asked to wait before another try, in seconds. @default none */
  retryAfterSeconds?: number;
}

/** The API server refused a request. `code` is 'API'; what it said is in `status` and `reason`. */
export class ApiError extends OperatorError {
  /** The HTTP status. */
  readonly status: number;
  /** The Status object's reason, such as 'NotFound' or 'Conflict'. */
  readonly reason: string;
  /** The HTTP method. */
  readonly method: string;
  /** The path, without query. */
  readonly path: string;
  /** The Status object's causes; empty when there are none. */
  readonly causes: readonly StatusCause[];
  /** Seconds that the server asked to wait, if it did. */
  readonly retryAfterSeconds: number | undefined;

  constructor(details: ApiErrorDetails) {
    super('API', `${details.method} ${details.path}: ${details.status} ${details.reason}: ${details.message}`, details);
    this.status = details.status;
    this.reason = details.reason;
    this.method = details.method;
    this.path = details.path;
    this.causes = details.causes ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** One field that an apply may not set, since another manager holds it. */
export interface FieldConflict {
  /** Who holds it, as `metadata.managedFields` names it. */
  readonly manager: string;
  /** Where it is, such as `.spec.replicas`. */
  readonly field: string;
}

/** So many conflicts are named in a message; all of them are in `conflicts`. */
const NAMED_CONFLICTS = 10;

/** A server-side apply met fields that another manager holds. An ApiError with status 409. */
export class FieldConflictError extends ApiError {
  override readonly code: string = 'FIELD_CONFLICT';
  /** The fields, each with its manager. */
  readonly conflicts: readonly FieldConflict[];

  constructor(details: ApiErrorDetails, conflicts: readonly FieldConflict[]) {
    const named = conflicts.slice(0, NAMED_CONFLICTS).map(({ field, manager }) => `${field} is held by ${JSON.stringify(manager)}`);
    const more = conflicts.length > named.length ? [`and ${conflicts.length - named.length} more`] : [];
    const remedy = 'leave out what is not yours to set, or take it over by client.apply(…, { force: true })';
    super({ ...details, message: `${[...named, ...more].join(', ')}; ${remedy}` });
    this.conflicts = conflicts;
  }
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return describeValue(error);
}

/** A value as an error message shows it: short, quoted, and never throwing. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  try {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return text === undefined ? typeof value : text.length > 100 ? `${text.slice(0, 100)}…` : text;
  } catch {
    return typeof value;
  }
}
