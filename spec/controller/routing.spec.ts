import { expect } from 'chai';
import {
  countsAsCreated,
  type Route,
  type RoutedClass,
  type RoutedMemory,
  type RoutedObject,
  route,
} from '../../lib/controller/routing.ts';
import type { Essence } from '../../lib/resource/essence.ts';
import { finishedRecord, UNFINISHED_CREATION } from '../../lib/resource/record.ts';

const one: Essence = { generation: 1, marks: 'm', content: undefined };
const two: Essence = { generation: 2, marks: 'm', content: undefined };
const marked: Essence = { generation: 1, marks: 'n', content: undefined };

const edges: RoutedClass = { levelTriggered: false, resumes: true, stateGate: true };
const open: RoutedClass = { ...edges, stateGate: false };
const level: RoutedClass = { levelTriggered: true, resumes: false, stateGate: true };

const fresh: RoutedObject = { state: undefined, record: undefined, deleting: false, held: true, essence: one };
const done: RoutedObject = { ...fresh, state: 'processed', record: finishedRecord(true, one) };
const broken: RoutedObject = { ...fresh, state: 'error', record: finishedRecord(false, one) };
const halfway: RoutedObject = { ...fresh, state: 'printing', record: UNFINISHED_CREATION };
const deleting: RoutedObject = { ...done, deleting: true };

const unseen: RoutedMemory = { settled: undefined, failed: undefined, retry: undefined, due: undefined };
const seen: RoutedMemory = { ...unseen, settled: one };

function retryOf(handler: NonNullable<RoutedMemory['retry']>['handler'], essence: Essence, due: boolean): Partial<RoutedMemory> {
  return { retry: { handler, essence, due } };
}

function shown(decision: Route): string {
  return decision.call === undefined ? 'nothing' : `${decision.call} ${decision.reason}`;
}

type Case = [what: string, type: RoutedClass, object: RoutedObject, memory: RoutedMemory, decision: string];

