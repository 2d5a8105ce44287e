/**
 * One thread of an exploration, as seen by who asks it. It does one thing at a time, so that of a thread that dies it is known at what.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { ExplorationThreadError, messageOf } from '../base/errors.ts';
import type { TriedCase } from './exploration.ts';
import type { ThreadAnswer, ThreadOrder, ThreadPlan, ThreadResult } from './thread-messages.ts';
import { errorInWords, errorOf } from './told-error.ts';

/** What a Worker is to it. */
export interface ThreadPort {
  postMessage(order: ThreadOrder): void;
  on(event: 'message', listener: (answer: ThreadAnswer) => void): unknown;
  on(event: 'error' | 'messageerror', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  /** The process goes on while it is there. */
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

/** Who waits for what comes of an order. */
interface Waiting {
  readonly id: number;
  /** At what the thread is, in words. */
  readonly at: string;
  readonly resolve: (result: ThreadResult) => void;
  readonly reject: (error: ExplorationThreadError) => void;
}

/** Under which number a thread says what it has learned: nobody orders that. */
export const PLAN_ID = 0;
const END_MILLISECONDS = 10_000;

/** See the file's comment. */
export class ExplorationThread {
  /** What it is going to try. */
  readonly plan: Promise<ThreadPlan>;
  readonly #name: string;
  readonly #port: ThreadPort;
  readonly #clock: Clock;
  #last = PLAN_ID;
  #waiting: Waiting | undefined;
  /** Why it is no more. */
  #gone: ExplorationThreadError | undefined;
  /** The same, until somebody has heard of it. */
  #unheard: ExplorationThreadError | undefined;
  #ended: Promise<void> | undefined;

  /** @param name how it is called where something is said of it */
  constructor(port: ThreadPort, name: string, clock: Clock) {
    this.#port = port;
    this.#name = name;
    this.#clock = clock;
    port.on('message', (answer) => this.#take(answer));
    port.on('error', (error) => this.#die('died', `: ${messageOf(error)}`, error));
    port.on('messageerror', (error) => this.#die('said what does not arrive', `: ${messageOf(error)}`, error));
    port.on('exit', (code) => this.#die('ended', `, with exit code ${code}`));
    const at = 'while it learned what there is to try';
    this.plan = this.#result(this.#wait(PLAN_ID, at), at, (result) => ('plan' in result ? result.plan : undefined));
    // Who ends it before that need not hear it.
    this.plan.catch(() => {});
  }

  /** True when it has died, or was ended. */
  get isGone(): boolean {
    return this.#gone !== undefined;
  }

  /** Makes the run of a number of its plan. @throws ExplorationThreadError it could not, or the thread has died */
  run(index: number, title: string): Promise<TriedCase> {
    return this.#ask(`at "${title}"`, { run: index }, (result) => ('tried' in result ? result.tried : undefined));
  }

  /**
   * Ends it; what is under way is broken off.
   *
   * @throws ExplorationThreadError the module's `end` failed or was not over in time, or the thread died while nobody waited for it
   */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    const over = new AbortController();
    const tooLong = sleep(this.#clock, END_MILLISECONDS, over.signal);
    try {
      if (this.#unheard) throw this.#unheard;
      if (this.#gone) return;
      this.#waiting?.reject(this.#error('was ended', this.#waiting.at));
      const ended = this.#ask('in `end`', { end: true }, (result) => ('ended' in result ? true : undefined));
      const isOver = await Promise.race([ended, tooLong.then(() => false)]);
      if (!isOver) throw this.#error('was not over', `${END_MILLISECONDS / 1000} s after it had been told to end`);
    } finally {
      over.abort();
      this.#gone ??= this.#error('has ended', 'already');
      this.#waiting = undefined;
      await this.#port.terminate();
    }
  }

  async #ask<T>(at: string, what: { run: number } | { end: true }, read: (result: ThreadResult) => T | undefined): Promise<T> {
    this.#unheard = undefined;
    if (this.#gone) throw this.#gone;
    const id = ++this.#last;
    const waited = this.#wait(id, at);
    this.#port.postMessage({ id, ...what });
    return this.#result(waited, at, read);
  }

  #wait(id: number, at: string): Promise<ThreadResult> {
    const { promise, resolve, reject } = Promise.withResolvers<ThreadResult>();
    this.#waiting = { id, at, resolve, reject };
    // It keeps the process only while somebody waits for it.
    this.#port.ref();
    return promise;
  }

  async #result<T>(waited: Promise<ThreadResult>, at: string, read: (result: ThreadResult) => T | undefined): Promise<T> {
    const result = await waited;
    if ('failed' in result) throw this.#error('failed', at, `: ${errorInWords(result.failed)}`, errorOf(result.failed));
    const wanted = read(result);
    if (wanted === undefined) throw this.#error('said something else', at, `: ${Object.keys(result)}`);
    return wanted;
  }

  #take({ id, result }: ThreadAnswer): void {
    const waiting = this.#waiting;
    // What comes of a run that was broken off nobody waits for.
    if (waiting?.id !== id) return;
    this.#waiting = undefined;
    this.#port.unref();
    waiting.resolve(result);
  }

  #die(how: string, why: string, cause?: unknown): void {
    if (this.#gone) return;
    this.#gone = this.#error(how, this.#waiting?.at ?? 'while it had nothing to do', why, cause);
    if (this.#waiting) this.#waiting.reject(this.#gone);
    else this.#unheard = this.#gone;
    this.#waiting = undefined;
  }

  #error(how: string, at: string, why = '', cause?: unknown): ExplorationThreadError {
    return new ExplorationThreadError(`${this.#name} ${how} ${at}${why}`, { cause });
  }
}
