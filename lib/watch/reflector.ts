/**
 * Shows an observer every object of one path and every change to it, for as long as it runs, whatever happens in between.
 * watch-state.ts decides what comes next; this does it. No error ends it, and one stream is closed before the next opens.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { apiErrorOf, isSuccess } from '../cluster/api-answer.ts';
import type { Transport, TransportRequest } from '../cluster/transport.ts';
import { readListPage } from './list-page.ts';
import { ObjectStream } from './object-stream.ts';
import { ObserverCalls } from './observer-calls.ts';
import type { ReflectorObserver } from './reflector-observer.ts';
import { SilenceLimit } from './silence-limit.ts';
import { failureOf, type WatchFailure } from './watch-failure.ts';
import { WatchSpan } from './watch-span.ts';
import { IDLE, step, type WatchEffect, type WatchInput, type WatchState } from './watch-state.ts';

/** Options of a Reflector. */
export interface ReflectorOptions {
  transport: Transport;
  clock: Clock;
  logger: Logger;
  /** The path of the collection, such as /apis/demo.example.com/v1/namespaces/team-a/printers. */
  path: string;
  /** A label selector in kubectl's form. @default none */
  labelSelector?: string | undefined;
  /** A field selector in kubectl's form. @default none */
  fieldSelector?: string | undefined;
  observer: ReflectorObserver;
  /** How many objects a page of a list has. @default 500 */
  pageSize?: number;
  /** The shortest time after which the server is asked to end a watch; it is spread up to twice as long. @default 300 */
  timeoutSeconds?: number;
  /** The first and the longest wait after failures. @default { initialSeconds: 0.8, factor: 2, maxSeconds: 30 } */
  backOff?: BackOff;
}

/** What a reflector says of itself. */
export interface ReflectorStatus {
  /** What it does. */
  readonly name: WatchState['name'];
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** True once a list has been complete. */
  readonly synced: boolean;
  /** What is wrong; undefined when all is well. */
  readonly failure: WatchFailure | undefined;
  /** The message of the last failure, also when it is over; undefined when there was none. */
  readonly lastError: string | undefined;
  /** Seconds since the server last sent anything; undefined before it first did. */
  readonly contactAgeSeconds: number | undefined;
  /** Seconds since it did or was sent anything, failures and new attempts included. */
  readonly quietSeconds: number;
}

/** How long a list may take for one page, in seconds. */
const PAGE_SECONDS = 60;

/** The longest wait that a server's Retry-After is followed for, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 300;

/** After how many failures in a row over a line that can't be understood it is left out. */
const SKIP_AFTER_FAILURES = 3;

const BACK_OFF = Object.freeze({ initialSeconds: 0.8, factor: 2, maxSeconds: 30 });

/** What is logged when something begins to be wrong. */
const COMPLAINTS: Partial<Record<WatchFailure['kind'], string>> = {
  expired: 'the server no longer knows what has changed since; listing anew',
  forbidden: 'not allowed to list and watch; waiting for the permission',
  missing: 'the server knows no such resource; waiting for its CRD',
  unauthorized: 'the credentials are refused; trying again',
  throttled: 'the server asks to come back later',
};

