/**
 * The operator of one run: one process after another, each of which may die at any moment, and be followed by the next.
 */
import { afterThisTurn, type Clock, sleep, systemClock, type Timer } from '../base/clock.ts';
import { AbortedError, messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import type { ControllerObserver } from '../controller/controller-context.ts';
import type { KubernetesOperator, TestStartOptions } from '../operator/kubernetes-operator.ts';
import type { RunningOperator } from '../operator/running-operator.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { CollectedLog } from './collected-log.ts';
import type { DisturbedNetwork, OperatorLife, Return } from './disturbed-network.ts';
import type { ExplorationPace } from './exploration-pace.ts';
import type { TraceNote } from './exploration-trace.ts';
import { MortalClock } from './mortal-clock.ts';

/** What it works with. */
export interface OperatorLivesOptions {
  create(): KubernetesOperator;
  readonly args: readonly string[] | Record<string, unknown>;
  /** What all starts have in common. */
  readonly memory: Required<TestStartOptions>['memory'];
  readonly kubeConfig: KubeConfig;
  readonly clock: Clock;
  readonly pace: ExplorationPace;
  readonly network: DisturbedNetwork;
  note(note: TraceNote): void;
}

/** How long it takes until a new process begins. */
const RESTART_MILLISECONDS = 1000;
/** How long the end of a run waits for processes that come up or go, in real time. */
const MOST_BURIAL_MILLISECONDS = 2000;
/** A process that can't start is started again as often, as the kubelet would. */
const MOST_FAILED_STARTS = 10;

/** See the file's comment. */
export class OperatorLives {
  readonly #options: OperatorLivesOptions;
  readonly #log = new CollectedLog();
  #life: Life | undefined;
  #timer: Timer | undefined;
  #absent = false;
  #ended = false;
  #failedStarts = 0;
  /** What processes are still about when they come up or go. */
  readonly #underWay = new Set<Promise<void>>();
  /** Why it could not start, when it was tried often enough. */
  failure: unknown;

  constructor(options: OperatorLivesOptions) {
    this.#options = options;
  }

  /** The log of all of them. */
  get log(): CollectedLog {
    return this.#log;
  }

  /** True while a process is at work, or on its way. */
  get isThere(): boolean {
    return !this.#absent;
  }

  /** True when its first lists are complete, and nothing waits but for its time. */
  get isIdle(): boolean {
    return this.failure !== undefined || (this.#life?.running?.isIdle ?? false);
  }

  /** True while calls are running, or a process starts. */
  get isBusy(): boolean {
    if (!this.#life?.isAlive || this.failure !== undefined) return false;
    return this.#life.calls > 0 || this.#life.running === undefined;
  }

  /** The classes of the process that is there. */
  get classes(): readonly CRDClass[] {
    return this.#life?.operator.crds ?? [];
  }

  /** True when an object has nothing left to do. */
  isSettled(type: CRDClass, object: StoredObject): boolean {
    const { name, namespace } = object.metadata;
    return this.#life?.running?.isSettled(type, name, namespace, object) ?? true;
  }

  /** Starts a process. */
  start(past?: string): void {
    this.#absent = false;
    this.#timer?.cancel();
    if (this.#ended) return;
    const { create, clock, note } = this.#options;
    const life = new Life(create(), new MortalClock(clock), past, (comesBack) => this.#die(life, comesBack));
    this.#life = life;
    note({ what: 'operator', text: past === undefined ? 'started' : `started, with a view as of version ${past}` });
    this.#follow(this.#bringUp(life));
  }

  /** The scenario has gone on: who was killed until then comes back. */
  scenarioMoved(): void {
    if (!this.#absent || this.#ended) return;
    this.start();
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#timer?.cancel();
    const life = this.#life;
    this.#life = undefined;
    if (life) await life.bury();
    await this.#over();
  }

  /** The next run is not to meet what this one's processes hold; but who hangs at its end is left behind. */
  async #over(): Promise<void> {
    if (this.#underWay.size === 0) return;
    const waited = new AbortController();
    await Promise.race([Promise.all(this.#underWay), sleep(systemClock, MOST_BURIAL_MILLISECONDS, waited.signal)]);
    waited.abort();
  }

  #follow(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async #bringUp(life: Life): Promise<void> {
    const { args, memory, kubeConfig, network } = this.#options;
    try {
      const running = await life.start({
        args,
        memory,
        kubeConfig,
        clock: life.clock,
        logger: this.#log,
        network: network.networkOf(life),
        observer: this.#observerOf(life),
      });
      // Killed while it came up: it holds by now what it has opened meanwhile.
      if (!life.isAlive) return await life.bury();
      running.done.then(
        () => {},
        (error: unknown) => this.#exit(life, error),
      );
    } catch (error) {
      this.#exit(life, error);
    }
  }

  /** The process ended by itself. */
  #exit(life: Life, error: unknown): void {
    if (!life.isAlive || this.#ended) return;
    this.#options.note({ what: 'operator', text: `ended by an error: ${messageOf(error)}` });
    this.#failedStarts += 1;
    if (this.#failedStarts > MOST_FAILED_STARTS) this.failure = error;
    else life.die({});
  }

  #die(life: Life, { past, absent = false }: Return): void {
    const { clock, pace } = this.#options;
    const done = pace.begin();
    afterThisTurn(() => {
      done();
      this.#follow(life.bury());
    });
    this.#absent = absent;
    if (!absent) this.#timer = clock.setTimeout(() => this.start(past), RESTART_MILLISECONDS);
  }

  #observerOf(life: Life): ControllerObserver {
    const { note, pace } = this.#options;
    const isDaemon = ({ handler, kind }: { handler: string; kind: string }) => {
      const type = life.operator.crds.find(({ KIND }) => KIND === kind);
      return type?.DAEMONS !== undefined && handler in type.DAEMONS;
    };
    return {
      callStarted: (call) => {
        pace.sign();
        if (!isDaemon(call)) life.calls += 1;
      },
      callEnded: (call, outcome, { error }) => {
        pace.sign();
        if (!isDaemon(call)) life.calls -= 1;
        if (!life.isAlive) return;
        const { kind, key, handler, reason, attempt } = call;
        const why = outcome === 'failed' ? `: ${messageOf(error)}` : '';
        note({ what: 'called', text: `${handler} of ${kind} ${key} (${reason}, attempt ${attempt}) ${outcome}${why}`, about: key });
      },
    };
  }
}

/** One process. */
class Life implements OperatorLife {
  isAlive = true;
  /** How many are running. */
  calls = 0;
  running: RunningOperator | undefined;
  readonly operator: KubernetesOperator;
  readonly clock: MortalClock;
  readonly past: string | undefined;
  readonly #die: (comesBack: Return) => void;
  readonly #stop = new AbortController();

  constructor(operator: KubernetesOperator, clock: MortalClock, past: string | undefined, die: (comesBack: Return) => void) {
    this.operator = operator;
    this.clock = clock;
    this.past = past;
    this.#die = die;
  }

  async start(options: TestStartOptions): Promise<RunningOperator> {
    this.running = await this.operator.start({ ...options, signal: this.#stop.signal });
    return this.running;
  }

  die(comesBack: Return): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.clock.die();
    this.#die(comesBack);
  }

  /** Frees what it holds in this process. */
  async bury(): Promise<void> {
    this.isAlive = false;
    this.clock.die();
    if (!this.running) return this.#stop.abort();
    await this.running.kill();
    try {
      // Sockets and files that a process had are closed when it dies; here only the operator knows them.
      await this.operator.onCleanup(new AbortedError('killed'));
    } catch {
      // Nobody would hear it.
    }
  }
}