const cases: Record<string, Case[]> = {
  'being deleted': [
    ['with our finalizer', edges, deleting, seen, 'ensureDeleted deleted'],
    ['with our finalizer, first seen', edges, deleting, unseen, 'ensureDeleted deleted'],
    ['without our finalizer', edges, { ...deleting, held: false }, seen, 'nothing'],
    [
      'while a creation waits for its retry',
      edges,
      deleting,
      { ...seen, ...retryOf('ensureCreated', one, false) },
      'ensureDeleted deleted',
    ],
    ['while ensureDeleted waits', edges, deleting, { ...seen, ...retryOf('ensureDeleted', one, false) }, 'nothing'],
    ['when its retry is due', edges, deleting, { ...seen, ...retryOf('ensureDeleted', one, true) }, 'ensureDeleted retry'],
    [
      'and changed while ensureDeleted waits',
      edges,
      { ...deleting, essence: two },
      { ...seen, ...retryOf('ensureDeleted', one, false) },
      'ensureDeleted deleted',
    ],
    ['after it failed for good', edges, deleting, { ...seen, failed: { handler: 'ensureDeleted', essence: one } }, 'nothing'],
    [
      'after it failed for good, and a change',
      edges,
      { ...deleting, essence: marked },
      { ...seen, failed: { handler: 'ensureDeleted', essence: one } },
      'ensureDeleted deleted',
    ],
    [
      'after creation failed for good',
      edges,
      deleting,
      { ...seen, failed: { handler: 'ensureCreated', essence: one } },
      'ensureDeleted deleted',
    ],
    ['of a reconcile class', level, deleting, seen, 'ensureDeleted deleted'],
    ['when a resync is due', edges, { ...deleting, held: false }, { ...seen, due: 'resync' }, 'nothing'],
  ],
  'first seen': [
    ['new', edges, fresh, unseen, 'ensureCreated created'],
    ['state set halfway by a creation that did not finish', edges, halfway, unseen, 'ensureCreated created'],
    ['creation failed for good for this essence', edges, broken, unseen, 'nothing'],
    ['creation failed for good for another essence', edges, { ...broken, essence: two }, unseen, 'ensureCreated created'],
    ['creation failed for good, labels changed since', edges, { ...broken, essence: marked }, unseen, 'ensureCreated created'],
    [
      'creation failed for good, then somebody took the state away',
      edges,
      { ...broken, state: undefined },
      unseen,
      'ensureCreated created',
    ],
    ['state without record', edges, { ...done, record: undefined }, unseen, 'nothing'],
    ['as recorded', edges, done, unseen, 'ensureResumed resumed'],
    ['as recorded, no ensureResumed', { ...edges, resumes: false }, done, unseen, 'nothing'],
    ['as recorded, but failed', edges, { ...done, state: 'error' }, unseen, 'nothing'],
    ['generation differs', edges, { ...done, essence: two }, unseen, 'ensureModified missed'],
    ['marks differ', edges, { ...done, essence: marked }, unseen, 'ensureModified missed'],
    ['failed, and changed since', edges, { ...done, state: 'error', essence: two }, unseen, 'ensureModified missed'],
  ],
  'seen before': [
    ['unchanged', edges, done, seen, 'nothing'],
    ['only the status changed', edges, { ...done, state: 'printed' }, seen, 'nothing'],
    ['changed', edges, { ...done, essence: two }, seen, 'ensureModified modified'],
    ['labels changed', edges, { ...done, essence: marked }, seen, 'ensureModified modified'],
    ['changed, no record yet', edges, { ...done, record: undefined, essence: two }, seen, 'ensureModified modified'],
    ['state removed by somebody', edges, { ...done, state: undefined }, seen, 'ensureCreated created'],
    ['changed while not created', edges, { ...broken, essence: two }, seen, 'ensureCreated created'],
    ['failed for good, unchanged', edges, broken, { ...seen, failed: { handler: 'ensureCreated', essence: one } }, 'nothing'],
  ],
  'waiting for a retry': [
    ['not due', edges, fresh, { ...unseen, ...retryOf('ensureCreated', one, false) }, 'nothing'],
    ['due', edges, fresh, { ...unseen, ...retryOf('ensureCreated', one, true) }, 'ensureCreated retry'],
    [
      'changed by the user meanwhile',
      edges,
      { ...fresh, essence: two },
      { ...unseen, ...retryOf('ensureCreated', one, false) },
      'ensureCreated created',
    ],
    [
      'of ensureModified, changed again',
      edges,
      { ...done, essence: two },
      { ...seen, ...retryOf('ensureModified', marked, false) },
      'ensureModified modified',
    ],
    ['of ensureModified, taken back', edges, done, { ...seen, ...retryOf('ensureModified', two, false) }, 'ensureModified modified'],
    [
      'of ensureResumed, changed',
      edges,
      { ...done, essence: two },
      { ...unseen, ...retryOf('ensureResumed', one, false) },
      'ensureModified modified',
    ],
    [
      'of ensureModified, state removed',
      edges,
      { ...done, state: undefined },
      { ...seen, ...retryOf('ensureModified', one, false) },
      'ensureCreated created',
    ],
    ['of reconcile, taken back', level, fresh, { ...seen, ...retryOf('reconcile', two, false) }, 'reconcile modified'],
    [
      'of reconcile, not due, although a child changed',
      level,
      fresh,
      { ...seen, ...retryOf('reconcile', one, false), due: 'child' },
      'nothing',
    ],
  ],
  'asked for': [
    ['a reference changed', edges, done, { ...seen, due: 'reference' }, 'ensureModified reference'],
    ['a reference changed, first seen', edges, done, { ...unseen, due: 'reference' }, 'ensureResumed resumed'],
    [
      'a reference changed, first seen, nothing to resume',
      { ...edges, resumes: false },
      done,
      { ...unseen, due: 'reference' },
      'ensureModified reference',
    ],
    [
      'a reference changed, first seen, no record',
      edges,
      { ...done, record: undefined },
      { ...unseen, due: 'reference' },
      'ensureModified reference',
    ],
    [
      'a reference changed, first seen, not as recorded',
      edges,
      { ...done, essence: two },
      { ...unseen, due: 'reference' },
      'ensureModified missed',
    ],
    ['a reference changed, not created', edges, fresh, { ...unseen, due: 'reference' }, 'ensureCreated created'],
    ['a reference changed after the creation failed for good', edges, broken, { ...seen, due: 'reference' }, 'ensureCreated reference'],
    ['triggered after the creation failed for good, first seen', edges, broken, { ...unseen, due: 'triggered' }, 'ensureCreated triggered'],
    ['a requeue after the creation failed for good', edges, broken, { ...seen, due: 'requeue' }, 'nothing'],
    [
      'a reference changed while a retry waits',
      edges,
      done,
      { ...seen, ...retryOf('ensureModified', one, false), due: 'reference' },
      'ensureModified reference',
    ],
    [
      'a reference changed while a reconcile waits',
      level,
      fresh,
      { ...seen, ...retryOf('reconcile', one, false), due: 'reference' },
      'reconcile reference',
    ],
    ['a resync while a retry waits', edges, done, { ...seen, ...retryOf('ensureModified', one, false), due: 'resync' }, 'nothing'],
    ['a resync', edges, done, { ...seen, due: 'resync' }, 'ensureModified resync'],
    ['a requeue', edges, done, { ...seen, due: 'requeue' }, 'ensureModified requeue'],
    [
      'a resync while a creation failed for good',
      edges,
      broken,
      { ...seen, failed: { handler: 'ensureCreated', essence: one }, due: 'resync' },
      'nothing',
    ],
    [
      'a resync after a permanent failure',
      edges,
      done,
      { ...seen, failed: { handler: 'ensureModified', essence: one }, due: 'resync' },
      'nothing',
    ],
    [
      'a trigger after a permanent failure',
      edges,
      done,
      { ...seen, failed: { handler: 'ensureModified', essence: one }, due: 'triggered' },
      'ensureModified triggered',
    ],
    ['a resync of something changed', edges, { ...done, essence: two }, { ...seen, due: 'resync' }, 'ensureModified modified'],
  ],
  'a reconcile class': [
    ['new', level, fresh, unseen, 'reconcile created'],
    ['first seen with a state', level, { ...fresh, state: 'ready' }, unseen, 'reconcile resumed'],
    ['unchanged', level, fresh, seen, 'nothing'],
    ['changed', level, { ...fresh, essence: two }, seen, 'reconcile modified'],
    ['a child changed', level, fresh, { ...seen, due: 'child' }, 'reconcile child'],
    ['state removed', level, { ...fresh, state: undefined }, seen, 'nothing'],
  ],
  'without the state gate': [
    ['new', open, fresh, unseen, 'ensureCreated created'],
    ['a state but no record', open, { ...done, record: undefined }, unseen, 'ensureCreated created'],
    ['recorded, without a state', open, { ...done, state: undefined }, unseen, 'ensureResumed resumed'],
    ['recorded, state error of its own', open, { ...done, state: 'error' }, unseen, 'ensureResumed resumed'],
    ['state removed', open, { ...done, state: undefined }, seen, 'nothing'],
    ['creation failed for good', open, { ...broken, state: undefined }, unseen, 'nothing'],
    ['creation unfinished', open, halfway, unseen, 'ensureCreated created'],
    ['changed', open, { ...done, state: undefined, essence: two }, seen, 'ensureModified modified'],
  ],
};

