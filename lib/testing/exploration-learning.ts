/**
 * How an exploration begins: of a subject that is at hand, of a module in this thread, or of a module in threads of their own.
 */
import { InvalidOptionError } from '../base/errors.ts';
import type { Declarations } from './declarations.ts';
import type { ExplorationScenario, ExploreOptions, LearnedExploration } from './exploration.ts';
import { type GivenOptions, givenOptions, loadExploration, type ModuleExploreOptions } from './explored-module.ts';

/** What has been learned, and how it is over. */
export interface BegunExploration {
  readonly exploration: LearnedExploration;
  /** Frees what it holds; what was under way is broken off. */
  end(): Promise<void>;
}

/** What is explored: at hand, or where it is found. */
export type ExplorationSubject = ExplorationScenario | Declarations | URL;

/** Learns. Loaded by those who explore: it needs operator and cluster. */
export async function beginExploration(
  subject: ExplorationSubject,
  options: ExploreOptions | ModuleExploreOptions,
): Promise<BegunExploration> {
  if (!isUrl(subject)) return { exploration: await learn(subject, options as ExploreOptions), end: async () => {} };
  const { named = 'exploration', threads, signal } = options as ModuleExploreOptions;
  const given = givenOptions(options as ModuleExploreOptions);
  const { startThreads, threadsFor } = await import('./exploration-threads.ts');
  const count = threadsFor(threads);
  if (count === 1) return learnModule(subject.href, named, given);
  const { ThreadedExploration } = await import('./threaded-exploration.ts');
  const started = startThreads(count, { module: subject.href, named, options: given });
  return ThreadedExploration.begin(started, signal);
}

/**
 * Learns what a module exports, in this thread.
 *
 * @param isOneOfMany true when other threads do the same meanwhile
 */
export async function learnModule(url: string, named: string, given: GivenOptions, isOneOfMany = false): Promise<BegunExploration> {
  const { subject, options, end = () => {} } = await loadExploration(url, named);
  try {
    if (isOneOfMany && options.cluster)
      throw new InvalidOptionError('threads', '1 with a module that names a cluster, on which runs take place one after the other', 'more');
    return { exploration: await learn(subject, { ...options, ...given }), end: async () => void (await end()) };
  } catch (error) {
    await end();
    throw error;
  }
}

async function learn(subject: ExplorationScenario | Declarations, options: ExploreOptions): Promise<LearnedExploration> {
  if (typeof subject === 'function') return (await import('./exploration.ts')).ScenarioExploration.learn(subject, options);
  return (await import('./declaration-exploration.ts')).DeclarationExploration.learn(subject, options);
}

/** Also of another realm, as test runners have them. */
function isUrl(subject: ExplorationSubject): subject is URL {
  return typeof (subject as Partial<URL>).href === 'string';
}
