/**
 * The lists and watches of a FakeCluster: what has happened, by version, and who was shown how much of it. A spec may hold them
 * back, cut them, and have the history forgotten.
 */
import { UnreachableError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { TransportRequest, TransportResponse } from '../../lib/cluster/transport.ts';
import { ScriptedBody } from './scripted-transport.ts';

/** How a watch is cut. */
export type FakeCut = 'ended' | 'broken' | 'midLine' | 'expired' | 'silent';

interface Watcher {
  readonly plural: string;
  /** '' for all. */
  readonly namespace: string;
  readonly body: ScriptedBody;
  /** How many events it was shown, or has left out. */
  cursor: number;
}

interface Happened {
  readonly version: number;
  readonly plural: string;
  readonly type: string;
  readonly object: StoredObject;
}

interface Snapshot {
  readonly version: number;
  readonly items: readonly StoredObject[];
}

/** See the file's comment. */
export class FakeStreams {
  readonly #objects: (plural: string) => readonly StoredObject[];
  readonly #events: Happened[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #snapshots = new Map<string, Snapshot>();
  #held = false;
  #forgotten = 0;
  /** The version of the newest change. */
  version = 100;
  /** Whether a list may be asked for as a stream. */
  offersStreams = true;
  /** How many objects a page has at most. */
  pageSize = Number.POSITIVE_INFINITY;

  /** @param objects what is there of a plural */
  constructor(objects: (plural: string) => readonly StoredObject[]) {
    this.#objects = objects;
  }

  /** Something has happened, as of the present version. */
  emit(plural: string, type: string, object: StoredObject): void {
    this.#events.push({ version: this.version, plural, type, object: structuredClone(object) });
    this.#show();
  }

  /** Keeps the watches from showing anything. */
  hold(): void {
    this.#held = true;
  }

  /** Shows everything held back. */
  release(): void {
    this.#held = false;
    this.#show();
  }

  /** Cuts all watches. */
  cut(how: FakeCut): void {
    for (const { body } of this.#watchers) {
      if (how === 'ended') body.end();
      else if (how === 'expired') body.sendEvent('ERROR', expired()).end();
      else if (how === 'midLine') body.send('{"type":"MODIFIED","object":{"apiV').end();
      else if (how === 'broken') body.fail(new UnreachableError('connection reset'));
    }
    this.#watchers.clear();
  }

  /** Forgets what has happened: whoever was not shown it must list again, also whoever is in the middle of a list. */
  forget(): void {
    this.#forgotten = this.version;
    this.#snapshots.clear();
  }

  /** Answers a list or a watch. */
  open({ path, query = {}, signal }: TransportRequest): TransportResponse {
    // It may have aborted while a spec held the request back.
    signal?.throwIfAborted();
    const [, namespace = '', plural = ''] = path.split('/');
    if (!query.watch) return this.#page(plural, namespace, query.continue as string | undefined);
    if (query.sendInitialEvents && !this.offersStreams) return answer(422, status(422, 'Invalid'));
    const since = query.sendInitialEvents ? this.version : Number(query.resourceVersion);
    if (since < this.#forgotten) return answer(410, expired());
    const body = new ScriptedBody();
    const cursor = query.sendInitialEvents ? this.#events.length : this.#after(since);
    const watcher: Watcher = { plural, namespace, body, cursor };
    if (query.sendInitialEvents) this.#sendList(watcher);
    this.#watchers.add(watcher);
    signal?.addEventListener('abort', () => {
      this.#watchers.delete(watcher);
      body.fail(signal.reason);
    });
    this.#show();
    return { status: 200, headers: {}, body, text: async () => '' };
  }

  #page(plural: string, namespace: string, token: string | undefined): TransportResponse {
    const known = token === undefined ? undefined : this.#snapshots.get(token);
    if (token !== undefined && !known) return answer(410, expired());
    const { version, items } = known ?? { version: this.version, items: this.#listed(plural, namespace) };
    const rest = items.slice(this.pageSize);
    const next = rest.length > 0 ? `next-${this.#snapshots.size}-${version}` : undefined;
    if (next) this.#snapshots.set(next, { version, items: rest });
    return answer(200, { metadata: { resourceVersion: String(version), continue: next }, items: items.slice(0, this.pageSize) });
  }

  #listed(plural: string, namespace: string): readonly StoredObject[] {
    return this.#objects(plural).filter((object) => isIn(object, namespace));
  }

  #sendList({ body, plural, namespace }: Watcher): void {
    for (const item of this.#listed(plural, namespace)) body.sendEvent('ADDED', item);
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    body.sendEvent('BOOKMARK', { metadata: { resourceVersion: String(this.version), annotations } });
  }

  /** How many of the events a version includes. */
  #after(version: number): number {
    return this.#events.findLastIndex((event) => event.version <= version) + 1;
  }

  #show(): void {
    if (this.#held) return;
    for (const watcher of this.#watchers) {
      const { plural, namespace, body } = watcher;
      const news = this.#events.slice(watcher.cursor).filter((event) => event.plural === plural && isIn(event.object, namespace));
      watcher.cursor = this.#events.length;
      // What was held back comes in one piece.
      if (news.length > 0) body.send(news.map(({ type, object }) => `${JSON.stringify({ type, object })}\n`).join(''));
    }
  }
}

function isIn({ metadata }: StoredObject, namespace: string): boolean {
  return namespace === '' || metadata.namespace === namespace;
}

function answer(code: number, content: object): TransportResponse {
  const text = JSON.stringify(content);
  return { status: code, headers: {}, body: new ScriptedBody().send(text).end(), text: async () => text };
}

function status(code: number, reason: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `refused: ${reason}` };
}

function expired(): object {
  return status(410, 'Expired');
}
