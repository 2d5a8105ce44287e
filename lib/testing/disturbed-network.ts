/**
 * What lies between the operator of a run and its cluster: it notes what goes by, and makes go wrong what is ordered.
 *
 * The rule it keeps: nothing reaches an operator that an honest API server and network could not have sent it.
 */
import { afterThisTurn, type Clock } from '../base/clock.ts';
import type { Network, NetworkAnswer, NetworkRequest, SendRequest } from '../cluster/network.ts';
import { type Disturbance, isSameMark, type RequestFailure, type StateMark } from './disturbance.ts';
import type { ExplorationPace } from './exploration-pace.ts';
import type { TraceNote } from './exploration-trace.ts';
import { type KnownRequest, knownRequest, Occurrences, type RequestMark, type RequestSort, requestInWords } from './explored-request.ts';
import { REFUSALS, refuse, resetError } from './failed-answer.ts';
import { passedAnswer } from './passed-answer.ts';
import { pastList } from './past-list.ts';
import { ShownStream, type StreamEvent } from './shown-stream.ts';
import { type RedactText, shownBody } from './shown-value.ts';

/** How a killed operator comes back. */
export interface Return {
  /** The version of the cluster that it sees at first. @default the newest */
  readonly past?: string;
  /** Only when the scenario has gone on. @default at once */
  readonly absent?: boolean;
}

/** One process of the operator. */
export interface OperatorLife {
  readonly isAlive: boolean;
  /** The version of the cluster that it sees at first; undefined for the newest. */
  readonly past: string | undefined;
  die(comesBack: Return): void;
}

/** What the network works with. */
export interface DisturbedNetworkOptions {
  readonly disturbances: readonly Disturbance[];
  /** Where requests go. @default the operator's own sockets */
  readonly send?: SendRequest | undefined;
  readonly clock: Clock;
  readonly pace: ExplorationPace;
  /** The version of the cluster now. */
  revision(): string | Promise<string>;
  /** The version with which the scenario began. */
  readonly beginning: () => string;
  /** Another replica takes the lease. */
  depose(): Promise<void>;
  note(note: TraceNote): void;
  /** How long a view lags. */
  readonly lagSeconds: number;
  /** Takes out of what is noted what must not be shown. @default what the SDK's log leaves out */
  readonly redact?: RedactText | undefined;
}

/** A request that went by. */
export interface SeenRequest {
  readonly mark: RequestMark;
  readonly sort: RequestSort;
  readonly method: string;
}

/** See the file's comment. */
export class DisturbedNetwork {
  readonly requests: SeenRequest[] = [];
  readonly states: StateMark[] = [];
  readonly #options: DisturbedNetworkOptions;
  readonly #requestMarks = new Occurrences();
  readonly #stateMarks = new Occurrences();
  readonly #waiting: Set<Disturbance>;
  /** Collections whose history is to be gone once. */
  readonly #expired = new Set<string>();

  constructor(options: DisturbedNetworkOptions) {
    this.#options = options;
    this.#waiting = new Set(options.disturbances);
  }

  /** What has not come about. */
  get unmet(): readonly Disturbance[] {
    return [...this.#waiting];
  }

  /** How many writes of the operator there were. */
  get writes(): number {
    return this.requests.reduce((count, { sort }) => (sort === 'write' ? count + 1 : count), 0);
  }

  /** The network of one process. */
  networkOf(life: OperatorLife): Network {
    return (request, answer, sockets) => this.#send(life, request, answer, this.#options.send ?? sockets);
  }

  #send(life: OperatorLife, request: NetworkRequest, answer: NetworkAnswer, send: SendRequest): () => void {
    // Of a process that has died nothing is heard, and it hears nothing.
    if (!life.isAlive) return () => {};
    const { method } = request;
    const known = knownRequest(method, request.path);
    const { sort } = known;
    const mark = this.#requestMarks.next(known.signature);
    this.requests.push({ mark, sort, method });
    if (sort !== 'apart') this.#options.pace.countRequest();
    // Only the living hear.
    const heard = passedAnswer(answer, { isHeard: () => life.isAlive });
    const met = sort === 'apart' ? undefined : this.#take((each) => 'request' in each && isSameMark(each.request, mark));
    const parts = { life, request, answer: heard, send, mark, known };
    if (met) return this.#disturb(met, parts);
    if (sort === 'watch') return this.#follow(parts);
    if (life.past !== undefined && sort === 'read' && isCollection(known)) return send(pastList(request, life.past), heard);
    return send(request, sort === 'write' ? this.#noted(parts) : heard);
  }

  #disturb(met: Disturbance, parts: RequestParts): () => void {
    const { life, request, send, mark, known } = parts;
    const { note } = this.#options;
    const words = requestInWords(mark);
    const about = aboutOf(known);
    const die = (comesBack: Return, when: string) => {
      note({ what: 'disturbed', text: `the operator was killed ${when} ${words}`, about });
      life.die(comesBack);
    };
    const diesAfter = (comesBack: Return) =>
      send(
        request,
        this.#lost(parts, () => die(comesBack, 'right after')),
      );
    switch (met.kind) {
      case 'kill':
        return met.when === 'before' ? this.#soon(() => die({}, 'right before')) : diesAfter({});
      case 'absence':
        return diesAfter({ absent: true });
      case 'past': {
        const past = met.since === 'the beginning' ? this.#options.beginning() : this.#options.revision();
        return this.#after(past, (version) => diesAfter({ past: version }));
      }
      case 'deposed':
        note({ what: 'disturbed', text: `another replica took the lease right before ${words}`, about });
        return this.#after(this.#options.depose(), () => send(request, this.#noted(parts)));
      case 'failure':
        return this.#fail(met.how, parts);
      default:
        throw new TypeError(`not of a request: ${met.kind}`);
    }
  }

