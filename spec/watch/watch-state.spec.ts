import { expect } from 'chai';
import type { FailureKind, WatchFailure } from '../../lib/watch/watch-failure.ts';
import { IDLE, step, type WatchInput, type WatchState } from '../../lib/watch/watch-state.ts';

type Of<Name extends WatchState['name']> = WatchState & { name: Name };

const memory = { resourceVersion: '10', pagesOnly: false, failures: 0, failure: undefined };

function fail(kind: FailureKind, more: Partial<WatchFailure> = {}): WatchFailure {
  return { kind, message: kind, ...more };
}

function listing(more: Partial<Of<'listing'>> = {}): WatchState {
  return { ...memory, name: 'listing', by: 'stream', ...more };
}

function watching(more: Partial<Of<'watching'>> = {}): WatchState {
  return { ...memory, name: 'watching', moved: false, ...more };
}

function waiting(more: Partial<Of<'waiting'>> = {}): WatchState {
  return { ...memory, name: 'waiting', next: 'watch', leastSeconds: 0, failures: 1, failure: fail('broken'), ...more };
}

function failed(kind: FailureKind, livedMilliseconds = 0): WatchInput {
  return { type: 'failed', failure: fail(kind), livedMilliseconds };
}

interface Row {
  name: string;
  from: WatchState;
  input: WatchInput;
  /** What is to be found in the next state. */
  to: { name: WatchState['name'] } & Partial<Omit<Of<'listing'>, 'name'> & Omit<Of<'waiting'>, 'name'> & Omit<Of<'watching'>, 'name'>>;
  effects: string[];
}

