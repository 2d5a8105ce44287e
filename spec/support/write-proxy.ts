/**
 * A proxy before an API server that lets so many writes through and then nothing more: the answer of the last one is never seen,
 * as when the operator dies at that moment. Reads and watches pass; Events and leases aren't counted.
 */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { parseKubeconfig } from '../../lib/cluster/kubeconfig-file.ts';
import { kubeConfigOfContent } from '../../lib/cluster/lazy-kube-config.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const UNCOUNTED = /\/(events|leases)(\/|$)|reviews$/;

/** See the file's comment. */
export class WriteProxy {
  readonly #server: Server;
  readonly #target: { url: string; token: string | undefined; ca: string | undefined; rejectUnauthorized: boolean };
  #left = Number.POSITIVE_INFINITY;
  #exhausted = Promise.withResolvers<void>();
  /** The writes that were let through. */
  readonly writes: string[] = [];

  private constructor(cluster: TestCluster) {
    const { kubeConfig } = cluster;
    const { server, caData, skipTLSVerify } = kubeConfig.getCurrentCluster() ?? { server: '' };
    const ca = caData && Buffer.from(caData, 'base64').toString();
    this.#target = { url: server, token: kubeConfig.getCurrentUser()?.token, ca, rejectUnauthorized: skipTLSVerify !== true };
    this.#server = createServer((request, response) => this.#forward(request, response));
  }

  /** Starts one. */
  static async start(cluster: TestCluster): Promise<WriteProxy> {
    const proxy = new WriteProxy(cluster);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** By which an operator goes through the proxy. */
  get kubeConfig(): KubeConfig {
    const { port } = this.#server.address() as AddressInfo;
    const text = `apiVersion: v1
kind: Config
current-context: proxy
contexts: [{ name: proxy, context: { cluster: proxy, user: proxy } }]
clusters: [{ name: proxy, cluster: { server: "http://127.0.0.1:${port}" } }]
users: [{ name: proxy, user: {} }]
`;
    return kubeConfigOfContent(parseKubeconfig(text, 'the proxy'));
  }

  /** Lets so many more writes through; resolves when the last of them is done. */
  async allow(writes: number): Promise<void> {
    this.#left = writes;
    this.#exhausted = Promise.withResolvers();
    await this.#exhausted.promise;
  }

  /** Lets everything through. */
  open(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    const isCounted = WRITES.has(method) && !UNCOUNTED.test(url.split('?')[0] ?? '');
    if (isCounted && this.#left <= 0) return void request.socket.destroy();
    if (isCounted) this.#left -= 1;
    const isLast = isCounted && this.#left === 0;
    const { token, ca, rejectUnauthorized, url: target } = this.#target;
    const { host: _, ...headers } = request.headers;
    const send = target.startsWith('https') ? httpsRequest : httpRequest;
    const forwarded = send(
      new URL(url, target),
      {
        method,
        headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
        ...(target.startsWith('https') && { ca, rejectUnauthorized }),
      },
      (answer) => {
        if (isCounted) this.writes.push(`${method} ${url.split('?')[0]} ${answer.statusCode}`);
        if (isLast) {
          answer.resume().once('end', () => {
            request.socket.destroy();
            this.#exhausted.resolve();
          });
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    forwarded.once('error', () => response.destroy());
    response.once('close', () => forwarded.destroy());
    request.pipe(forwarded);
  }
}
