/**
 * A Kubernetes API server inside of this process, for development and tests: plain HTTP on the loopback interface, all
 * state in memory. Nothing is left behind after `stop`.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import { AccessReviews } from './access-reviews.ts';
import { isStream, type Stream } from './answer.ts';
import type { ApiRequest } from './api-request.ts';
import { ADMIN_TOKEN, Authentication } from './authentication.ts';
import { Authorizer } from './authorizer.ts';
import { createTypeLibrary } from './built-in-types.ts';
import { writtenForm } from './built-in-values.ts';
import { type ClusterState, putAll, readClusterState, restoreClusterState, writeClusterState } from './cluster-state.ts';
import { DefinitionController } from './definition-controller.ts';
import { DeletionRequests } from './deletion-requests.ts';
import { Faults } from './faults.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { HttpListener } from './http-listener.ts';
import type { JsonObject } from './json.ts';
import { KindMaker } from './kind-maker.ts';
import { KindRegistry } from './kind-registry.ts';
import { ManagedFields } from './managed-fields.ts';
import { NamespaceController } from './namespace-controller.ts';
import { type ChangeListener, ObjectStore } from './object-store.ts';
import { ObjectTexts } from './object-texts.ts';
import { ObjectWriter } from './object-writer.ts';
import { PriorityClasses } from './priority-classes.ts';
import { ProtobufBodies } from './protobuf-body.ts';
import { RequestHandler } from './request-handler.ts';
import { ResourceReader } from './resource-reader.ts';
import { ResourceWrites } from './resource-writes.ts';
import { RoleController } from './role-controller.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { SpecialSubresources } from './special-subresources.ts';
import { TimestampWriter } from './timestamp.ts';
import { TokenRequests } from './token-requests.ts';
import type { WatchFeed } from './watch-feed.ts';
import { Workloads } from './workloads.ts';
import { WritePermissions } from './write-permissions.ts';
import { failedAnswer, type WrittenAnswer, writtenAnswer } from './written-answer.ts';

/** Options of an EmbeddedApiServer. */
export interface EmbeddedApiServerOptions {
  /** The port on 127.0.0.1; 0 takes a free one. @default 0 */
  port?: number;
  /** Makes Pods run, Jobs complete, Deployments ready and claims bound. @default false */
  workloads?: boolean;
  /** Whose time it is. @default the system's */
  clock?: Clock;
  /** How many changes of each resource watches can resume over. @default 10000 */
  historySize?: number;
  /** What it begins with: the text that `state()` of another one returned. @default an empty cluster */
  state?: string;
  /** How errors name that text. @default 'the state' */
  stateOrigin?: string;
  /** Without a socket only `respond` reaches it. @default true */
  listens?: boolean;
  /** Another server, whose types and kinds are taken instead of being read anew. @default none */
  like?: EmbeddedApiServer;
  /** What it begins with: what `snapshot()` of another one returned. @default an empty cluster */
  snapshot?: ClusterState;
}

/** A running server. */
export class EmbeddedApiServer {
  /** What can be made to go wrong. */
  readonly faults: Faults;
  readonly #listener: HttpListener;
  readonly #store: ObjectStore;
  readonly #registry: KindRegistry;
  readonly #kinds: KindMaker;
  readonly #texts: ObjectTexts;
  readonly #handler: RequestHandler;
  /** What `state()` made of objects. */
  readonly #stateTexts = new WeakMap<JsonObject, string>();
  readonly #roles: RoleController;
  readonly #controllers: { stop(): void; furnish?(): void }[];