describe('route', () => {
  for (const [row, rows] of Object.entries(cases)) {
    describe(row, () => {
      for (const [what, type, object, memory, decision] of rows) {
        it(`${what}: ${decision}`, () => expect(shown(route(type, object, memory))).to.equal(decision));
      }
    });
  }

  it('compares hashes where generation means nothing', () => {
    const hashed = { generation: 7, marks: 'm', content: 'c' };
    const object = { ...fresh, state: 'processed', record: finishedRecord(true, { ...hashed, generation: 3 }), essence: hashed };
    expect(shown(route(edges, object, unseen))).to.equal('ensureResumed resumed');
    const changed = { ...object, essence: { ...hashed, content: 'd' } };
    expect(shown(route(edges, changed, unseen))).to.equal('ensureModified missed');
  });
});

describe('countsAsCreated', () => {
  const rows: [what: string, type: RoutedClass, object: RoutedObject, counts: boolean][] = [
    ['what a handler has created', edges, done, true],
    ['what was created, though a change of it has failed for good', edges, { ...done, state: 'error' }, true],
    ['what somebody else gave a state', edges, { ...fresh, state: 'ready' }, true],
    ['what somebody else says has failed', edges, { ...fresh, state: 'error' }, false],
    ['what is new', edges, fresh, false],
    ['what is half created', edges, halfway, false],
    ['what could not be created', edges, broken, false],
    ['what is being deleted', edges, deleting, false],
    ['what has a record, where the state does not count', open, { ...done, state: undefined }, true],
    ['what has none there', open, { ...fresh, state: 'ready' }, false],
    ['anything of a level-triggered class', level, { ...fresh, state: 'ready' }, false],
  ];
  for (const [what, type, object, counts] of rows) {
    it(`${what}: ${counts ? 'yes' : 'no'}`, () => expect(countsAsCreated(type, object)).to.equal(counts));
  }
});
