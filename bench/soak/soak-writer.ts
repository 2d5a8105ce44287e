/** Creates, changes and deletes the objects of a soak, seeded, so many times a second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import type { SoakLedger } from './soak-ledger.ts';
import { Soaked, serialOf } from './soaked.ts';

/** What a writer needs. */
export interface SoakWriterOptions {
  readonly client: Client;
  readonly ledger: SoakLedger;
  readonly namespace: string;
  readonly objects: number;
  readonly seed: number;
}

/** See the file's comment. */
export class SoakWriter {
  readonly #options: SoakWriterOptions;
  readonly #random: SeededChance;
  /** The uids of what is there and isn't being deleted, by name. */
  readonly #uids = new Map<string, string>();
  #serial = 0;

  constructor(options: SoakWriterOptions) {
    this.#options = options;
    this.#random = new SeededChance(options.seed);
  }

  /** Makes all objects. */
  async fill(): Promise<void> {
    for (let index = 0; index < this.#options.objects; index += 1) await this.#create(`o${index}`);
  }

  /** Changes something at this pace, until a moment of performance.now(). */
  async write(changesPerSecond: number, until: number): Promise<void> {
    for (let due = performance.now(); due < until; due += 1000 / changesPerSecond) {
      await sleep(Math.max(0, due - performance.now()));
      await this.#changeOne();
      // After a pause of the machine the pace goes on from here.
      due = Math.max(due, performance.now() - 1000);
    }
  }

  /** Deletes everything. */
  async clear(): Promise<void> {
    for (const name of [...this.#uids.keys()]) await this.#delete(name);
  }

  async #changeOne(): Promise<void> {
    const name = `o${this.#random.integer(this.#options.objects)}`;
    const dice = this.#random.integer(20);
    const uid = this.#uids.get(name);
    if (uid === undefined) return this.#create(name);
    const serial = ++this.#serial;
    if (dice < 12) return this.#patch(name, { spec: { serial, padding: 'x'.repeat(this.#random.integer(800)) } });
    if (dice < 17) return this.#patch(name, { metadata: { labels: { serial: `${serial}` } } });
    // Only an object that was handled surely has its finalizer, so that its end must be handled.
    if (this.#options.ledger.handledSerial(uid) > 0) return this.#delete(name);
  }

  async #create(name: string): Promise<void> {
    const { client, namespace } = this.#options;
    const metadata = { name, namespace, labels: { serial: '0' } };
    const spec = { serial: ++this.#serial, padding: '' };
    const object = { apiVersion: `${Soaked.GROUP}/${Soaked.VERSION}`, kind: Soaked.KIND, metadata, spec };
    try {
      this.#note(await client.create(object));
    } catch (error) {
      // The one before is still on its way out.
      if (!ApiError.is(error) || error.status !== 409) throw error;
    }
  }

  async #patch(name: string, patch: object): Promise<void> {
    this.#note(await this.#options.client.mergePatch(this.#reference(name), patch));
  }

  async #delete(name: string): Promise<void> {
    const uid = this.#uids.get(name) as string;
    this.#uids.delete(name);
    await this.#options.client.delete(this.#reference(name));
    this.#options.ledger.deleted(uid, performance.now());
  }

  #note(object: StoredObject): void {
    const { name, uid } = object.metadata;
    this.#uids.set(name, uid);
    this.#options.ledger.written(uid, name, serialOf(object), performance.now());
  }

  #reference(name: string) {
    return { class: Soaked, name, namespace: this.#options.namespace };
  }
}
