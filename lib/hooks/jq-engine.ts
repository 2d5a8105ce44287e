/**
 * Runs jq filters over objects, in a thread of its own that is started at first need. A filter that takes too long fails, and from
 * then on has a thread to itself, so that it holds up no other.
 */
import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../base/clock.ts';
import { HookRunError, messageOf } from '../base/errors.ts';
import type { JqAnswer, JqReadiness, JqRequest } from './jq-worker.ts';

/** What came of a filter for one object. */
export type JqResult = { readonly value: unknown } | { readonly error: string };

/** Runs jq filters. */
export interface Jq {
  /** What is wrong with a filter's syntax; undefined when nothing is. */
  problem(filter: string): Promise<string | undefined>;
  /** The filter's results: one for each JSON text, in order. No result is null, several are a list. */
  run(filter: string, texts: readonly string[]): Promise<JqResult[]>;
  /** Ends its threads. */
  close(): Promise<void>;
}

/** What a JqEngine is made of. */
export interface JqEngineOptions {
  readonly clock: Clock;
  /** How long one question may take. @default 10 */
  readonly timeoutSeconds?: number;
}

interface Waiting {
  settle(answer: JqAnswer): void;
  fail(error: Error): void;
  readonly timer: Timer;
}

/** What is said of a filter that doesn't end. */
const TOO_LONG = 'it took too long';

/** jq in threads. */
export class JqEngine implements Jq {
  readonly #options: JqEngineOptions;
  readonly #threads = new Map<string, JqThread>();
  /** Filters that once took too long. */
  readonly #slow = new Set<string>();
  #closed = false;

  constructor(options: JqEngineOptions) {
    this.#options = options;
  }

  async problem(filter: string): Promise<string | undefined> {
    // Read, but never run: of no input.
    const { exitCode, stderr } = await this.#ask(filter, 'null', `empty | (${filter}\n)`);
    const alone = exitCode === 0 ? await this.#ask(filter, 'null', `def filter: ${filter}\n; empty`) : { exitCode, stderr };
    return alone.exitCode === 0 ? undefined : alone.stderr.trim().split('\n', 1)[0];
  }

  async run(filter: string, texts: readonly string[]): Promise<JqResult[]> {
    if (texts.length === 0) return [];
    const results = await this.#batch(filter, texts);
    if (results.length === texts.length) return results;
    if (texts.length === 1) return [{ error: 'it ended without an answer' }];
    // Such as by `halt`: then one at a time, so that each has what it asks for.
    const each: JqResult[] = [];
    for (const text of texts) each.push(...(await this.run(filter, [text])));
    return each;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#threads.values()];
    this.#threads.clear();
    await Promise.all(threads.map((thread) => thread.close()));
  }

  async #batch(filter: string, texts: readonly string[]): Promise<JqResult[]> {
    let answer: JqAnswer;
    try {
      answer = await this.#ask(filter, `[${texts.join(',')}]`, `.[] | try {r:[${filter}\n]} catch {e:.}`);
    } catch (error) {
      if (!HookRunError.is(error)) throw error;
      return texts.length === 1 ? [{ error: error.message }] : [];
    }
    if (answer.exitCode !== 0 && answer.stdout === '') return texts.length === 1 ? [{ error: answer.stderr.trim() }] : [];
    return answer.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map(resultOf);
  }

  async #ask(filter: string, input: string, program: string): Promise<JqAnswer> {
    if (this.#closed) throw new HookRunError('jq has ended');
    const name = this.#slow.has(filter) ? filter : '';
    let thread = this.#threads.get(name);
    if (!thread) {
      thread = new JqThread(this.#options);
      this.#threads.set(name, thread);
    }
    try {
      return await thread.ask(input, program);
    } catch (error) {
      // Others that asked this thread meanwhile ask another one.
      if (this.#threads.get(name) === thread) this.#threads.delete(name);
      await thread.close();
      if (this.#closed || thread.culprit === undefined) throw error;
      if (thread.culprit !== program) return await this.#ask(filter, input, program);
      this.#slow.add(filter);
      throw error;
    }
  }
}

function resultOf(line: string): JqResult {
  const { r, e } = JSON.parse(line) as { r?: unknown[]; e?: unknown };
  if (r === undefined) return { error: typeof e === 'string' ? e : JSON.stringify(e) };
  return { value: r.length === 1 ? r[0] : r.length === 0 ? null : r };
}

/** One thread. */
class JqThread {
  readonly #options: JqEngineOptions;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  /** Questions are asked one at a time, so that each has its own time. */
  #turn: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  /** Its beginning is no part of a question's time. */
  readonly #ready = Promise.withResolvers<void>();
  /** The program that is being run. */
  #running: string | undefined;
  /** The program that ended this thread, or that it was ended for; undefined when none was running. */
  culprit: string | undefined;

  constructor(options: JqEngineOptions) {
    this.#options = options;
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    this.#worker = new Worker(new URL(`./jq-worker${extension}`, import.meta.url), { stdin: false, env: {} });
    this.#worker.unref();
    this.#ready.promise.catch(() => undefined);
    this.#worker.on('message', (message: JqAnswer | JqReadiness) => {
      if ('ready' in message) this.#ready.resolve();
      else this.#take(message);
    });
    this.#worker.on('error', (error) => this.#fail(new HookRunError(`jq failed: ${messageOf(error)}`, { cause: error })));
    this.#worker.on('exit', () => this.#fail(new HookRunError('the thread of jq has ended')));
  }

  /** Asks jq. @throws HookRunError it took too long, or the thread ended; the thread is of no use any more */
  ask(input: string, program: string): Promise<JqAnswer> {
    // Somebody waits for it.
    this.#worker.ref();
    const asked = this.#turn.then(() => this.#ready.promise).then(() => this.#ask(input, program));
    this.#turn = asked.catch(() => undefined);
    return asked;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(input: string, program: string): Promise<JqAnswer> {
    return new Promise((settle, fail) => {
      if (this.#failure) return fail(this.#failure);
      const id = ++this.#last;
      const { clock, timeoutSeconds = 10 } = this.#options;
      const timer = clock.setTimeout(() => this.#fail(new HookRunError(TOO_LONG)), timeoutSeconds * 1000);
      this.#running = program;
      this.#waiting.set(id, { settle, fail, timer });
      this.#worker.ref();
      this.#worker.postMessage({ id, input, program } satisfies JqRequest);
    });
  }

  #take(answer: JqAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    waiting.timer.cancel();
    this.#running = undefined;
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting.settle(answer);
  }

  #fail(error: Error): void {
    this.culprit ??= this.#failure ? undefined : this.#running;
    this.#failure ??= error;
    this.#ready.reject(this.#failure);
    for (const { fail, timer } of this.#waiting.values()) {
      timer.cancel();
      fail(this.#failure);
    }
    this.#waiting.clear();
  }
}
