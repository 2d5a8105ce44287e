/**
 * The transport over HTTP: one pool of sockets, one credential, and the rules of asking again.
 *
 * Guarantees: 401 renews the credential once for all that wait and repeats the request once, while running streams go on;
 * 429 and 503 with Retry-After are repeated as asked, a few times; a GET whose connection broke before any answer is
 * repeated once on fresh sockets; a certificate that was rotated on disk is found when the handshake fails. Nothing else
 * is repeated here: back-off is the caller's.
 *
 * Deadlines go by the system's clock, since they measure a real network; waits that a server asked for go by the clock given.
 */
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import { UnreachableError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Tracer } from '../base/span.ts';
import type { KubeConfig } from './client-node.ts';
import { explainFailure, isCertificateFailure, isClosedOnOurSide, isReset } from './connection-failure.ts';
import { type ConnectionLine, ConnectionPool } from './connection-pool.ts';
import type { Credential } from './credential.ts';
import { type CredentialState, Credentials, type Login } from './credentials.ts';
import { endpointOf } from './endpoint.ts';
import { HttpAnswer } from './http-answer.ts';
import { type AnswerHead, HttpExchange } from './http-exchange.ts';
import type { Network } from './network.ts';
import { RequestGate } from './request-gate.ts';
import { RequestLife } from './request-life.ts';
import { RequestSpan } from './request-span.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** What a transport is made of. */
export interface PooledTransportOptions {
  kubeConfig: KubeConfig;
  clock: Clock;
  logger: Logger;
  /** Where proxies are named, and what plugins are given. @default process.env */
  env?: NodeJS.ProcessEnv;
  /** Gets a new KubeConfig after a 401 and before a known expiry. @default none */
  login?: Login;
  /** Requests under way at once; watches don't count. @default 64 */
  maxRequests?: number;
  /** What deadlines go by. @default the system's clock */
  deadlineClock?: Clock;
  /** Sent as User-Agent. @default 'tskubeop' */
  userAgent?: string;
  /** Is told each answer by its status, and each request without one by undefined. @default nobody */
  answered?: ((method: string, status: number | undefined) => void) | undefined;
  /** What stands before the sockets, or in their place. @default nothing */
  network?: Network | undefined;
  /** Makes the spans of requests. @default none */
  tracer?: Tracer | undefined;
}

/** How often a request is sent at most when the server keeps answering 429 or 503 with Retry-After. */
const MAX_SENDS = 5;

interface Session {
  readonly credential: Credential;
  readonly line: ConnectionLine;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** What has been repeated for one request already. */
interface Repeats {
  sends: number;
  renewed: boolean;
  reset: boolean;
  certificates: boolean;
}

/** Transport over undici. */
export class PooledTransport implements Transport {
  readonly tracer: Tracer | undefined;
  readonly #credentials: Credentials;
  readonly #pool: ConnectionPool;
  readonly #gate: RequestGate;
  readonly #clock: Clock;
  readonly #deadlineClock: Clock;
  readonly #userAgent: string;
  readonly #answered: PooledTransportOptions['answered'];
  #session: Session | undefined;
  #preparing: Promise<Session> | undefined;
  #server: string;
  #closed = false;

  /** @throws CredentialsError the KubeConfig's context leads nowhere */
  constructor(options: PooledTransportOptions) {
    const env = options.env ?? process.env;
    this.#clock = options.clock;
    this.#deadlineClock = options.deadlineClock ?? systemClock;
    this.#userAgent = options.userAgent ?? 'tskubeop';
    this.#answered = options.answered;
    this.tracer = options.tracer;
    this.#credentials = new Credentials({ ...options, env });
    this.#pool = new ConnectionPool(env, options.network);
    this.#gate = new RequestGate(options.maxRequests ?? 64);
    this.#server = endpointOf(options.kubeConfig).server;
  }

  get server(): string {
    return this.#server;
  }

  /** The KubeConfig in use: the first one, or the last that the login gave. */
  get kubeConfig(): KubeConfig {
    return this.#credentials.kubeConfig;
  }

  /** How the credentials are. */
  get credentials(): CredentialState {
    return this.#credentials.state;
  }

