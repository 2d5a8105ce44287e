/**
 * Objects under continuous seeded change, an operator behind a proxy that handles them, and a ledger outside of the cluster of
 * what it did. A fault strikes in the middle; then it is quiet, and every object must have been handled in its newest state,
 * none twice at once, every end dealt with, and nothing be left behind.
 */
import { randomBytes } from 'node:crypto';
import { sleep, systemClock } from '../../lib/base/clock.ts';
import { DeadlineError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Ledger, type Shown, shownOf } from './ledger.ts';
import { settled } from './settled.ts';
import { Thing } from './stage.ts';
import { type Misbehaviour, type StormOperator, type StormOperatorOptions, startAsProcess, startInProcess } from './storm-operator.ts';
import { StormWriter } from './storm-writer.ts';

/** What a storm is made of. */
export interface StormOptions {
  cluster: TestCluster;
  seed: number;
  /** How many names there are. */
  objects: number;
  /** Seconds until everything must have come to rest. */
  quietSeconds: number;
  /** Gives the operator a clock of its own, which moves on while it is waited. @default false */
  fakeClock?: boolean;
  /** Runs the operator as a process of its own. @default false */
  asProcess?: boolean;
  /** The kind. @default Thing */
  type?: typeof Thing;
}

/** What somebody does to a storm. */
export type StormStep = (storm: Storm) => Promise<void>;

/** What a writer waits at most between two changes while something is waited for. */
const LONGEST_PAUSE_MILLISECONDS = 100;

/** See the file's comment. */
export class Storm {
  readonly cluster: TestCluster;
  readonly random: SeededChance;
  readonly ledger = new Ledger();
  readonly clock: FakeClock | undefined;
  readonly type: typeof Thing;
  readonly names: readonly string[];
  readonly namespace = `storm-${randomBytes(4).toString('hex')}`;
  readonly writer: StormWriter;
  #stopAmid = false;
  readonly #quietSeconds: number;
  readonly #start: (options: StormOperatorOptions) => Promise<StormOperator>;
  #proxy: FaultProxy | undefined;
  #operator: StormOperator | undefined;
  /** Logs of operators that have ended. */
  #pastLogs = '';
  /** True when an end may be dealt with more than once: a process was ended before it could say that it was done. */
  #restarted = false;
  /** What handlers do besides their work. */
  misbehaviour: Misbehaviour | undefined;
  /** The credentials that the next operator starts with, and is given when it asks again. @default the cluster's own */
  credentials: { token?: string; impersonate?: string } | undefined;

  constructor(options: StormOptions) {
    const { cluster, seed, objects, quietSeconds, fakeClock = false, asProcess = false, type = Thing } = options;
    this.cluster = cluster;
    this.random = new SeededChance(seed);
    this.type = type;
    this.names = Array.from({ length: objects }, (_, index) => `o${index}`);
    this.#quietSeconds = quietSeconds;
    this.#start = asProcess ? startAsProcess : startInProcess;
    this.clock = fakeClock ? new FakeClock({ chance: this.random.next() }) : undefined;
    const { namespace, names, random } = this;
    this.writer = new StormWriter({ cluster, type, namespace, names, random });
  }

  get proxy(): FaultProxy {
    if (!this.#proxy) throw new Error('the storm has not begun');
    return this.#proxy;
  }

  get operator(): StormOperator {
    if (!this.#operator) throw new Error('the operator is not running');
    return this.#operator;
  }

  get isRunning(): boolean {
    return this.#operator !== undefined;
  }

  /** Begins, with what has to be there before the operator starts. */
  async begin(prepare: StormStep = async () => {}): Promise<void> {
    await this.#orEnd(async () => {
      await this.makeNamespace();
      this.#proxy = await FaultProxy.start(this.cluster.kubeConfig);
      await prepare(this);
      // Half of the objects are there already when the operator starts.
      const half = this.names.length / 2;
      await this.writer.forEach(this.names.slice(0, half), (name) => this.writer.create(name));
      await this.start();
      await this.writer.forEach(this.names.slice(half), (name) => this.writer.create(name));
    });
  }

