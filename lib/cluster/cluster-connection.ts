/**
 * One cluster as the rest of the SDK sees it: the client, the transport for watches, client-node's typed API, and the names
 * that messages need. Opening it sends nothing; `ping` asks whether the server answers.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import { type Logger, silentLogger } from '../base/logger.ts';
import type { Tracer } from '../base/span.ts';
import { apiErrorOf, isSuccess } from './api-answer.ts';
import { type CustomObjectsApi, type KubeConfig, requireClientNode } from './client-node.ts';
import { ClusterClient, type ClusterClientOptions } from './cluster-client.ts';
import type { Login } from './credentials.ts';
import { customObjectsApi } from './custom-objects-api.ts';
import { Discovery } from './discovery.ts';
import { FencedTransport } from './fenced-transport.ts';
import { currentNamespace } from './kube-config.ts';
import type { Network } from './network.ts';
import { PooledTransport } from './pooled-transport.ts';
import type { Transport } from './transport.ts';

/** What opening a connection takes. */
export interface ClusterConnectionOptions {
  kubeConfig: KubeConfig;
  /** @default the system's clock */
  clock?: Clock;
  /** @default silent */
  logger?: Logger;
  /** Gets a new KubeConfig after a 401 and before a known expiry. @default none */
  login?: Login;
  /** The name under which the server notes who wrote which field. @default 'tskubeop' */
  fieldManager?: string;
  /** Where a namespaced object goes whose reference names no namespace. @default the context's, else 'default' */
  namespace?: string;
  /** What deadlines of requests go by, and the pauses between two looks for a kind. @default the system's clock */
  deadlineClock?: Clock;
  /** Is told each answer by its status, and each request without one by undefined. @default nobody */
  answered?: ((method: string, status: number | undefined) => void) | undefined;
  /** Where proxies are named, and what credential plugins are given. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** What stands before the sockets, or in their place. @default nothing */
  network?: Network | undefined;
  /** Makes the spans of requests and watches. @default none */
  tracer?: Tracer | undefined;
}

/** What handlers act by, behind a fence. */
export interface FencedConnection {
  readonly client: ClusterClient;
  readonly transport: Transport;
  /** client-node's CustomObjectsApi. */
  crdApi(): CustomObjectsApi;
}

/** An open connection. */
export class ClusterConnection {
  readonly client: ClusterClient;
  readonly transport: PooledTransport;
  readonly discovery: Discovery;
  /** The kubeconfig's context, if it has one. */
  readonly context: string | undefined;
  /** The default namespace. */
  readonly namespace: string;
  readonly #clock: Clock;
  readonly #clientOptions: ClusterClientOptions;
  #crdApi: CustomObjectsApi | undefined;

  private constructor(options: ClusterConnectionOptions, transport: PooledTransport) {
    const { kubeConfig, clock = systemClock, logger = silentLogger } = options;
    this.#clock = clock;
    this.transport = transport;
    this.context = kubeConfig.getCurrentContext() || undefined;
    this.namespace = options.namespace ?? currentNamespace(kubeConfig) ?? 'default';
    this.discovery = new Discovery(transport, options.deadlineClock ?? systemClock);
    this.#clientOptions = {
      transport,
      discovery: this.discovery,
      clock,
      logger,
      defaultNamespace: this.namespace,
      ...(options.fieldManager === undefined ? {} : { fieldManager: options.fieldManager }),
    };
    this.client = new ClusterClient(this.#clientOptions);
  }

  /**
   * Reads the credentials and makes the connection; nothing is sent to the server yet.
   *
   * @throws CredentialsError the KubeConfig can't be used, or a file that it names can't be read
   */
  static async open(options: ClusterConnectionOptions): Promise<ClusterConnection> {
    const { clock = systemClock, logger = silentLogger } = options;
    const transport = new PooledTransport({ ...options, clock, logger });
    try {
      await transport.prepare();
    } catch (error) {
      await transport.close();
      throw error;
    }
    return new ClusterConnection(options, transport);
  }

  /** The server's address. */
  get server(): string {
    return this.transport.server;
  }

  /** The KubeConfig in use: the first one, or the last that the login gave. */
  get kubeConfig(): KubeConfig {
    return this.transport.kubeConfig;
  }

  /** client-node's CustomObjectsApi over this connection's sockets; client-node is loaded at the first call. */
  crdApi(): CustomObjectsApi {
    this.#crdApi ??= customObjectsApi(requireClientNode(), this.transport);
    return this.#crdApi;
  }

  /**
   * The same cluster behind a fence: each request first calls `check`, and is not sent when that throws. Sockets, credentials and what
   * is known of the server's kinds are this connection's.
   */
  fenced(check: () => void): FencedConnection {
    const transport = new FencedTransport(this.transport, check);
    let crdApi: CustomObjectsApi | undefined;
    return {
      transport,
      client: new ClusterClient({ ...this.#clientOptions, transport }),
      crdApi: () => {
        crdApi ??= customObjectsApi(requireClientNode(), transport);
        return crdApi;
      },
    };
  }

  /**
   * Asks the server for its version.
   *
   * @throws UnreachableError, DeadlineError it doesn't answer
   * @throws ApiError it refuses
   */
  async ping(signal?: AbortSignal): Promise<void> {
    const request = { method: 'GET', path: '/version', signal, timeoutSeconds: 5 } as const;
    const response = await this.transport.request(request);
    if (!isSuccess(response.status)) throw await apiErrorOf(request, response, this.#clock.now());
    await response.text();
  }

  /** Ends all requests and watches. */
  async close(): Promise<void> {
    await this.transport.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
