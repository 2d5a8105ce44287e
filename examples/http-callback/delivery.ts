/**
 * Follows orders of a shop that knows nothing of Kubernetes: when something happens to an order the shop calls back over HTTP,
 * and the Delivery that is named is looked at again. The callback carries no data that is believed: the shop is asked.
 */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ArgsOf, type ArgumentParser, type Change, CRDBase, KubernetesOperator, TemporaryError } from 'tskubeop';
import { z } from 'zod';

const DeliverySpec = z.object({ order: z.string().min(1).max(100) });

export class Delivery extends CRDBase<z.infer<typeof DeliverySpec>, { phase?: string; why?: string }, ArgsOf<typeof DeliveryOperator>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'deliveries';
  static readonly SINGULAR = 'delivery';
  static readonly KIND = 'Delivery';
  static readonly SPEC = DeliverySpec;
  static readonly PRINTER_COLUMNS = [{ name: 'Phase', type: 'string', jsonPath: '.status.phase' }] as const;
  /** A callback may get lost. */
  static readonly RESYNC_SECONDS = 600;

  async reconcile({ reason }: Change<this>) {
    const url = new URL(`/orders/${encodeURIComponent(this.spec.order)}`, this.args.shopUrl);
    const answer = await fetch(url, { signal: AbortSignal.any([this.signal, AbortSignal.timeout(10_000)]) });
    if (answer.status !== 200 && answer.status !== 404) throw new TemporaryError(`the shop answers ${answer.status}`, { delaySeconds: 5 });
    const { phase } = answer.status === 404 ? { phase: 'unknown' } : ((await answer.json()) as { phase?: string });
    this.logger.info('looked at', { reason, phase });
    this.status = { phase: String(phase), why: reason };
  }
}

export class DeliveryOperator extends KubernetesOperator {
  #server: Server | undefined;

  addArguments(parser: ArgumentParser) {
    return parser
      .option('shop-url', { type: 'string', default: 'http://127.0.0.1:8091', describe: 'Where the shop is asked' })
      .option('callback-port', { type: 'number', default: 8090, describe: 'Where callbacks are taken; 0 for any free port' })
      .option('callback-token', { type: 'string', demandOption: true, describe: 'What callers must send as Bearer token', secret: true });
  }

  /** Where callbacks are taken. */
  get callbackPort(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  override async onStartup() {
    const { callbackPort } = this.args;
    this.#server = createServer((request, response) => {
      // Whatever the body is, nobody reads it.
      request.resume();
      response.writeHead(this.#answer(request)).end();
    });
    this.#server.listen(callbackPort);
    await once(this.#server, 'listening');
  }

  override async onCleanup() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** POST /deliveries/NAMESPACE/NAME */
  #answer({ method, url = '', headers }: IncomingMessage): number {
    const [, namespace, name] = /^\/deliveries\/([a-z0-9-]{1,63})\/([a-z0-9.-]{1,253})$/.exec(url) ?? [];
    if (!namespace || !name) return 404;
    if (method !== 'POST') return 405;
    if (!this.#isAllowed(headers.authorization ?? '')) return 401;
    // 202: it will be looked at; 404: there is no such Delivery, or we are only just starting. The shop may try again.
    return this.trigger(Delivery, namespace, name) ? 202 : 404;
  }

  #isAllowed(authorization: string): boolean {
    const { callbackToken } = this.args;
    const [given, wanted] = [Buffer.from(authorization), Buffer.from(`Bearer ${callbackToken}`)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

if (import.meta.main) await new DeliveryOperator(Delivery).run();