const rows: Row[] = [
  {
    name: 'begins with a streaming list',
    from: IDLE,
    input: { type: 'start' },
    to: { name: 'listing', by: 'stream' },
    effects: ['startList'],
  },
  {
    name: 'watches from where the list ended',
    from: listing({ failures: 1, failure: fail('broken') }),
    input: { type: 'listed', resourceVersion: '20' },
    to: { name: 'watching', resourceVersion: '20', failure: undefined, failures: 1, moved: false },
    effects: ['endList', 'recover'],
  },
  {
    name: 'watches from where the list ended, and forgets most failures of an outage',
    from: listing({ failures: 7, failure: fail('broken') }),
    input: { type: 'listed', resourceVersion: '20' },
    to: { name: 'watching', resourceVersion: '20', failure: undefined, failures: 2, moved: false },
    effects: ['endList', 'recover'],
  },
  {
    name: 'lists in pages, from then on, where there are no streaming lists',
    from: listing(),
    input: failed('unsupported'),
    to: { name: 'listing', by: 'pages', pagesOnly: true, failures: 0 },
    effects: ['abandonList', 'startList'],
  },
  {
    name: 'waits when even pages are refused',
    from: listing({ by: 'pages', pagesOnly: true }),
    input: failed('unsupported'),
    to: { name: 'waiting', next: 'list', failures: 1 },
    effects: ['abandonList', 'complain'],
  },
  {
    name: 'begins a list anew whose continue token expired',
    from: listing({ by: 'pages', pagesOnly: true }),
    input: failed('expired'),
    to: { name: 'listing', by: 'pages', failures: 1 },
    effects: ['abandonList', 'startList'],
  },
  {
    name: 'waits before it begins a list anew a second time',
    from: listing({ by: 'pages', failures: 1 }),
    input: failed('expired'),
    to: { name: 'waiting', next: 'list', failures: 2 },
    effects: ['abandonList', 'complain'],
  },
  {
    name: 'tries once more after a streaming list that ended before its end',
    from: listing(),
    input: { type: 'ended', livedMilliseconds: 100 },
    to: { name: 'waiting', next: 'list', failure: { kind: 'unfinished', message: 'the stream ended before the list was complete' } },
    effects: ['abandonList', 'complain'],
  },
  {
    name: 'lists in pages after the second one',
    from: listing({ failures: 1, failure: fail('unfinished') }),
    input: { type: 'ended', livedMilliseconds: 100 },
    to: { name: 'listing', by: 'pages', pagesOnly: true },
    effects: ['abandonList', 'startList'],
  },
  {
    name: 'opens the next watch at once after one that brought something',
    from: watching({ moved: true }),
    input: { type: 'ended', livedMilliseconds: 10 },
    to: { name: 'watching', moved: false, resourceVersion: '10' },
    effects: [],
  },
  {
    name: 'opens the next watch at once after one that lived, though nothing happened',
    from: watching({ failures: 3 }),
    input: { type: 'ended', livedMilliseconds: 300_000 },
    to: { name: 'watching', failures: 0 },
    effects: [],
  },
  {
    name: 'waits after a watch that ended as soon as it was open',
    from: watching(),
    input: { type: 'ended', livedMilliseconds: 10 },
    to: { name: 'waiting', next: 'watch', failures: 1 },
    effects: ['complain'],
  },
  {
    name: 'goes on from the version that the watch has brought',
    from: watching({ failures: 2, failure: fail('short') }),
    input: { type: 'moved', resourceVersion: '11' },
    to: { name: 'watching', resourceVersion: '11', moved: true, failures: 0, failure: undefined },
    effects: ['recover'],
  },
  {
    name: 'has recovered when a watch is accepted',
    from: watching({ failures: 2, failure: fail('forbidden') }),
    input: { type: 'connected' },
    to: { name: 'watching', failure: undefined, failures: 2 },
    effects: ['recover'],
  },
  {
    name: 'has not recovered from watches that end at once when one is accepted',
    from: watching({ failures: 2, failure: fail('short') }),
    input: { type: 'connected' },
    to: { name: 'watching', failure: fail('short') },
    effects: [],
  },
  {
    name: 'lists again when the history is gone',
    from: watching({ moved: true }),
    input: failed('expired', 10_000),
    to: { name: 'listing', by: 'stream', failures: 1, resourceVersion: '10' },
    effects: ['startList'],
  },
  {
    name: 'does not list without pause when each list is followed by 410',
    from: watching({ failures: 1 }),
    input: failed('expired'),
    to: { name: 'waiting', next: 'list', failures: 2 },
    effects: ['complain'],
  },
  {
    name: 'soon lists when the first answer after a long outage is 410',
    from: watching({ failures: 9, failure: fail('broken') }),
    input: failed('expired'),
    to: { name: 'waiting', next: 'list', failures: 3 },
    effects: ['complain'],
  },
  {
    name: 'resumes at once when a good stream breaks off',
    from: watching({ moved: true }),
    input: failed('broken'),
    to: { name: 'watching', moved: false, failures: 0 },
    effects: [],
  },
  {
    name: 'replaces a stream that became silent at once',
    from: watching(),
    input: failed('silent', 315_000),
    to: { name: 'watching', failures: 0 },
    effects: [],
  },
  {
    name: 'complains once about the same thing',
    from: watching({ failures: 4, failure: fail('broken') }),
    input: failed('broken'),
    to: { name: 'waiting', next: 'watch', failures: 5 },
    effects: [],
  },
  {
    name: 'complains about another thing',
    from: watching({ failures: 4, failure: fail('broken') }),
    input: failed('forbidden'),
    to: { name: 'waiting', failures: 5 },
    effects: ['complain'],
  },
  ...(['forbidden', 'missing', 'unauthorized', 'throttled', 'refused'] as const).flatMap((kind): Row[] => [
    {
      name: `keeps its place when a watch is refused as ${kind}`,
      from: watching({ moved: true }),
      input: failed(kind),
      to: { name: 'waiting', next: 'watch', resourceVersion: '10', failures: 1 },
      effects: ['complain'],
    },
    {
      name: `tries a list again that is refused as ${kind}`,
      from: listing(),
      input: failed(kind),
      to: { name: 'waiting', next: 'list', failures: 1 },
      effects: ['abandonList', 'complain'],
    },
  ]),
  {
    name: 'waits as long as the server asks',
    from: watching(),
    input: { type: 'failed', failure: fail('throttled', { retryAfterSeconds: 7 }), livedMilliseconds: 0 },
    to: { name: 'waiting', leastSeconds: 7 },
    effects: ['complain'],
  },
  {
    name: 'watches on after a wait',
    from: waiting(),
    input: { type: 'waited' },
    to: { name: 'watching', resourceVersion: '10', failures: 1 },
    effects: [],
  },
  {
    name: 'lists after a wait, in pages where it must',
    from: waiting({ next: 'list', pagesOnly: true }),
    input: { type: 'waited' },
    to: { name: 'listing', by: 'pages' },
    effects: ['startList'],
  },
  {
    name: 'gives up the list that is running when it stops',
    from: listing(),
    input: { type: 'stop' },
    to: { name: 'stopped' },
    effects: ['abandonList'],
  },
  { name: 'stops from a watch', from: watching(), input: { type: 'stop' }, to: { name: 'stopped' }, effects: [] },
  { name: 'stops from a wait', from: waiting(), input: { type: 'stop' }, to: { name: 'stopped' }, effects: [] },
];

describe('watch-state', () => {
  describe('step', () => {
    for (const { name, from, input, to, effects } of rows) {
      it(name, () => {
        const next = step(from, input);
        expect(next.state).to.deep.include(to);
        expect(next.effects.map((effect) => effect.type)).to.deep.equal(effects);
      });
    }

    it('leaves a state as it is when an input means nothing in it', () => {
      const inputs: [WatchState, WatchInput][] = [
        [watching(), { type: 'start' }],
        [watching(), { type: 'listed', resourceVersion: '1' }],
        [watching(), { type: 'waited' }],
        [listing(), { type: 'connected' }],
        [listing(), { type: 'moved', resourceVersion: '1' }],
        [waiting(), failed('broken')],
        [IDLE, failed('broken')],
      ];
      for (const [state, input] of inputs) expect(step(state, input)).to.deep.equal({ state, effects: [] });
    });

    it('never leaves the state in which it has stopped', () => {
      const { state } = step(watching(), { type: 'stop' });
      for (const { input } of rows) expect(step(state, input)).to.deep.equal({ state, effects: [] });
    });
  });
});
