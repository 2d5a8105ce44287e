/**
 * Monotonic time that goes on while the machine is suspended. Linux's monotonic clock stands still then, as with a laptop's lid closed,
 * while other machines go on: by it a lease would last longer here than it does for them.
 *
 * The rule it keeps: a wall clock that is set is no time that has passed. That the two clocks have come apart is only the occasion to
 * ask for how long the machine has been up, which counts suspension and nothing else, and is too dear to be asked each time.
 */

/** What it is read from; milliseconds. */
export interface TimeSources {
  /** May be set. */
  wall(): number;
  /** Stands still while the machine is suspended. */
  awake(): number;
  /** Goes on while the machine is suspended; undefined where nobody knows. */
  uptime(): number | undefined;
}

/** What two sources said at one moment. */
export interface TimeReading {
  readonly awake: number;
  readonly uptime: number;
}

/** What is less comes from reading two clocks one after the other, or from a clock that counts hundredths of seconds. */
const LEAST_MILLISECONDS = 1000;

/** For how long the machine was suspended between two readings. Pure. */
export function suspendedBetween(before: TimeReading, after: TimeReading): number {
  const suspended = after.uptime - before.uptime - (after.awake - before.awake);
  return suspended >= LEAST_MILLISECONDS ? suspended : 0;
}

/** See the file's comment. */
export class AwakeTime {
  readonly #sources: TimeSources;
  readonly #start: TimeReading | undefined;
  /** By how much the wall clock was ahead when the uptime was last asked for. */
  #ahead: number;
  #suspended = 0;

  constructor(sources: TimeSources) {
    this.#sources = sources;
    const [awake, uptime] = [sources.awake(), sources.uptime()];
    this.#start = uptime === undefined ? undefined : { awake, uptime };
    this.#ahead = sources.wall() - awake;
  }

  /** Milliseconds since some fixed moment, those of suspension included; never goes back. */
  now(): number {
    const awake = this.#sources.awake();
    if (!this.#start) return awake;
    const ahead = this.#sources.wall() - awake;
    if (Math.abs(ahead - this.#ahead) >= LEAST_MILLISECONDS) {
      this.#ahead = ahead;
      const uptime = this.#sources.uptime();
      if (uptime !== undefined) this.#suspended = Math.max(this.#suspended, suspendedBetween(this.#start, { awake, uptime }));
    }
    return awake + this.#suspended;
  }
}
