/**
 * Objects under continuous seeded change, an operator behind a proxy that handles them, and a ledger outside of the cluster of
 * what it did. A fault strikes in the middle; then it is quiet, and every object must have been handled in its newest state,
 * none twice at once, every end dealt with, and nothing be left behind.
 */
import { randomBytes } from 'node:crypto';
import { sleep, systemClock } from '../../lib/base/clock.ts';
import { ApiError, DeadlineError, UnreachableError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Ledger, type Shown, shownOf } from './ledger.ts';
import { SeededRandom } from './seeded-random.ts';
import { settled } from './settled.ts';
import { Thing } from './stage.ts';

/** What a storm is made of. */
export interface StormOptions {
  cluster: TestCluster;
  seed: number;
  /** How many names there are. */
  objects: number;
  /** Stops the operator in order in the middle of the fault, and starts it again afterwards. @default false */
  stopAmid?: boolean;
  /** Gives the operator a clock of its own, which moves on while it is waited. @default false */
  fakeClock?: boolean;
  /** The kind. @default Thing */
  type?: typeof Thing;
}

/** What a handler is to do besides its work; throws to fail it. */
export type Misbehaviour = (thing: Thing, handler: string, random: SeededRandom) => unknown;

/** What somebody does to a storm. */
export type StormStep = (storm: Storm) => Promise<void>;

/** Seconds until everything must have come to rest. */
const QUIET_SECONDS = 40;

/** See the file's comment. */
export class Storm {
  readonly cluster: TestCluster;
  readonly random: SeededRandom;
  readonly ledger = new Ledger();
  readonly clock: FakeClock | undefined;
  readonly type: typeof Thing;
  readonly names: readonly string[];
  /** The uids that were seen with our finalizer on them. */
  readonly #held = new Set<string>();
  readonly #stopAmid: boolean;
  #proxy: FaultProxy | undefined;
  #operator: TestOperator | undefined;
  /** Logs of operators that have ended. */
  #pastLogs = '';
  /** True when an end may be dealt with more than once: a process was ended before it could say that it was done. */
  #restarted = false;
  namespace = '';
  /** What handlers do besides their work. */
  misbehaviour: Misbehaviour | undefined;
  /** The credentials that the next operator starts with, and is given when it asks again. @default the cluster's own */
  credentials: { token?: string; impersonate?: string } | undefined;

  constructor({ cluster, seed, objects, stopAmid = false, fakeClock = false, type = Thing }: StormOptions) {
    this.cluster = cluster;
    this.random = new SeededRandom(seed);
    this.type = type;
    this.names = Array.from({ length: objects }, (_, index) => `o${index}`);
    this.#stopAmid = stopAmid;
    this.clock = fakeClock ? new FakeClock({ chance: this.random.next() }) : undefined;
  }

