/**
 * One watch as objects: reads its lines, tells the observer, and says how far it has come. It also finds out, while it should
 * be a streaming list, when the server doesn't know what that is.
 */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Transport, TransportRequest } from '../cluster/transport.ts';
import type { ObserverCalls } from './observer-calls.ts';
import type { SilenceLimit } from './silence-limit.ts';
import { StreamingUnsupportedError } from './watch-failure.ts';
import { isPlainAnswer, readWatchLine, type WatchLine } from './watch-line.ts';
import { SilenceError, WatchRequest } from './watch-request.ts';

/** What one stream needs. */
export interface ObjectStreamOptions {
  transport: Transport;
  clock: Clock;
  logger: Logger;
  path: string;
  query: NonNullable<TransportRequest['query']>;
  observer: ObserverCalls;
  silence: SilenceLimit;
  /** After how many seconds the server was asked to end it. */
  timeoutSeconds: number;
  /** True when it begins with a list. */
  initial: boolean;
  /** Leaves out what can't be understood, since asking again has brought the same. */
  skipMalformed: boolean;
  /** The server has accepted it. */
  onConnected: () => void;
  /** The list at its beginning is complete. */
  onListed: (resourceVersion: string) => void;
  /** Everything up to a resourceVersion has been shown; called once for many events. */
  onMoved: (resourceVersion: string) => void;
  /** Something has come. */
  onContact: () => void;
}

/** How long a streaming list may pause before its end, in milliseconds. */
const LIST_SILENCE_MILLISECONDS = 10_000;

/** How long after the first change a streaming list must be at its end, in milliseconds. */
const LIST_OVERDUE_MILLISECONDS = 30_000;

/** One stream. */
export class ObjectStream {
  readonly #options: ObjectStreamOptions;
  #initial: boolean;
  /** True until the first bytes of a streaming list have been looked at. */
  #unknown: boolean;
  /** When a streaming list first showed a change, by the monotonic clock. */
  #changedSince: number | undefined;
  #shown = '';
  #said = '';

  constructor(options: ObjectStreamOptions) {
    this.#options = options;
    this.#initial = options.initial;
    this.#unknown = options.initial;
  }

  /**
   * Reads the stream to its end.
   *
   * @throws StreamingUnsupportedError it should have begun with a list, and didn't
   */
  async read(signal: AbortSignal): Promise<void> {
    const { transport, clock, path, query, silence, timeoutSeconds, onConnected, onContact, logger } = this.#options;
    silence.opened();
    const request = new WatchRequest({
      transport,
      clock,
      path,
      query,
      signal,
      silenceMilliseconds: () => (this.#initial ? LIST_SILENCE_MILLISECONDS : silence.milliseconds(timeoutSeconds)),
      onOpen: () => {
        onContact();
        onConnected();
      },
      onLine: (bytes, start, end) => this.#line(bytes, start, end),
      onChunk: (rest) => this.#chunk(rest),
    });
    try {
      const rest = await request.read();
      if (rest.length > 0 && this.#unknown) this.#judge(rest);
      if (rest.length > 0) logger.debug('the stream ended within a line', { bytes: rest.length });
    } catch (error) {
      if (this.#initial && error instanceof SilenceError && error.accepted)
        throw new StreamingUnsupportedError('the end of the list was not announced');
      throw error;
    } finally {
      this.#say();
    }
  }

  #chunk(rest: () => Buffer): void {
    this.#options.onContact();
    if (this.#unknown) {
      const beginning = rest();
      // Too few bytes to tell are looked at again with the next chunk.
      if (beginning.length >= 32) this.#judge(beginning);
    }
    this.#say();
    if (this.#changedSince !== undefined && this.#options.clock.monotonic() - this.#changedSince > LIST_OVERDUE_MILLISECONDS) {
      throw new StreamingUnsupportedError('changes came, but not the end of the list');
    }
  }

  #judge(bytes: Buffer): void {
    this.#unknown = false;
    if (isPlainAnswer(bytes)) throw new StreamingUnsupportedError('the answer is no stream');
  }

  /** Says how far it has come, if that is further than last said. */
  #say(): void {
    if (this.#initial || this.#shown === this.#said) return;
    this.#said = this.#shown;
    this.#options.onMoved(this.#shown);
  }

  #line(bytes: Buffer, start: number, end: number): void {
    if (this.#unknown) this.#judge(bytes.subarray(start, end));
    const line = this.#read(bytes, start, end);
    if (line === undefined) return;
    const { observer } = this.#options;
    switch (line.type) {
      case 'ADDED':
      case 'MODIFIED':
        this.#noteChange(line.type);
        observer.upserted(line.object, this.#initial ? 'list' : 'watch');
        this.#shown = line.object.resourceVersion;
        return;
      case 'DELETED':
        this.#noteChange(line.type);
        observer.deleted(line.object);
        this.#shown = line.object.resourceVersion;
        return;
      case 'BOOKMARK':
        this.#bookmark(line.resourceVersion, line.initialEventsEnd);
        return;
      case 'ERROR':
        throw line.error;
      case 'UNKNOWN':
        this.#options.logger.warn('left out an event of an unknown type', { type: line.name });
        return;
      default:
        throw new TypeError(`no such line: ${String(line satisfies never)}`);
    }
  }

  /** The line, or undefined when it can't be understood and is to be left out. */
  #read(bytes: Buffer, start: number, end: number): WatchLine | undefined {
    try {
      return readWatchLine(bytes, start, end, this.#options.path);
    } catch (error) {
      if (!this.#options.skipMalformed || !(error instanceof SyntaxError)) throw error;
      this.#options.logger.error('left out a line of the watch that cannot be understood', { error: messageOf(error) });
      return undefined;
    }
  }

  #bookmark(resourceVersion: string, initialEventsEnd: boolean): void {
    const { observer, silence, clock, onListed } = this.#options;
    silence.bookmark(clock.monotonic());
    if (this.#initial) {
      if (!initialEventsEnd) throw new StreamingUnsupportedError('a bookmark came before the end of the list');
      this.#initial = false;
      this.#changedSince = undefined;
      this.#said = resourceVersion;
      this.#shown = resourceVersion;
      onListed(resourceVersion);
      return;
    }
    this.#shown = resourceVersion;
    observer.bookmark(resourceVersion);
  }

  #noteChange(type: 'ADDED' | 'MODIFIED' | 'DELETED'): void {
    if (this.#initial && type !== 'ADDED') this.#changedSince ??= this.#options.clock.monotonic();
  }
}
