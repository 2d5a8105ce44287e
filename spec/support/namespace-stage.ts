/**
 * Replicas that share Widgets by namespace, each a controller that watches no more than it must, over one FakeCluster and one FakeClock.
 * A namespace goes from one to another as it does by Leases: the old owner is told, ends what is under way, and only then the new
 * one may begin; or the old one is dead. The stage sees who handles what, and who lists what.
 */
import { silentLogger } from '../../lib/base/logger.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import { Controller } from '../../lib/controller/controller.ts';
import type { ControllerCluster, Leadership, ObjectShare } from '../../lib/controller/controller-context.ts';
import { Health } from '../../lib/health/health.ts';
import { type CRDClass, resolveClass } from '../../lib/resource/crd-class.ts';
import { EventRecorder } from '../../lib/resource/event-recorder.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Widget } from './controller-run.ts';
import { FakeCluster } from './fake-cluster.ts';
import { fencedClient } from './fenced-cluster.ts';

/** How long handlers of a namespace that moves may go on, in seconds. */
const GRACE_SECONDS = 20;

/** See the file's comment. */
export class NamespaceStage {
  readonly clock = new FakeClock();
  readonly cluster = new FakeCluster([{ apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets' }]);
  readonly namespaces: readonly string[];
  readonly replicas: StageReplica[] = [];
  /** Calls, such as `a reconcile red/x`. */
  readonly calls: string[] = [];
  /** Calls of two replicas at once for one object. */
  readonly together: string[] = [];
  /** How long a call takes, in milliseconds. */
  duration: () => number = () => 0;
  readonly #assigned = new Map<string, StageReplica>();
  readonly #holders = new Map<string, StageReplica>();
  readonly #handling = new Map<string, StageReplica>();

  constructor(...namespaces: string[]) {
    this.namespaces = namespaces;
  }

  /** A replica that handles nothing yet. */
  join(name: string): StageReplica {
    const replica = new StageReplica(name, this);
    this.replicas.push(replica);
    return replica;
  }

  /** Who is to have a namespace: everybody is told, and nobody has done anything about it. */
  assign(namespace: string, to: StageReplica): void {
    this.#assigned.set(namespace, to);
    this.#tellAll();
  }

  /** Who may handle what is in a namespace at this moment. */
  isOwner(namespace: string, replica: StageReplica): boolean {
    return this.#assigned.get(namespace) === replica && this.#holders.get(namespace) === replica;
  }

  assignedTo(namespace: string): StageReplica | undefined {
    return this.#assigned.get(namespace);
  }

  holderOf(namespace: string): StageReplica | undefined {
    return this.#holders.get(namespace);
  }

  add(namespace: string, name: string): void {
    const finalizers = ['widgets.bench.example.com/finalizer'];
    const metadata = { namespace, name, finalizers };
    this.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata, spec: {} });
  }

  /** Lets everything happen that needs no time: also whatever moves as soon as it can. */
  async settle(): Promise<void> {
    for (let quiet = 0, seen = ''; quiet < 4; ) {
      await this.clock.advance(0);
      if (this.#moveOn()) this.#tellAll();
      const now = `${this.cluster.requests.length} ${this.calls.length} ${this.replicas.map(({ listed }) => listed.length)}`;
      quiet = now === seen ? quiet + 1 : 0;
      seen = now;
    }
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
    await this.settle();
  }

  /** A call, which the class of each replica makes. */
  async call(replica: StageReplica, handler: string, key: string): Promise<void> {
    const other = this.#handling.get(key);
    if (other?.isAlive) this.together.push(`${replica.name} and ${other.name}: ${key}`);
    this.#handling.set(key, replica);
    this.calls.push(`${replica.name} ${handler} ${key}`);
    try {
      const duration = this.duration();
      if (duration > 0) await new Promise<void>((resolve) => this.clock.setTimeout(resolve, duration));
    } finally {
      if (this.#handling.get(key) === replica) this.#handling.delete(key);
    }
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
  }

  /** What has been let go of is the new owner's. @returns whether anything was */
  #moveOn(): boolean {
    let hasMoved = false;
    for (const namespace of this.namespaces) {
      const [holder, next] = [this.#holders.get(namespace), this.#assigned.get(namespace)];
      if (!next || holder === next) continue;
      if (holder?.isAlive && !holder.controller.isDone((key) => this.#assigned.get(key) === holder)) continue;
      this.#holders.set(namespace, next);
      hasMoved = true;
    }
    return hasMoved;
  }

  #tellAll(): void {
    for (const replica of this.replicas) if (replica.isAlive) replica.controller.shareChanged();
  }
}

/** One of them. */
export class StageReplica {
  readonly name: string;
  readonly controller: Controller;
  /** The namespaces whose objects it has asked for, a list or a watch each. */
  readonly listed: string[] = [];
  isAlive = true;
  readonly #stage: NamespaceStage;
  readonly #signal = new AbortController();
  readonly #run: Promise<void>;

  constructor(name: string, stage: NamespaceStage) {
    this.name = name;
    this.#stage = stage;
    const { clock, namespaces } = stage;
    const cluster = this.#clusterUntil(() => false);
    const recorder = new EventRecorder({ client: cluster.client, clock, logger: silentLogger, controller: 'test', instance: name });
    const common = { cluster, clock, logger: silentLogger, health: new Health(), recorder, observer: {}, args: {}, fieldManager: 'test' };
    const redact = (message: string) => message;
    const type = resolveClass(this.#class());
    this.controller = new Controller({ ...common, type, classes: new ClassDirectory(), namespaces, selective: true, redact });
    this.#run = this.controller.run(this.#signal.signal);
    this.controller.lead({ cluster, mayAct: () => this.isAlive, share: this.#share() } as Leadership);
  }

  /** The namespaces that it watches, and how many objects of each it keeps. */
  get kept(): Record<string, number> {
    return Object.fromEntries(this.controller.watches().map(({ namespace, objects }) => [namespace, objects]));
  }

  /** It is dead, as far as anybody can tell: nothing that it does arrives any more. */
  crash(): void {
    this.isAlive = false;
  }

  async stop(): Promise<void> {
    this.controller.stopTaking();
    this.controller.abortAll();
    this.#signal.abort();
    await this.#run;
  }

  #class(): CRDClass {
    const [stage, replica] = [this.#stage, this];
    return class extends Widget {
      static readonly SHARD_KEY = 'namespace';
      async reconcile() {
        await stage.call(replica, 'reconcile', `${this.metadata.namespace}/${this.metadata.name}`);
        this.status = { seen: (this.spec as { size?: number }).size ?? 0 };
      }
      async ensureDeleted() {
        await stage.call(replica, 'ensureDeleted', `${this.metadata.namespace}/${this.metadata.name}`);
      }
    } as unknown as CRDClass;
  }

  #share(): ObjectShare {
    const stage = this.#stage;
    const owns = (key: string) => this.isAlive && stage.isOwner(key, this);
    return {
      graceSeconds: GRACE_SECONDS,
      owns,
      ownerOf: (key) => {
        const [owner, holder] = [stage.assignedTo(key), stage.holderOf(key)];
        return { owner: owner?.name, self: this.name, here: owns(key), heldBy: holder && holder !== owner ? [holder.name] : [] };
      },
      clusterUntil: (isMoved) => this.#clusterUntil(isMoved),
      // What was cached before it moved may have been handled by another.
      isDoubtful: () => true,
      departed: () => {},
    };
  }

  #clusterUntil(isMoved: () => boolean): ControllerCluster {
    const { cluster } = this.#stage;
    const client = fencedClient(cluster.client, () => !this.isAlive || isMoved());
    const request: typeof cluster.transport.request = async (what) => {
      this.listed.push(what.path.split('/')[1] as string);
      return await cluster.transport.request(what);
    };
    const { collectionPath, hasStatusSubresource, scopes, crdApi } = cluster;
    const path = collectionPath.bind(cluster);
    return { client, crdApi, scopes, hasStatusSubresource, collectionPath: path, transport: { ...cluster.transport, request } };
  }
}
