/**
 * --create-crd: brings a class's custom resource definition into the cluster and waits until its version is served.
 * What somebody else owns, or what would take something away from stored objects, is left as it is and said.
 */
import { type Clock, sleep } from '../base/clock.ts';
import { AbortedError, ApiError, CustomResourceDefinitionError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Client, KindReference, ObjectReference, RequestOptions } from '../cluster/client.ts';
import { describeCustomResourceDefinition } from '../schema/crd-manifest.ts';
import {
  type CustomResourceDefinition,
  DEFINITION_KIND,
  describeServedVersion,
  hasCondition,
} from '../schema/custom-resource-definition.ts';
import { definitionName, type KindDeclaration } from '../schema/kind-declaration.ts';
import { narrowingsOf, undeclaredVersions } from '../schema/schema-comparison.ts';

/** What an installation needs. */
export interface CrdInstallationOptions {
  readonly client: Pick<Client, 'find' | 'apply' | 'list'>;
  readonly declaration: KindDeclaration;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Under this name the fields of the definition are ours. */
  readonly fieldManager: string;
  /** Gives up. @default none */
  readonly signal?: AbortSignal;
  /** Seconds until the version must be served. @default 30 */
  readonly timeoutSeconds?: number;
}

/** How an installation ended: the version is served. */
export interface CrdInstallation {
  /** True when the definition in the cluster is the class's own. */
  readonly applied: boolean;
  /** False when status writes go to the object itself; undefined when the definition may not be read. */
  readonly statusSubresource: boolean | undefined;
}

const TIMEOUT_SECONDS = 30;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 250;

/**
 * Installs, or updates, the definition of a class.
 *
 * Guarantees: when it resolves, the API server answers the kind's list path.
 *
 * @throws InvalidSchemaError SPEC or STATUS has no structural form
 * @throws CustomResourceDefinitionError the version is not served, and why
 * @throws AbortedError the signal aborted
 */
export async function installCustomResourceDefinition(options: CrdInstallationOptions): Promise<CrdInstallation> {
  return await new Installation(options).run();
}

/** Why the definition was left as it is; undefined when it was applied. */
type Obstacle = string | undefined;

class Installation {
  readonly #options: CrdInstallationOptions;
  readonly #definition: CustomResourceDefinition;
  readonly #name: string;
  readonly #logger: Logger;
  readonly #deadline: number;
  readonly #seconds: number;

  constructor(options: CrdInstallationOptions) {
    const { definition, notes } = describeCustomResourceDefinition(options.declaration);
    this.#options = options;
    this.#definition = definition;
    this.#name = definitionName(options.declaration);
    this.#logger = options.logger.child({ crd: this.#name });
    this.#seconds = options.timeoutSeconds ?? TIMEOUT_SECONDS;
    this.#deadline = options.clock.monotonic() + this.#seconds * 1000;
    for (const note of notes) this.#logger.debug('not checked by the API server', { note });
  }

  async run(): Promise<CrdInstallation> {
    const existing = await this.#readUndeleted();
    const obstacle = (existing && this.#obstacleIn(existing)) ?? (await this.#apply(existing));
    await this.#untilServed(obstacle);
    if (!obstacle) this.#logger.info(existing ? 'custom resource definition is up to date' : 'custom resource definition created');
    const served = await this.#read();
    const version = served && describeServedVersion(served, this.#options.declaration.VERSION);
    return { applied: obstacle === undefined, statusSubresource: version?.statusSubresource };
  }

  /** The definition in the cluster; one that is being deleted takes all objects along, so that its end is waited for. */
  async #readUndeleted(): Promise<CustomResourceDefinition | undefined> {
    return await this.#until(
      async () => {
        const found = await this.#read();
        return found?.metadata.deletionTimestamp ? { pending: 'it is being deleted' } : { value: found };
      },
      () => '',
    );
  }

  /** The definition, or undefined when there is none, or when it may not be read. */
  async #read(): Promise<CustomResourceDefinition | undefined> {
    const reference: ObjectReference = { ...DEFINITION_KIND, name: this.#name };
    try {
      return await this.#insist(() => this.#options.client.find<CustomResourceDefinition>(reference, this.#requestOptions()));
    } catch (error) {
      if (!isForbidden(error)) throw error;
      this.#logger.debug('the custom resource definition cannot be read', { error: messageOf(error) });
      return undefined;
    }
  }

