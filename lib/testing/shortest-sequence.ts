/**
 * The shortest way to a failure: declarations that it doesn't need are left out, and what remains is made as much like the last one as
 * it goes.
 */
import { equalJson, isJsonObject } from '../base/merge-patch.ts';
import type { DeclaredSpec } from './declared-change.ts';

/**
 * Shortens a sequence whose end fails; its last declaration stays as it is.
 *
 * @param fails whether a candidate fails as well
 * @param mostTries how many candidates are tried at most
 */
export async function shortestSequence(
  specs: readonly DeclaredSpec[],
  fails: (candidate: readonly DeclaredSpec[]) => Promise<boolean>,
  mostTries: number,
): Promise<readonly DeclaredSpec[]> {
  let shortest = specs;
  let candidates = simplerOnes(shortest);
  for (let tries = 0; tries < mostTries; tries++) {
    const next = candidates.next();
    if (next.done) break;
    if (!(await fails(next.value))) continue;
    shortest = next.value;
    candidates = simplerOnes(shortest);
  }
  return shortest;
}

/** Simpler sequences, the simplest first. */
function* simplerOnes(specs: readonly DeclaredSpec[]): Generator<readonly DeclaredSpec[]> {
  const before = specs.length - 1;
  for (let size = before - 1; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from + size <= before; from += size) {
      const candidate = [...specs.slice(0, from), ...specs.slice(from + size)];
      if (candidate.length > 1) yield candidate;
    }
  }
  const last = specs.at(-1) ?? {};
  for (const [index, spec] of specs.slice(0, -1).entries()) {
    for (const nearer of nearerOnes(spec, last)) yield [...specs.slice(0, index), nearer, ...specs.slice(index + 1)];
  }
}

/** The same with one difference less. */
function* nearerOnes(spec: DeclaredSpec, goal: DeclaredSpec): Generator<DeclaredSpec> {
  for (const name of new Set([...Object.keys(spec), ...Object.keys(goal)])) {
    const [has, wants] = [spec[name], goal[name]];
    if (equalJson(has, wants)) continue;
    const { [name]: _, ...others } = spec;
    const nearer = wants === undefined ? others : { ...spec, [name]: wants };
    // As it is in the end, it would be no change any more.
    if (!equalJson(nearer, goal)) yield nearer;
    if (isJsonObject(has) && isJsonObject(wants)) for (const inner of nearerOnes(has, wants)) yield { ...spec, [name]: inner };
  }
}
