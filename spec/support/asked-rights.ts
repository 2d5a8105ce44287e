/**
 * What the embedded server's authorizer was asked for one user, and what it refused: more than the requests show, since a write
 * may ask for further rights (creation by an apply, an ownerReference that blocks a deletion).
 */
import { Authorizer } from '../../lib/embedded/authorizer.ts';
import { isResourceAccess, type ResourceAttributes } from '../../lib/embedded/request-attributes.ts';

/** See the file's comment. Takes note until it is disposed of. */
export class AskedRights implements Disposable {
  readonly #decide = Authorizer.prototype.decide;
  readonly #asked = new Map<string, ResourceAttributes>();
  readonly #refused = new Set<string>();

  constructor(user: string) {
    const note = this.#note.bind(this);
    const decide = this.#decide;
    Authorizer.prototype.decide = function (...parts) {
      const decision = decide.apply(this, parts);
      if (parts[0].username === user) note(parts[1], decision.allowed);
      return decision;
    };
  }

  /** Each once. */
  get asked(): ResourceAttributes[] {
    return [...this.#asked.values()];
  }

  get refused(): string[] {
    return [...this.#refused];
  }

  [Symbol.dispose](): void {
    Authorizer.prototype.decide = this.#decide;
  }

  #note(attributes: Parameters<Authorizer['decide']>[1], allowed: boolean): void {
    const text = JSON.stringify(attributes);
    if (!allowed) this.#refused.add(text);
    if (isResourceAccess(attributes)) this.#asked.set(text, attributes);
  }
}
