/**
 * Makes an ApiError of an answer that is no success. The server's words are kept: a 403 says who may not do what to which
 * resource.
 */
import { ApiError, type ApiErrorDetails, FieldConflictError, type StatusCause } from '../base/errors.ts';
import { fieldConflicts } from './field-conflicts.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

interface StatusObject {
  kind?: string;
  message?: string;
  reason?: string;
  details?: { causes?: StatusCause[]; retryAfterSeconds?: number };
}

/** What Kubernetes says of a path that leads to no resource, in a group that it serves otherwise. */
const NO_SUCH_RESOURCE = 'the server could not find the requested resource';

/** The reason of an answer that names none. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** The reason of a 404 that means the kind, not the object: its CRD is not there, or that version isn't served. */
export const UNKNOWN_KIND = 'UnknownKind';

/** True for a refusal because there is no such object, though its kind is known. */
export function isObjectNotFound(error: unknown): boolean {
  return ApiError.is(error) && error.status === 404 && error.reason !== UNKNOWN_KIND;
}

/** True for a status of success. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Reads the rest of a refusal.
 *
 * @param request what was asked
 * @param response the answer, whose body has not been read
 * @param now the wall clock in milliseconds since the epoch
 */
export async function apiErrorOf(
  request: Pick<TransportRequest, 'method' | 'path'>,
  response: TransportResponse,
  now: number,
): Promise<ApiError> {
  return apiErrorFrom({ ...request, status: response.status, headers: response.headers, text: await response.text(), now });
}

/** A refusal that has been read. */
export interface ReadRefusal {
  method: string;
  path: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The wall clock in milliseconds since the epoch. */
  now: number;
}

/** The ApiError of a refusal that has been read. */
export function apiErrorFrom({ method, path, status, headers, text, now }: ReadRefusal): ApiError {
  const object = parseStatus(text);
  const plain = text.trim().split('\n', 1)[0] ?? '';
  const reason = reasonOf(status, object);
  const message = object?.message || plain || 'the server gave no reason';
  const retryAfter = retryAfterSeconds(headers['retry-after'], now) ?? object?.details?.retryAfterSeconds;
  const details: ApiErrorDetails = {
    status,
    reason,
    method,
    path,
    message: reason === UNKNOWN_KIND ? `${message}; is its CRD installed?` : message,
    causes: object?.details?.causes ?? [],
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  };
  const conflicts = status === 409 ? fieldConflicts(details.causes ?? []) : [];
  return conflicts.length > 0 ? new FieldConflictError(details, conflicts) : new ApiError(details);
}

function reasonOf(status: number, object: StatusObject | undefined): string {
  if (status === 404 && object && object.message !== NO_SUCH_RESOURCE) return object.reason || 'NotFound';
  if (status === 404) return UNKNOWN_KIND;
  return object?.reason || REASONS[status] || 'Unknown';
}

function parseStatus(text: string): StatusObject | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const object = JSON.parse(text) as StatusObject;
    return object.kind === 'Status' || object.message !== undefined ? object : undefined;
  } catch {
    return undefined;
  }
}