  get proxy(): FaultProxy {
    if (!this.#proxy) throw new Error('the storm has not begun');
    return this.#proxy;
  }

  get operator(): TestOperator {
    if (!this.#operator) throw new Error('the operator is not running');
    return this.#operator;
  }

  get isRunning(): boolean {
    return this.#operator !== undefined;
  }

  /** The whole of it. */
  async rage(strike: StormStep, prepare: StormStep = async () => {}): Promise<void> {
    try {
      await this.open();
      await prepare(this);
      await this.begin();
      await this.change(this.names.length * 2);
      await strike(this);
      this.proxy.clear();
      await this.resume();
      await this.change(this.names.length);
      await this.rest();
      await this.leave();
    } catch (error) {
      process.stderr.write(`${this.#logEnd()}\n`);
      throw error;
    } finally {
      await this.#operator?.kill();
      await this.#proxy?.stop();
    }
  }

  /** A namespace of its own, and the proxy. */
  async open(): Promise<void> {
    this.namespace = `storm-${randomBytes(4).toString('hex')}`;
    await this.makeNamespace();
    this.#proxy = await FaultProxy.start(this.cluster.kubeConfig);
  }

  async makeNamespace(): Promise<void> {
    await this.cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } });
  }

  /** Half of the objects, an operator, and the other half. */
  async begin(): Promise<void> {
    const half = this.names.length / 2;
    for (const name of this.names.slice(0, half)) await this.#create(name);
    await this.start();
    for (const name of this.names.slice(half)) await this.#create(name);
  }

  /** Starts an operator process. */
  async start(): Promise<void> {
    const kubeConfig = () => this.proxy.kubeConfig(this.cluster.kubeConfig, this.credentials);
    class StormOperator extends KubernetesOperator {
      override onLogin(): KubeConfig {
        return kubeConfig();
      }
    }
    const pumping = this.#pump();
    try {
      this.#operator = await startOperator(new StormOperator(this.#handlers() as unknown as CRDClass), {
        cluster: { kubeConfig: kubeConfig() },
        args: ['--namespace', this.namespace, '--stop-seconds', '0.3'],
        readySeconds: QUIET_SECONDS,
        ...(this.clock ? { clock: this.clock } : {}),
      });
    } finally {
      await pumping.end();
    }
  }

  /** Starts an operator process if none is running. */
  async resume(): Promise<void> {
    if (!this.#operator) await this.start();
  }

  /** What a fault calls in its middle: stops the operator there if this is a storm with a stop. */
  async amid(): Promise<void> {
    if (this.#stopAmid) await this.stop();
  }

  /** Stops the operator as SIGTERM does. */
  async stop(): Promise<void> {
    const { operator } = this;
    const pumping = this.#pump();
    await operator.stop();
    await pumping.end();
    this.ledger.stopped();
    this.#over(operator);
  }

  /** Ends the operator as SIGKILL does. */
  async kill(): Promise<void> {
    const { operator } = this;
    // From this very moment on nothing counts that it does.
    this.ledger.killed();
    await operator.kill();
    this.#over(operator);
  }

  /** Makes so many changes, one after another. */
  async change(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      await this.#changeOne();
      // Where the cluster is in this process too, the operator's turn comes only when somebody waits.
      if (done % 8 === 0) await settled();
      if (this.clock && done % 8 === 0) await this.clock.advance(20);
    }
  }

  /** Changes something now and then until a condition holds. */
  async changeUntil(holds: () => unknown, what: string, timeoutSeconds = QUIET_SECONDS): Promise<void> {
    const end = systemClock.monotonic() + timeoutSeconds * 1000;
    while (!(await holds())) {
      if (systemClock.monotonic() > end) throw new DeadlineError(`not within ${timeoutSeconds} s: ${what}`);
      await this.change(1);
      await this.clock?.advance(5000);
      // A writer's own pace, not a wait for anything.
      await sleep(systemClock, 10);
    }
  }

  /** Resolves when all is handled in its newest state. @throws what is not */
  async rest(): Promise<void> {
    const { operator } = this;
    const pumping = this.#pump();
    try {
      await eventually(async () => (await this.#check()) ?? true, { timeoutSeconds: QUIET_SECONDS, intervalSeconds: 0.05 });
      await operator.idle({ timeoutSeconds: QUIET_SECONDS });
      await this.#check();
    } finally {
      await pumping.end();
    }
    this.#checkLedger();
  }

  /** Deletes everything, and ends when it is gone. */
  async leave(): Promise<void> {
    this.misbehaviour = undefined;
    for (const name of this.names) await this.#attempt(() => this.cluster.client.delete(this.ref(name)));
    const pumping = this.#pump();
    try {
      await eventually(async () => (await this.#list()).length === 0, { timeoutSeconds: QUIET_SECONDS, intervalSeconds: 0.05 });
      await this.operator.idle({ timeoutSeconds: QUIET_SECONDS });
    } finally {
      await pumping.end();
    }
    this.#checkEnds(new Set());
    await this.stop();
    this.#checkLedger();
  }

  ref(name: string) {
    return { class: this.type as unknown as CRDClass, name, namespace: this.namespace };
  }

  /** Sets an object's spec, which is there or is made. */
  async set(name: string, spec: object): Promise<void> {
    await this.#attempt(async () => this.#note(await this.cluster.client.mergePatch(this.ref(name), { spec })));
  }

  #logEnd(): string {
    const lines = `${this.#pastLogs}${this.#operator?.logText ?? ''}`.split('\n');
    return lines
      .filter((line) => !line.startsWith('debug'))
      .slice(-30)
      .join('\n');
  }

  #over(operator: TestOperator): void {
    this.#pastLogs += `${operator.logText}\n`;
    this.#operator = undefined;
    this.#restarted = true;
  }

  async #changeOne(): Promise<void> {
    const { random } = this;
    const name = random.pick(this.names);
    const dice = random.below(20);
    const size = random.below(1000);
    if (dice < 11) return this.#attempt(async () => this.#note(await this.#patch(name, { spec: { size } })), name);
    if (dice < 15)
      return this.#attempt(async () => this.#note(await this.#patch(name, { metadata: { labels: { step: `${size}` } } })), name);
    if (dice < 18) return this.#attempt(() => this.cluster.client.delete(this.ref(name)));
    return this.#create(name);
  }

  #patch(name: string, patch: object): Promise<StoredObject> {
    return this.cluster.client.mergePatch(this.ref(name), patch);
  }

  async #create(name: string): Promise<void> {
    const { GROUP, VERSION, KIND } = this.type;
    const metadata = { name, namespace: this.namespace, labels: { step: 'first' } };
    const object = { apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata, spec: { size: this.random.below(1000) } };
    await this.#attempt(async () => this.#note(await this.cluster.client.create(object)));
  }

  #note(object: StoredObject): void {
    if (object.metadata.finalizers?.length) this.#held.add(object.metadata.uid);
  }

  /** Does what may be impossible just now: it isn't there or is there already, or the server is away. What is missing is made. */
  async #attempt(act: () => Promise<unknown>, missing?: string): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (ApiError.is(error) && error.status === 404 && missing !== undefined) return this.#create(missing);
      if (ApiError.is(error) && error.status < 600) return;
      if (UnreachableError.is(error) || DeadlineError.is(error)) return;
      throw error;
    }
  }

  async #list(): Promise<readonly StoredObject[]> {
    const { type, namespace } = this;
    return [...(await this.cluster.client.list({ class: type as unknown as CRDClass }, { namespace }))] as StoredObject[];
  }

  /** @throws what is not as it must be in the end */
  async #check(): Promise<void> {
    const objects = await this.#list();
    for (const object of objects) {
      this.#note(object);
      const wrong = this.#wrongWith(object);
      if (wrong) throw new Error(`${object.metadata.name} (${object.metadata.uid}) ${wrong}`);
    }
    this.#checkEnds(new Set(objects.map(({ metadata }) => metadata.uid)));
  }

  #wrongWith(object: Shown & StoredObject): string | undefined {
    const { uid, generation, finalizers, deletionTimestamp } = object.metadata;
    const seen = this.ledger.handled.get(uid);
    const is = shownOf(object);
    if (deletionTimestamp) return 'is still being deleted';
    if (!seen) return 'was never handled';
    if (seen.spec !== is.spec || seen.labels !== is.labels)
      return `was last handled as ${JSON.stringify(seen)}, and is ${JSON.stringify(is)}`;
    if (finalizers?.join() !== `${this.type.API_GROUP}/finalizer`) return `has the finalizers ${finalizers}`;
    const { state, observedGeneration, error } = object.status ?? {};
    if (state !== 'processed' || observedGeneration !== generation || error)
      return `has the status ${JSON.stringify(object.status)} at generation ${generation}`;
    return this.ledger.endsOf(uid) ? 'was ended, and is there' : undefined;
  }

  /** Whatever was held or handled, and is no more, has been ended: once, where no process ended in between. */
  #checkEnds(alive: ReadonlySet<string>): void {
    for (const uid of new Set([...this.#held, ...this.ledger.touched])) {
      const ends = this.ledger.endsOf(uid);
      if (alive.has(uid)) continue;
      if (ends === 0) throw new Error(`${uid} is gone, and nobody was told`);
      if (ends > 1 && !this.#restarted) throw new Error(`${uid} was ended ${ends} times`);
    }
  }

  #checkLedger(): void {
    const { violations, running } = this.ledger;
    if (violations.length > 0) throw new Error(violations.join('\n'));
    if (running > 0) throw new Error(`${running} handlers run although the operator is idle`);
  }

  /** Lets the operator's own clock move on until it is told to stop. */
  #pump(): { end(): Promise<void> } {
    const { clock } = this;
    if (!clock) return { end: async () => {} };
    let going = true;
    const run = (async () => {
      while (going) {
        await clock.advance(500);
        await sleep(systemClock, 2);
      }
    })();
    return {
      end: async () => {
        going = false;
        await run;
      },
    };
  }

  /** The kind with handlers that write the ledger, for one operator process. */
  #handlers(): typeof Thing {
    const { ledger, random } = this;
    const { term } = ledger;
    const misbehave: Misbehaviour = (thing, handler) => this.misbehaviour?.(thing, handler, random);
    return class extends this.type {
      async ensureCreated() {
        await this.#work('ensureCreated');
      }
      async ensureModified() {
        await this.#work('ensureModified');
      }
      async ensureDeleted() {
        await this.#work('ensureDeleted');
      }
      async #work(handler: string) {
        const call = ledger.begin(term, handler, { metadata: this.metadata, spec: this.body.spec });
        let succeeded = false;
        try {
          for (let turn = random.below(3); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
          // Where its status can't be saved, a handler has failed, and an end would rightly be dealt with again.
          if (handler !== 'ensureDeleted' && random.below(4) === 0) this.status = { step: String(random.below(100)) };
          if (random.below(8) === 0) await this.flush();
          await misbehave(this, handler, random);
          this.signal.throwIfAborted();
          succeeded = true;
        } finally {
          ledger.end(call, succeeded);
        }
      }
    };
  }
}
