/**
 * Who creates, changes, labels, deletes and creates again the objects of a storm, by the dice of a seed; directly, not through the
 * proxy, so that only the operator suffers.
 */
import { ApiError, DeadlineError, UnreachableError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import type { SeededChance } from '../../lib/testing/seeded-chance.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import type { Thing } from './stage.ts';

/** What a writer needs. */
export interface StormWriterOptions {
  readonly cluster: TestCluster;
  readonly type: typeof Thing;
  readonly namespace: string;
  readonly names: readonly string[];
  readonly random: SeededChance;
}

/** How many requests of a large storm are under way at once. */
const WIDTH = 8;

/** See the file's comment. */
export class StormWriter {
  readonly #options: StormWriterOptions;
  /** The uids that were seen with our finalizer on them. */
  readonly held = new Set<string>();

  constructor(options: StormWriterOptions) {
    this.#options = options;
  }

  /** Does something for each, one after another; where there are many, a few at once. */
  async forEach<T>(each: Iterable<T>, act: (one: T) => Promise<void>): Promise<void> {
    const left = each[Symbol.iterator]();
    const lane = async () => {
      for (let next = left.next(); !next.done; next = left.next()) await act(next.value);
    };
    const width = Math.ceil(Math.min(this.#options.names.length / 25, WIDTH));
    await Promise.all(Array.from({ length: width }, lane));
  }

  /** One change. */
  async change(): Promise<void> {
    const { random, names } = this.#options;
    const name = random.pick(names);
    const dice = random.integer(20);
    const size = random.integer(1000);
    if (dice < 11) return this.#patch(name, { spec: { size } }, true);
    if (dice < 15) return this.#patch(name, { metadata: { labels: { step: `${size}` } } }, true);
    if (dice < 18) return this.delete(name);
    return this.create(name);
  }

  /** Creates an object, unless it is there. */
  async create(name: string): Promise<void> {
    const { cluster, type, namespace, random } = this.#options;
    const { GROUP, VERSION, KIND } = type;
    const metadata = { name, namespace, labels: { step: 'first' } };
    const object = { apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata, spec: { size: random.integer(1000) } };
    await this.#attempt(async () => this.note(await cluster.client.create(object)));
  }

  /** Deletes an object, if it is there. */
  async delete(name: string): Promise<void> {
    await this.#attempt(() => this.#options.cluster.client.delete(this.#reference(name)));
  }

  /** Changes an object's spec, if it is there. */
  async set(name: string, spec: object): Promise<void> {
    await this.#patch(name, { spec }, false);
  }

  /** What is there. */
  async list(): Promise<readonly StoredObject[]> {
    const { cluster, type, namespace } = this.#options;
    return [...(await cluster.client.list({ class: type as unknown as CRDClass }, { namespace }))] as StoredObject[];
  }

  /** Notes what the end must have told of. */
  note(object: StoredObject): void {
    if (object.metadata.finalizers?.length) this.held.add(object.metadata.uid);
  }

  #reference(name: string) {
    const { type, namespace } = this.#options;
    return { class: type as unknown as CRDClass, name, namespace };
  }

  async #patch(name: string, patch: object, createMissing: boolean): Promise<void> {
    const act = async () => this.note(await this.#options.cluster.client.mergePatch(this.#reference(name), patch));
    await this.#attempt(act, createMissing ? name : undefined);
  }

  /** Does what may be impossible just now: it isn't there or is there already, or the server is away. What is missing is made. */
  async #attempt(act: () => Promise<unknown>, missing?: string): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (ApiError.is(error) && error.status === 404 && missing !== undefined) return this.create(missing);
      if (ApiError.is(error) || UnreachableError.is(error) || DeadlineError.is(error)) return;
      throw error;
    }
  }
}