  /**
   * A fault in the middle of changes, and what must hold when it is over.
   *
   * @param stopAmid whether the operator is stopped in order in the middle of the fault, and started again afterwards
   */
  async survive(strike: StormStep, { stopAmid }: { stopAmid: boolean }): Promise<void> {
    this.#stopAmid = stopAmid;
    await this.#orEnd(async () => {
      await this.change(this.names.length);
      await strike(this);
      this.proxy.clear();
      await this.resume();
      await this.change(Math.ceil(this.names.length / 2));
      await this.rest();
    });
  }

  /** Deletes everything; ends when it is gone and the operator has stopped. */
  async leave(): Promise<void> {
    await this.#orEnd(() => this.#leave());
    await this.#end();
  }

  async makeNamespace(): Promise<void> {
    await this.cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } });
  }

  /** Starts an operator. */
  async start(): Promise<void> {
    const { type, namespace, ledger, random, clock } = this;
    await this.#whilePumping(async () => {
      this.#operator = await this.#start({
        type,
        namespace,
        ledger,
        random,
        clock,
        quietSeconds: this.#quietSeconds,
        kubeConfig: () => this.proxy.kubeConfig(this.cluster.kubeConfig, this.credentials),
        misbehave: (thing, handler, dice) => this.misbehaviour?.(thing, handler, dice),
      });
    });
  }

  /** Starts an operator if none is running. */
  async resume(): Promise<void> {
    if (!this.#operator) await this.start();
  }

  /** What a fault calls in its middle: stops the operator there if that is to be. */
  async amid(): Promise<void> {
    if (this.#stopAmid) await this.stop();
  }

  /** Stops the operator as SIGTERM does. */
  async stop(): Promise<void> {
    const { operator } = this;
    await this.#whilePumping(() => operator.stop());
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

  /** Makes so many changes. */
  async change(count: number): Promise<void> {
    await this.writer.forEach(Array.from({ length: count }).keys(), async (done) => {
      await this.writer.change();
      if (done % 8 > 0) return;
      // Where the cluster is in this process too, the operator's turn comes only when somebody waits.
      await settled();
      await this.clock?.advance(20);
    });
  }

  /**
   * Changes something now and then until a condition holds.
   *
   * @param urge what brings it about, where once may not be enough: done again and again
   * @throws DeadlineError it didn't
   */
  async changeUntil(holds: () => unknown, what: string, urge: () => unknown = () => {}): Promise<void> {
    const end = systemClock.monotonic() + this.#quietSeconds * 1000;
    for (let pause = 5; ; pause = Math.min(pause * 1.2, LONGEST_PAUSE_MILLISECONDS)) {
      await urge();
      if (await holds()) return;
      if (systemClock.monotonic() > end) throw new DeadlineError(`not within ${this.#quietSeconds} s: ${what}`);
      await this.change(1);
      if (this.clock) await this.#advance(20);
      // A writer's own pace, slower and slower, not a wait for anything.
      else await sleep(systemClock, pause);
    }
  }

  /** Resolves when the operator is watching: what strikes its watches at once then strikes one. */
  async watching(): Promise<void> {
    await this.#whilePumping(() => eventually(() => this.proxy.openWatches > 0, { timeoutSeconds: this.#quietSeconds }));
  }

  /** Resolves when all is handled in its newest state. @throws what is not */
  async rest(): Promise<void> {
    const { operator } = this;
    await this.#whilePumping(async () => {
      await eventually(async () => (await this.#check()) ?? true, { timeoutSeconds: this.#quietSeconds, intervalSeconds: 0.1 });
      await operator.idle();
      await this.#check();
    });
    this.#checkLedger();
  }

  async #orEnd(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      process.stderr.write(`${this.#logEnd()}\n`);
      await this.#end();
      throw error;
    }
  }

  async #end(): Promise<void> {
    await this.#operator?.kill();
    this.#operator = undefined;
    await this.#proxy?.stop();
  }

  async #leave(): Promise<void> {
    this.misbehaviour = undefined;
    await this.writer.forEach(this.names, (name) => this.writer.delete(name));
    await this.#whilePumping(async () => {
      const isGone = async () => (await this.writer.list()).length === 0;
      await eventually(isGone, { timeoutSeconds: this.#quietSeconds, intervalSeconds: 0.1 });
      await this.operator.idle();
    });
    this.#checkEnds(new Set());
    await this.stop();
    this.#checkLedger();
  }

  #logEnd(): string {
    const lines = `${this.#pastLogs}${this.#operator?.logText ?? ''}`.split('\n');
    return lines
      .filter((line) => !line.startsWith('debug'))
      .slice(-30)
      .join('\n');
  }

  #over(operator: StormOperator): void {
    this.#pastLogs += `${operator.logText}\n`;
    this.#operator = undefined;
    this.#restarted = true;
  }

  /** @throws what is not as it must be in the end */
  async #check(): Promise<void> {
    const objects = await this.writer.list();
    for (const object of objects) {
      this.writer.note(object);
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
    for (const uid of new Set([...this.writer.held, ...this.ledger.touched])) {
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

  /**
   * Lets the operator's own clock move on, never while it waits for an answer: a network that takes its real time would be late
   * by that clock, whenever the machine is busy.
   */
  async #advance(seconds: number): Promise<void> {
    for (let done = 0; done < seconds; done += 1) {
      for (let looks = 0; looks < 100 && this.proxy.underWay > 0; looks += 1) await sleep(systemClock, 10);
      await this.clock?.advance(1000);
    }
  }

  /** Lets the operator's own clock move on while something is done. */
  async #whilePumping(act: () => Promise<unknown>): Promise<void> {
    if (!this.clock) {
      await act();
      return;
    }
    let going = true;
    const pumping = (async () => {
      while (going) {
        await this.#advance(1);
        await sleep(systemClock, 5);
      }
    })();
    try {
      await act();
    } finally {
      going = false;
      await pumping;
    }
  }
}
