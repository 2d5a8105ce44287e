/**
 * How large storms are: small enough for every run of the specs, unless the environment says otherwise. CONTRIBUTING.md has the
 * variables, docs/faults.md what came of large ones.
 */

/** The size of all storms of a run. */
export interface StormSize {
  /** How many storms each fault strikes, each with a seed of its own. @default 1 */
  readonly seeds: number;
  /** The first seed. @default 1 */
  readonly firstSeed: number;
  /** How many objects a storm has. @default 6 */
  readonly objects: number;
  /** Whether that is many: then each fault strikes a storm of its own. */
  readonly isLarge: boolean;
  /** How often the one object is changed that is changed without a pause. @default 200 */
  readonly burst: number;
  /** For how long a handler blocks the event loop, in milliseconds. @default 600, of large storms 5000 */
  readonly blockMilliseconds: number;
  /** How often an operator's process is killed. @default 1, of large storms 10 */
  readonly kills: number;
  /** Seconds until everything must have come to rest: much more than it takes, so that a slow machine fails nothing. */
  readonly quietSeconds: number;
}

/** From how many objects on a storm is large. */
const LARGE = 50;

/** Reads the size. */
export function stormSize(env: NodeJS.ProcessEnv = process.env): StormSize {
  const objects = numberOf(env, 'TSKUBEOP_TEST_STORM_OBJECTS', 6);
  const isLarge = objects >= LARGE;
  return {
    seeds: numberOf(env, 'TSKUBEOP_TEST_SEEDS', 1),
    firstSeed: numberOf(env, 'TSKUBEOP_TEST_FIRST_SEED', 1),
    objects,
    isLarge,
    burst: numberOf(env, 'TSKUBEOP_TEST_STORM_BURST', 200),
    blockMilliseconds: isLarge ? 5000 : 600,
    kills: isLarge ? 10 : 1,
    quietSeconds: 90 + objects / 2,
  };
}

function numberOf(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const text = env[name];
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0, not "${text}"`);
  return value;
}
