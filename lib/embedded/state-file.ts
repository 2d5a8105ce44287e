/**
 * The state of a cluster in a file: read, written whole or not at all, and kept in step. It holds Secrets, so that nobody but
 * the owner may read it, and it never takes the place of a file that is something else.
 */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Clock, systemClock, type Timer } from '../base/clock.ts';
import { FileError, messageOf } from '../base/errors.ts';
import { isClusterState } from './cluster-state.ts';

const BEGINNING_BYTES = 256;

/**
 * The text of a file; undefined when there is none, or an empty one.
 *
 * @throws FileError it can't be read
 */
export async function readStateFile(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')) || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`the state ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Writes a state, in the place of an older one if need be.
 *
 * @throws FileError there is a file that is something else, or it can't be written
 */
export async function writeStateFile(path: string, text: string): Promise<void> {
  const present = await beginningOf(path);
  if (present !== '' && !isClusterState(present))
    throw new FileError(`${path} is there already and not the state of a cluster; name another file`);
  const draft = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new FileError(`the state ${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** Enough of a file to tell what it is; nothing when there is none. */
async function beginningOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(BEGINNING_BYTES) });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new FileError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** A server whose state is kept. */
export interface StateSource {
  /** Counts its changes. */
  readonly revision: number;
  /** The state as text. */
  state(): string;
}

/** Options of a StateKeeper. */
export interface StateKeeperOptions {
  path: string;
  source: StateSource;
  /** Is told when a state could not be written; the next change tries again. */
  onProblem: (error: unknown) => void;
  /** @default the system's */
  clock?: Clock;
  /** How often it looks whether anything has changed. @default 5 */
  intervalSeconds?: number;
}

/** Keeps a file in step with a server until it is stopped. */
export class StateKeeper {
  readonly #options: Required<StateKeeperOptions>;
  #timer: Timer | undefined;
  /** The revision that is in the file. */
  #saved: number | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: StateKeeperOptions) {
    this.#options = { clock: systemClock, intervalSeconds: 5, ...options };
    this.#wait();
  }

  /** Writes the last state and ends. @throws FileError it can't be written */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#saving;
    await this.#save();
  }

  #wait(): void {
    const { clock, intervalSeconds, onProblem } = this.#options;
    this.#timer = clock.setTimeout(() => {
      this.#saving = this.#saving.then(() => this.#save()).catch(onProblem);
      this.#wait();
    }, intervalSeconds * 1000);
  }

  async #save(): Promise<void> {
    const { path, source } = this.#options;
    const { revision } = source;
    if (revision === this.#saved) return;
    await writeStateFile(path, source.state());
    this.#saved = revision;
  }
}