  /**
   * Gets the credential and reads the certificates, without sending anything.
   *
   * @throws CredentialsError they can't be had
   */
  async prepare(): Promise<void> {
    await this.#ready();
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    if (this.#closed) throw new UnreachableError(`the connection to ${this.#server} has been closed`);
    const life = new RequestLife(request, this.#server, this.#deadlineClock);
    const bounded = request.timeoutSeconds !== 0;
    const span = RequestSpan.begin(this.tracer, this.#server, request);
    let inside = false;
    const release = () => {
      life.release();
      if (inside) this.#gate.leave();
      span?.end();
    };
    try {
      if (bounded) {
        await this.#enter(life);
        inside = true;
      }
      const response = await this.#converse(request, life);
      span?.answered(response.status);
      response.onceDone(release);
      return response;
    } catch (error) {
      span?.failed(error);
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
  }

  async #enter(life: RequestLife): Promise<void> {
    if (this.#gate.tryEnter()) return;
    const { entered, cancel } = this.#gate.enter();
    await life.race(entered).catch((error: unknown) => {
      cancel();
      throw error;
    });
  }

  async #converse(request: TransportRequest, life: RequestLife): Promise<HttpAnswer> {
    const repeats: Repeats = { sends: 0, renewed: false, reset: false, certificates: false };
    for (;;) {
      const ready = this.#ready();
      const session = ready instanceof Promise ? await life.race(ready) : ready;
      const exchange = this.#send(request, life, session);
      repeats.sends += 1;
      let head: AnswerHead;
      try {
        head = await exchange.head;
      } catch (error) {
        this.#answered?.(request.method, undefined);
        if (life.ended || !(await this.#canSendAgain(error, request, session, repeats))) throw error;
        continue;
      }
      this.#answered?.(request.method, head.status);
      const answer = new HttpAnswer(head, exchange);
      if (head.status !== 401) this.#credentials.accepted();
      else if (repeats.renewed) this.#credentials.refusedAgain();
      if (head.status === 401 && !repeats.renewed) {
        repeats.renewed = true;
        await answer.gather();
        if (!(await life.race(this.#renew(session)))) return answer;
      } else if (head.status === 429 || head.status === 503) {
        if (!(await this.#waitAsAsked(answer, request, life, repeats))) return answer;
      } else return answer;
    }
  }

  #send(request: TransportRequest, life: RequestLife, session: Session): HttpExchange {
    const { dispatcher, endpoint } = session.line;
    const exchange = new HttpExchange((error) => explainFailure(error, endpoint.server));
    life.attend(exchange);
    if (life.ended) return exchange;
    const { body } = request;
    dispatcher.dispatch(
      {
        origin: endpoint.origin,
        path: endpoint.prefix + request.path + queryString(request.query),
        method: request.method,
        headers: request.headers ? { ...session.headers, ...request.headers } : { ...session.headers },
        body: body ?? null,
      },
      exchange,
    );
    return exchange;
  }

  async #canSendAgain(error: unknown, request: TransportRequest, session: Session, repeats: Repeats): Promise<boolean> {
    if (this.#closed) return false;
    // The line was exchanged between choosing and using it.
    if (isClosedOnOurSide(error)) return session.line !== this.#pool.line;
    if (isCertificateFailure(error) && !repeats.certificates) {
      repeats.certificates = true;
      // The handshake failed, so nothing was sent: any method may be sent again, if the certificates are others now.
      return await this.#refreshLine(session.credential).catch(() => false);
    }
    if (!isReset(error) || repeats.reset || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    repeats.reset = true;
    this.#pool.replace(session.line);
    return true;
  }

  async #renew(session: Session): Promise<boolean> {
    const changed = await this.#credentials.refused(session.credential);
    // Getting ready reads the certificates again; others than before make another line.
    const { line } = await this.#ready();
    return changed || line !== session.line;
  }

  async #waitAsAsked(answer: HttpAnswer, request: TransportRequest, life: RequestLife, repeats: Repeats): Promise<boolean> {
    // A watch's own driver waits, so that it can say so.
    if (request.timeoutSeconds === 0 || repeats.sends >= MAX_SENDS) return false;
    const seconds = retryAfterSeconds(answer.headers['retry-after'], this.#clock.now());
    if (seconds === undefined || seconds * 1000 >= life.leftMilliseconds) return false;
    await answer.gather();
    await life.pause(this.#clock, seconds * 1000);
    return true;
  }

  /** The credential and line to use now; a promise only when something must be fetched first. */
  #ready(): Session | Promise<Session> {
    if (this.#preparing) return this.#preparing;
    const credential = this.#credentials.get();
    const session = this.#session;
    if (session && credential === session.credential && session.line === this.#pool.line) return session;
    this.#preparing = this.#prepareSession(credential).finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #prepareSession(fetching: Credential | Promise<Credential>): Promise<Session> {
    const credential = await fetching;
    await this.#refreshLine(credential);
    const line = this.#pool.line;
    if (!line) throw new UnreachableError(`the connection to ${this.#server} has been closed`);
    const headers = { accept: 'application/json', 'user-agent': this.#userAgent, ...credential.headers };
    this.#session = { credential, line, headers };
    return this.#session;
  }

  async #refreshLine(credential: Credential): Promise<boolean> {
    const changed = await this.#pool.refresh(this.#credentials.kubeConfig, credential.certificate);
    this.#server = this.#pool.line?.endpoint.server ?? this.#server;
    return changed;
  }
}

function queryString(query: TransportRequest['query']): string {
  if (!query) return '';
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) text += `${text ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  }
  return text;
}
