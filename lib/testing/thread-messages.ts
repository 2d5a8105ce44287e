/**
 * What is said between an exploration and its threads: plain data only.
 */
import type { LearnedExploration, TriedCase } from './exploration.ts';
import type { GivenOptions } from './explored-module.ts';
import type { ToldError } from './told-error.ts';

/** What a thread begins with. */
export interface ThreadOrders {
  /** The URL of the module that is explored. */
  readonly module: string;
  /** Which of its exports. */
  readonly named: string;
  readonly options: GivenOptions;
}

/** What a thread is told to do, each under a number: the run of a case of its plan, or to end. */
export type ThreadOrder = { readonly id: number } & ({ readonly run: number } | { readonly end: true });

/** What a thread has learned: the same in each. */
export interface ThreadPlan
  extends Pick<LearnedExploration, 'what' | 'failure' | 'secondsOfARun' | 'budgetSeconds' | 'learned' | 'lacking'> {
  /** Of the cases, in the order in which they are to be tried. */
  readonly titles: readonly string[];
}

/** What comes of an order. */
export type ThreadResult =
  | { readonly plan: ThreadPlan }
  | { readonly tried: TriedCase }
  | { readonly ended: true }
  | { readonly failed: ToldError };

/** What a thread says: what comes of the order of a number. */
export interface ThreadAnswer {
  readonly id: number;
  readonly result: ThreadResult;
}
