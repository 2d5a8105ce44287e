import { expect } from 'chai';
import { type ExplanationAnswer, explanationText } from '../../lib/cli/explanation-text.ts';

const CALL = {
  uid: 'u-1',
  handler: 'ensureCreated',
  reason: 'created',
  attempt: 2,
  reconcileId: 'abc-7',
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  seconds: 1.5,
  outcome: 'failed',
  error: 'no paper',
} as const;

const EXPLAINED: ExplanationAnswer = {
  kind: 'Printer',
  namespace: 'team-a',
  name: 'one',
  uid: 'u-1',
  generation: 3,
  resourceVersion: '77',
  deleting: true,
  state: 'waiting',
  summary: 'ensureCreated follows in 4 s (retry)',
  running: null,
  lastCall: CALL,
  queued: null,
  waitsFor: [{ what: 'retry', handler: 'ensureCreated', inSeconds: 4, at: '2026-01-02T03:04:10.000Z' }],
  failures: 2,
  lastError: 'no paper',
  next: { call: null, reason: 'ensureCreated failed and waits for its next attempt' },
  status: { state: null, error: 'no paper', created: false, observedGeneration: null, pending: true },
  finalizer: { name: 'printers.demo.example.com/finalizer', present: true },
  shard: null,
  watch: {
    kind: 'Printer',
    namespace: undefined,
    state: 'watching',
    synced: true,
    failure: undefined,
    silentSeconds: 3.4,
    quietSeconds: 3.4,
    objects: 1,
    bytes: 1,
  },
  operator: { name: 'printer-operator', pid: 123 },
};

describe('explanationText', () => {
  it('says it all at first, then each thing on a line', () => {
    expect(explanationText(EXPLAINED).split('\n')).to.deep.equal([
      'Printer team-a/one: waiting',
      '  ensureCreated follows in 4 s (retry)',
      '',
      '  last call   ensureCreated (created), attempt 2, failed after 1.5 s, began 2026-01-02T03:04:05.000Z, reconcileId abc-7',
      '  last error  no paper',
      '  waits for   retry of ensureCreated in 4 s, at 2026-01-02T03:04:10.000Z',
      '  next turn   calls nothing: ensureCreated failed and waits for its next attempt',
      '  object      uid u-1, generation 3, resourceVersion 77, being deleted',
      '  status      no state, not created yet, error "no paper", a record is still to be written',
      '  finalizer   printers.demo.example.com/finalizer, present',
      '  watch       watching, list complete, last heard from the server 3 s ago',
      '  operator    printer-operator, process 123',
      '',
    ]);
  });

  it('leaves out what there is none of', () => {
    const text = explanationText({
      ...EXPLAINED,
      namespace: null,
      uid: null,
      lastCall: null,
      lastError: null,
      waitsFor: [],
      next: null,
      finalizer: null,
      watch: null,
    });
    expect(text.split('\n')).to.deep.equal([
      'Printer one: waiting',
      '  ensureCreated follows in 4 s (retry)',
      '',
      '  operator    printer-operator, process 123',
      '',
    ]);
  });

  it('shows a call that runs, in place of the last one', () => {
    const text = explanationText({ ...EXPLAINED, running: { ...CALL, outcome: undefined, error: undefined } });
    expect(text).to.contain('  running     ensureCreated (created), attempt 2, for 1.5 s so far').and.not.contain('last call');
  });
});
