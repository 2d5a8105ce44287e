/**
 * The metrics of one operator: who counts while it works, and the page that shows it. Made only where metrics are served; without
 * it nothing is counted.
 */
import type { Clock } from '../base/clock.ts';
import type { Controller } from '../controller/controller.ts';
import type { EventLoopLag } from '../health/event-loop-lag.ts';
import type { Health } from '../health/health.ts';
import type { ResolvedClass } from '../resource/crd-class.ts';
import { controllerFamilies, type ObservedController } from './controller-families.ts';
import { ControllerMetrics } from './controller-metrics.ts';
import { Histogram } from './histogram.ts';
import { type MetricPage, MetricRegistry } from './metric-registry.ts';
import { LAG_SECONDS, processFamilies } from './process-families.ts';
import { type ObservedElection, type ObservedShards, replicaFamilies, type SharedController } from './replica-families.ts';
import { RequestMetrics } from './request-metrics.ts';

/** What metrics are made of. */
export interface OperatorMetricsOptions {
  readonly clock: Clock;
  readonly health: Health;
  readonly lag: EventLoopLag;
}

/** See the file's comment. */
export class OperatorMetrics {
  /** Whoever else has metrics adds them here. */
  readonly registry = new MetricRegistry();
  readonly #clock: Clock;
  readonly #requests = new RequestMetrics();
  readonly #controllers: ObservedController[] = [];
  readonly #shared: SharedController[] = [];
  #election: ObservedElection | undefined;
  #shards: ObservedShards | undefined;
  #host = '';
  /** What others have written themselves. */
  readonly #texts: (() => string)[] = [];

  constructor({ clock, health, lag }: OperatorMetricsOptions) {
    this.#clock = clock;
    const lags = new Histogram(LAG_SECONDS);
    lag.onMeasure((seconds) => lags.observe(seconds));
    const families = [
      ...controllerFamilies(() => this.#controllers),
      ...processFamilies({ health, clock, lag: lags }),
      this.#requests.family(() => this.#host),
      ...replicaFamilies({ election: () => this.#election, shards: () => this.#shards, controllers: () => this.#shared }),
    ];
    for (const family of families) this.registry.add(family);
  }

  /** Counts an answer of the API server. */
  answered(method: string, status: number | undefined): void {
    this.#requests.answered(method, status);
  }

  /** Where requests go. @param server the API server's URL */
  connected(server: string): void {
    this.#host = URL.canParse(server) ? new URL(server).host : server;
  }

  /** Shows whether this replica leads. */
  showElection(election: ObservedElection): void {
    this.#election = election;
  }

  /** Shows this replica's share. */
  showShards(shards: ObservedShards): void {
    this.#shards = shards;
  }

  /** What counts for a controller that is about to be made. */
  counter(): ControllerMetrics {
    return new ControllerMetrics(this.#clock);
  }

  /** Shows a controller. */
  show(name: string, { concurrency }: ResolvedClass, controller: Controller, counted: ControllerMetrics): void {
    this.#shared.push({ name, handover: () => controller.handoverFigures });
    this.#controllers.push({
      name,
      concurrency,
      counted,
      figures: () => controller.figures,
      watches: () => controller.watches(),
    });
  }

  /** Adds what somebody else writes, in Prometheus' text form, under names of its own. */
  append(text: () => string): void {
    this.#texts.push(text);
  }

  /** All values as they are now. */
  async page(): Promise<MetricPage> {
    const { contentType, body } = await this.registry.page();
    return { contentType, body: [body, ...this.#texts.map((text) => text())].join('') };
  }
}
