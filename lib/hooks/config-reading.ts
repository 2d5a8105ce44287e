/**
 * From what a hook prints for `--config` to its configuration. Everything that is wrong is said at once, each with binding, key
 * and value.
 */
import { type Document, parseAllDocuments } from 'yaml';
import { describeValue, HookConfigError, messageOf } from '../base/errors.ts';
import { KUBERNETES_YAML } from '../base/kubernetes-yaml.ts';
import { nearestName } from '../base/nearest-name.ts';
import { CONFIG_SHAPE, WEBHOOK_BINDINGS } from './config-shape.ts';
import { parseGoDuration } from './go-duration.ts';
import type { BindingOptions, HookConfig, KubernetesBinding, RateSettings, ScheduleBinding, WatchEvent } from './hook-config.ts';
import { type FieldSelector, fieldSelectorText, type LabelSelector, labelSelectorText } from './selector-text.ts';
import { isObject, shapeProblems } from './value-shape.ts';

/** What reading a configuration asks for. */
export interface ConfigReader {
  /** What is wrong with a jq filter's syntax; undefined when nothing is. */
  jqProblem(filter: string): Promise<string | undefined>;
}

interface CommonKeys {
  name?: string;
  allowFailure?: boolean;
  queue?: string;
  group?: string;
  includeSnapshotsFrom?: string[];
}

interface ScheduleKeys extends CommonKeys {
  crontab: string;
}

interface KubernetesKeys extends CommonKeys {
  apiVersion?: string;
  kind: string;
  executeHookOnEvent?: WatchEvent[];
  watchEvent?: WatchEvent[];
  executeHookOnSynchronization?: boolean;
  waitForSynchronization?: boolean;
  keepFullObjectsInMemory?: boolean;
  resynchronizationPeriod?: string;
  nameSelector?: { matchNames: string[] };
  labelSelector?: LabelSelector;
  fieldSelector?: FieldSelector;
  namespace?: { nameSelector?: { matchNames: string[] }; labelSelector?: LabelSelector };
  jqFilter?: string;
}

interface ConfigKeys {
  onStartup?: number;
  schedule?: ScheduleKeys[];
  kubernetes?: KubernetesKeys[];
  settings?: { executionMinInterval: string; executionBurst: number };
}

const EVENTS: readonly WatchEvent[] = ['Added', 'Modified', 'Deleted'];

/** The queue of bindings that name none. */
export const MAIN_QUEUE = 'main';

/** How much of a bad output is shown. */
const SHOWN_CHARACTERS = 500;

/**
 * Reads a configuration.
 *
 * @param hook the hook's name, for messages
 * @throws HookConfigError with everything that is wrong
 */
export async function readConfig(hook: string, output: string, reader: ConfigReader): Promise<HookConfig> {
  const { document, warnings } = parseDocument(hook, output);
  checkVersion(hook, document);
  const unserved = WEBHOOK_BINDINGS.filter((name) => document[name] !== undefined);
  if (unserved.length > 0)
    refuse(
      hook,
      unserved.map((name) => `${name}: this version of tskubeop serves no webhooks, so that such a hook can't run yet`),
    );
  const problems = shapeProblems(document, CONFIG_SHAPE, '');
  if (problems.length === 0 && Object.keys(document).length < 2) problems.push('there is nothing beside configVersion');
  if (problems.length > 0) refuse(hook, problems);
  const config = await new Resolution(document as ConfigKeys, reader).resolve();
  if (config.problems.length > 0) refuse(hook, config.problems);
  return { ...config.config, warnings: [...warnings, ...config.config.warnings] };
}

function refuse(hook: string, problems: readonly string[]): never {
  throw new HookConfigError(
    hook,
    problems.length === 1 ? (problems[0] as string) : `\n${problems.map((each) => `  - ${each}`).join('\n')}`,
  );
}

