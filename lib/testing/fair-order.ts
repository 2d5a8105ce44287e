/**
 * An order in which a part of what is to be done is a fair sample of all of it. Pure.
 */
import { SeededChance } from './seeded-chance.ts';

/** Takes turns among the kinds, so that a budget leaves out some of each; within a kind in an order that the seed decides. */
export function inFairOrder<Case extends { readonly kind: string }>(cases: readonly Case[], seed: number): readonly Case[] {
  const chance = new SeededChance(seed);
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  const queues = kinds.map((kind) => chance.shuffled(cases.filter((each) => each.kind === kind)));
  const ordered: Case[] = [];
  for (let round = 0; ordered.length < cases.length; round++) {
    for (const queue of queues) {
      const next = queue[round];
      if (next) ordered.push(next);
    }
  }
  return ordered;
}
