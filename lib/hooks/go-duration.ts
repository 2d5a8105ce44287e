/**
 * Durations as Go writes them: `1h30m`, `0.5s`, `100ms`. Pure.
 */

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** The milliseconds of a duration, or undefined when it is none. */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  let total = 0;
  let end = 0;
  for (const match of rest.matchAll(PART)) {
    total += Number(match[1]) * (UNIT_MILLISECONDS[match[2] as string] as number);
    end = match.index + match[0].length;
  }
  if (end === 0 || end !== rest.length) return undefined;
  return sign === '-' ? -total : total;
}
