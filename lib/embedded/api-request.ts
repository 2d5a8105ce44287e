/** One request as the server sees it, and what its path addresses. */
import { requireYaml } from '../base/yaml-library.ts';
import { type FieldValidation, repeatedFields } from './field-problems.ts';
import { isObject, type JsonObject } from './json.ts';
import { badRequest, invalid, notSupported, unsupportedMediaType } from './refusal.ts';
import type { UserInfo } from './user-info.ts';

/** One HTTP request, with its body read. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  /** The body's bytes, when it is no text. @default none */
  readonly bytes?: Buffer;
  /** Who sends it. @default not known yet */
  readonly user?: UserInfo;
}

/** What the path of a resource request addresses. */
export interface Address {
  group: string;
  version: string;
  /** Empty for a cluster-scoped object, and for a list over all namespaces. */
  namespace: string;
  plural: string;
  /** Empty for a collection. */
  name: string;
  subresource: string;
}

/** The address of a resource path, or undefined when it is none. */
export function addressOf(path: string): Address | undefined {
  const parts = partsOf(path);
  if (!parts) return undefined;
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return undefined;
  const [group, version, ...rest] = isCore ? ['', ...parts.slice(1)] : parts.slice(1);
  if (group === undefined || version === undefined || rest.length === 0) return undefined;
  const [first = '', second = '', third, ...more] = rest;
  // Below namespaces/NAME stand its objects; only its own subresources are words of their own.
  const namespaced =
    first === 'namespaces' && third !== undefined && !(isCore && (third === 'status' || third === 'finalize') && more.length === 0);
  const [namespace, plural = '', name = '', subresource = '', extra] = namespaced
    ? [second, third, ...more]
    : ['', first, second, third, ...more];
  if (extra !== undefined) return undefined;
  return { group, version, namespace, plural, name, subresource };
}

/** What stands between the slashes, or undefined when it is misspelt. */
function partsOf(path: string): string[] | undefined {
  const parts = path.split('/').filter(isThere);
  // Most paths have nothing to decode.
  if (!path.includes('%')) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function isThere(part: string): boolean {
  return part !== '';
}

/** A parsed body, and what was noticed on the way. */
export interface Body {
  value: JsonObject;
  /** Fields that were given twice. */
  repeated: string[];
}

const BODY_TYPES = ['application/json', 'application/yaml'];

/** The body as an object; JSON or YAML by its content type. */
export function bodyOf(request: ApiRequest): Body {
  const type = mediaType(request);
  if (type !== '' && !BODY_TYPES.includes(type)) throw unsupportedMediaType([...BODY_TYPES, 'application/vnd.kubernetes.protobuf']);
  return type === 'application/yaml' ? fromYaml(request.body) : fromJson(request.body);
}

/** The body's media type without parameters. */
export function mediaType(request: ApiRequest): string {
  const header = request.headers['content-type'];
  // As most clients write it, there is nothing to take apart.
  if (header === 'application/json') return header;
  return (
    String(header ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}

/** An object from JSON text. */
export function fromJson(text: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type object): couldn't get version/kind; json parse error: ${(error as Error).message}`,
    );
  }
  if (!isObject(value)) throw badRequest('the object provided is unrecognized: it is no JSON object');
  return { value, repeated: repeatedFields(text, value) };
}

/** An object from YAML text, which may be JSON too. */
export function fromYaml(text: string): Body {
  // JSON is YAML, and what programs send as YAML nearly always; as JSON it is read in a fraction of the time.
  let value = text.startsWith('{') ? ifJson(text) : undefined;
  try {
    value ??= requireYaml().parse(text, { uniqueKeys: false, schema: 'core' });
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw badRequest('the object provided is unrecognized: it is no YAML mapping');
  return { value, repeated: [] };
}

function ifJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the query of a writing request asks for. */
export interface WriteOptions {
  dryRun: boolean;
  fieldManager: string;
  fieldValidation: FieldValidation;
  force: boolean;
}

/** Reads the query of a writing request. */
export function writeOptionsOf(request: ApiRequest, optionsKind: string): WriteOptions {
  const { query } = request;
  const agent = String(request.headers['user-agent'] ?? '');
  if (query.size === 0) return { dryRun: false, fieldManager: managerOfAgent(agent), fieldValidation: 'Warn', force: false };
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  const possible = ['Ignore', 'Strict', 'Warn'];
  const options = { group: 'meta.k8s.io', resource: optionsKind };
  if (!possible.includes(fieldValidation)) {
    throw invalid(options, '', [notSupported('fieldValidation', fieldValidation, ['', ...possible])]);
  }
  if (Buffer.byteLength(query.get('fieldManager') ?? '') > 128) {
    const message = 'Too long: may not be more than 128 bytes';
    throw invalid(options, '', [{ reason: 'FieldValueTooLong', field: 'fieldManager', message }]);
  }
  const dryRun = query.getAll('dryRun').filter(Boolean);
  const unknown = dryRun.find((value) => value !== 'All');
  if (unknown !== undefined) throw invalid(options, '', [notSupported('dryRun', dryRun, ['All'])]);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: query.get('fieldManager') || managerOfAgent(agent),
    fieldValidation: fieldValidation as FieldValidation,
    force: query.get('force') === 'true' || query.get('force') === '1',
  };
}

/** Without a field manager the client's name counts: what stands before the first slash of its user agent. */
function managerOfAgent(agent: string): string {
  const slash = agent.indexOf('/');
  return agent.slice(0, slash < 0 ? 128 : Math.min(slash, 128)) || 'unknown';
}
