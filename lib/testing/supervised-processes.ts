/**
 * Processes that never outlive this one: a supervisor of their own (process-supervisor.ts) runs them and ends them as soon as
 * the pipe from here closes. When this process has nothing else to do it may end; the processes end with it.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { IllegalStateError } from '../base/errors.ts';

/** A process to be run. */
export interface ProcessSpecification {
  /** What it is called in messages. */
  name: string;
  /** The program's path. */
  command: string;
  args: string[];
  /** Variables of its environment that hold unless they are set here. */
  defaults?: Readonly<Record<string, string>>;
  /** Its working directory. */
  folder: string;
  /** Where its output goes; added to what is there. */
  logFile: string;
}

/** One line to the supervisor. */
export interface SupervisorOrder {
  start?: ProcessSpecification;
  kill?: { name: string; signal: NodeJS.Signals };
}

/** How a process ended. */
export interface ProcessExit {
  name: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  error?: string;
}

/** One line from the supervisor. */
export interface SupervisorReport {
  started?: { name: string; pid: number };
  exited?: ProcessExit;
}

interface RunningProcess {
  readonly exited: Promise<ProcessExit>;
  readonly settle: (exit: ProcessExit) => void;
  pid: number | undefined;
}

/** Starts and ends processes under one supervisor. */
export class SupervisedProcesses {
  readonly #supervisor: ChildProcessByStdio<Writable, Readable, null>;
  readonly #gone: Promise<void>;
  readonly #running = new Map<string, RunningProcess>();
  #needs = 0;
  #stopping = false;

  /** @param folder is removed when all has ended */
  constructor(folder: string) {
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const program = fileURLToPath(new URL(`./process-supervisor${extension}`, import.meta.url));
    // A session of its own: the terminal's Ctrl-C reaches the owner only, which then stops them in order.
    this.#supervisor = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    // Whoever writes to a supervisor that is gone learns it from #gone.
    this.#supervisor.stdin.on('error', () => {});
    this.#gone = new Promise((resolve) => {
      this.#supervisor.once('exit', () => resolve());
      this.#supervisor.once('error', () => resolve());
    });
    void this.#gone.then(() => this.#giveUp());
    createInterface({ input: this.#supervisor.stdout }).on('line', (line) => this.#take(JSON.parse(line) as SupervisorReport));
    this.#letGo();
  }

  /**
   * Starts a process.
   *
   * @returns settles when the process ends, and never rejects
   * @throws IllegalStateError one of that name is running, or all have been stopped
   */
  start(specification: ProcessSpecification): Promise<ProcessExit> {
    const { name } = specification;
    if (this.#stopping) throw new IllegalStateError(`${name} can't be started: its supervisor has ended`);
    if (this.#running.has(name)) throw new IllegalStateError(`${name} is running already`);
    let settle: (exit: ProcessExit) => void = () => {};
    const exited = new Promise<ProcessExit>((resolve) => {
      settle = resolve;
    });
    this.#running.set(name, { exited, settle, pid: undefined });
    this.#order({ start: specification });
    return exited;
  }

  /** The process ids of what runs, by name. */
  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#running].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])));
  }

  /** Ends a process and waits for it; nothing when none of that name runs. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const target = this.#running.get(name);
    if (!target) return;
    this.#order({ kill: { name, signal } });
    await this.whileNeeded(target.exited);
  }

  /** Keeps this program alive until something is done that waits for the processes. */
  async whileNeeded<T>(work: Promise<T>): Promise<T> {
    this.#needs++;
    this.#hold();
    try {
      return await work;
    } finally {
      this.#needs--;
      if (this.#needs === 0) this.#letGo();
    }
  }

  /** Ends all at once and waits until they are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#supervisor.stdin.end();
    await this.whileNeeded(this.#gone);
  }

  #order(order: SupervisorOrder): void {
    this.#supervisor.stdin.write(`${JSON.stringify(order)}\n`);
  }

  #take({ started, exited }: SupervisorReport): void {
    const target = this.#running.get(started?.name ?? exited?.name ?? '');
    if (!target) return;
    if (started) target.pid = started.pid;
    if (exited) {
      this.#running.delete(exited.name);
      target.settle(exited);
    }
  }

  /** The supervisor has ended, and all of them with it. */
  #giveUp(): void {
    this.#stopping = true;
    for (const [name, { settle }] of this.#running) settle({ name, code: null, signal: null, error: 'its supervisor has ended' });
    this.#running.clear();
  }

  #hold(): void {
    this.#supervisor.ref();
    for (const pipe of [this.#supervisor.stdin, this.#supervisor.stdout] as unknown[]) (pipe as Socket).ref();
  }

  #letGo(): void {
    this.#supervisor.unref();
    for (const pipe of [this.#supervisor.stdin, this.#supervisor.stdout] as unknown[]) (pipe as Socket).unref();
  }
}