function parseDocument(hook: string, output: string): { document: Record<string, unknown>; warnings: readonly string[] } {
  const documents = parseAllDocuments(output.replace(/^\uFEFF/, ''), KUBERNETES_YAML);
  const [first, ...others] = 'empty' in documents ? [] : documents;
  const [problem] = first?.errors ?? [];
  if (problem) refuse(hook, [`what --config printed is neither YAML nor JSON: ${messageOf(problem)}${shown(output)}`]);
  const value = first && contentOf(hook, first);
  if (value === null || value === undefined) refuse(hook, ['--config printed nothing']);
  if (!isObject(value)) refuse(hook, [`what --config printed is no configuration, but ${describeValue(value)}`]);
  const isAlone = others.every(({ contents }) => contents === null);
  return { document: value, warnings: isAlone ? [] : ['--config printed several documents, of which the first alone counts'] };
}

/** Aliases of aliases of aliases can make a document that is too big. */
function contentOf(hook: string, document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    return refuse(hook, [`what --config printed can't be read: ${messageOf(error)}`]);
  }
}

function shown(output: string): string {
  return `\nIt printed:\n${output.length > SHOWN_CHARACTERS ? `${output.slice(0, SHOWN_CHARACTERS)}…` : output}`;
}

function checkVersion(hook: string, document: Record<string, unknown>): void {
  const { configVersion } = document;
  if (configVersion === 'v1') return;
  if (Object.hasOwn(document, 'configVersion')) {
    const what = configVersion === null ? 'configVersion has no value' : `configVersion ${describeValue(configVersion)} is not known`;
    refuse(hook, [`${what}; the one that is served is v1`]);
  }
  const near = nearestName('configVersion', Object.keys(document));
  if (near !== undefined) refuse(hook, [`${near} is not a known key; did you mean configVersion?`]);
  refuse(hook, [
    "configVersion is missing: that is the old format v0 (onKubernetesEvent, no snapshots), which is not served; write 'configVersion: v1', and 'kubernetes' bindings with 'executeHookOnEvent' in place of 'onKubernetesEvent' with 'event'",
  ]);
}

/** The checks that look beyond a key's shape, and the values that come of it. */
class Resolution {
  readonly #keys: ConfigKeys;
  readonly #reader: ConfigReader;
  readonly #problems: string[] = [];
  readonly #warnings: string[] = [];

  constructor(keys: ConfigKeys, reader: ConfigReader) {
    this.#keys = keys;
    this.#reader = reader;
  }

  async resolve(): Promise<{ config: HookConfig; problems: readonly string[] }> {
    const { onStartup, schedule = [], kubernetes = [], settings } = this.#keys;
    const rate = settings && this.#rate(settings);
    const watched: KubernetesBinding[] = [];
    for (const [index, binding] of kubernetes.entries())
      watched.push(await this.#kubernetes(binding, placeOf('kubernetes', index, binding)));
    const schedules: ScheduleBinding[] = [];
    for (const [index, binding] of schedule.entries()) {
      const resolved = await this.#schedule(binding, placeOf('schedule', index, binding));
      if (resolved) schedules.push(resolved);
    }
    const config = { onStartup, schedules, kubernetes: watched, rate, warnings: this.#warnings };
    return { config, problems: this.#problems };
  }

  #rate({ executionMinInterval, executionBurst }: NonNullable<ConfigKeys['settings']>): RateSettings {
    const interval = parseGoDuration(executionMinInterval);
    if (interval === undefined || interval < 0) {
      this.#problems.push(
        `settings.executionMinInterval must be a duration such as 3s or 1m30s, not ${describeValue(executionMinInterval)}`,
      );
    }
    if (executionBurst < 0) this.#problems.push(`settings.executionBurst must be 0 or more, not ${executionBurst}`);
    return { intervalMilliseconds: interval ?? 0, burst: Math.max(1, executionBurst) };
  }

  async #schedule(keys: ScheduleKeys, place: string): Promise<ScheduleBinding | undefined> {
    const common = this.#common(keys, 'schedule', place);
    const { parseCrontab } = await import('./crontab.ts');
    try {
      return { ...common, crontab: parseCrontab(keys.crontab) };
    } catch (error) {
      this.#problems.push(`${place}.crontab ${describeValue(keys.crontab)} is invalid: ${messageOf(error)}`);
      return undefined;
    }
  }

