/**
 * The sockets to one server: one undici dispatcher, kept alive, for every request and watch. It is exchanged, never
 * changed: new TLS material or a broken set of sockets makes a new one, and streams on the old one go on to their end.
 */
import type { Pool } from 'undici';
import { CredentialsError } from '../base/errors.ts';
import type { KubeConfig } from './client-node.ts';
import type { Credential } from './credential.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { type LineDispatcher, type Network, NetworkDispatcher } from './network.ts';
import { proxyFor } from './proxy-choice.ts';
import { readTlsMaterial, type TlsMaterial } from './tls-material.ts';
import { undiciPool, undiciProxyAgent } from './undici-dispatchers.ts';

/** A dispatcher with what it leads to. */
export interface ConnectionLine {
  readonly dispatcher: LineDispatcher;
  readonly endpoint: Endpoint;
}

/** As client-go: below the idle limit of common load balancers. */
const KEEP_ALIVE_PROBE_MILLISECONDS = 30_000;
/** Below the API server's own 90 s, so that a socket is not used while the server closes it. */
const IDLE_MILLISECONDS = 60_000;

/** The pool of one connection. */
export class ConnectionPool {
  #line: ConnectionLine | undefined;
  #identity = '';
  #material: TlsMaterial | undefined;
  #proxyUrl: string | undefined;
  readonly #open = new Set<LineDispatcher>();
  readonly #env: NodeJS.ProcessEnv;
  readonly #network: Network | undefined;

  /** @param network stands before the sockets */
  constructor(env: NodeJS.ProcessEnv, network?: Network) {
    this.#env = env;
    this.#network = network;
  }

  /** The line for new requests, once `refresh` has made one. */
  get line(): ConnectionLine | undefined {
    return this.#line;
  }

  /**
   * Reads certificates anew, and makes a new line if anything differs.
   *
   * @returns whether it did
   */
  async refresh(kubeConfig: KubeConfig, certificate?: Credential['certificate']): Promise<boolean> {
    const endpoint = endpointOf(kubeConfig);
    const material = await readTlsMaterial(kubeConfig, certificate);
    const proxyUrl = kubeConfig.getCurrentCluster()?.proxyUrl || proxyFor(endpoint.origin, this.#env);
    const identity = JSON.stringify([endpoint, material.digest, proxyUrl]);
    if (this.#line && identity === this.#identity) return false;
    this.#identity = identity;
    this.#material = material;
    this.#proxyUrl = proxyUrl;
    this.#exchange(endpoint);
    return true;
  }

  /** New sockets for new requests, after one of this line's was found broken. */
  replace(line: ConnectionLine): void {
    if (line === this.#line) this.#exchange(line.endpoint);
  }

  /** Ends everything, streams included. */
  async close(): Promise<void> {
    this.#line = undefined;
    await Promise.all([...this.#open].map((dispatcher) => dispatcher.destroy()));
  }

  #exchange(endpoint: Endpoint): void {
    const old = this.#line?.dispatcher;
    const open = () => createDispatcher(endpoint.origin, this.#material?.options ?? {}, this.#proxyUrl);
    const dispatcher = this.#network ? new NetworkDispatcher(this.#network, open) : open();
    this.#open.add(dispatcher);
    this.#line = { dispatcher, endpoint };
    // Closing waits for what is under way. A failure to close can only mean that it is closed.
    const forget = () => this.#open.delete(old as LineDispatcher);
    old?.close().then(forget, forget);
  }
}

function createDispatcher(origin: string, tls: TlsMaterial['options'], proxyUrl: string | undefined): LineDispatcher {
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_PROBE_MILLISECONDS };
  const options: Pool.Options = {
    allowH2: false,
    // The transport has its own deadlines; a watch may be silent for long.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_MILLISECONDS,
  };
  if (!proxyUrl) return new (undiciPool())(origin, { ...options, connect: { ...tls, ...keepAlive } });
  return new (undiciProxyAgent())({ ...options, uri: checkedProxy(proxyUrl), requestTls: tls, connect: keepAlive });
}

function checkedProxy(proxyUrl: string): string {
  if (/^https?:\/\//i.test(proxyUrl) && URL.canParse(proxyUrl)) return proxyUrl;
  // It may hold a password, so only its scheme is shown.
  const scheme = proxyUrl.includes('://') ? `its scheme is ${proxyUrl.slice(0, proxyUrl.indexOf(':'))}` : 'it has no scheme';
  throw new CredentialsError(`the proxy to the cluster (proxy-url, HTTPS_PROXY) must be an http:// or https:// address; ${scheme}`);
}
