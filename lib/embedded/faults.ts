/** Faults to order: watches that end, history that is gone, requests that are refused or late, a server that is away. */
import type { Clock } from '../base/clock.ts';
import type { ApiRequest } from './api-request.ts';
import type { ObjectStore } from './object-store.ts';
import { Refusal } from './refusal.ts';
import type { WatchFeed } from './watch-feed.ts';

/** Which requests a fault is for. */
export interface RequestMatch {
  /** The HTTP method. @default any */
  method?: string;
  /** The path, whole, or a pattern for it with its query. @default any */
  path?: string | RegExp;
  /** For how many requests. @default Infinity */
  times?: number;
}

/** A request to refuse, and the answer. */
export interface RefusedRequest extends RequestMatch {
  /** The HTTP status. */
  status: number;
  /** @default by the status */
  reason?: string;
  /** @default 'refused by a fault' */
  message?: string;
  /** Sent as Retry-After. @default none */
  retryAfterSeconds?: number;
}

/** A request to answer late. */
export interface DelayedRequest extends RequestMatch {
  delayMilliseconds: number;
}

/** How watches are cut. */
export interface CutOptions {
  /** 'clean' as at a time-out, 'reset' without an end, 'midLine' after half an event, 'silent' open but mute. @default 'clean' */
  how?: 'clean' | 'reset' | 'midLine' | 'silent';
}

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

type Counted<T> = T & { left: number };

/** The faults of one server. */
export class Faults {
  readonly #store: ObjectStore;
  readonly #feeds: Set<WatchFeed>;
  readonly #clock: Clock;
  readonly #power: { pause(): Promise<void>; resume(): Promise<void> };
  #refused: Counted<RefusedRequest>[] = [];
  #delayed: Counted<DelayedRequest>[] = [];

  constructor(parts: {
    store: ObjectStore;
    feeds: Set<WatchFeed>;
    clock: Clock;
    power: { pause(): Promise<void>; resume(): Promise<void> };
  }) {
    this.#store = parts.store;
    this.#feeds = parts.feeds;
    this.#clock = parts.clock;
    this.#power = parts.power;
  }

  /** Ends all running watches; returns how many there were. */
  cutWatches(options: CutOptions = {}): number {
    const feeds = [...this.#feeds];
    for (const feed of feeds) {
      if (options.how === 'silent') feed.silence();
      else if (options.how === 'reset' || options.how === 'midLine') feed.cut(options.how === 'midLine');
      else feed.end();
    }
    return feeds.length;
  }

  /** Forgets all history: the next watch from a version of before gets 410, and so does a continue token. */
  expireHistory(): void {
    this.#store.forgetHistory();
  }

  /** Refuses requests. */
  refuse(request: RefusedRequest): void {
    this.#refused.push({ ...request, left: request.times ?? Number.POSITIVE_INFINITY });
  }

  /** Answers requests late. */
  delay(request: DelayedRequest): void {
    this.#delayed.push({ ...request, left: request.times ?? Number.POSITIVE_INFINITY });
  }

  /** Takes back all that `refuse` and `delay` ordered. */
  clear(): void {
    this.#refused = [];
    this.#delayed = [];
  }

  /** Stops listening and breaks all connections; the state is kept. */
  pause(): Promise<void> {
    return this.#power.pause();
  }

  /** Listens again, on the same port. */
  resume(): Promise<void> {
    return this.#power.resume();
  }

  /** What is ordered for a request: waits, then throws the refusal. */
  async meet(request: ApiRequest): Promise<void> {
    const delay = take(this.#delayed, request);
    if (delay) await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, delay.delayMilliseconds));
    const found = take(this.#refused, request);
    if (!found) return;
    const { status, reason = REASONS[status] ?? '', message = 'refused by a fault', retryAfterSeconds } = found;
    throw new Refusal({ code: status, reason, message, details: retryAfterSeconds === undefined ? {} : { retryAfterSeconds } });
  }

  /** True when something is ordered, so that ordinary requests needn't wait for a turn. */
  get active(): boolean {
    return this.#refused.length > 0 || this.#delayed.length > 0;
  }
}

function take<T extends RequestMatch & { left: number }>(faults: T[], request: ApiRequest): T | undefined {
  const found = faults.find((fault) => fault.left > 0 && matches(fault, request));
  if (found) found.left--;
  return found;
}

function matches({ method, path }: RequestMatch, request: ApiRequest): boolean {
  if (method && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  const query = request.query.toString();
  return typeof path === 'string' ? path === request.path : path.test(query ? `${request.path}?${query}` : request.path);
}
