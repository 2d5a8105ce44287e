/**
 * A proxy of our own between an operator and a cluster, embedded or real, which makes go wrong what networks and servers get
 * wrong: it refuses requests, loses answers, breaks connections, cuts and mutes watches, and says odd things in them. Whoever
 * talks to the cluster directly notices nothing.
 */
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '../../lib/cluster/client-node.ts';

/** Which requests a fault is for; all of them without any. */
export interface ProxyMatch {
  method?: string;
  /** For the path with its query. */
  path?: RegExp;
}

/** What is answered instead of passing a request on. */
export interface ProxyRefusal extends ProxyMatch {
  status: number;
  retryAfterSeconds?: number;
  /** @default Infinity */
  times?: number;
}

/** How watches are cut. */
export type WatchCut = 'clean' | 'midLine' | 'reset' | 'silent';

type Counted<T> = T & { left: number; met: number };

interface OpenWatch {
  readonly response: http.ServerResponse;
  readonly upstream: http.IncomingMessage;
  muted: boolean;
}

/** See the file's comment. */
export class FaultProxy {
  readonly #target: URL;
  readonly #agent: http.Agent;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Set<OpenWatch>();
  #refusals: Counted<ProxyRefusal>[] = [];
  #losses: Counted<ProxyMatch & { times: number }>[] = [];
  #pageFault: Counted<ProxyRefusal> | undefined;
  readonly #waiting = new Set<http.ServerResponse>();
  /** How many watches have been opened so far. */
  watchesOpened = 0;
  /** The version of the last event that was passed on. */
  newestShown = '0';

