/**
 * The interface of the pooled HTTP transport to one API server. Everything that leaves the process goes through one of these:
 * the client, every watch, and client-node's typed APIs. PooledTransport (pooled-transport.ts) is its implementation.
 */
import type { Tracer } from '../base/span.ts';

/** A request. */
export interface TransportRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** The path below the server's address, beginning with a slash, without query. */
  path: string;
  /** Query parameters; those that are undefined are left out. @default none */
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Header names in lower case. @default none */
  headers?: Readonly<Record<string, string>>;
  /** @default none */
  body?: string | Uint8Array;
  /** Gives the request up, also while its body is being read. @default none */
  signal?: AbortSignal;
  /** Seconds until a DeadlineError, for the answer with its whole body; 0 for no limit, as watches need. @default 30 */
  timeoutSeconds?: number;
}

/** An answer; its body must be read to the end or destroyed. */
export interface TransportResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it arrives. */
  readonly body: TransportBody;
  /** The whole body. */
  text(): Promise<string>;
}

/** A body as a stream of bytes. */
export interface TransportBody extends AsyncIterable<Uint8Array> {
  /** Ends it without reading on, and frees the connection. */
  destroy(): void;
}

/** Sends requests with the operator's credentials. Any status is an answer; only a missing answer rejects. */
export interface Transport {
  /** The server's address, for messages. */
  readonly server: string;
  /** Makes the spans of what is done by it. @default none */
  readonly tracer?: Tracer | undefined;
  /**
   * Sends a request. On 401 the credentials are renewed once, for all that wait, and the request is repeated.
   * @throws UnreachableError no answer, or it broke off
   * @throws DeadlineError no answer in time
   * @throws AbortedError the signal aborted
   */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Ends all connections. */
  close(): Promise<void>;
}
