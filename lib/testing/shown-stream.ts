/**
 * One watch of an operator as it is shown to it: event by event, each of which may be passed on, held back with all that follow, or be
 * the point at which the stream ends, so that what comes next is learnt by a new list.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { NetworkAnswer, NetworkRequest, SendRequest } from '../cluster/network.ts';
import { LineSplitter } from '../watch/line-splitter.ts';
import { readWatchLine } from '../watch/watch-line.ts';
import type { ExplorationPace } from './exploration-pace.ts';
import { pastList } from './past-list.ts';

/** An event of a watch. */
export interface StreamEvent {
  /** ADDED, MODIFIED or DELETED. */
  readonly type: string;
  /** Resource and key. */
  readonly signature: string;
  /** The object's version. */
  readonly version: number;
  /** What can be said of the object in a few words: found when it is asked for. */
  readonly summary: string;
}

/** Options of a ShownStream. */
export interface ShownStreamOptions {
  readonly request: NetworkRequest;
  readonly answer: NetworkAnswer;
  readonly send: SendRequest;
  readonly clock: Clock;
  readonly pace: ExplorationPace;
  readonly lagSeconds: number;
  /** What is watched: `pods`. */
  readonly resource: string;
  /** The version as of which it begins, and stands still for a while. */
  readonly past: string | undefined;
  /** What becomes of an event. */
  shown(event: StreamEvent): 'pass' | 'hold' | 'skip';
  /** One was skipped, since a newer one about the same object is there: what it said must not be had any more. */
  skipped(): void;
}

const NEWLINE = Buffer.from('\n');

/** See the file's comment. */
export class ShownStream {
  readonly #options: ShownStreamOptions;
  readonly #lines = new LineSplitter((bytes, start, end) => {
    if (!this.#over) this.#take(wholeLine(bytes, start, end));
  });
  #held: Buffer[] | undefined;
  /** The object whose next event ends the stream, while it is waited for. */
  #awaited: string | undefined;
  /** Ends the holding back. */
  #release: Timer | undefined;
  /** Ends the standing still. */
  #goOn: Timer | undefined;
  #giveUp: () => void = () => {};
  #over = false;

  constructor(options: ShownStreamOptions) {
    this.#options = options;
  }

  /** Opens it; returns how to give it up. */
  open(): () => void {
    const { request, send, past } = this.#options;
    this.#giveUp = past === undefined ? send(request, this.#taker()) : this.#openInThePast(past);
    return () => this.#end();
  }

  #openInThePast(past: string): () => void {
    const { request, send, answer } = this.#options;
    let text = '';
    let status = 0;
    return send(pastList(request, past), {
      start: (code, headers) => {
        status = code;
        answer.start(code, headers);
      },
      data: (chunk) => {
        text += chunk;
      },
      end: () => (status === 200 ? this.#standStill(text, past) : this.#refused(text)),
      fail: (error) => answer.fail(error),
    });
  }

  #refused(text: string): void {
    this.#options.answer.data(Buffer.from(text));
    this.#options.answer.end();
  }

  /** Shows what a list holds as a stream does, and goes on with what came later when its time has come. */
  #standStill(text: string, past: string): void {
    const { request, send, clock, lagSeconds } = this.#options;
    const {
      kind = '',
      apiVersion,
      items,
      metadata,
    } = JSON.parse(text) as {
      kind?: string;
      apiVersion: string;
      items: object[];
      metadata: { resourceVersion: string };
    };
    const itemKind = kind.replace(/List$/, '');
    for (const item of items) this.#take(lineOf('ADDED', { kind: itemKind, apiVersion, ...item }));
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const bookmark = { kind: itemKind, apiVersion, metadata: { resourceVersion: metadata.resourceVersion, annotations } };
    // A list is complete only with what is held back of it.
    this.#take(lineOf('BOOKMARK', bookmark));
    const [path = '', query = ''] = request.path.split('?');
    const asked = new URLSearchParams(query);
    for (const name of ['sendInitialEvents', 'resourceVersionMatch']) asked.delete(name);
    asked.set('resourceVersion', past);
    this.#goOn = clock.setTimeout(() => {
      // The head has been sent.
      if (!this.#over) this.#giveUp = send({ ...request, path: `${path}?${asked}` }, { ...this.#taker(), start: () => {} });
    }, lagSeconds * 1000);
  }

  #taker(): NetworkAnswer {
    const { answer } = this.#options;
    return {
      start: (status, headers) => answer.start(status, headers),
      data: (chunk) => this.#lines.push(chunk),
      end: () => {
        if (this.#over) return;
        this.#letGo();
        answer.end();
      },
      fail: (error) => {
        if (!this.#over) answer.fail(error);
      },
    };
  }

  #take(line: Buffer): void {
    if (this.#held) return this.#hold(line);
    const { resource, shown } = this.#options;
    const event = eventOf(line, resource);
    const verdict = event ? shown(event) : 'pass';
    if (verdict === 'pass') return this.#pass(line);
    this.#held = [line];
    this.#awaited = verdict === 'skip' ? event?.signature : undefined;
    this.#release = this.#options.clock.setTimeout(() => this.#letGo(), this.#options.lagSeconds * 1000);
  }

  #hold(line: Buffer): void {
    const isAwaited = this.#awaited !== undefined && eventOf(line, this.#options.resource)?.signature === this.#awaited;
    if (!isAwaited) return void this.#held?.push(line);
    // The newer state is there: whoever looks again sees only that.
    this.#end();
    this.#options.skipped();
    this.#options.pace.sign();
    this.#options.answer.end();
  }

  #letGo(): void {
    this.#release?.cancel();
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach((line, index) => {
      // The first was the one that was held; its fate is decided.
      if (index === 0) this.#pass(line);
      else this.#take(line);
    });
  }

  #pass(line: Buffer): void {
    this.#options.pace.sign();
    this.#options.answer.data(line);
  }

  #end(): void {
    this.#over = true;
    this.#release?.cancel();
    this.#goOn?.cancel();
    this.#giveUp();
  }
}

/** An event as a line. */
function lineOf(type: string, object: object): Buffer {
  return Buffer.from(`${JSON.stringify({ type, object })}\n`);
}

/** A line with its newline. */
function wholeLine(bytes: Buffer, start: number, end: number): Buffer {
  return end < bytes.length ? bytes.subarray(start, end + 1) : Buffer.concat([bytes.subarray(start, end), NEWLINE]);
}

/** Reads a copy, since who reads a line owns it from then on: what is shown is to be as it came. */
function eventOf(line: Buffer, resource: string): StreamEvent | undefined {
  const read = readWatchLine(Buffer.from(line), 0, line.length - 1, '');
  if (!('object' in read)) return undefined;
  const { type, object } = read;
  return {
    type,
    version: Number(object.resourceVersion),
    signature: `${resource} ${object.key}`,
    get summary() {
      return summaryOf(object.parse());
    },
  };
}

function summaryOf({ metadata, status }: StoredObject): string {
  const { state, phase } = (status ?? {}) as { readonly state?: unknown; readonly phase?: unknown };
  const shown = state ?? phase;
  const words = [typeof shown === 'string' ? shown : '', metadata.deletionTimestamp ? 'being deleted' : ''].filter(Boolean).join(', ');
  return words && ` (${words})`;
}