  private constructor(kubeConfig: KubeConfig) {
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) throw new Error('no cluster in the kubeconfig');
    this.#target = new URL(cluster.server);
    const ca = cluster.caData && Buffer.from(cluster.caData, 'base64');
    this.#agent =
      this.#target.protocol === 'https:'
        ? new https.Agent({ keepAlive: true, rejectUnauthorized: !cluster.skipTLSVerify, ...(ca ? { ca } : {}) })
        : new http.Agent({ keepAlive: true });
    this.#server = http.createServer({ requestTimeout: 0 }, (request, response) => this.#pass(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts one in front of the cluster of a kubeconfig. */
  static async start(kubeConfig: KubeConfig): Promise<FaultProxy> {
    const proxy = new FaultProxy(kubeConfig);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The same credentials, for the cluster behind this proxy; with other credentials where they are given. */
  kubeConfig(original: KubeConfig, credentials?: { token?: string; impersonate?: string }): KubeConfig {
    const user = original.getCurrentUser();
    const changed = {
      ...(credentials?.token === undefined ? {} : { token: credentials.token }),
      ...(credentials?.impersonate === undefined ? {} : { impersonateUser: credentials.impersonate }),
    };
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'proxy', server: this.url }],
      users: [{ ...user, name: 'user', ...changed }],
      contexts: [{ name: 'proxy', cluster: 'proxy', user: 'user' }],
      currentContext: 'proxy',
    });
    return kubeConfig;
  }

  /** Where it is found. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many requests wait for their answers just now; watches only until they are accepted, or their list is complete. */
  get underWay(): number {
    return this.#waiting.size;
  }

  /** How many watches are open and not muted. */
  get openWatches(): number {
    return this.#audible.length;
  }

  /** Refuses requests. @returns how many it has refused so far */
  refuse(refusal: ProxyRefusal): () => number {
    const counted = this.#order(refusal);
    return () => counted.met;
  }

  /** Passes requests on, and breaks their connections instead of passing on the answers. @returns how many so far */
  loseAnswers(match: ProxyMatch & { times: number }): () => number {
    const counted = { ...match, left: match.times, met: 0 };
    this.#losses.push(counted);
    return () => counted.met;
  }

  /**
   * Asks for pages of one object instead of many, until it has refused the first request for a further page as one whose token
   * has expired. @returns how many it has refused so far
   */
  cutPages(): () => number {
    const fault = this.#order({ path: /[?&]continue=/, status: 410, times: 1 });
    this.#pageFault = fault;
    return () => fault.met;
  }

  /** Takes back what `refuse` and `loseAnswers` ordered. */
  clear(): void {
    this.#refusals = [];
    this.#losses = [];
    this.#pageFault = undefined;
  }

  /** Ends all running watches in this way; returns how many there were. */
  cutWatches(how: WatchCut): number {
    const watches = this.#audible;
    for (const watch of watches) {
      if (how === 'silent') {
        watch.muted = true;
        this.#waiting.delete(watch.response);
        continue;
      }
      this.#watches.delete(watch);
      watch.upstream.destroy();
      if (how === 'clean') watch.response.end();
      else if (how === 'reset') (watch.response.socket as Socket | null)?.resetAndDestroy();
      else watch.response.write('{"type":"MODIFIED","object":{"apiVe', () => watch.response.destroy());
    }
    return watches.length;
  }

  /** Says lines in all running watches; returns in how many. */
  say(...lines: string[]): number {
    const watches = this.#audible;
    for (const { response } of watches) response.write(lines.map((line) => `${line}\n`).join(''));
    return watches.length;
  }

  /** Breaks every connection, requests in the middle included. */
  resetAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.resetAll();
    this.#agent.destroy();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  get #audible(): OpenWatch[] {
    return [...this.#watches].filter(({ muted }) => !muted);
  }

  #order(refusal: ProxyRefusal): Counted<ProxyRefusal> {
    const counted = { ...refusal, left: refusal.times ?? Number.POSITIVE_INFINITY, met: 0 };
    this.#refusals.push(counted);
    return counted;
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.#waiting.add(response);
    response.once('close', () => this.#waiting.delete(response));
    const refusal = take(this.#refusals, request);
    if (refusal) {
      request.resume().once('end', () => refuse(response, refusal));
      return;
    }
    const isLost = take(this.#losses, request) !== undefined;
    const { method, headers } = request;
    const asked = request.url ?? '/';
    const path = this.#pageFault?.left ? asked.replace(/([?&])limit=\d+/, '$1limit=1') : asked;
    const { request: send } = this.#target.protocol === 'https:' ? https : http;
    const { hostname, port } = this.#target;
    const onward = send({ hostname, port, method, path, headers: { ...headers, host: this.#target.host }, agent: this.#agent });
    // A server that is away looks from here as it does from there.
    onward.once('error', () => (response.socket as Socket | null)?.resetAndDestroy());
    onward.once('response', (upstream) => {
      if (!isLost) return this.#answer(path, upstream, response);
      const lose = () => (response.socket as Socket | null)?.resetAndDestroy();
      // A watch has no end to wait for.
      if (isWatch(path)) lose();
      else upstream.resume().once('end', lose);
    });
    response.once('close', () => {
      if (!response.writableFinished) onward.destroy();
    });
    request.on('error', () => onward.destroy());
    request.pipe(onward);
  }

  #answer(path: string, upstream: http.IncomingMessage, response: http.ServerResponse): void {
    const { statusCode = 502, headers } = upstream;
    upstream.on('error', () => response.destroy());
    response.writeHead(statusCode, headers);
    if (statusCode !== 200 || !isWatch(path)) {
      upstream.pipe(response);
      return;
    }
    const watch: OpenWatch = { response, upstream, muted: false };
    this.#watches.add(watch);
    if (!path.includes('sendInitialEvents=true')) this.#waiting.delete(response);
    this.watchesOpened += 1;
    response.flushHeaders();
    response.once('close', () => this.#watches.delete(watch));
    // Only whole lines are passed on, so that something can be said between any two.
    let rest: Buffer = Buffer.alloc(0);
    upstream.on('data', (chunk: Buffer) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(0x0a) + 1;
      rest = bytes.subarray(end);
      if (watch.muted || end === 0 || !response.writable) return;
      this.#noteVersion(bytes.subarray(0, end));
      if (this.#waiting.has(response) && bytes.includes('k8s.io/initial-events-end')) this.#waiting.delete(response);
      response.write(bytes.subarray(0, end));
    });
    upstream.once('end', () => {
      if (!watch.muted) response.end();
    });
  }

  #noteVersion(lines: Buffer): void {
    const last = lines.toString('utf8', lines.lastIndexOf(0x0a, -2) + 1);
    const version = /"resourceVersion":"(\d+)"/.exec(last)?.[1];
    if (version !== undefined) this.newestShown = version;
  }
}

function isWatch(path: string): boolean {
  return /[?&]watch=(true|1)/.test(path);
}

function take<T extends ProxyMatch & { left: number; met: number }>(faults: T[], { method, url = '' }: http.IncomingMessage) {
  const found = faults.find((fault) => fault.left > 0 && (fault.method ?? method) === method && (fault.path?.test(url) ?? true));
  if (found) {
    found.left -= 1;
    found.met += 1;
  }
  return found;
}

const REASONS: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

/** A Status, as API servers answer it. */
export function statusOf(code: number): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'refused by a fault', reason: REASONS[code], code };
}

function refuse(response: http.ServerResponse, { status, retryAfterSeconds }: ProxyRefusal): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(JSON.stringify(statusOf(status)));
}
