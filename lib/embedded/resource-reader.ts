/** Answers get, list and watch. */
import type { Clock } from '../base/clock.ts';
import { type Answer, ok, type Stream } from './answer.ts';
import type { Address, ApiRequest } from './api-request.ts';
import type { JsonObject } from './json.ts';
import { listOptionsOf } from './list-options.ts';
import { checkVersion, readPage } from './list-page.ts';
import { keyFor } from './object-place.ts';
import type { ObjectStore } from './object-store.ts';
import type { ObjectTexts } from './object-texts.ts';
import { notFound } from './refusal.ts';
import { type Representation, representationOf } from './representation.ts';
import { apiVersionOf, type ResourceKind, resourceOf, shown } from './resource-kind.ts';
import { metadataOf, tableOf } from './table.ts';
import { WatchFeed } from './watch-feed.ts';

/** Reads the store for requests. */
export class ResourceReader {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #feeds: Set<WatchFeed>;
  readonly #texts: ObjectTexts;

  constructor(parts: { store: ObjectStore; clock: Clock; feeds: Set<WatchFeed>; texts: ObjectTexts }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#feeds = parts.feeds;
    this.#texts = parts.texts;
  }

  /** The stored object that an address names; a 404 when there is none. */
  find(kind: ResourceKind, address: Pick<Address, 'namespace' | 'name'>): JsonObject {
    const found = this.#store.get(kind.table, keyFor(kind, address.namespace, address.name));
    if (!found) throw notFound(resourceOf(kind), address.name);
    return found;
  }

  /** One object. */
  get(kind: ResourceKind, address: Address, request: ApiRequest): Answer {
    checkVersion(request.query.get('resourceVersion') ?? '', this.#store);
    return this.represent(kind, this.find(kind, address), representationOf(request));
  }

  /** An object in the form that was asked for. */
  represent(kind: ResourceKind, stored: JsonObject, { as, contentType, rows }: Representation): Answer {
    if (as === 'table') {
      const metadata = { resourceVersion: stored.metadata.resourceVersion };
      return ok(tableOf(kind, [stored], { content: rows, now: this.#clock.now(), metadata }), contentType);
    }
    return ok(as === 'metadata' ? metadataOf(stored) : shown(kind, stored), contentType);
  }

  /** A collection, or a watch of it. */
  list(kind: ResourceKind, address: Address, request: ApiRequest): Answer | Stream {
    const options = listOptionsOf(request.query, kind, address.name);
    const representation = representationOf(request);
    if (options.watch) return this.#watch(kind, address, { options, representation });
    const { objects, metadata } = readPage(this.#store, kind.table, address.namespace, options);
    const { as, contentType, rows } = representation;
    if (as === 'table') return ok(tableOf(kind, objects, { content: rows, now: this.#clock.now(), metadata }), contentType);
    if (as === 'metadata')
      return ok(
        {
          kind: 'PartialObjectMetadataList',
          apiVersion: 'meta.k8s.io/v1',
          metadata: withoutEmptyToken(metadata),
          items: objects.map(metadataOf),
        },
        contentType,
      );
    // Items of built-in lists carry no type of their own: the list says it for all.
    const items = objects.map((stored) => (kind.custom ? shown(kind, stored) : withoutType(shown(kind, stored))));
    return ok({ kind: kind.listKind, apiVersion: apiVersionOf(kind), metadata, items }, contentType);
  }

  #watch(
    kind: ResourceKind,
    address: Address,
    asked: { options: ReturnType<typeof listOptionsOf>; representation: Representation },
  ): Stream {
    const { options, representation } = asked;
    checkVersion(options.resourceVersion, this.#store);
    const parts = {
      store: this.#store,
      clock: this.#clock,
      texts: this.#texts,
      kind,
      namespace: address.namespace,
      options,
      ...this.#watchForms(kind, representation),
    };
    return {
      contentType: representation.contentType,
      start: (response) => {
        const feed = new WatchFeed(parts, response);
        this.#feeds.add(feed);
        response.once('close', () => this.#feeds.delete(feed));
        feed.start();
      },
    };
  }

  #watchForms(kind: ResourceKind, { as, rows }: Representation) {
    const table = (objects: JsonObject[], metadata: JsonObject, headers: boolean) =>
      tableOf(kind, objects, { content: rows, now: this.#clock.now(), metadata, headers });
    const apiVersion = apiVersionOf(kind);
    return {
      represent(stored: JsonObject, first: boolean): unknown {
        if (as === 'table') return table([stored], { resourceVersion: stored.metadata.resourceVersion }, first);
        return as === 'metadata' ? metadataOf(stored) : shown(kind, stored);
      },
      bookmark(metadata: JsonObject): JsonObject {
        if (as === 'table') {
          const row = { cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } };
          return { ...table([], { resourceVersion: metadata.resourceVersion }, false), rows: [row] };
        }
        return as === 'metadata'
          ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
          : { kind: kind.kind, apiVersion, metadata };
      },
    };
  }
}

function withoutType({ apiVersion: _, kind: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Lists of custom resources say that there is no more; lists of metadata say nothing. */
function withoutEmptyToken({ continue: token, ...rest }: JsonObject): JsonObject {
  return token ? { ...rest, continue: token } : rest;
}
