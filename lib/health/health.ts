/**
 * What the parts of one process say about themselves: named checks, without HTTP. The log and readiness speak from here.
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

/** A registry of checks. */
export class Health {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #listeners = new Set<(check: NamedHealthCheck) => void>();

  /** True when every check is. */
  get ok(): boolean {
    for (const check of this.#checks.values()) if (!check.ok) return false;
    return true;
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

  /** All checks, by name. */
  checks(): NamedHealthCheck[] {
    return [...this.#checks].map(([name, check]) => ({ name, ...check })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Calls back at each change of a check, until the function that it returns is called. */
  onChange(listener: (check: NamedHealthCheck) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