  #fail(how: RequestFailure, parts: RequestParts): () => void {
    const { request, answer, send, mark, known } = parts;
    const { note } = this.#options;
    const [words, about] = [requestInWords(mark), aboutOf(known)];
    if (how === 'reset') {
      const lose = () => {
        note({ what: 'disturbed', text: `the answer to ${words} was lost`, about });
        answer.fail(resetError());
      };
      return send(request, this.#lost(parts, lose));
    }
    const refusal = REFUSALS[how];
    note({ what: 'disturbed', text: `${words} was refused with ${refusal.code}`, about });
    return this.#soon(() => refuse(answer, refusal));
  }

  #follow({ life, request, answer, send, known }: RequestParts): () => void {
    const collection = request.path.split('?', 1)[0] ?? '';
    const resumes = /[?&]resourceVersion=[1-9]/.test(request.path);
    if (resumes && this.#expired.delete(collection)) {
      return this.#soon(() => refuse(answer, { code: 410, reason: 'Expired', message: 'too old resource version' }));
    }
    const { clock, pace, lagSeconds } = this.#options;
    const stream = new ShownStream({
      request,
      answer,
      send,
      clock,
      pace,
      lagSeconds,
      resource: known.parts?.resource ?? collection,
      past: resumes ? undefined : life.past,
      shown: (event) => (life.isAlive ? this.#show(event, collection) : 'pass'),
      skipped: () => this.#expired.add(collection),
    });
    return stream.open();
  }

  /** What becomes of an event that is about to be shown. */
  #show(event: StreamEvent, collection: string): 'pass' | 'hold' | 'skip' {
    const { signature } = event;
    const { note, beginning } = this.#options;
    // What was there before the scenario is nothing that it brings about.
    if (event.version <= Number(beginning())) return 'pass';
    const mark = { ...this.#stateMarks.next(signature), type: event.type };
    this.states.push(mark);
    const met = this.#take((each) => 'state' in each && isSameMark(each.state, mark));
    if (!met) {
      note({ what: 'saw', text: () => `${event.type} ${signature}${event.summary}`, about: signature });
      return 'pass';
    }
    if (met.kind === 'lag') {
      note({ what: 'disturbed', text: `the view of ${collection} lags from ${event.type} ${signature} on`, about: signature });
      return 'hold';
    }
    note({ what: 'disturbed', text: `${event.type} ${signature}${event.summary} was not seen`, about: signature });
    return 'skip';
  }

  #take(is: (disturbance: Disturbance) => boolean): Disturbance | undefined {
    for (const disturbance of this.#waiting) {
      if (!is(disturbance)) continue;
      this.#waiting.delete(disturbance);
      return disturbance;
    }
    return undefined;
  }

  #noted(parts: RequestParts): NetworkAnswer {
    return passedAnswer(parts.answer, { ended: (status) => this.#noteWrite(parts, status) });
  }

  /** Takes the answer to its end; then it is lost. */
  #lost(parts: RequestParts, then: () => void): NetworkAnswer {
    const ended = (status: number) => {
      if (parts.known.sort === 'write') this.#noteWrite(parts, status);
      then();
    };
    return passedAnswer(parts.answer, { isHeard: () => false, ended, failed: then });
  }

  #noteWrite({ request, mark, known }: RequestParts, status: number): void {
    const { note, redact } = this.#options;
    const text = () => `${requestInWords({ ...mark, occurrence: 1 })}${bodyInWords(request, known, redact)} → ${status}`;
    note({ what: 'wrote', text, about: aboutOf(known) });
  }

  /** In a later turn, unless it is given up. */
  #soon(act: () => void): () => void {
    let given = false;
    const done = this.#options.pace.begin();
    afterThisTurn(() => {
      done();
      if (!given) act();
    });
    return () => {
      given = true;
    };
  }

  #after<T>(value: T | Promise<T>, act: (value: T) => () => void): () => void {
    let given = false;
    let giveUp = () => {};
    const done = this.#options.pace.begin();
    const go = (got: T) => {
      done();
      if (!given) giveUp = act(got);
    };
    Promise.resolve(value).then(go, done);
    return () => {
      given = true;
      giveUp();
    };
  }
}

interface RequestParts {
  readonly life: OperatorLife;
  readonly request: NetworkRequest;
  readonly answer: NetworkAnswer;
  readonly send: SendRequest;
  readonly mark: RequestMark;
  readonly known: KnownRequest;
}

function isCollection({ parts }: KnownRequest): boolean {
  return parts !== undefined && parts.name === '' && parts.resource !== '';
}

function aboutOf({ parts }: KnownRequest): string | undefined {
  return parts && [parts.resource, [parts.namespace, parts.name].filter(Boolean).join('/')].join(' ');
}

const MOST_BODY = 160;

function bodyInWords({ body }: NetworkRequest, { parts }: KnownRequest, redact: RedactText | undefined): string {
  if (typeof body !== 'string' || parts?.resource === 'secrets') return '';
  return ` ${shownBody(body, MOST_BODY, redact)}`;
}