  #obstacleIn(existing: CustomResourceDefinition): Obstacle {
    const versions = undeclaredVersions(existing, this.#definition);
    const narrowings = narrowingsOf(existing, this.#definition);
    const fields = { differences: narrowings, managers: managersOf(existing) };
    if (versions.length > 0) {
      this.#logger.warn('custom resource definition left as it is: it has versions that the class does not declare', {
        ...fields,
        versions,
      });
      return `it has the versions ${versions.join(', ')}, which the class does not declare`;
    }
    if (narrowings.length === 0) return undefined;
    this.#logger.warn('custom resource definition left as it is: the new schema is narrower, which stored objects may not satisfy', fields);
    return `the class's schema is narrower (${narrowings.join('; ')})`;
  }

  async #apply(existing: CustomResourceDefinition | undefined): Promise<Obstacle> {
    const { client, fieldManager } = this.#options;
    try {
      await this.#insist(() => client.apply(this.#definition, { ...this.#requestOptions(), fieldManager, force: false }));
      return undefined;
    } catch (error) {
      if (!ApiError.is(error)) throw error;
      const managers = existing ? managersOf(existing) : [];
      if (error.status === 409) return this.#leave('other managers own parts of it', error, managers);
      if (error.status === 403) return this.#leave('no permission to change it', error, managers);
      throw new CustomResourceDefinitionError(`the API server refuses the custom resource definition ${this.#name}: ${detailsOf(error)}`, {
        cause: error,
      });
    }
  }

  #leave(reason: string, error: ApiError, managers: readonly string[]): Obstacle {
    const conflicts = error.causes.map(({ field, message }) => [message, field].filter(Boolean).join(': '));
    this.#logger.warn(`custom resource definition left as it is: ${reason}`, { differences: conflicts, managers, error: error.message });
    return `${reason} (${detailsOf(error)})`;
  }

  /** Waits until the definition is established and the API server answers the kind's list path. */
  async #untilServed(obstacle: Obstacle): Promise<void> {
    const left = obstacle === undefined ? '' : `; it was left as it is: ${obstacle}`;
    await this.#until(
      async () => {
        const found = await this.#read();
        const pending = found ? this.#unservedReason(found, left) : undefined;
        if (pending) return { pending };
        const answers = await this.#answersList();
        // Without a definition in sight nothing will change by waiting: somebody else would have to install it.
        if (!answers && !found && obstacle !== undefined) throw this.#failure(`is not served${left}`);
        return answers ? { value: undefined } : { pending: 'the API server does not answer its path yet' };
      },
      () => left,
    );
  }

  /** Why the definition does not serve our version yet; an error when it never will by itself. */
  #unservedReason(found: CustomResourceDefinition, left: string): string | undefined {
    const { VERSION } = this.#options.declaration;
    const version = describeServedVersion(found, VERSION);
    if (!version?.served) {
      const served = found.spec.versions.filter((candidate) => candidate.served).map(({ name }) => name);
      throw this.#failure(`does not serve ${VERSION} (it serves ${served.join(', ') || 'nothing'})${left}`);
    }
    if (found.spec.scope !== this.#definition.spec.scope) {
      throw this.#failure(
        `is ${found.spec.scope}, the class says ${this.#definition.spec.scope}: a scope cannot be changed, delete the definition or set SCOPE${left}`,
      );
    }
    if (hasCondition(found, 'Established')) return undefined;
    const refusal = found.status?.conditions?.find(({ type, status }) => type === 'NamesAccepted' && status === 'False');
    return refusal?.message ?? 'it is not established';
  }

  /** True when the list path answers, be it that listing everything is not allowed. */
  async #answersList(): Promise<boolean> {
    const { GROUP, VERSION, KIND } = this.#options.declaration;
    const answer = await this.#askList({ class: this.#options.declaration });
    // The server refuses before it looks whether there is such a path; its discovery is there for everybody.
    return answer === 'forbidden'
      ? (await this.#askList({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND })) !== 'missing'
      : answer === 'served';
  }

  async #askList(reference: KindReference): Promise<'served' | 'forbidden' | 'missing'> {
    // A field selector that nothing matches keeps the answer small.
    const fieldSelector = 'metadata.name=tskubeop-is-it-served';
    try {
      await this.#insist(() => this.#options.client.list(reference, { ...this.#requestOptions(), fieldSelector }));
      return 'served';
    } catch (error) {
      if (ApiError.is(error) && error.status === 404) return 'missing';
      if (isForbidden(error)) return 'forbidden';
      throw error;
    }
  }

  #requestOptions(): RequestOptions {
    return { signal: this.#options.signal };
  }

  #failure(text: string): CustomResourceDefinitionError {
    return new CustomResourceDefinitionError(`the custom resource definition ${this.#name} ${text}`);
  }

  /** Asks again until there is a value, or the time is over. */
  async #until<T>(ask: () => Promise<{ value: T } | { pending: string }>, hint: () => string): Promise<T> {
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      const answer = await ask();
      if ('value' in answer) return answer.value;
      if (this.#options.clock.monotonic() >= this.#deadline) {
        throw this.#failure(`is not served after ${this.#seconds} s: ${answer.pending}${hint()}`);
      }
      await this.#pause(pause);
    }
  }

  /** Repeats a request while the server is only busy. */
  async #insist<T>(request: () => Promise<T>): Promise<T> {
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      try {
        return await request();
      } catch (error) {
        const isBusy = ApiError.is(error) && (error.status === 429 || error.status >= 500);
        if (!isBusy || this.#options.clock.monotonic() >= this.#deadline) throw error;
        await this.#pause(Math.max(pause, (error.retryAfterSeconds ?? 0) * 1000));
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const { clock, signal } = this.#options;
    await sleep(clock, milliseconds, signal);
    if (signal?.aborted) throw new AbortedError(`installing the custom resource definition ${this.#name} was given up`);
  }
}

function isForbidden(error: unknown): boolean {
  return ApiError.is(error) && error.status === 403;
}

/** What the server said, without the request's own name. */
function detailsOf(error: ApiError): string {
  return error.message.slice(error.message.indexOf(`${error.reason}: `) + error.reason.length + 2);
}

/** Who wrote the definition's spec, by field manager. */
function managersOf(definition: CustomResourceDefinition): string[] {
  const entries = (definition.metadata.managedFields ?? []) as { manager?: string; subresource?: string }[];
  return [...new Set(entries.filter(({ subresource }) => !subresource).map(({ manager }) => manager ?? 'unknown'))];
}
