/**
 * Posts Events (events.k8s.io/v1) about objects. An Event is a courtesy: it keeps nobody waiting, and one that cannot be posted is
 * logged, and fails nothing. The same Event again is the same one with a higher count; which are posted at all is the
 * correlator's to say.
 */
import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../base/clock.ts';
import { ApiError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { RecentMap } from '../base/recent-map.ts';
import type { Client } from '../cluster/client.ts';
import { EventCorrelator } from './event-correlator.ts';

/** What `kubectl describe` shows an Event as. */
export type EventType = 'Normal' | 'Warning';

/** The longest note that the API server takes, in bytes. */
const MAX_NOTE = 1024;

/** The longest reason and reporting name that it takes, in bytes. */
const MAX_NAME = 128;

/** An Event that the server doesn't take now is tried so often, so far apart. */
const TRIES = 12;
const PAUSE_MILLISECONDS = 10_000;

/** So many Events wait to be posted; more are left out. */
const MOST_WAITING = 1000;

/** So many Events are remembered, to be counted when they come again. */
const MOST_REMEMBERED = 4096;

const EVENT = { apiVersion: 'events.k8s.io/v1', kind: 'Event' } as const;

/** One Event, and how often it came. */
interface Series {
  readonly event: { readonly metadata: { name: string; readonly namespace: string } };
  created: boolean;
  count: number;
  lastObservedTime: string;
}

/** See the file's comment. */
export class EventRecorder {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #controller: string;
  readonly #instance: string;
  readonly #correlator = new EventCorrelator();
  readonly #series = new RecentMap<string, Series>(MOST_REMEMBERED);
  /** What is to be posted; one that comes again while it waits is posted once. */
  readonly #waiting = new Set<Series>();
  readonly #stopping = new AbortController();
  #posting: Promise<void> | undefined;
  #lastFailure: string | undefined;

  /** @param options.controller the operator's name, as `kubectl describe` shows it under From */
  constructor(options: { client: Client; clock: Clock; logger: Logger; controller: string; instance: string }) {
    this.#client = options.client;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#controller = cut(options.controller, MAX_NAME);
    this.#instance = cut(options.instance, MAX_NAME);
  }

  /** Takes an Event to be posted soon, or counted. Never throws. */
  post(object: StoredObject, type: EventType, reason: string, message: string): void {
    if (this.#stopping.signal.aborted) return;
    const { apiVersion, kind, metadata } = object;
    const facts = { object: `${apiVersion}/${kind}/${metadata.uid}`, type, reason, message };
    const { key, message: note, allowed } = this.#correlator.correlate(facts, this.#clock.monotonic());
    const lastObservedTime = microTime(this.#clock.now());
    const known = this.#series.get(key);
    const series = known ?? {
      event: this.#eventOf(object, type, reason, note, lastObservedTime),
      created: false,
      count: 0,
      lastObservedTime,
    };
    series.count += 1;
    series.lastObservedTime = lastObservedTime;
    if (!known) this.#series.set(key, series);
    if (!allowed || (this.#waiting.size >= MOST_WAITING && !this.#waiting.has(series))) return;
    this.#waiting.add(series);
    this.#posting ??= this.#postWaiting();
  }

  /** Resolves when everything that waits is posted, or can't be. */
  async flush(): Promise<void> {
    while (this.#posting) await this.#posting;
  }

  /** Takes no more Events, and resolves when what waits is posted or was tried once more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.flush();
  }

  /** One after the other. Never rejects. */
  async #postWaiting(): Promise<void> {
    // What comes again at once is one request.
    await Promise.resolve();
    for (const series of this.#waiting) {
      this.#waiting.delete(series);
      await this.#postSeries(series);
    }
    this.#posting = undefined;
  }

  async #postSeries(series: Series): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#write(series);
        this.#lastFailure = undefined;
        return;
      } catch (error) {
        const last = tries >= TRIES || this.#stopping.signal.aborted || !mayPass(error);
        this.#noteFailure(error, last);
        if (last) return;
        await sleep(this.#clock, PAUSE_MILLISECONDS, this.#stopping.signal);
      }
    }
  }

  async #write(series: Series): Promise<void> {
    const { event, count, lastObservedTime } = series;
    if (series.created) {
      try {
        await this.#client.mergePatch({ ...EVENT, ...event.metadata }, { series: { count, lastObservedTime } });
        return;
      } catch (error) {
        if (!ApiError.is(error) || error.status !== 404) throw error;
        // Events live for an hour or so: it is a new one.
        series.created = false;
        series.count = 1;
        event.metadata.name = `${event.metadata.name.slice(0, event.metadata.name.lastIndexOf('.'))}.${suffix()}`;
        return await this.#create({ ...event, eventTime: lastObservedTime }, series);
      }
    }
    await this.#create(count > 1 ? { ...event, series: { count, lastObservedTime } } : event, series);
  }

  async #create(event: object, series: Series): Promise<void> {
    try {
      await this.#client.create(event);
    } catch (error) {
      // An earlier try has got through after all.
      if (!ApiError.is(error) || error.reason !== 'AlreadyExists') throw error;
    }
    series.created = true;
  }

  /** The same failure of many Events is said once. */
  #noteFailure(error: unknown, last: boolean): void {
    const message = messageOf(error);
    if (this.#lastFailure === message) return;
    this.#lastFailure = message;
    this.#logger.warn(last ? 'an Event could not be posted' : 'an Event could not be posted yet, will be tried again', { error: message });
  }

  #eventOf(object: StoredObject, type: EventType, reason: string, note: string, eventTime: string): Series['event'] {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const event = {
      ...EVENT,
      metadata: { name: `${name.slice(0, 200)}.${suffix()}`, namespace: namespace ?? 'default' },
      eventTime,
      reportingController: this.#controller,
      reportingInstance: this.#instance,
      action: cut(reason, MAX_NAME),
      reason: cut(reason, MAX_NAME),
      note: cut(note, MAX_NOTE),
      type,
      regarding: { apiVersion: object.apiVersion, kind: object.kind, namespace, name, uid, resourceVersion },
    };
    return event;
  }
}

/** RFC 3339 with the six fractional digits that MicroTime insists on. */
export function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

function suffix(): string {
  return randomUUID().slice(0, 13);
}

/** Whether another try may help. */
function mayPass(error: unknown): boolean {
  return !ApiError.is(error) || error.status === 429 || error.status >= 500;
}

/** Cuts a text that has more bytes, between two characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = '…';
  let kept = '';
  let left = bytes - Buffer.byteLength(ellipsis);
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + ellipsis;
}
