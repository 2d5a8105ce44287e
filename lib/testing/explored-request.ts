/**
 * What a request of an operator is, read from its method and path: so that the same one is known again in another run. Pure.
 */

/** Whether a request changes something, reads, follows, or is nobody's business: Events, leases and reviews are courtesies. */
export type RequestSort = 'write' | 'read' | 'watch' | 'apart';

/** A request, by what it is and how many like it came before: the same in each run until something is disturbed. */
export interface RequestMark {
  /** Method and path without query. */
  readonly signature: string;
  /** 1 for the first of its signature. */
  readonly occurrence: number;
}

/** What a path addresses. */
export interface PathParts {
  /** `printers.demo.example.com`, or `pods`. */
  readonly resource: string;
  readonly namespace: string;
  /** Empty for a collection. */
  readonly name: string;
  readonly subresource: string;
}

const APART = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);

/** What a path addresses; undefined for documents about the server. */
export function partsOf(path: string): PathParts | undefined {
  const mark = path.indexOf('?');
  const split = (mark < 0 ? path : path.slice(0, mark)).split('/').filter((word) => word !== '');
  const words = path.includes('%') ? split.map(decodeURIComponent) : split;
  const [area] = words;
  if (area !== 'api' && area !== 'apis') return undefined;
  const group = area === 'apis' ? (words[1] ?? '') : '';
  const first = area === 'apis' ? 3 : 2;
  const third = words[first + 2];
  const namespaced = words[first] === 'namespaces' && third !== undefined && third !== 'status' && third !== 'finalize';
  const namespace = namespaced ? (words[first + 1] ?? '') : '';
  const at = namespaced ? first + 2 : first;
  const { [at]: plural, [at + 1]: name = '', [at + 2]: subresource = '' } = words;
  if (plural === undefined) return undefined;
  return { resource: group === '' ? plural : `${plural}.${group}`, namespace, name, subresource };
}

/** All that is known of a request. */
export interface KnownRequest {
  readonly sort: RequestSort;
  /** The same for the same request in another run. */
  readonly signature: string;
  readonly parts: PathParts | undefined;
}

/** Reads a request. */
export function knownRequest(method: string, path: string): KnownRequest {
  const parts = partsOf(path);
  const mark = path.indexOf('?');
  const sort = sortOfParts(parts, method, mark < 0 ? '' : path.slice(mark));
  return { sort, signature: `${sort === 'watch' ? 'WATCH' : method} ${mark < 0 ? path : path.slice(0, mark)}`, parts };
}

/** See RequestSort. */
export function sortOf(method: string, path: string): RequestSort {
  return knownRequest(method, path).sort;
}

function sortOfParts(parts: PathParts | undefined, method: string, query: string): RequestSort {
  if (parts && (APART.has(parts.resource) || parts.resource.includes('reviews.'))) return 'apart';
  if (method !== 'GET' && method !== 'HEAD') return 'write';
  return query !== '' && /[?&]watch=(true|1)(&|$)/.test(query) ? 'watch' : 'read';
}

/** A request for people: `PATCH printers.demo.example.com default/a (status)`. */
export function requestInWords({ signature, occurrence }: RequestMark): string {
  const [verb = '', path = ''] = signature.split(' ');
  const parts = partsOf(path);
  const key = parts && [parts.namespace, parts.name].filter(Boolean).join('/');
  const what = parts ? [parts.resource, key, parts.subresource && `(${parts.subresource})`].filter(Boolean).join(' ') : path;
  return occurrence === 1 ? `${verb} ${what}` : `${ordinal(occurrence)} ${verb} ${what}`;
}

/** `2nd`. */
export function ordinal(count: number): string {
  const teens = count % 100 > 10 && count % 100 < 14;
  return `${count}${(!teens && ['th', 'st', 'nd', 'rd'][count % 10]) || 'th'}`;
}

/** Counts what is alike, so that each gets its number. */
export class Occurrences {
  readonly #counts = new Map<string, number>();

  /** The mark of the next one of a signature. */
  next(signature: string): RequestMark {
    const occurrence = (this.#counts.get(signature) ?? 0) + 1;
    this.#counts.set(signature, occurrence);
    return { signature, occurrence };
  }
}