/** A list-and-watch of one path. */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #observer: ObserverCalls;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #silence = new SilenceLimit();
  readonly #span: WatchSpan;
  #state: WatchState = IDLE;
  #since: number;
  /** The same on the clock's monotonic time. */
  #steppedAt: number;
  #lastError: string | undefined;
  #lastContact: number | undefined;
  /** When the server accepted the stream that is being read. */
  #acceptedAt: number | undefined;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#logger = options.logger.child({ path: options.path });
    this.#observer = new ObserverCalls(options.observer, this.#logger);
    this.#span = new WatchSpan(options.transport.tracer, options.path);
    this.#since = options.clock.now();
    this.#steppedAt = options.clock.monotonic();
  }

  /** What it does, since when, and what is wrong. */
  get state(): ReflectorStatus {
    const { name, failure, resourceVersion } = this.#state;
    const now = this.#clock.monotonic();
    const contact = this.#lastContact;
    return {
      name,
      since: this.#since,
      synced: resourceVersion !== undefined,
      failure,
      lastError: this.#lastError,
      contactAgeSeconds: contact === undefined ? undefined : (now - contact) / 1000,
      quietSeconds: (now - Math.max(this.#steppedAt, contact ?? this.#steppedAt)) / 1000,
    };
  }

  /** Runs until the signal aborts. It rejects only when it is called twice. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#state.name !== 'idle') throw new TypeError('a reflector runs once');
    if (!signal.aborted) this.#input({ type: 'start' });
    while (!signal.aborted) await this.#act(signal);
    this.#input({ type: 'stop' });
  }

  /** Does what the state says, and feeds in what came of it. */
  async #act(signal: AbortSignal): Promise<void> {
    this.#acceptedAt = undefined;
    let input: WatchInput;
    try {
      input = await this.#outcome(this.#state, signal);
    } catch (error) {
      if (signal.aborted) return;
      const failure = failureOf(error);
      this.#lastError = failure.message;
      this.#logger.debug('a list or watch failed', { failure: failure.kind, error: failure.message });
      input = { type: 'failed', failure, livedMilliseconds: this.#lived };
    }
    if (!signal.aborted) this.#input(input);
  }

  async #outcome(state: WatchState, signal: AbortSignal): Promise<WatchInput> {
    switch (state.name) {
      case 'listing':
        if (state.by === 'pages') return { type: 'listed', resourceVersion: await this.#readPages(signal) };
        await this.#readStream(state, signal);
        break;
      case 'watching':
        await this.#readStream(state, signal);
        break;
      case 'waiting':
        await sleep(this.#clock, this.#delay(state), signal);
        return { type: 'waited' };
      case 'idle':
        return { type: 'start' };
      case 'stopped':
        return { type: 'stop' };
      default:
        throw new TypeError(`no such state: ${String(state satisfies never)}`);
    }
    return { type: 'ended', livedMilliseconds: this.#lived };
  }

  /** For how long the stream was open; the time until it was accepted doesn't count. */
  get #lived(): number {
    return this.#acceptedAt === undefined ? 0 : this.#clock.monotonic() - this.#acceptedAt;
  }

  #delay(state: WatchState & { name: 'waiting' }): number {
    const delay = backOffDelay(this.#options.backOff ?? BACK_OFF, state.failures, this.#clock.random());
    return Math.max(delay, Math.min(state.leastSeconds, MAX_RETRY_AFTER_SECONDS) * 1000);
  }

  async #readStream(state: WatchState & { name: 'listing' | 'watching' }, signal: AbortSignal): Promise<void> {
    const { transport, path, labelSelector, fieldSelector, timeoutSeconds: least = 300 } = this.#options;
    const initial = state.name === 'listing';
    const timeoutSeconds = Math.round(least * (1 + this.#clock.random()));
    const query: TransportRequest['query'] = {
      watch: true,
      allowWatchBookmarks: true,
      // Without a resourceVersion a streaming list is as new as the moment at which it was asked for.
      ...(initial ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : { resourceVersion: state.resourceVersion }),
      timeoutSeconds,
      labelSelector,
      fieldSelector,
    };
    const stream = new ObjectStream({
      transport,
      clock: this.#clock,
      logger: this.#logger,
      path,
      query,
      observer: this.#observer,
      silence: this.#silence,
      timeoutSeconds,
      initial,
      skipMalformed: state.failures >= SKIP_AFTER_FAILURES && state.failure?.kind === 'malformed',
      onConnected: () => {
        this.#acceptedAt = this.#clock.monotonic();
        this.#input({ type: 'connected' });
      },
      onListed: (resourceVersion) => this.#input({ type: 'listed', resourceVersion }),
      onMoved: (resourceVersion) => this.#input({ type: 'moved', resourceVersion }),
      onContact: () => this.#noteContact(),
    });
    await stream.read(signal);
  }

  /** Reads a list in pages; returns its resourceVersion. */
  async #readPages(signal: AbortSignal): Promise<string> {
    let resourceVersion: string | undefined;
    let continueToken: string | undefined;
    do {
      const page = readListPage(await this.#readPage(continueToken, signal));
      for (const item of page.items) this.#observer.upserted(item, 'list');
      resourceVersion ??= page.resourceVersion;
      continueToken = page.continueToken;
    } while (continueToken && !signal.aborted);
    return resourceVersion;
  }

  async #readPage(continueToken: string | undefined, signal: AbortSignal): Promise<Buffer> {
    const { transport, path, labelSelector, fieldSelector, pageSize = 500 } = this.#options;
    const query = { limit: pageSize, continue: continueToken, labelSelector, fieldSelector };
    const request = { method: 'GET', path, query, signal, timeoutSeconds: PAGE_SECONDS } as const;
    const response = await this.#span.around(() => transport.request(request));
    this.#noteContact();
    if (!isSuccess(response.status)) throw await apiErrorOf(request, response, this.#clock.now());
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    this.#noteContact();
    return Buffer.concat(chunks);
  }

  #noteContact(): void {
    this.#lastContact = this.#clock.monotonic();
  }

  /** The one place in which the state changes. */
  #input(input: WatchInput): void {
    const from = this.#state;
    const { state, effects } = step(from, input);
    this.#state = state;
    this.#span.stepped(from, state, input);
    if (from.name !== state.name) {
      this.#since = this.#clock.now();
      this.#steppedAt = this.#clock.monotonic();
    }
    if (from.name !== state.name || from.failure !== state.failure) {
      const reason = input.type === 'failed' ? input.failure.message : input.type;
      this.#logger.debug('the watch changed its state', { from: from.name, to: state.name, reason });
      this.#observer.stateChanged(from.name, state.name, reason);
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: WatchEffect): void {
    switch (effect.type) {
      case 'startList':
        this.#observer.listStarted();
        return;
      case 'abandonList':
        this.#observer.listAbandoned();
        return;
      case 'endList':
        this.#observer.listEnded(effect.resourceVersion);
        return;
      case 'complain':
        this.#logger.warn(COMPLAINTS[effect.failure.kind] ?? 'cannot list and watch; trying again', {
          failure: effect.failure.kind,
          error: effect.failure.message,
        });
        return;
      case 'recover':
        this.#logger.info('listing and watching again', { after: effect.failure.kind });
        return;
      default:
        throw new TypeError(`no such effect: ${String(effect satisfies never)}`);
    }
  }
}
