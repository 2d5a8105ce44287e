/** The objects that replicas handle: created, changed all at once or one after another, and whether the last change of each was handled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../lib/base/clock.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { KubernetesObject } from '../../lib/base/object-meta.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { installCustomResourceDefinition } from '../../lib/operator/crd-installation.ts';
import { NAMESPACE } from './audited-cluster.ts';
import { until } from './replica-fleet.ts';
import { Replicated } from './replica-operator.ts';

type Sized = KubernetesObject & { spec: { size: number }; status?: { size?: number } };

/** How many requests are under way at once. */
const PARALLEL = 16;

/** See the file's comment. */
export class ReplicatedObjects {
  static readonly RESOURCE = Replicated.PLURAL;
  readonly #client: Client;
  readonly #count: number;
  #size = 0;
  #isChanging = false;

  constructor(client: Client, count: number) {
    this.#client = client;
    this.#count = count;
  }

  get names(): string[] {
    return Array.from({ length: this.#count }, (_each, place) => `object-${place}`);
  }

  /** The definition, and all of them. */
  async create(): Promise<void> {
    const client = this.#client;
    const signal = new AbortController().signal;
    const common = { client, clock: systemClock, logger: silentLogger, signal, fieldManager: 'bench' };
    await installCustomResourceDefinition({ ...common, declaration: Replicated });
    const kind = { apiVersion: `${Replicated.GROUP}/${Replicated.VERSION}`, kind: Replicated.KIND };
    await this.#each((name) => client.create({ ...kind, metadata: { name, namespace: NAMESPACE }, spec: { size: 0 } }));
  }

  /** All of them, without waiting for anything. */
  async delete(): Promise<void> {
    await this.#each((name) => this.#client.delete({ class: Replicated, name, namespace: NAMESPACE }));
  }

  /** Changes every object once, as fast as it goes. */
  async changeAll(): Promise<void> {
    this.#size += 1;
    const size = this.#size;
    await this.#each((name) => this.#change(name, size));
  }

  /** Changes one object after another. */
  keepChanging(perSecond: number): { stop(): Promise<void> } {
    this.#isChanging = true;
    const work = async () => {
      while (this.#isChanging) {
        this.#size += 1;
        const size = this.#size;
        for (const name of this.names) {
          if (!this.#isChanging) return;
          await this.#change(name, size);
          await sleep(1000 / perSecond);
        }
      }
    };
    const done = work();
    return {
      stop: async () => {
        this.stopChanging();
        await done;
      },
    };
  }

  stopChanging(): void {
    this.#isChanging = false;
  }

  /** Resolves when each object was handled as it is now. */
  async handled(): Promise<void> {
    const patience = { seconds: 600, pauseMilliseconds: 1_000 };
    await until('the last change of every object handled', patience, () => this.#areHandled());
  }

  async #areHandled(): Promise<true | undefined> {
    const objects = await this.#client.list<Sized>({ class: Replicated }, { namespace: NAMESPACE });
    return (objects.length === this.#count && objects.every(({ spec, status }) => status?.size === spec.size)) || undefined;
  }

  async #change(name: string, size: number): Promise<void> {
    await this.#client.mergePatch({ class: Replicated, name, namespace: NAMESPACE }, { spec: { size } });
  }

  async #each(act: (name: string) => Promise<unknown>): Promise<void> {
    const left = this.names;
    const work = async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) await act(name);
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }
}
