/**
 * The metrics of controllers: controller-runtime's names where the meaning is the same, and ours for what it hasn't.
 */
import type { ScheduleFigures } from '../controller/turn-schedule.ts';
import type { WatchReport } from '../controller/watched-scope.ts';
import { type ControllerMetrics, TURN_SECONDS } from './controller-metrics.ts';
import { Histogram } from './histogram.ts';
import type { HistogramValue, MetricFamily, MetricValue } from './metric-family.ts';

/** A controller that is looked at. */
export interface ObservedController {
  /** What its values are labelled with. */
  readonly name: string;
  /** How many turns it may have side by side. */
  readonly concurrency: number;
  readonly counted: ControllerMetrics;
  figures(): ScheduleFigures;
  watches(): readonly WatchReport[];
}

type Each<T> = (controller: ObservedController) => T;

const CONTROLLER = ['controller'] as const;
const QUEUE = ['name', 'controller'] as const;
const WATCH = ['controller', 'kind', 'namespace'] as const;

/** The metrics of some controllers; who they are is asked each time. */
export function controllerFamilies(controllers: () => readonly ObservedController[]): MetricFamily[] {
  const metrics = new FamilyMaker(controllers);
  return [...reconcileFamilies(metrics), ...queueFamilies(metrics), ...ownFamilies(metrics), ...watchFamilies(metrics)];
}

/** Makes families out of what is to be read of one controller. */
class FamilyMaker {
  readonly #controllers: () => readonly ObservedController[];

  constructor(controllers: () => readonly ObservedController[]) {
    this.#controllers = controllers;
  }

  number(type: 'counter' | 'gauge', name: string, help: string, read: Each<number>, labels: readonly string[] = CONTROLLER): MetricFamily {
    const collect = () => this.#controllers().map((each) => ({ labels: labelsOf(each, labels), value: read(each) }));
    return { type, name, help, labels, collect };
  }

