/**
 * One watch: from where it resumes to its time-out, with selection, bookmarks and the initial state where asked for.
 * Each event is one line; events of one turn are written together.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { StreamTarget } from './answer.ts';
import type { JsonObject } from './json.ts';
import type { ListOptions } from './list-options.ts';
import type { Change, ObjectStore } from './object-store.ts';
import type { ObjectTexts } from './object-texts.ts';
import { expired, type Refusal } from './refusal.ts';
import type { ResourceKind } from './resource-kind.ts';

/** What a watch needs. */
export interface WatchParts {
  store: ObjectStore;
  clock: Clock;
  texts: ObjectTexts;
  kind: ResourceKind;
  namespace: string;
  options: ListOptions;
  /** The form of objects in the stream; `first` is true for the first one. */
  represent(object: JsonObject, first: boolean): unknown;
  /** A bookmark's object in that form. */
  bookmark(metadata: JsonObject): JsonObject;
}

const BOOKMARK_MILLISECONDS = 60_000;
const MINIMUM_TIMEOUT_SECONDS = 1800;

/** A running watch. */
export class WatchFeed {
  readonly #parts: WatchParts;
  readonly #response: StreamTarget;
  readonly #prefix: string;
  readonly #timers: Timer[] = [];
  #unsubscribe: () => void = () => {};
  #pending: string[] = [];
  #isFirst = true;
  #ended = false;
  #muted = false;

  constructor(parts: WatchParts, response: StreamTarget) {
    this.#parts = parts;
    this.#response = response;
    this.#prefix = parts.namespace && `${parts.namespace}/`;
    response.once('close', () => this.#release());
  }

  /** The table of what it watches. */
  get table(): string {
    return this.#parts.kind.table;
  }

  /** Sends what there is, then follows. */
  start(): void {
    const { store, clock, kind, options } = this.#parts;
    this.#response.flushHeaders();
    const refusal = this.#begin();
    if (refusal) {
      this.#send('ERROR', refusal.status());
      this.end();
      return;
    }
    this.#unsubscribe = store.subscribe((change) => this.#follow(change), kind.table);
    const seconds = options.timeoutSeconds || Math.floor(MINIMUM_TIMEOUT_SECONDS * (1 + clock.random()));
    this.#timers.push(clock.setTimeout(() => this.#finish(), seconds * 1000));
    if (options.allowWatchBookmarks) this.#bookmarkLater();
  }

  /** Ends the stream as the server does at its time-out. */
  end(): void {
    if (this.#ended) return;
    this.#flush();
    this.#release();
    this.#response.end();
  }

  /** Ends the connection without a word; with `midLine` after half an event. */
  cut(midLine = false): void {
    this.#flush();
    this.#release();
    if (midLine) this.#response.write('{"type":"MODIFIED","object":{"apiVe', () => this.#response.destroy());
    else this.#response.destroy();
  }

  /** Stays open and says nothing any more. */
  silence(): void {
    this.#flush();
    this.#muted = true;
  }

  /** Sends the beginning; returns the refusal when there is nothing to resume from. */
  #begin(): Refusal | undefined {
    const { store, kind, options } = this.#parts;
    const from = Number(options.resourceVersion || 0);
    if (options.sendInitialEvents || (from === 0 && options.sendInitialEvents === undefined)) {
      this.#sendState();
      if (options.sendInitialEvents && options.allowWatchBookmarks) this.#sendBookmark({ 'k8s.io/initial-events-end': 'true' });
      return undefined;
    }
    if (from === 0) return undefined;
    const changes = store.changesSince(kind.table, from);
    if (!changes) return expired(`too old resource version: ${from} (${store.oldest(kind.table)})`);
    for (const change of changes) this.#follow(change);
    return undefined;
  }

  #sendState(): void {
    const { store, kind, namespace, options } = this.#parts;
    for (const object of store.list(kind.table, namespace)) if (options.selects(object)) this.#sendObject('ADDED', object);
  }

  #follow(change: Change): void {
    if (this.#prefix && !change.key.startsWith(this.#prefix)) return;
    const { selects } = this.#parts.options;
    const is = change.type !== 'DELETED' && selects(change.object);
    const was = change.previous !== undefined && selects(change.previous);
    if (is) this.#sendObject(was ? 'MODIFIED' : 'ADDED', change.object);
    else if (was) this.#sendObject('DELETED', change.type === 'DELETED' ? change.object : leaving(change));
  }

  #sendObject(type: string, object: JsonObject): void {
    this.#send(type, this.#parts.represent(object, this.#isFirst));
    this.#isFirst = false;
  }

  #send(type: string, object: unknown): void {
    if (this.#muted || this.#ended) return;
    if (this.#pending.length === 0) queueMicrotask(() => this.#flush());
    this.#pending.push(`{"type":"${type}","object":${this.#parts.texts.textOf(object)}}\n`);
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    if (!this.#muted && !this.#response.destroyed) this.#response.write(text);
  }

  #sendBookmark(annotations?: JsonObject): void {
    const metadata = { resourceVersion: String(this.#parts.store.revision), ...(annotations && { annotations }) };
    this.#send('BOOKMARK', this.#parts.bookmark(metadata));
  }

  #bookmarkLater(): void {
    const timer = this.#parts.clock.setTimeout(() => {
      if (this.#ended) return;
      this.#timers.splice(this.#timers.indexOf(timer), 1);
      this.#sendBookmark();
      this.#bookmarkLater();
    }, BOOKMARK_MILLISECONDS);
    this.#timers.push(timer);
  }

  #finish(): void {
    if (this.#parts.options.allowWatchBookmarks) this.#sendBookmark();
    this.end();
  }

  #release(): void {
    this.#ended = true;
    this.#unsubscribe();
    for (const timer of this.#timers) timer.cancel();
  }
}

/** An object that left the selection: the last state that was selected, with the version at which it left. */
function leaving({ previous = {}, revision }: Change): JsonObject {
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
}