  private constructor(options: EmbeddedApiServerOptions) {
    const clock = options.clock ?? systemClock;
    const kinds = options.like ? options.like.#kinds : new KindMaker(createTypeLibrary());
    this.#kinds = kinds;
    const { library, metadataSchema } = kinds;
    const timestamps = new TimestampWriter();
    const store = new ObjectStore(options);
    // Controllers find what they would make; they are told of it when all of them listen.
    if (options.snapshot) restoreClusterState(options.snapshot, store);
    const registry = new KindRegistry();
    const managedFields = new ManagedFields({
      now: () => timestamps.write(clock.now()),
      schemaOf: (kind) => kind.schema,
      emptyOf: (kind) => (kind.custom ? { metadata: {} } : writtenForm({}, kind.schema).value),
      memory: kinds.fields,
    });
    const writer = new ObjectWriter({ store, clock, managedFields });
    const feeds = new Set<WatchFeed>();
    const texts = new ObjectTexts();
    this.#texts = texts;
    const reader = new ResourceReader({ store, clock, feeds, texts });
    const authorizer = new Authorizer(store);
    const permissions = new WritePermissions({ authorizer, registry });
    const writes = new ResourceWrites({ store, writer, reader, registry, managedFields, metadataSchema, authorizer, permissions });
    const deletions = new DeletionRequests({ store, writer, reader });
    const tokens = new ServiceAccountTokens({ store, clock });
    const authentication = new Authentication({ tokens, authorizer });
    const reading = { library, metadataSchema, managedFields };
    const reviews = new AccessReviews({ ...reading, clock, authentication, authorizer });
    const tokenRequests = new TokenRequests({ ...reading, store, tokens, now: () => writer.now() });
    const special = new SpecialSubresources({ reader, writer, tokenRequests });
    for (const kind of kinds.builtIn(store)) registry.add(kind);
    const protobuf = new ProtobufBodies({ registry, library });
    const handler = new RequestHandler({
      ...{ registry, reader, writes, deletions, writer, special, metadataSchema, protobuf },
      ...{ authentication, authorizer, reviews, discovery: kinds.discovery },
    });
    this.#handler = handler;
    const handle = (request: ApiRequest) => handler.handle(request);
    this.#listener = new HttpListener({ port: options.port ?? 0, texts, handle, faults: () => this.faults });
    this.faults = new Faults({ store, feeds, clock, power: this.#listener });
    const parts = { store, registry, writer, clock };
    new PriorityClasses(store).furnish(parts);
    this.#store = store;
    this.#registry = registry;
    this.#controllers = [new DefinitionController({ ...parts, kinds, feeds }), new NamespaceController(parts)];
    this.#roles = new RoleController(parts, options.like ? options.like.#roles : undefined);
    this.#controllers.push(this.#roles, new GarbageCollector(parts));
    if (options.workloads) this.#controllers.push(new Workloads(parts));
    if (options.snapshot) putAll(options.snapshot.objects, store);
  }

  /** Starts a server; it serves when the promise resolves. */
  static async start(options: EmbeddedApiServerOptions = {}): Promise<EmbeddedApiServer> {
    const server = new EmbeddedApiServer(options);
    try {
      if (options.state !== undefined) server.restore(options.state, options.stateOrigin);
      if (options.listens ?? true) await server.#listener.resume();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** The port on 127.0.0.1. */
  get port(): number {
    return this.#listener.port;
  }

  /** Where the server is found. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A kubeconfig for it, as YAML text. */
  kubeconfig(): string {
    return [
      'apiVersion: v1',
      'kind: Config',
      'clusters:',
      `- {name: embedded, cluster: {server: "${this.url}"}}`,
      'users:',
      `- {name: admin, user: {token: ${ADMIN_TOKEN}}}`,
      'contexts:',
      '- {name: embedded, context: {cluster: embedded, user: admin, namespace: default}}',
      'current-context: embedded',
      '',
    ].join('\n');
  }

  /** What that text says, for those in this process: nobody need read YAML for it. */
  kubeconfigContent() {
    return {
      clusters: [{ name: 'embedded', cluster: { server: this.url } }],
      users: [{ name: 'admin', user: { token: ADMIN_TOKEN } }],
      contexts: [{ name: 'embedded', context: { cluster: 'embedded', user: 'admin', namespace: 'default' } }],
      'current-context': 'embedded',
    };
  }

  /** Counts the changes: the state has changed when this has. */
  get revision(): number {
    return this.#store.revision;
  }

  /** All objects with uid, resourceVersion and status, as YAML; Secrets as they are. */
  state(): string {
    return writeClusterState(this.#store, this.#stateTexts);
  }

  /**
   * Replaces everything by a state. Running watches end, and can only begin anew.
   *
   * @param origin how errors name it
   * @throws FileError the text is none; nothing has been replaced
   */
  restore(text: string, origin = 'the state'): void {
    const state = readClusterState(text, origin, this.#registry);
    this.faults.cutWatches();
    restoreClusterState(state, this.#store);
    for (const controller of this.#controllers) controller.furnish?.();
  }

  /** Answers a request that came by no socket; faults are not met. */
  respond(request: ApiRequest): WrittenAnswer | Stream {
    try {
      const answer = this.#handler.handle(request);
      return isStream(answer) ? answer : writtenAnswer(answer, this.#texts);
    } catch (error) {
      return writtenAnswer(failedAnswer(error), this.#texts);
    }
  }

  /** Everything that it holds; objects are never changed, so that this stays what it is. */
  snapshot(): ClusterState {
    const objects = this.#store.tables().flatMap((table) =>
      this.#store.list(table).map((object) => {
        const { namespace, name } = object.metadata;
        return { table, key: namespace ? `${namespace}/${name}` : name, object };
      }),
    );
    return { revision: this.#store.revision, objects };
  }

  /** All objects, table by table. */
  objects(): readonly JsonObject[] {
    return this.#store.tables().flatMap((table) => this.#store.list(table));
  }

  /** The objects of a table, such as `apps/deployments`. */
  objectsIn(table: string): readonly JsonObject[] {
    return this.#store.list(table);
  }

  /** Tells of each change until the function that it returns is called. */
  onChange(listener: ChangeListener): () => void {
    return this.#store.subscribe(listener);
  }

  /** Ends it: no socket and no timer is left. */
  async stop(): Promise<void> {
    for (const controller of this.#controllers) controller.stop();
    await this.#listener.pause();
  }

  /** As `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
