/**
 * What a conformance case talks to: one cluster, of which every answer goes into the case's transcript. `$NS` in paths and
 * bodies is the file's namespace.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../lib/cluster/client.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { type RawRequests, textOf } from './raw-requests.ts';
import { type Entry, Normaliser } from './transcript.ts';

/** JSON of which a case knows the form. */
// biome-ignore lint/suspicious/noExplicitAny: a case reads answers of all kinds by their own names.
export type Json = any;

/** An answer as the cluster gave it. */
export interface ConformanceAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed where it is JSON, else the text. */
  body: Json;
}

/** Content types of patches by a short name; anything else is a content type itself. */
const PATCH_TYPES: Record<string, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const UNTIL_MILLISECONDS = 10_000;

/** What an answer is reduced to before it is compared. */
export type Pick = (body: Json) => unknown;

/** Options of a request. */
export interface RequestOptions {
  headers?: Record<string, string>;
  /** Reduces the body to what the case is about, where controllers write the rest. @default the whole body */
  pick?: Pick;
  /** Keeps the answer out of the transcript. @default false */
  quiet?: boolean;
}

/** See the file's comment. */
export class ConformanceApi {
  readonly entries: Entry[] = [];
  readonly notes: unknown[] = [];
  readonly namespace: string;
  readonly client: Client;
  readonly #requests: RawRequests;
  readonly #normaliser: Normaliser;
  readonly #watches: ConformanceWatch[] = [];

  constructor(parts: { cluster: TestCluster; requests: RawRequests; namespace: string }) {
    this.namespace = parts.namespace;
    this.client = parts.cluster.client;
    this.#requests = parts.requests;
    this.#normaliser = new Normaliser(parts.requests.server);
  }

  get(path: string, options?: RequestOptions): Promise<ConformanceAnswer> {
    return this.call('GET', path, undefined, options);
  }

  post(path: string, body: unknown, options?: RequestOptions): Promise<ConformanceAnswer> {
    return this.call('POST', path, body, options);
  }

  put(path: string, body: unknown, options?: RequestOptions): Promise<ConformanceAnswer> {
    return this.call('PUT', path, body, options);
  }

  /** A patch; `type` is json, merge, strategic, apply, or a content type. */
  patch(path: string, body: unknown, type = 'merge', options: RequestOptions = {}): Promise<ConformanceAnswer> {
    return this.call('PATCH', path, body, { ...options, headers: { 'Content-Type': PATCH_TYPES[type] ?? type, ...options.headers } });
  }

  /** A server-side apply as a manager; the name is the path's where the body has none. */
  apply(path: string, body: Json, manager = 'applier', options?: RequestOptions): Promise<ConformanceAnswer> {
    const name = path
      .replace(/\?.*$/, '')
      .replace(/\/status$/, '')
      .split('/')
      .at(-1);
    const named = typeof body === 'string' ? body : { ...body, metadata: { name, ...body.metadata } };
    return this.patch(`${path}${path.includes('?') ? '&' : '?'}fieldManager=${manager}`, named, 'apply', options);
  }

  delete(path: string, body?: unknown, options?: RequestOptions): Promise<ConformanceAnswer> {
    return this.call('DELETE', path, body, options);
  }

  /** Any request; a text or bytes are sent as they are, anything else as JSON. */
  async call(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<ConformanceAnswer> {
    const target = this.#filled(path);
    const raw = body === undefined || Buffer.isBuffer(body) ? body : this.#filled(typeof body === 'string' ? body : JSON.stringify(body));
    const type: Record<string, string> = raw === undefined ? {} : { 'Content-Type': 'application/json' };
    const headers = { 'User-Agent': 'conformance/1.0', Accept: 'application/json', ...type, ...options.headers };
    const received = await this.#requests.open({ method, path: target, headers, ...(raw !== undefined && { body: raw }) });
    const answer = { status: received.statusCode ?? 0, headers: received.headers, body: parsed(await textOf(received)) };
    if (!options.quiet) this.#record(`${method} ${target}`, answer, options.pick);
    return answer;
  }

  /** Asks without recording until the answer satisfies, and records that one unless `quiet`. */
  async until(path: string, satisfies: (answer: ConformanceAnswer) => boolean, options: RequestOptions = {}): Promise<ConformanceAnswer> {
    const deadline = Date.now() + UNTIL_MILLISECONDS;
    for (let wait = 2; ; wait = Math.min(wait * 2, 100)) {
      const answer = await this.get(path, { ...options, quiet: true });
      if (satisfies(answer)) {
        if (!options.quiet) this.#record(`GET ${this.#filled(path)}`, answer, options.pick);
        return answer;
      }
      if (Date.now() > deadline)
        throw new Error(`not so after ${UNTIL_MILLISECONDS} ms: GET ${path}: ${JSON.stringify(answer.body).slice(0, 2000)}`);
      await pause(wait);
    }
  }

  /** Opens a watch; what is taken from it goes into the transcript. */
  async watch(path: string, options: RequestOptions = {}): Promise<ConformanceWatch> {
    const abort = new AbortController();
    const target = this.#filled(path);
    const headers = { 'User-Agent': 'conformance/1.0', Accept: 'application/json', ...options.headers };
    const received = await this.#requests.open({ method: 'GET', path: target, headers }, abort.signal);
    const answer = { status: received.statusCode ?? 0, headers: received.headers, body: undefined };
    const record = (event: unknown) => this.#record(`EVENT ${target}`, { ...answer, body: event }, options.pick);
    const watch = new ConformanceWatch(received, abort, record);
    this.#watches.push(watch);
    return watch;
  }

  /** Puts a value into the transcript. */
  note(value: unknown): void {
    this.notes.push(this.#normaliser.value(value));
  }

  /** Ends what the case left open. */
  close(): void {
    for (const watch of this.#watches) watch.close();
  }

  #record(request: string, answer: ConformanceAnswer, pick: Pick = (body) => body): void {
    const { status, headers } = answer;
    const warning = headers.warning ?? [];
    const given = (Array.isArray(warning) ? warning : warning.split(/,(?= ?299 )/)).map((text) => this.#normaliser.text(text.trim()));
    // What it says of itself, no real one says.
    const warnings = given.filter((text) => !text.includes('the embedded cluster '));
    const body = this.#normaliser.value(pick(answer.body));
    this.entries.push({
      request: this.#normaliser.text(request),
      status,
      contentType: String(headers['content-type'] ?? ''),
      warnings,
      body,
    });
  }

  #filled(text: string): string {
    return text.replaceAll('$NS', this.namespace);
  }
}

/** A running watch. */
export class ConformanceWatch {
  readonly #lines: AsyncGenerator<Json>;
  readonly #abort: AbortController;
  readonly #record: (event: unknown) => void;

  constructor(stream: AsyncIterable<Buffer>, abort: AbortController, record: (event: unknown) => void) {
    this.#lines = linesOf(stream);
    this.#abort = abort;
    this.#record = record;
  }

  /** The next events, recorded; fewer where the server ends the watch. Bookmarks count only if they are asked for. */
  async take(count: number, { bookmarks = false } = {}): Promise<Json[]> {
    const events: Json[] = [];
    while (events.length < count) {
      const { value, done } = await this.#lines.next();
      if (done) break;
      if (value.type === 'BOOKMARK' && !bookmarks) continue;
      this.#record(value);
      events.push(value);
    }
    return events;
  }

  close(): void {
    this.#abort.abort();
  }
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Json> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) yield parsed(line);
  }
  if (rest) yield parsed(rest);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
