/**
 * SIGINT and SIGTERM: the first asks the program to stop, the second ends it at once.
 * Here is the one process.exit of the library.
 */
import { type Clock, systemClock } from '../base/clock.ts';

/** The signals that stop an operator, with the exit codes of a process that they end. */
export const STOP_SIGNALS = Object.freeze({ SIGINT: 130, SIGTERM: 143 });

/** A stop signal's name. */
export type StopSignal = keyof typeof STOP_SIGNALS;

/** The part of `process` that signals need. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  exit(code: number): unknown;
}

/**
 * A signal that comes again this soon is the same one: npm passes on to its script what the terminal has sent to both.
 * Hardly anybody presses Ctrl-C twice as fast, and the third press counts.
 */
const ECHO_MILLISECONDS = 250;

/** What a ProcessSignals is made of. */
export interface ProcessSignalsOptions {
  /** Where the signals come from. @default process */
  source?: SignalSource;
  /** Told of each signal; `last` is true when the process ends now. @default nobody */
  onSignal?: (signal: StopSignal, last: boolean) => void;
  /** @default the system's */
  clock?: Clock;
}

/**
 * Listens from its construction until it is disposed.
 *
 * Guarantees: `signal` aborts at the first of SIGINT and SIGTERM, with the signal's name as reason; the second exits with
 * 130 or 143. After dispose() both have Node's own effect again.
 */
export class ProcessSignals implements Disposable {
  readonly #source: SignalSource;
  readonly #onSignal: (signal: StopSignal, last: boolean) => void;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #listener = (signal: StopSignal) => this.#receive(signal);

  #first: { signal: StopSignal; at: number } | undefined;

  constructor({ source = process, onSignal = () => {}, clock = systemClock }: ProcessSignalsOptions = {}) {
    this.#source = source;
    this.#clock = clock;
    this.#onSignal = onSignal;
    for (const signal of stopSignals()) source.on(signal, this.#listener);
  }

  /** Aborts when the program is to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  dispose(): void {
    for (const signal of stopSignals()) this.#source.off(signal, this.#listener);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #receive(signal: StopSignal): void {
    const at = this.#clock.monotonic();
    const first = this.#first;
    if (first?.signal === signal && at - first.at < ECHO_MILLISECONDS) return;
    this.#first ??= { signal, at };
    this.#onSignal(signal, first !== undefined);
    if (first) this.#source.exit(STOP_SIGNALS[signal]);
    else this.#controller.abort(signal);
  }
}

function stopSignals(): StopSignal[] {
  return Object.keys(STOP_SIGNALS) as StopSignal[];
}
