/**
 * A transport that sends nothing while it is closed to do so: asked right before each request, since a process that was asleep
 * may have lost what allowed it to write.
 */
import type { Tracer } from '../base/span.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** See the file's comment. */
export class FencedTransport implements Transport {
  readonly #transport: Transport;
  readonly #check: () => void;

  /** `check` throws what a request that must not be sent rejects with. */
  constructor(transport: Transport, check: () => void) {
    this.#transport = transport;
    this.#check = check;
  }

  get server(): string {
    return this.#transport.server;
  }

  get tracer(): Tracer | undefined {
    return this.#transport.tracer;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    this.#check();
    return await this.#transport.request(request);
  }

  /** Only the fence goes: the transport is its owner's to close. */
  async close(): Promise<void> {}
}
