/**
 * Whether status has an endpoint of its own: asked for before anything is handled, and again whenever the objects had to be listed
 * anew, since that is what a change of their definition shows itself by.
 */
import { discoverStatusSubresource, type KindDiscoveryOptions } from './kind-discovery.ts';
import { Progress } from './progress.ts';

/** What is asked, and who is told. */
export interface StatusSubresourceOptions extends Omit<KindDiscoveryOptions, 'anew'> {
  /** It is known for the first time, or is not as it was. Nothing more is asked until this has resolved. */
  learnt(isFirst: boolean): void | Promise<void>;
}

/** See the file's comment. */
export class StatusSubresource {
  readonly #options: StatusSubresourceOptions;
  readonly #lists = new Progress();
  #isListedAnew = false;
  #known: boolean | undefined;

  constructor(options: StatusSubresourceOptions) {
    this.#options = options;
  }

  /** Whether it has; undefined until that is known. */
  get known(): boolean | undefined {
    return this.#known;
  }

  /** What is known may be out of date. */
  listedAnew(): void {
    this.#isListedAnew = true;
    this.#lists.made();
  }

  /** Asks whenever there is reason to, until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let anew = false; !signal.aborted; anew = true) {
      while (anew && !this.#isListedAnew && !signal.aborted) await this.#lists.next(signal);
      this.#isListedAnew = false;
      const found = await discoverStatusSubresource({ ...this.#options, anew }, signal);
      if (found === undefined || found === this.#known) continue;
      const isFirst = this.#known === undefined;
      this.#known = found;
      await this.#options.learnt(isFirst);
    }
  }
}
