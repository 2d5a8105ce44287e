/** One page of a list: a consistent snapshot, resumed by a continue token that holds its revision and where it stopped. */
import type { JsonObject } from './json.ts';
import type { ListOptions } from './list-options.ts';
import type { ObjectStore } from './object-store.ts';
import { badRequest, expired, quote, Refusal } from './refusal.ts';
import { everything } from './selector.ts';

/** The objects of a page and the list's metadata. */
export interface Page {
  objects: JsonObject[];
  metadata: JsonObject;
}

interface Token {
  rv: number;
  start: string;
}

/** Reads a page of a table. */
export function readPage(store: ObjectStore, table: string, namespace: string, options: ListOptions): Page {
  const token = options.continue ? readToken(options.continue) : undefined;
  const revision = token ? (token.rv > 0 ? token.rv : store.revision) : revisionFor(store, options);
  const snapshot = store.snapshot(table, revision, namespace);
  if (!snapshot) throw token ? tooOldToken(store.revision, token.start) : expired(`The resourceVersion for the provided list is too old.`);
  const { selects } = options;
  // Any version will do: what is at hand is given, and that is everything.
  const limit = options.resourceVersion === '0' ? 0 : options.limit;
  const objects: JsonObject[] = [];
  let next: string | undefined;
  for (const [key, object] of snapshot.entries(token?.start)) {
    if (!selects(object)) continue;
    if (limit > 0 && objects.length === limit) {
      next = key;
      break;
    }
    objects.push(object);
  }
  const metadata: JsonObject = options.custom ? { continue: '', resourceVersion: String(revision) } : { resourceVersion: String(revision) };
  if (next === undefined) return { objects, metadata };
  metadata.continue = writeToken({ rv: revision, start: next });
  // With a selector the server doesn't know how many are left.
  if (!isSelective(options)) metadata.remainingItemCount = snapshot.countFrom(next);
  return { objects, metadata };
}

function isSelective({ selects }: ListOptions): boolean {
  return selects !== everything;
}

function revisionFor(store: ObjectStore, { resourceVersion, resourceVersionMatch }: ListOptions): number {
  const wanted = Number(resourceVersion || 0);
  if (wanted > store.revision) throw tooLarge(wanted, store.revision);
  return resourceVersionMatch === 'Exact' ? wanted : store.revision;
}

/** Refuses to read at a version that is none, or not there yet. */
export function checkVersion(text: string, store: ObjectStore): void {
  if (!text) return;
  if (!/^\d+$/.test(text)) throw versionRefusal(text);
  if (Number(text) > store.revision) throw tooLarge(Number(text), store.revision);
}

/** 500: the version is no number; so the server says where it finds that late. */
export function versionRefusal(text: string): Refusal {
  const message = `resourceVersion: Invalid value: ${quote(text)}: strconv.ParseUint: parsing ${quote(text)}: invalid syntax`;
  return new Refusal({ code: 500, reason: '', message });
}

/** 504: the client has seen the future. */
export function tooLarge(wanted: number, current: number): Refusal {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  return new Refusal({ code: 504, reason: 'Timeout', message, details: { causes, retryAfterSeconds: 1 } });
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...token, start: token.start })).toString('base64url');
}

function readToken(text: string): Token {
  const decoded = Buffer.from(text, 'base64url').toString();
  try {
    const { v, rv, start } = JSON.parse(decoded);
    if (v === 'meta.k8s.io/v1' && Number.isInteger(rv) && typeof start === 'string') return { rv, start };
  } catch {
    // Falls through to the refusal: what can't be read is no token of ours.
  }
  const illegal = text.search(/[^A-Za-z0-9_-]/);
  const why =
    illegal < 0 ? `invalid character '${decoded[0] ?? ''}' looking for beginning of value` : `illegal base64 data at input byte ${illegal}`;
  throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

function tooOldToken(revision: number, start: string): Refusal {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return expired(message, { resourceVersion: String(revision), continue: writeToken({ rv: -1, start }) });
}
