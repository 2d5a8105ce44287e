/**
 * What a module names to be explored. A scenario is a function, which can't be sent to a thread: each loads the module that has it.
 */
import { InvalidOptionError } from '../base/errors.ts';
import type { Declarations } from './declarations.ts';
import type { ExplorationScenario, ExploreOptions } from './exploration.ts';

/** What a module exports as `exploration`; or what a function makes that it exports so, in each thread once. */
export interface Exploration {
  /** What is played, or whose declarations are gone through. */
  readonly subject: ExplorationScenario | Declarations;
  readonly options: ExploreOptions;
  /** Called in each thread when there is nothing more to try. @default nothing */
  readonly end?: () => void | Promise<void>;
}

/** Options of a module's exploration; what is given here counts before what the module says. */
export interface ModuleExploreOptions
  extends Pick<
    ExploreOptions,
    | 'args'
    | 'seeds'
    | 'pairs'
    | 'kinds'
    | 'only'
    | 'workloads'
    | 'budgetSeconds'
    | 'quietSeconds'
    | 'patienceSeconds'
    | 'outsideSeconds'
    | 'signal'
  > {
  /** In how many threads; 1 is the one that asks. @default as many as there are processors, but 4 at most */
  threads?: number;
  /** Which of the module's exports is explored. @default 'exploration' */
  named?: string;
}

/** Those that each thread is given. */
export type GivenOptions = Omit<ModuleExploreOptions, 'threads' | 'named' | 'signal'>;

const GIVEN: Readonly<Record<keyof GivenOptions, true>> = {
  args: true,
  seeds: true,
  pairs: true,
  kinds: true,
  only: true,
  workloads: true,
  budgetSeconds: true,
  quietSeconds: true,
  patienceSeconds: true,
  outsideSeconds: true,
};

/** What counts of the options. @throws InvalidOptionError only a module can say that */
export function givenOptions({ threads: _, named: __, signal: ___, ...given }: ModuleExploreOptions): GivenOptions {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in GIVEN)) throw new InvalidOptionError(name, 'among the options of the module that is explored', value);
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Loads a module and makes what it exports. @throws InvalidOptionError it exports nothing of that name, or something else */
export async function loadExploration(url: string, named: string): Promise<Exploration> {
  const module = (await import(url)) as Record<string, unknown> & { default?: Record<string, unknown> };
  // Of CommonJS not all names may be known.
  const exported = module[named] ?? module.default?.[named];
  const made: unknown = typeof exported === 'function' ? await exported() : exported;
  if (isExploration(made)) return made;
  const expected = `a module whose export \`${named}\` is { subject, options }, or a function that makes that`;
  const given = exported === undefined ? `one that exports ${Object.keys(module).join(', ') || 'nothing'}` : made;
  throw new InvalidOptionError(url, expected, given);
}

function isExploration(made: unknown): made is Exploration {
  if (typeof made !== 'object' || made === null) return false;
  const { subject, options } = made as Partial<Exploration>;
  return (typeof subject === 'function' || typeof subject === 'object') && typeof options === 'object' && options !== null;
}
