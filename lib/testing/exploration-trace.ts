/**
 * What an operator saw and wrote in one run, and the part of it that explains a failure. Pure.
 */

/** What happened. */
export interface TraceEntry {
  /** Milliseconds since the run began, on its clock. */
  readonly at: number;
  readonly what: 'operator' | 'disturbed' | 'scenario' | 'saw' | 'read' | 'wrote' | 'called';
  readonly text: string;
  /** Whom it is about: resource and key, or only the key. */
  readonly about?: string | undefined;
}

/** What is noted: its words are found when somebody reads them, since most traces are read by nobody. */
export interface TraceNote extends Omit<TraceEntry, 'at' | 'text'> {
  readonly text: string | (() => string);
}

/** An entry of what is noted. */
export function traceEntry(at: number, { what, text, about }: TraceNote): TraceEntry {
  if (typeof text === 'string') return { at, what, text, about };
  let words: string | undefined;
  return {
    at,
    what,
    about,
    get text() {
      words ??= text();
      return words;
    },
  };
}

/** How many entries are shown at most. */
const MOST_SHOWN = 40;
/** How many before the disturbance. */
const BEFORE = 4;

/**
 * The part of a trace that explains: from a little before the first disturbance on, without what was read, and without objects that have
 * nothing to do with those concerned when it is still too much.
 *
 * @param concerned names of objects that are not as they should be
 */
export function minimalTrace(trace: readonly TraceEntry[], concerned: readonly string[]): readonly TraceEntry[] {
  const told = trace.filter(({ what }) => what !== 'read');
  const from = Math.max(0, told.findIndex(({ what }) => what === 'disturbed') - BEFORE);
  const later = withoutRepetitions(told.slice(from));
  if (later.length <= MOST_SHOWN) return later;
  const isClose = ({ what, about }: TraceEntry) =>
    what === 'disturbed' ||
    what === 'operator' ||
    about === undefined ||
    concerned.length === 0 ||
    concerned.some((name) => about.includes(name));
  const close = later.filter(isClose);
  if (close.length <= MOST_SHOWN) return close;
  const half = MOST_SHOWN / 2;
  const gap: TraceEntry = { at: close[half]?.at ?? 0, what: 'operator', text: `… ${close.length - MOST_SHOWN} more …` };
  return [...close.slice(0, half), gap, ...close.slice(-half)];
}

/** A call that fails again as it did before is told once. */
function withoutRepetitions(trace: readonly TraceEntry[]): readonly TraceEntry[] {
  const last = new Map<string | undefined, string>();
  return trace.filter(({ what, text, about }) => {
    if (what !== 'called') return true;
    const told = text.replace(/\(.*?, attempt \d+\)/, '');
    const isNew = !text.includes(') failed') || last.get(about) !== told;
    last.set(about, told);
    return isNew;
  });
}

/** A trace as text, a line each. */
export function traceText(trace: readonly TraceEntry[]): string {
  return trace.map(({ at, what, text }) => `${(at / 1000).toFixed(3).padStart(9)}s  ${what.padEnd(9)} ${text}`).join('\n');
}
