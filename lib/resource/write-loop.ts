/**
 * Write loops: the same object brought to the same contents again and again, because a webhook, a controller or another operator
 * always undoes it. One is found by its difference, the same values wanted over the same live ones; it is told once, and its
 * writes become rare, each wait twice as long as the one before.
 *
 * Toggling is none: a write of anything else to the object in between begins a new count. Nor is what we undo ourselves: our own
 * deletion does too. Memory is bounded; what was longest not written is forgotten first.
 */
import { type BackOff, backOffDelay } from '../base/back-off.ts';
import type { Clock } from '../base/clock.ts';
import { contentHash } from '../base/content-hash.ts';
import { WriteLoopError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { StoredObject } from '../base/object-meta.ts';
import { compareResourceVersions } from '../cache/resource-version.ts';
import type { Health } from '../health/health.ts';
import type { MissingValue } from './missing-values.ts';

/** A write that is about to be made. */
export interface IntendedWrite {
  /** The object: its group, kind, namespace and name. */
  readonly key: string;
  /** The object in words. */
  readonly name: string;
  /** The object as it is known; undefined when there is none. */
  readonly live: StoredObject | undefined;
  /** What the write is to change. */
  readonly missing: readonly MissingValue[];
  /** Its values must not be told: it is a Secret. */
  readonly secret: boolean;
}

/** A loop that has been found, for whoever observes. */
export interface WriteLoop {
  /** The kind of the class whose handlers write. */
  readonly kind: string;
  /** The object that is written, in words. */
  readonly object: string;
}

/** What a call knows of writes; WriteLoops is the real one. */
export interface CallWrites {
  /**
   * Asked before each write that has something to change.
   *
   * @returns false when the write is known to change nothing, and is to be left out
   * @throws WriteLoopError it is one of a loop, and too early
   */
  mayWrite(write: IntendedWrite): boolean;
  /** Told after a write that was made. */
  wrote(write: IntendedWrite, answer: StoredObject): void;
  /** Told that the operator itself deletes an object. */
  deleted(key: string): void;
}

/** What it is made of. */
export interface WriteLoopsOptions {
  /** The kind of the class whose handlers write. */
  readonly kind: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  /** Is told of each loop that is found. */
  found(loop: WriteLoop): void;
}

/** So many equal writes within so long are a loop. */
const WRITES = 5;
const WITHIN_MILLISECONDS = 60_000;

/** How long the next write of a loop waits. Without jitter: it is one object. */
const WAIT: BackOff = { initialSeconds: 5, factor: 2, maxSeconds: 300 };
const NO_JITTER = 1;

/** So many objects are remembered. */
const MOST_OBJECTS = 4096;

/** So many values of the difference are told. */
const MOST_VALUES = 20;

interface Written {
  readonly name: string;
  readonly fingerprint: string;
  /** The version that the last write was answered with. */
  readonly version: string;
  /** When the last ones were made, on the clock's monotonic time. */
  readonly times: readonly number[];
  /** How often it has been written since it was found to be a loop; 0 when it isn't one. */
  readonly rounds: number;
  /** No write before, on the clock's monotonic time. */
  readonly notBefore: number;
}

/** See the file's comment. */
export class WriteLoops implements CallWrites {
  readonly #options: WriteLoopsOptions;
  /** By the objects' keys, the longest not written first. */
  readonly #written = new Map<string, Written>();
  readonly #loops = new Set<string>();

  constructor(options: WriteLoopsOptions) {
    this.#options = options;
  }

  mayWrite(write: IntendedWrite): boolean {
    const now = this.#options.clock.monotonic();
    this.#endLoops(now);
    const known = this.#written.get(write.key);
    if (!known || known.rounds === 0 || known.notBefore <= now || known.fingerprint !== fingerprintOf(write)) return true;
    // Nobody has changed it since: it is the server that stores something else, and would do so again.
    if (write.live?.metadata.resourceVersion === known.version) return false;
    const paths = write.missing.slice(0, 3).map(({ path }) => path || 'the object itself');
    const more = write.missing.length > paths.length ? ', …' : '';
    throw new WriteLoopError(
      `somebody changes ${write.name} back again and again (${paths.join(', ')}${more}): it is written less often until that ends; see the operator's log`,
      { delaySeconds: (known.notBefore - now) / 1000 },
    );
  }

  wrote(write: IntendedWrite, answer: StoredObject): void {
    const known = this.#written.get(write.key);
    // The write was based on something older than our last one: that it changes the same again says nothing.
    const stale = known && write.live && compareResourceVersions(write.live.metadata.resourceVersion, known.version) < 0;
    const fingerprint = stale ? known.fingerprint : fingerprintOf(write);
    const version = answer.metadata.resourceVersion;
    if (stale) return this.#keep(write.key, { ...known, version });
    const now = this.#options.clock.monotonic();
    const same = known?.fingerprint === fingerprint ? known : undefined;
    const times = [...(same?.times ?? []).filter((time) => now - time < WITHIN_MILLISECONDS), now].slice(-WRITES);
    const isLoop = same !== undefined && (same.rounds > 0 || times.length >= WRITES);
    const rounds = isLoop ? same.rounds + 1 : 0;
    const notBefore = now + (isLoop ? backOffDelay(WAIT, rounds, NO_JITTER) : 0);
    if (known && !isLoop) this.#end(write.key, known);
    this.#keep(write.key, { name: write.name, fingerprint, version, times, rounds, notBefore });
    if (rounds === 1) this.#begin(write);
  }

  deleted(key: string): void {
    const known = this.#written.get(key);
    if (known) this.#end(key, known);
    this.#written.delete(key);
  }

  #keep(key: string, written: Written): void {
    this.#written.delete(key);
    this.#written.set(key, written);
    if (this.#written.size <= MOST_OBJECTS) return;
    const [oldest] = this.#written.keys();
    this.deleted(oldest as string);
  }

  #begin({ key, name, missing, secret }: IntendedWrite): void {
    const { kind, logger, found } = this.#options;
    this.#loops.add(key);
    const diff = missing.slice(0, MOST_VALUES).map(({ path, live, wanted }) => (secret ? { path } : { path, live, wanted }));
    logger.warn('write loop: somebody always undoes the same write, which is made less often from now on', {
      kind,
      object: name,
      writes: WRITES,
      withinSeconds: WITHIN_MILLISECONDS / 1000,
      diff,
    });
    found({ kind, object: name });
    this.#report();
  }

  #end(key: string, { name }: Written): void {
    if (!this.#loops.delete(key)) return;
    this.#options.logger.info('write loop is over', { kind: this.#options.kind, object: name });
    this.#report();
  }

  /** A loop is over when its next write was due and has not been needed for a while. */
  #endLoops(now: number): void {
    for (const key of this.#loops) {
      const written = this.#written.get(key);
      if (written && now - written.notBefore < WITHIN_MILLISECONDS) continue;
      this.deleted(key);
    }
  }

  #report(): void {
    const { kind, health, clock } = this.#options;
    const check = `writes of ${kind}`;
    const names = [...this.#loops].slice(0, 3).map((key) => this.#written.get(key)?.name ?? key);
    if (names.length === 0) return health.delete(check);
    const more = this.#loops.size > names.length ? ` and ${this.#loops.size - names.length} more` : '';
    // The operator itself is well: whoever undoes its writes is to be found.
    health.set(check, {
      ok: true,
      message: `write loop: somebody always undoes what is written to ${names.join(', ')}${more}`,
      since: clock.now(),
    });
  }
}

function fingerprintOf({ live, missing }: IntendedWrite): string {
  return contentHash([live === undefined, missing.map(({ path, live: value, wanted }) => [path, value, wanted])]);
}
