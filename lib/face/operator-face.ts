/**
 * What a process shows of itself: the health of its parts, and the routes of the HTTP server, if it has one. Whatever else has
 * something to show (metrics, hooks, webhooks) adds a route; nothing is loaded and nothing listens unless it was asked for.
 *
 * It opens before anything else, so that probes are answered while the rest starts, and closes last.
 */
import type { Clock } from '../base/clock.ts';
import { InvalidOptionError, messageOf, PortError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Redactor } from '../base/redaction.ts';
import { EventLoopLag } from '../health/event-loop-lag.ts';
import { Health } from '../health/health.ts';
import { HttpRoutes } from './http-routes.ts';
import type { HttpServer } from './http-server.ts';
import { ADDRESS_FORM, addressUrl, type ListenAddress, listenAddress } from './listen-address.ts';

/** Options of a face. */
export interface OperatorFaceOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes secrets out of what is shown. */
  readonly redactor: Redactor;
  /** Where the HTTP server listens, such as `:8080`. @default none: there is no server */
  readonly httpAddress?: string | undefined;
  /** The operator's name, which is part of the inspection socket's. */
  readonly name: string;
  /** The inspection socket: its path, or 'default' for one in the user's own folder. @default none */
  readonly inspectSocket?: string | undefined;
}

/** What a system's error means for the one who chose the address. */
const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program, or another operator, listens there already: give another port, or :0 for any free one',
  EACCES: 'this process may not listen there: take a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this name has no address',
};

/** See the file's comment. */
export class OperatorFace {
  readonly health = new Health();
  /** What is served on `--http-address`, to everybody who can reach it. */
  readonly routes = new HttpRoutes();
  /** What is served on the inspection socket, to this user alone. */
  readonly inspection = new HttpRoutes();
  readonly #closing: (() => void | Promise<void>)[] = [];
  readonly #options: OperatorFaceOptions;
  #httpUrl: string | undefined;
  #lag: EventLoopLag | undefined;
  #socketPath: string | undefined;

  constructor(options: OperatorFaceOptions) {
    this.#options = options;
    this.health.set('operator', { ok: false, message: 'starting', since: options.clock.now() });
  }

  /**
   * Listens, if that was asked for.
   *
   * @throws InvalidOptionError the address is none
   * @throws PortError nothing can listen there
   */
  async open(): Promise<void> {
    const { httpAddress, inspectSocket } = this.#options;
    try {
      if (httpAddress !== undefined) await this.#openHttp(httpAddress);
      if (inspectSocket !== undefined) await this.#openInspection(inspectSocket);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Where the HTTP server can be reached from here; undefined without one. */
  get httpUrl(): string | undefined {
    return this.#httpUrl;
  }

  /** Where the inspection socket is; undefined without one. */
  get socketPath(): string | undefined {
    return this.#socketPath;
  }

  /** What measures the event loop; undefined where nobody can ask. */
  get lag(): EventLoopLag | undefined {
    return this.#lag;
  }

  /** Calls back when all else has stopped, the last added first. */
  onClose(close: () => void | Promise<void>): void {
    this.#closing.push(close);
  }

  /** Ends what was opened. */
  async close(): Promise<void> {
    for (let close = this.#closing.pop(); close; close = this.#closing.pop()) await close();
  }

  /** A default that can't be had, as on a read-only file system, keeps nothing from starting; a path that was asked for does. */
  async #openInspection(inspectSocket: string): Promise<void> {
    const { logger, name } = this.#options;
    const { InspectionSocket } = await import('./inspection-socket.ts');
    const path = inspectSocket === 'default' ? undefined : inspectSocket;
    try {
      const socket = await InspectionSocket.open({ routes: this.inspection, logger, name, path });
      this.#socketPath = socket.path;
      this.onClose(() => socket.close());
      logger.debug('can be asked through a socket', { path: socket.path });
    } catch (error) {
      if (path !== undefined) throw error;
      logger.info('no inspection socket: `tskubeop explain` cannot ask this operator', { error: messageOf(error) });
    }
  }

  async #openHttp(httpAddress: string): Promise<void> {
    const { clock, logger, redactor } = this.#options;
    const address = listenAddress(httpAddress);
    if (!address) throw new InvalidOptionError('httpAddress', ADDRESS_FORM, httpAddress);
    const [{ HttpServer }, { addHealthRoutes }] = await Promise.all([import('./http-server.ts'), import('./health-routes.ts')]);
    addHealthRoutes(this.routes, { health: this.health, redact: (message) => redactor.text(message) });
    const server = new HttpServer({ routes: this.routes, logger });
    await listen(server, address, httpAddress);
    this.onClose(() => server.close());
    const lag = new EventLoopLag(clock);
    this.#lag = lag;
    const forget = this.health.addPulse('event loop', lag);
    this.onClose(() => {
      forget();
      lag.close();
    });
    this.#httpUrl = addressUrl({ host: address.host, port: server.port ?? address.port });
    logger.info('serving HTTP', { address: httpAddress, url: this.#httpUrl });
  }
}

async function listen(server: HttpServer, { host, port }: ListenAddress, given: string): Promise<void> {
  try {
    await server.listen({ port, ...(host === undefined ? {} : { host }) });
  } catch (error) {
    await server.close();
    const reason = LISTEN_FAILURES[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
    throw new PortError(`--http-address ${given}: ${reason}`, { cause: error });
  }
}
