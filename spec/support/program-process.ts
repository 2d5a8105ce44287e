/**
 * A program of the repository as a process of its own, as a user starts it: its exit code and what it prints are looked at.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { eventually } from '../../lib/testing/eventually.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How a process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

/** A process of one of the repository's programs. */
export class ProgramProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #started = performance.now();
  readonly #ended: Promise<Omit<Ended, 'stdout' | 'stderr'>>;

  /**
   * @param program its path, from the repository's root
   * @param env what the environment has besides PATH
   */
  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    this.#child = spawn(process.execPath, ['--conditions=@tskubeop/source', resolve(ROOT, program), ...args], {
      cwd: ROOT,
      env: { PATH, NODE_COMPILE_CACHE, HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#ended = once(this.#child, 'close').then(([code, signal]) => ({
      code,
      signal,
      seconds: (performance.now() - this.#started) / 1000,
    }));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when it has printed something that fits. */
  async printed(pattern: RegExp, timeoutSeconds = 15): Promise<RegExpExecArray> {
    const look = () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr) ?? this.#explain();
    return (await eventually(look, { timeoutSeconds })) as RegExpExecArray;
  }

  /** Sends a signal; harmless when it has ended. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when it has ended. */
  async ended(): Promise<Ended> {
    return { ...(await this.#ended), stdout: this.stdout, stderr: this.stderr };
  }

  #explain(): never {
    throw new Error(`exit code ${this.#child.exitCode}, stdout ${JSON.stringify(this.stdout)}, stderr ${JSON.stringify(this.stderr)}`);
  }
}

/** Starts programs, and ends those that are still there when a spec is over. */
export function usePrograms(): (program: string, args?: readonly string[], env?: NodeJS.ProcessEnv) => ProgramProcess {
  const started: ProgramProcess[] = [];
  afterEach(async () => {
    for (const program of started) {
      program.kill('SIGKILL');
      await program.ended();
    }
    started.length = 0;
  });
  return (program, args = [], env = {}) => {
    const process = new ProgramProcess(program, args, env);
    started.push(process);
    return process;
  };
}
