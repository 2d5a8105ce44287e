/**
 * One process of a hook: without a shell, without an open standard input, in a process group of its own.
 *
 * Whatever it does, this ends: when the process itself has ended, what it left behind in its group is killed, and pipes that
 * somebody else still holds are closed. It never rejects.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type Clock, sleep, type Timer } from '../base/clock.ts';

/** What a process is started with. */
export interface HookProcessOptions {
  /** The program's absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Asks the whole group to end, and kills it some seconds later. */
  readonly signal: AbortSignal;
  /** After how many seconds it is ended likewise; 0 for never. */
  readonly timeoutSeconds: number;
  /** Is given what it prints; answers whether it prints so much that it is read slowly from now on. */
  readonly onOutput: (stream: HookStream, chunk: Buffer) => boolean;
}

/** Where a process prints. */
export type HookStream = 'stdout' | 'stderr';

/** How a process ended. */
export interface HookExit {
  /** The exit code, or null. */
  readonly code: number | null;
  /** The signal that ended it, or null. */
  readonly signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  readonly error?: Error;
  /** Why we ended it. */
  readonly ended?: 'timeout' | 'stopped' | 'output';
}

/** How long a group may take to end after SIGTERM, before SIGKILL. */
export const KILL_SECONDS = 3;

/** How long pipes are read on when the process has ended: what it wrote is in them already. */
const DRAIN_MILLISECONDS = 500;

/** The pause between two reads of one who prints too much: it waits for the pipe, and nobody else waits for it. */
const SLOW_MILLISECONDS = 50;

/** How often starting is tried when somebody still has the file open for writing. */
const BUSY_TRIES = 5;
const BUSY_MILLISECONDS = 20;

/** A process of a hook. */
export class HookProcess {
  readonly #options: HookProcessOptions;
  #child: ChildProcess | undefined;
  #ended: HookExit['ended'];
  #timers: Timer[] = [];

  constructor(options: HookProcessOptions) {
    this.#options = options;
  }

  /** Runs it to its end. */
  async run(): Promise<HookExit> {
    const { signal, clock } = this.#options;
    if (signal.aborted) return { code: null, signal: null, ended: 'stopped' };
    const stop = () => this.end('stopped');
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (let attempt = 1; ; attempt++) {
        const exit = await this.#runOnce();
        const busy = (exit.error as NodeJS.ErrnoException | undefined)?.code === 'ETXTBSY';
        if (!busy || attempt === BUSY_TRIES || signal.aborted) return exit;
        await sleep(clock, BUSY_MILLISECONDS, signal);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      for (const timer of this.#timers) timer.cancel();
    }
  }

  /** Asks the group to end, and kills it when it doesn't. */
  end(reason: NonNullable<HookExit['ended']>): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#kill('SIGTERM');
    this.#timers.push(this.#options.clock.setTimeout(() => this.#kill('SIGKILL'), KILL_SECONDS * 1000));
  }

  async #runOnce(): Promise<HookExit> {
    const { path, args, folder, env, timeoutSeconds, clock } = this.#options;
    let child: ChildProcess;
    try {
      child = spawn(path, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    } catch (error) {
      return { code: null, signal: null, error: error as Error };
    }
    this.#child = child;
    for (const stream of ['stdout', 'stderr'] as const) child[stream]?.on('data', (chunk: Buffer) => this.#read(child, stream, chunk));
    if (timeoutSeconds > 0) this.#timers.push(clock.setTimeout(() => this.end('timeout'), timeoutSeconds * 1000));
    const exit = await this.#exitOf(child);
    return this.#ended === undefined ? exit : { ...exit, ended: this.#ended };
  }

  #read(child: ChildProcess, name: HookStream, chunk: Buffer): void {
    const stream = child[name];
    if (!this.#options.onOutput(name, chunk) || !stream) return;
    stream.pause();
    this.#options.clock.setTimeout(() => stream.resume(), SLOW_MILLISECONDS);
  }

  #exitOf(child: ChildProcess): Promise<HookExit> {
    return new Promise((resolve) => {
      let exit: HookExit | undefined;
      let drain: Timer | undefined;
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('exit', (code, signal) => {
        exit = { code, signal };
        // What it started and left behind would hold the pipes, and go on without anybody.
        this.#kill('SIGKILL');
        this.#child = undefined;
        drain = this.#options.clock.setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, DRAIN_MILLISECONDS);
      });
      child.once('close', (code, signal) => {
        drain?.cancel();
        resolve(exit ?? { code, signal });
      });
    });
  }

  #kill(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // Nobody is left in the group, or only those who may not be signalled: they have changed their user.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** How it ended, in words; undefined when it ended well. */
export function describeExit({ code, signal, error, ended }: HookExit): string | undefined {
  if (error) return `it can't be started: ${explainStart(error)}`;
  if (ended === 'timeout') return 'it took too long and was ended';
  if (ended === 'stopped') return 'it was ended, since the program stops';
  if (ended === 'output') return 'it wrote too much into its files and was ended';
  if (signal !== null) return `it was ended by ${signal}`;
  return code === 0 ? undefined : `exit status ${code}`;
}

/** What the system's word for it mostly means. */
function explainStart(error: Error): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'the file, or the interpreter that its first line names, does not exist (a file saved with CRLF line ends names one that ends in a carriage return)';
    case 'ENOEXEC':
      return 'it is neither a program for this machine nor a script that begins with #! and an interpreter (a byte order mark may stand before it)';
    case 'EACCES':
      return 'it is not executable, or lies on a file system that runs no programs';
    default:
      return error.message;
  }
}
