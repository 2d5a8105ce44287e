/**
 * Plain HTTP to a cluster: what the conformance cases send, byte by byte, with no client of ours in between.
 */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';

/** One request. */
export interface RawRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** @default none */
  body?: string | Buffer;
}

/** Sends requests with the administrator's credentials. */
export class RawRequests {
  readonly server: string;
  readonly #token: string;
  readonly #agent: PlainAgent;
  readonly #send: typeof plainRequest;

  constructor(kubeConfig: KubeConfig) {
    const cluster = kubeConfig.getCurrentCluster();
    this.server = cluster?.server ?? '';
    this.#token = kubeConfig.getCurrentUser()?.token ?? '';
    const isSecure = this.server.startsWith('https:');
    const ca = cluster?.caData && Buffer.from(cluster.caData, 'base64').toString();
    this.#agent = isSecure
      ? new SecureAgent({ keepAlive: true, ca, rejectUnauthorized: !cluster?.skipTLSVerify })
      : new PlainAgent({ keepAlive: true });
    this.#send = isSecure ? secureRequest : plainRequest;
  }

  /** Sends a request; the answer's body is still to be read. */
  open({ method, path, headers, body }: RawRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      // Node leaves the length of a DELETE's body unsaid.
      const length: Record<string, string> = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const authorized = { Authorization: `Bearer ${this.#token}`, ...length, ...headers };
      const options = { method, agent: this.#agent, signal, headers: authorized };
      const sent = this.#send(new URL(this.server + path), options, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** Closes the idle connections. */
  close(): void {
    this.#agent.destroy();
  }
}

/** An answer's whole body as text. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
