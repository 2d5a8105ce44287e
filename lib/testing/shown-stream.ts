/**
 * One watch of an operator as it is shown to it: event by event, each of which may be passed on, held back with all that follow, or be
 * the point at which the stream ends, so that what comes next is learnt by a new list.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { NetworkAnswer, NetworkRequest, SendRequest } from '../cluster/network.ts';
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
  /** What can be said of the object in a few words. */
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

interface WireEvent {
  readonly type: string;
  readonly object: {
    readonly kind?: string;
    readonly metadata: { name: string; namespace?: string; resourceVersion: string; deletionTimestamp?: string };
    readonly status?: { readonly state?: unknown; readonly phase?: unknown };
  };
}

const IS_OBJECT = new Set(['ADDED', 'MODIFIED', 'DELETED']);

/** See the file's comment. */
export class ShownStream {
  readonly #options: ShownStreamOptions;
  #rest = '';
  #held: string[] | undefined;
  /** The object whose next event ends the stream, while it is waited for. */
  #awaited: string | undefined;
  #timer: Timer | undefined;
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
    for (const item of items) this.#take(JSON.stringify({ type: 'ADDED', object: { kind: itemKind, apiVersion, ...item } }));
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const bookmark = { kind: itemKind, apiVersion, metadata: { resourceVersion: metadata.resourceVersion, annotations } };
    this.#pass(JSON.stringify({ type: 'BOOKMARK', object: bookmark }));
    const [path = '', query = ''] = request.path.split('?');
    const asked = new URLSearchParams(query);
    for (const name of ['sendInitialEvents', 'resourceVersionMatch']) asked.delete(name);
    asked.set('resourceVersion', past);
    this.#timer = clock.setTimeout(() => {
      // The head has been sent.
      if (!this.#over) this.#giveUp = send({ ...request, path: `${path}?${asked}` }, { ...this.#taker(), start: () => {} });
    }, lagSeconds * 1000);
  }

  #taker(): NetworkAnswer {
    const { answer } = this.#options;
    return {
      start: (status, headers) => answer.start(status, headers),
      data: (chunk) => this.#split(String(chunk)),
      end: () => {
        if (this.#over) return;
        this.#release();
        answer.end();
      },
      fail: (error) => {
        if (!this.#over) answer.fail(error);
      },
    };
  }

  #split(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (!this.#over) this.#take(line);
  }

  #take(line: string): void {
    if (this.#held) return this.#hold(line);
    const { resource, shown } = this.#options;
    const event = eventOf(line, resource);
    const verdict = event ? shown(event) : 'pass';
    if (verdict === 'pass') return this.#pass(line);
    this.#held = [line];
    this.#awaited = verdict === 'skip' ? event?.signature : undefined;
    this.#timer = this.#options.clock.setTimeout(() => this.#release(), this.#options.lagSeconds * 1000);
  }

  #hold(line: string): void {
    const event = eventOf(line, this.#options.resource);
    if (!event || event.signature !== this.#awaited) return void this.#held?.push(line);
    // The newer state is there: whoever looks again sees only that.
    this.#end();
    this.#options.skipped();
    this.#options.pace.sign();
    this.#options.answer.end();
  }

  #release(): void {
    this.#timer?.cancel();
    const held = this.#held ?? [];
    this.#held = undefined;
    held.forEach((line, index) => {
      // The first was the one that was held; its fate is decided.
      if (index === 0) this.#pass(line);
      else this.#take(line);
    });
  }

  #pass(line: string): void {
    this.#options.pace.sign();
    this.#options.answer.data(Buffer.from(`${line}\n`));
  }

  #end(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#giveUp();
  }
}

function eventOf(line: string, resource: string): StreamEvent | undefined {
  const { type, object } = JSON.parse(line) as WireEvent;
  if (!IS_OBJECT.has(type)) return undefined;
  const { name, namespace, deletionTimestamp, resourceVersion } = object.metadata;
  const state = object.status?.state ?? object.status?.phase;
  const words = [typeof state === 'string' ? state : '', deletionTimestamp ? 'being deleted' : ''].filter(Boolean).join(', ');
  return {
    type,
    version: Number(resourceVersion),
    signature: `${resource} ${namespace ? `${namespace}/` : ''}${name}`,
    summary: words && ` (${words})`,
  };
}