  async #kubernetes(keys: KubernetesKeys, place: string): Promise<KubernetesBinding> {
    const { apiVersion = '', kind, namespace, jqFilter, nameSelector, fieldSelector } = keys;
    if (apiVersion.split('/').length > 2)
      this.#problems.push(`${place}.apiVersion must be 'version' or 'group/version', not ${describeValue(apiVersion)}`);
    if (kind === '') this.#problems.push(`${place}.kind must not be empty`);
    const names = [...new Set(nameSelector?.matchNames ?? [])];
    if (names.length > 0 && fieldSelector?.matchExpressions.some(({ field }) => field === 'metadata.name')) {
      this.#problems.push(`${place}.fieldSelector asks for metadata.name, and so does nameSelector: use one of them`);
    }
    if (namespace?.labelSelector && namespace.nameSelector) {
      this.#warnings.push(`${place}.namespace: labelSelector is used, nameSelector is not`);
    }
    for (const key of ['resynchronizationPeriod', 'waitForSynchronization'] as const) {
      if (keys[key] !== undefined) this.#warnings.push(`${place}.${key} has no effect`);
    }
    const problem = jqFilter ? await this.#reader.jqProblem(jqFilter) : undefined;
    if (problem !== undefined) this.#problems.push(`${place}.jqFilter ${describeValue(jqFilter)} is invalid: ${problem}`);
    const namespaceNames = [...new Set(namespace?.nameSelector?.matchNames ?? [])];
    const namespaceLabels =
      namespace?.labelSelector &&
      this.#text(`${place}.namespace.labelSelector`, () => labelSelectorText(namespace.labelSelector as LabelSelector));
    return {
      ...this.#common(keys, 'kubernetes', place),
      apiVersion,
      kind,
      events: keys.executeHookOnEvent ?? keys.watchEvent ?? EVENTS,
      runsOnSynchronization: keys.executeHookOnSynchronization ?? true,
      keepsObjects: keys.keepFullObjectsInMemory ?? true,
      names,
      labelSelector:
        keys.labelSelector && this.#text(`${place}.labelSelector`, () => labelSelectorText(keys.labelSelector as LabelSelector)),
      fieldSelector: fieldSelector && fieldSelectorText(fieldSelector),
      namespaces: namespace?.labelSelector || namespaceNames.length === 0 ? undefined : namespaceNames,
      namespaceLabels,
      jqFilter: jqFilter || undefined,
    };
  }

  #text(place: string, text: () => string | undefined): string | undefined {
    try {
      return text();
    } catch (error) {
      this.#problems.push(`${place} is invalid: ${messageOf(error)}`);
      return undefined;
    }
  }

  #common(keys: CommonKeys, standard: string, place: string): BindingOptions {
    const { name, allowFailure = false, queue, group = '', includeSnapshotsFrom = [] } = keys;
    for (const each of includeSnapshotsFrom) this.#checkSnapshot(each, `${place}.includeSnapshotsFrom`);
    const ofGroup = group === '' ? [] : this.#namesOf((binding) => binding.group === group);
    return {
      name: name || standard,
      allowFailure,
      queue: queue || MAIN_QUEUE,
      group,
      includeSnapshotsFrom: [...new Set([...includeSnapshotsFrom, ...ofGroup])],
    };
  }

  #checkSnapshot(name: string, place: string): void {
    const same = this.#namesOf((binding) => (binding.name || 'kubernetes') === name);
    const known = this.#namesOf(() => true);
    const near = nearestName(name, known);
    if (same.length === 0) {
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      this.#problems.push(`${place}: there is no kubernetes binding named ${describeValue(name)}${hint}`);
    } else if (same.length > 1) {
      this.#problems.push(`${place}: there are ${same.length} kubernetes bindings named ${describeValue(name)}`);
    }
  }

  #namesOf(wanted: (binding: KubernetesKeys) => boolean): string[] {
    return (this.#keys.kubernetes ?? []).filter(wanted).map(({ name }) => name || 'kubernetes');
  }
}

/** `kubernetes[0]{pods}`. */
function placeOf(binding: string, index: number, { name }: CommonKeys): string {
  return `${binding}[${index}]${name ? `{${name}}` : ''}`;
}