  numbers(
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    label: string,
    read: Each<Readonly<Record<string, number>>>,
    labels: readonly string[] = CONTROLLER,
  ): MetricFamily {
    const values = (each: ObservedController): MetricValue[] =>
      Object.entries(read(each)).map(([key, value]) => ({ labels: { ...labelsOf(each, labels), [label]: key }, value }));
    return { type, name, help, labels: [...labels, label], collect: () => this.#controllers().flatMap(values) };
  }

  histogram(name: string, help: string, read: Each<Histogram>, labels: readonly string[] = CONTROLLER): MetricFamily {
    const collect = () => this.#controllers().map((each) => ({ labels: labelsOf(each, labels), histogram: read(each) }));
    return { type: 'histogram', name, help, labels, collect };
  }

  histograms(name: string, help: string, label: string, read: Each<Readonly<Record<string, Histogram>>>): MetricFamily {
    const values = (each: ObservedController): HistogramValue[] =>
      Object.entries(read(each)).map(([key, histogram]) => ({ labels: { ...labelsOf(each, CONTROLLER), [label]: key }, histogram }));
    return { type: 'histogram', name, help, labels: [...CONTROLLER, label], collect: () => this.#controllers().flatMap(values) };
  }

  watch(name: string, help: string, read: (watch: WatchReport) => number): MetricFamily {
    const values = (each: ObservedController): MetricValue[] =>
      each.watches().map((watch) => {
        const labels = { controller: each.name, kind: watch.kind, namespace: watch.namespace ?? '' };
        return { labels, value: read(watch) };
      });
    return { type: 'gauge', name, help, labels: WATCH, collect: () => this.#controllers().flatMap(values) };
  }
}

/** Every label of a controller has its name as its value: `name` and `controller` are the same, as in controller-runtime. */
function labelsOf({ name }: ObservedController, labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(labels.map((label) => [label, name]));
}

function reconcileFamilies(metrics: FamilyMaker): MetricFamily[] {
  const prefix = 'controller_runtime_';
  return [
    metrics.numbers(
      'counter',
      `${prefix}reconcile_total`,
      'Calls of handlers by how they ended.',
      'result',
      ({ counted }) => counted.ended,
    ),
    metrics.number('counter', `${prefix}reconcile_errors_total`, 'Calls of handlers that failed.', ({ counted }) => counted.ended.error),
    metrics.number(
      'counter',
      `${prefix}terminal_reconcile_errors_total`,
      'Calls of handlers that failed for good: no retry follows.',
      ({ counted }) => counted.terminal,
    ),
    metrics.histogram(
      `${prefix}reconcile_time_seconds`,
      'How long calls of handlers took, with the writes of status that follow.',
      ({ counted }) => counted.callSeconds,
    ),
    metrics.number(
      'gauge',
      `${prefix}max_concurrent_reconciles`,
      'How many objects may be handled at once.',
      ({ concurrency }) => concurrency,
    ),
    metrics.number('gauge', `${prefix}active_workers`, 'How many objects are being handled.', ({ figures }) => figures().busy),
  ];
}

function queueFamilies(metrics: FamilyMaker): MetricFamily[] {
  const wait: Each<Histogram> = ({ counted }) => Histogram.sum(TURN_SECONDS, Object.values(counted.waitSeconds));
  return [
    metrics.numbers(
      'gauge',
      'workqueue_depth',
      'How many objects could be handled and wait for a place.',
      'priority',
      ({ figures }) => ({ ...figures().ready }),
      QUEUE,
    ),
    metrics.number(
      'counter',
      'workqueue_adds_total',
      'How often an object began to wait for a place.',
      ({ counted }) => counted.adds,
      QUEUE,
    ),
    metrics.histogram('workqueue_queue_duration_seconds', 'How long objects waited for a place.', wait, QUEUE),
    metrics.histogram('workqueue_work_duration_seconds', 'How long turns of objects took.', ({ counted }) => counted.workSeconds, QUEUE),
    metrics.number(
      'gauge',
      'workqueue_unfinished_work_seconds',
      'How long the turns under way have taken so far, in all.',
      ({ counted }) => counted.unfinishedSeconds().sum,
      QUEUE,
    ),
    metrics.number(
      'gauge',
      'workqueue_longest_running_processor_seconds',
      'How long the longest turn under way has taken so far.',
      ({ counted }) => counted.unfinishedSeconds().longest,
      QUEUE,
    ),
    metrics.number(
      'counter',
      'workqueue_retries_total',
      'How often an object was put back after a failure.',
      ({ counted }) => counted.retries,
      QUEUE,
    ),
  ];
}

function ownFamilies(metrics: FamilyMaker): MetricFamily[] {
  return [
    metrics.histograms(
      'tskubeop_queue_wait_seconds',
      'How long objects waited for a place, by priority.',
      'priority',
      ({ counted }) => counted.waitSeconds,
    ),
    metrics.number(
      'gauge',
      'tskubeop_queue_delayed',
      'How many objects wait for their time: a retry, a resync, a call that was asked for.',
      ({ figures }) => figures().delayed,
    ),
    metrics.number(
      'counter',
      'tskubeop_calls_aborted_total',
      'Calls of handlers that were given up, since the object was deleted or the operator stopped.',
      ({ counted }) => counted.aborted,
    ),
    metrics.number(
      'gauge',
      'tskubeop_overdue_handlers',
      'How many handlers have run for more than 30 s and gave their place free.',
      ({ figures }) => figures().overdue,
    ),
    metrics.number(
      'counter',
      'tskubeop_overdue_handlers_total',
      'How many handlers ran for more than 30 s.',
      ({ counted }) => counted.overdue,
    ),
    metrics.number(
      'counter',
      'tskubeop_write_loops_total',
      'How many loops of writes were found: somebody always undoes what a handler writes.',
      ({ counted }) => counted.writeLoops,
    ),
    metrics.number('gauge', 'tskubeop_daemons', 'How many daemons run.', ({ counted }) => counted.daemons),
    metrics.number('counter', 'tskubeop_daemon_failures_total', 'How often a daemon failed.', ({ counted }) => counted.daemonFailures),
  ];
}

function watchFamilies(metrics: FamilyMaker): MetricFamily[] {
  return [
    metrics.watch(
      'tskubeop_watch_age_seconds',
      'Seconds since the server last sent anything; since the start if it never did.',
      ({ silentSeconds }) => silentSeconds,
    ),
    metrics.watch('tskubeop_watch_ready', '1 when the first list is complete and nothing is wrong, else 0.', ({ synced, failure }) =>
      synced && failure === undefined ? 1 : 0,
    ),
    metrics.watch('tskubeop_cache_objects', 'How many objects are cached.', ({ objects }) => objects),
    metrics.watch('tskubeop_cache_bytes', 'The memory that the cached objects take.', ({ bytes }) => bytes),
  ];
}
