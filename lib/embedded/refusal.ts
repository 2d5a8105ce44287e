/**
 * The answers with which the server refuses a request: each is a Status object with the code, reason, details and
 * wording of the real API server.
 */
import type { JsonObject } from './json.ts';

/** One entry of `details.causes`. */
export interface Cause {
  reason: string;
  message: string;
  field?: string;
}

/** Which resource a refusal is about. */
export interface ResourceName {
  group: string;
  /** The plural, or for invalid objects the kind. */
  resource: string;
}

/** What a Refusal is made of. */
export interface RefusalParts {
  code: number;
  reason: string;
  message: string;
  /** What led to it, for whoever debugs; not sent. @default none */
  cause?: string;
  /** `details` of the Status. @default none */
  details?: JsonObject;
  /** True when the answer is the message alone, as text. @default false */
  plain?: boolean;
  /** `metadata` of the Status. @default {} */
  metadata?: JsonObject;
}

/** A request that is refused; thrown anywhere on the way, turned into the answer by the server. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;
  readonly plain: boolean;
  readonly #metadata: JsonObject;

  constructor(parts: RefusalParts) {
    // It is an answer, no defect: from where it was thrown nobody asks, and to find out is most of what it costs.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = parts.code;
    this.reason = parts.reason;
    this.details = parts.details;
    this.plain = parts.plain ?? false;
    this.#metadata = parts.metadata ?? {};
  }

  /** The Status object. */
  status(): JsonObject {
    const { message, reason, details, code } = this;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.#metadata,
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

/** `pods`, or `deployments.apps`. */
export function qualified({ group, resource }: ResourceName): string {
  return group ? `${resource}.${group}` : resource;
}

function detailsOf({ group, resource }: ResourceName, name: string, more: JsonObject = {}): JsonObject {
  return { ...(name && { name }), ...(group && { group }), ...(resource && { kind: resource }), ...more };
}

/** 404: there is no such object. */
export function notFound(resource: ResourceName, name: string): Refusal {
  const message = `${qualified(resource)} ${quote(name)} not found`;
  return new Refusal({ code: 404, reason: 'NotFound', message, details: detailsOf(resource, name) });
}

/** 404: nothing is served at this path; answered without a Status, as the real server does. */
export function unknownPath(): Refusal {
  return new Refusal({ code: 404, reason: 'NotFound', message: '404 page not found', plain: true });
}

/** 404: a group that is part of the server has no such resource. */
export function unknownResource(): Refusal {
  return new Refusal({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource', details: {} });
}

/** 409: an object of this name is there already. */
export function alreadyExists(resource: ResourceName, name: string): Refusal {
  const message = `${qualified(resource)} ${quote(name)} already exists`;
  return new Refusal({ code: 409, reason: 'AlreadyExists', message, details: detailsOf(resource, name) });
}

/** 409: the object is not what the request expects. */
export function conflict(resource: ResourceName, name: string, why: string): Refusal {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} ${quote(name)}: ${why}`;
  return new Refusal({ code: 409, reason: 'Conflict', message, details: detailsOf(resource, name) });
}

/** The reason of a conflict between two writers. */
export const OBJECT_MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** 400: the request makes no sense. */
export function badRequest(message: string): Refusal {
  return new Refusal({ code: 400, reason: 'BadRequest', message });
}

/** 403. */
export function forbidden(resource: ResourceName, name: string, why: string, causes?: Cause[]): Refusal {
  const message = `${qualified(resource)} ${quote(name)} is forbidden: ${why}`;
  return new Refusal({ code: 403, reason: 'Forbidden', message, details: detailsOf(resource, name, causes && { causes }) });
}

/** 405: the resource has no such verb. */
export function methodNotAllowed(): Refusal {
  const message = 'the server does not allow this method on the requested resource';
  return new Refusal({ code: 405, reason: 'MethodNotAllowed', message, details: {} });
}

/** 406: none of the formats asked for is spoken here. */
export function notAcceptable(offered: readonly string[]): Refusal {
  const message = `only the following media types are accepted: ${offered.join(', ')}`;
  return new Refusal({ code: 406, reason: 'NotAcceptable', message });
}

/** 406 as the server says it of its own kinds. */
export function notAcceptableHere(): Refusal {
  const offered = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const message = `406: Not Acceptable\n\nAvailable representations: ${offered}, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch`;
  return new Refusal({ code: 406, reason: 'NotAcceptable', message, details: {} });
}

/** 415: the body's format is not understood. */
export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new Refusal({ code: 415, reason: 'UnsupportedMediaType', message });
}

/** 415: the patch is of no kind that the server knows. */
export function unsupportedPatch(): Refusal {
  return new Refusal({ code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} });
}

/** 410: the history that was asked for is gone. */
export function expired(message: string, metadata?: JsonObject): Refusal {
  return new Refusal({ code: 410, reason: 'Expired', message, ...(metadata && { metadata }) });
}

/** 501: known to the real server, and knowingly absent here. */
export function notImplemented(what: string): Refusal {
  return new Refusal({ code: 501, reason: 'NotImplemented', message: `the embedded cluster does not implement ${what}` });
}

/** 422: the object is invalid; one cause for each field. */
export function invalid(kind: ResourceName, name: string, errors: readonly FieldError[]): Refusal {
  const causes = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  const lines = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const message = `${qualified(kind)} ${quote(name)} is invalid: ${list}`;
  return new Refusal({ code: 422, reason: 'Invalid', message, details: detailsOf(kind, name, { causes }) });
}

/** What is wrong with one field. */
export interface FieldError {
  reason: string;
  field: string;
  message: string;
}

/** A field without which the object means nothing. */
export function required(field: string, why = ''): FieldError {
  return { reason: 'FieldValueRequired', field, message: why ? `Required value: ${why}` : 'Required value' };
}

/** A field whose value cannot be. */
export function invalidValue(field: string, value: unknown, why: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${goValue(value)}: ${why}` };
}

/** A field that may not be set so. */
export function forbiddenField(field: string, why: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` };
}

/** A value that is none of those possible. */
export function notSupported(field: string, value: unknown, possible: readonly unknown[]): FieldError {
  const list = possible.map((item) => quote(String(item))).join(', ');
  return { reason: 'FieldValueNotSupported', field, message: `Unsupported value: ${goValue(value)}: supported values: ${list}` };
}

/** A value that occurs twice. */
export function duplicate(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${goValue(value)}` };
}

/** A value as the server's messages show it. */
export function goValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A string in double quotes. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
