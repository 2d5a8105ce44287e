/**
 * What the parts of one process say about themselves: named checks, without HTTP. The log and readiness speak from here.
 *
 * A check tells whether a part can do its work now: that is readiness. A pulse tells whether it still tries: that is liveness,
 * and it goes on while the API server is away.
 */

/** What a check says. */
export interface HealthCheck {
  /** True when all is well. */
  ok: boolean;
  /** What is or isn't well, and what is being waited for. */
  message: string;
  /** Since when, in milliseconds since the epoch. */
  since: number;
}

/** A check with its name. */
export interface NamedHealthCheck extends HealthCheck {
  name: string;
}

/** How long ago a part did something, whether or not it succeeded, and how long that may be. */
export interface Pulse {
  /** Seconds since it last did something. */
  ageSeconds(): number;
  /** Above this many seconds only a restart helps. */
  readonly limitSeconds: number;
}

/** A pulse that was felt. */
export interface NamedPulse {
  readonly name: string;
  readonly ageSeconds: number;
  readonly limitSeconds: number;
  /** False when its age is above the limit. */
  readonly ok: boolean;
}

/** A registry of checks. */
export class Health {
  readonly #checks = new Map<string, HealthCheck>();
  /** Checks that are looked up when somebody asks. */
  readonly #lookups = new Map<string, () => HealthCheck>();
  readonly #pulses = new Map<string, Pulse>();
  readonly #listeners = new Set<(check: NamedHealthCheck) => void>();

  /** True when every check is. */
  get ok(): boolean {
    for (const check of this.#checks.values()) if (!check.ok) return false;
    for (const lookUp of this.#lookups.values()) if (!lookUp().ok) return false;
    return true;
  }

  /** True when no pulse has been away for too long. */
  get isAlive(): boolean {
    return this.pulses().every(({ ok }) => ok);
  }

  /** Says how a part is. `since` stays that of the last change when neither `ok` nor the message changed. */
  set(name: string, check: HealthCheck): void {
    const known = this.#checks.get(name);
    if (known && known.ok === check.ok && known.message === check.message) return;
    this.#checks.set(name, { ok: check.ok, message: check.message, since: check.since });
    for (const listener of this.#listeners) listener({ name, ...check });
  }

  /** Forgets a part that is no more. */
  delete(name: string): void {
    this.#checks.delete(name);
  }

  /** Adds a check that is looked up when somebody asks, until the function that is returned is called. */
  addCheck(name: string, lookUp: () => HealthCheck): () => void {
    this.#lookups.set(name, lookUp);
    return () => {
      if (this.#lookups.get(name) === lookUp) this.#lookups.delete(name);
    };
  }

  /** Adds a pulse, until the function that is returned is called. */
  addPulse(name: string, pulse: Pulse): () => void {
    this.#pulses.set(name, pulse);
    return () => {
      if (this.#pulses.get(name) === pulse) this.#pulses.delete(name);
    };
  }

  /** All checks, by name. */
  checks(): NamedHealthCheck[] {
    const said = [...this.#checks].map(([name, check]) => ({ name, ...check }));
    const lookedUp = [...this.#lookups].map(([name, lookUp]) => ({ name, ...lookUp() }));
    return [...said, ...lookedUp].sort(byName);
  }

  /** All pulses, by name. */
  pulses(): NamedPulse[] {
    const felt = [...this.#pulses].map(([name, pulse]) => {
      const ageSeconds = pulse.ageSeconds();
      return { name, ageSeconds, limitSeconds: pulse.limitSeconds, ok: ageSeconds <= pulse.limitSeconds };
    });
    return felt.sort(byName);
  }

  /** Calls back at each change of a check that is said, until the function that it returns is called. */
  onChange(listener: (check: NamedHealthCheck) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
