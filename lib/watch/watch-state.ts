/**
 * The reflector's state machine: one union, one pure step. reflector.ts does what a state says and feeds in what came of it.
 *
 *     idle ── start ──▶ listing ── listed ──▶ watching ⟲ ended, broken off after it was well
 *                        ▲  │ failed            │  │
 *                        │  ▼                   │  ▼ failed
 *                        └─ waiting ◀───────────┴─ (410: back to listing)      any ── stop ──▶ stopped
 */
import type { WatchFailure } from './watch-failure.ts';

/** What every state carries. */
export interface WatchMemory {
  /** From where to watch; undefined before the first complete list. */
  readonly resourceVersion: string | undefined;
  /** True once a server turned out to offer no streaming lists. */
  readonly pagesOnly: boolean;
  /** How many attempts have failed since it was last well. */
  readonly failures: number;
  /** What it complains of; undefined when all is well. */
  readonly failure: WatchFailure | undefined;
}

/** A state. */
export type WatchState = WatchMemory &
  (
    | { readonly name: 'idle' }
    /** A list is being read, as a stream or in pages. */
    | { readonly name: 'listing'; readonly by: 'stream' | 'pages' }
    /** A watch is being opened or read; `moved` when it has brought something new since it was opened. */
    | { readonly name: 'watching'; readonly moved: boolean }
    /** It waits, after `failures` failures, before it does what is next; at least as long as the server asked. */
    | { readonly name: 'waiting'; readonly next: 'list' | 'watch'; readonly leastSeconds: number }
    | { readonly name: 'stopped' }
  );

/** What can happen. */
export type WatchInput =
  | { readonly type: 'start' }
  /** A list is complete as of a resourceVersion. */
  | { readonly type: 'listed'; readonly resourceVersion: string }
  /** The server has accepted the watch. */
  | { readonly type: 'connected' }
  /** The watch has brought everything up to a resourceVersion. */
  | { readonly type: 'moved'; readonly resourceVersion: string }
  /** The server has ended the stream as it should. */
  | { readonly type: 'ended'; readonly livedMilliseconds: number }
  | { readonly type: 'failed'; readonly failure: WatchFailure; readonly livedMilliseconds: number }
  /** The wait is over. */
  | { readonly type: 'waited' }
  | { readonly type: 'stop' };

/** What is to be done besides what the new state says. */
export type WatchEffect =
  | { readonly type: 'startList' }
  | { readonly type: 'abandonList' }
  | { readonly type: 'endList'; readonly resourceVersion: string }
  /** Something is wrong that was not wrong before: said once. */
  | { readonly type: 'complain'; readonly failure: WatchFailure }
  /** What was complained of is over. */
  | { readonly type: 'recover'; readonly failure: WatchFailure };

/** A new state, and what is to be done. */
export interface WatchStep {
  readonly state: WatchState;
  readonly effects: readonly WatchEffect[];
}

/** Where it begins. */
export const IDLE: WatchState = Object.freeze({
  name: 'idle',
  resourceVersion: undefined,
  pagesOnly: false,
  failures: 0,
  failure: undefined,
});

/** A stream that lived as long as this was well, even if it brought nothing. */
export const HEALTHY_MILLISECONDS = 5000;

/**
 * How many failures in a row an answer leaves standing that ends an outage: a complete list, or 410. Some stay: a watch that is refused
 * as soon as each list is done must not make lists without pause. But the first 410 afterwards, usual when a server comes back, needs
 * no half minute.
 */
const MOST_FAILURES_AFTER_OUTAGE = 2;

/** The next state. An input that means nothing in a state leaves it as it is. */
export function step(state: WatchState, input: WatchInput): WatchStep {
  if (state.name === 'stopped') return { state, effects: [] };
  switch (input.type) {
    case 'start':
      return state.name === 'idle' ? list(state) : stay(state);
    case 'listed':
      return state.name === 'listing' ? listed(state, input.resourceVersion) : stay(state);
    case 'connected':
      return state.name === 'watching' && !showsLater(state.failure)
        ? recovered({ ...state, failure: undefined }, state.failure)
        : stay(state);
    case 'moved':
      if (state.name !== 'watching') return stay(state);
      return recovered({ ...state, resourceVersion: input.resourceVersion, moved: true, failures: 0, failure: undefined }, state.failure);
    case 'ended':
      return ended(state, input.livedMilliseconds);
    case 'failed':
      return failed(state, input.failure, input.livedMilliseconds);
    case 'waited':
      if (state.name !== 'waiting') return stay(state);
      return state.next === 'list' ? list(state) : { state: watching(state), effects: [] };
    case 'stop':
      return { state: { ...memoryOf(state), name: 'stopped' }, effects: state.name === 'listing' ? [{ type: 'abandonList' }] : [] };
    default:
      return unreachable(input);
  }
}

function stay(state: WatchState): WatchStep {
  return { state, effects: [] };
}

