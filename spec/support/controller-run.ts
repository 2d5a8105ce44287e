/**
 * A controller at work on a FakeCluster, for specs: what its handlers were called with, and time that stands still.
 */
import { type Logger, silentLogger } from '../../lib/base/logger.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import { Controller } from '../../lib/controller/controller.ts';
import type { ControllerObserver, ObservedCall } from '../../lib/controller/controller-context.ts';
import { joinObservers } from '../../lib/controller/joined-observer.ts';
import { Health } from '../../lib/health/health.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { type CRDBehaviour, type CRDClass, resolveClass } from '../../lib/resource/crd-class.ts';
import { EventRecorder } from '../../lib/resource/event-recorder.ts';
import type { KindDeclaration } from '../../lib/schema/kind-declaration.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { FakeCluster } from './fake-cluster.ts';

/** The base of the classes under test. */
export class Widget extends CRDBase {
  static readonly GROUP: string = 'bench.example.com';
  static readonly VERSION: string = 'v1';
  static readonly PLURAL: string = 'widgets';
  static readonly SINGULAR: string = 'widget';
  static readonly KIND: string = 'Widget';
}

/** What a class under test may set. */
export type WidgetStatics = Partial<CRDBehaviour & Pick<KindDeclaration, 'SPEC' | 'STATUS'>>;

/** Options of a ControllerRun. */
export interface ControllerRunOptions {
  /** @default true */
  statusSubresource?: boolean;
  /** A cluster that is there already, such as after a restart. @default a new one */
  cluster?: FakeCluster;
  /** @default silence */
  logger?: Logger;
  /** The namespaces to watch. @default all */
  namespaces?: readonly string[];
  /** The other classes of the operator. @default none */
  classes?: ClassDirectory;
  /** Waits to be elected. @default false */
  standby?: boolean;
  /** Makes another observer, by the run's clock. @default none */
  observe?: (clock: FakeClock) => ControllerObserver;
}

/** See the file's comment. */
export class ControllerRun {
  readonly cluster: FakeCluster;
  readonly clock = new FakeClock();
  readonly health = new Health();
  readonly controller: Controller;
  /** The calls that were made, such as `ensureCreated created 1 succeeded`. */
  readonly calls: string[] = [];
  readonly #signal = new AbortController();
  readonly #run: Promise<void>;

  constructor(
    type: CRDClass,
    { statusSubresource = true, cluster, logger = silentLogger, namespaces, classes, standby = false, observe }: ControllerRunOptions = {},
  ) {
    this.cluster =
      cluster ??
      new FakeCluster([
        { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets', statusSubresource },
        { apiVersion: 'v1', kind: 'Part', plural: 'parts' },
        { apiVersion: 'v1', kind: 'Place', plural: 'places', namespaced: false },
      ]);
    const observer: ControllerObserver = {
      callEnded: ({ handler, reason, attempt }: ObservedCall, outcome) => this.calls.push(`${handler} ${reason} ${attempt} ${outcome}`),
    };
    const { clock, health } = this;
    this.controller = new Controller({
      type: resolveClass(type),
      cluster: this.cluster,
      clock,
      logger,
      health,
      recorder: new EventRecorder({ client: this.cluster.client, clock, logger, controller: 'test', instance: 'test' }),
      observer: joinObservers([observer, observe?.(clock)]),
      classes: classes ?? new ClassDirectory(),
      args: {},
      fieldManager: 'test',
      namespaces: namespaces ?? [undefined],
      redact: (message) => message.replaceAll('hunter2', '[redacted]'),
    });
    if (!standby) this.controller.lead();
    this.#run = this.controller.run(this.#signal.signal);
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    // A chain of requests is a chain of promises: quiet is when a few rounds have changed nothing.
    for (let quiet = 0, seen = ''; quiet < 3; ) {
      await this.clock.advance(0);
      const now = `${this.cluster.requests.length} ${this.calls.length} ${this.controller.isIdle}`;
      quiet = now === seen ? quiet + 1 : 0;
      seen = now;
      if (this.cluster.requests.length > 1000) throw new Error('a hot loop: more than 1000 requests');
    }
  }

  /** Lets time pass. */
  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
    await this.settle();
  }

  /** Creates a Widget and lets it be handled. */
  async add(name = 'a', parts: Record<string, unknown> = {}): Promise<StoredObject> {
    const { metadata = {}, ...rest } = parts;
    const object = this.cluster.add({
      apiVersion: 'bench.example.com/v1',
      kind: 'Widget',
      metadata: { name, ...(metadata as object) },
      spec: {},
      ...rest,
    });
    await this.settle();
    return object;
  }

  /** Changes a Widget and lets it be handled. */
  async edit(change: object, name = 'a'): Promise<StoredObject> {
    const object = this.cluster.edit('Widget', name, change);
    await this.settle();
    return object;
  }

  /** Deletes a Widget and lets it be handled. */
  async remove(name = 'a'): Promise<void> {
    this.cluster.remove('Widget', name);
    await this.settle();
  }

  /** The status of a Widget. */
  statusOf(name = 'a'): Record<string, unknown> {
    return this.cluster.stored('Widget', name)?.status ?? {};
  }

  /** Stops as an operator does, without waiting for handlers. */
  async stop(): Promise<void> {
    this.controller.stopTaking();
    this.controller.abortAll();
    await this.controller.finish();
    this.#signal.abort();
    await this.#run;
  }
}