function list(memory: WatchMemory): WatchStep {
  return { state: { ...memoryOf(memory), name: 'listing', by: memory.pagesOnly ? 'pages' : 'stream' }, effects: [{ type: 'startList' }] };
}

function listed(state: WatchState, resourceVersion: string): WatchStep {
  const end: WatchEffect = { type: 'endList', resourceVersion };
  const next = watching({ ...afterOutage(state), resourceVersion, failure: undefined });
  return { state: next, effects: state.failure ? [end, { type: 'recover', failure: state.failure }] : [end] };
}

/** What is remembered once the server has answered: of the failures of an outage only a few. */
function afterOutage(memory: WatchMemory): WatchMemory {
  return { ...memoryOf(memory), failures: Math.min(memory.failures, MOST_FAILURES_AFTER_OUTAGE) };
}

/** True for what an accepted watch doesn't disprove yet. */
function showsLater(failure: WatchFailure | undefined): boolean {
  return failure?.kind === 'short' || failure?.kind === 'malformed' || failure?.kind === 'expired';
}

function recovered(state: WatchState, failure: WatchFailure | undefined): WatchStep {
  return { state, effects: failure ? [{ type: 'recover', failure }] : [] };
}

function watching(memory: WatchMemory): WatchState {
  return { ...memoryOf(memory), name: 'watching', moved: false };
}

/** True when the stream was worth opening, so that the next one may be opened without a wait. */
function wasWell(state: WatchState, livedMilliseconds: number): boolean {
  return state.name === 'watching' && (state.moved || livedMilliseconds >= HEALTHY_MILLISECONDS);
}

function ended(state: WatchState, livedMilliseconds: number): WatchStep {
  if (state.name === 'listing') {
    const failure: WatchFailure = { kind: 'unfinished', message: 'the stream ended before the list was complete' };
    // Once may be chance; twice, and it is a server that doesn't know that it should say when the list ends.
    return failed(state, state.failure?.kind === 'unfinished' ? { ...failure, kind: 'unsupported' } : failure, livedMilliseconds);
  }
  if (wasWell(state, livedMilliseconds)) return recovered(watching({ ...state, failures: 0, failure: undefined }), state.failure);
  return failed(state, { kind: 'short', message: 'the server ended the watch as soon as it was open' }, livedMilliseconds);
}

function failed(state: WatchState, failure: WatchFailure, livedMilliseconds: number): WatchStep {
  switch (state.name) {
    case 'listing':
      return listFailed(state, failure);
    case 'watching':
      return watchFailed(state, failure, livedMilliseconds);
    case 'idle':
    case 'waiting':
    case 'stopped':
      return stay(state);
    default:
      return unreachable(state);
  }
}

function listFailed(state: WatchState & { name: 'listing' }, failure: WatchFailure): WatchStep {
  const abandon: WatchEffect = { type: 'abandonList' };
  const memory = memoryOf(state);
  if (failure.kind === 'unsupported' && state.by === 'stream') {
    const again = list({ ...memory, pagesOnly: true });
    return { state: again.state, effects: [abandon, ...again.effects] };
  }
  if (failure.kind === 'expired' && state.failures === 0) {
    const again = list({ ...memory, failures: 1 });
    return { state: again.state, effects: [abandon, ...again.effects] };
  }
  const wait = waiting(memory, failure, 'list');
  return { state: wait.state, effects: [abandon, ...wait.effects] };
}

function watchFailed(state: WatchState & { name: 'watching' }, failure: WatchFailure, livedMilliseconds: number): WatchStep {
  const well = wasWell(state, livedMilliseconds);
  const memory: WatchMemory = { ...memoryOf(state), failures: well ? 0 : state.failures };
  switch (failure.kind) {
    case 'expired':
      return memory.failures === 0 ? list({ ...memory, failures: 1 }) : waiting(afterOutage(memory), failure, 'list');
    case 'broken':
    case 'silent':
    case 'malformed':
      return well ? { state: watching(memory), effects: [] } : waiting(memory, failure, 'watch');
    case 'unsupported':
    case 'forbidden':
    case 'missing':
    case 'unauthorized':
    case 'throttled':
    case 'refused':
    case 'short':
    case 'unfinished':
      return waiting(memory, failure, 'watch');
    default:
      return unreachable(failure.kind);
  }
}

function waiting(memory: WatchMemory, failure: WatchFailure, next: 'list' | 'watch'): WatchStep {
  const state: WatchState = {
    ...memory,
    name: 'waiting',
    next,
    failures: memory.failures + 1,
    failure,
    leastSeconds: failure.retryAfterSeconds ?? 0,
  };
  return { state, effects: memory.failure?.kind === failure.kind ? [] : [{ type: 'complain', failure }] };
}

function memoryOf({ resourceVersion, pagesOnly, failures, failure }: WatchMemory): WatchMemory {
  return { resourceVersion, pagesOnly, failures, failure };
}

function unreachable(value: never): never {
  throw new TypeError(`no such case: ${String(value)}`);
}
