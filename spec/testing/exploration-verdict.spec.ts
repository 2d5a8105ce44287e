import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { NO_VARIANCE } from '../../lib/testing/end-state.ts';
import { type Finding, judge, judgeUndisturbed } from '../../lib/testing/exploration-verdict.ts';
import type { RunOutcome } from '../../lib/testing/run-outcome.ts';

const pod = (name: string, rest: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): StoredObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', ...metadata },
    ...rest,
  }) as unknown as StoredObject;

const outcome = (parts: Partial<RunOutcome> = {}): RunOutcome => ({
  requests: [],
  states: [],
  unmet: [],
  end: [],
  remains: [],
  failures: [],
  restless: undefined,
  retried: [],
  startFailure: undefined,
  trace: [],
  log: new CollectedLog(),
  ...parts,
});
const judged = (run: Partial<RunOutcome>, undisturbed: Partial<RunOutcome> = {}) =>
  judge(outcome(run), { undisturbed: outcome(undisturbed), variance: NO_VARIANCE, compare: (object) => object });
const words = (findings: readonly Finding[]) => findings.map(({ kind, message }) => `${kind}: ${message}`);

describe('the verdict', () => {
  it('is nothing when the end is the same', () => {
    expect(judged({ end: [pod('a')], remains: [pod('b')] }, { end: [pod('a')], remains: [pod('b')] })).to.deep.equal([]);
  });

  it('names what is there besides, what is missing and what is otherwise', () => {
    const findings = judged({ end: [pod('a', { spec: 1 }), pod('c')] }, { end: [pod('a', { spec: 2 }), pod('b')] });
    expect(words(findings)).to.deep.equal([
      'different: Pod default/a in the end: .spec is 1, and without the disturbance 2',
      'missing: Pod default/b is not there in the end',
      'leak: Pod default/c is there in the end, and should not be',
    ]);
    expect(findings[2]?.objects).to.deep.equal(['Pod default/c']);
  });

  it('names what is left over when everything was deleted, but not twice', () => {
    expect(words(judged({ end: [pod('a')], remains: [pod('a'), pod('b')] }))).to.deep.equal([
      'leak: Pod default/a is there in the end, and should not be',
      'leak: Pod default/b is there when everything was deleted, and should not be',
    ]);
  });

  it('names a finalizer that stays', () => {
    const [finding] = judged({ end: [pod('a', {}, { finalizers: ['x/y'] })] }, { end: [pod('a')] });
    expect(finding?.kind).to.equal('finalizer');
  });

  it('names failures of the scenario and the check, and objects that are retried in vain', () => {
    const failures = [{ during: 'check', error: new Error('two of them') }] as const;
    expect(words(judged({ failures, retried: ['Thing a', 'Thing b'] }, { retried: ['Thing b'] }))).to.deep.equal([
      'check: the check failed: two of them',
      'stuck: Thing a is still being retried when nothing moves any more',
    ]);
  });

  it('says of a run without end, or without beginning, only that', () => {
    const trace = [{ at: 0, what: 'wrote', text: 'PATCH pods default/a → 200', about: 'pods default/a' }] as const;
    expect(words(judged({ restless: '500 requests, and no end of them', trace, end: [pod('x')] }))).to.deep.equal([
      'loop: it never comes to rest: 500 requests, and no end of them; the last write was PATCH pods default/a → 200',
    ]);
    expect(words(judged({ startFailure: new Error('no key') }))).to.deep.equal(["start: the operator can't start: no key"]);
  });
});

describe('the verdict on an undisturbed run', () => {
  const keeps = ({ metadata }: StoredObject) => metadata.name === 'backup';

  it('lets nothing be left over but what may be', () => {
    expect(judgeUndisturbed(outcome({ remains: [pod('backup')] }), keeps)).to.deep.equal([]);
    expect(words(judgeUndisturbed(outcome({ remains: [pod('backup'), pod('a')] }), keeps))).to.deep.equal([
      'leak: Pod default/a is still there when everything was deleted',
    ]);
  });

  it('lets be what only the scenario has written', () => {
    const writtenBy = (...managers: string[]) => pod('p', {}, { managedFields: managers.map((manager) => ({ manager })) });
    expect(judgeUndisturbed(outcome({ remains: [writtenBy('scenario')] }), keeps)).to.deep.equal([]);
    expect(judgeUndisturbed(outcome({ remains: [writtenBy('scenario', 'operator')] }), keeps)).to.have.lengthOf(1);
  });

  it('names an object whose finalizer keeps it', () => {
    const stays = pod('a', {}, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x/y'] });
    expect(words(judgeUndisturbed(outcome({ remains: [stays] }), keeps))).to.deep.equal([
      'finalizer: Pod default/a is never gone: it still has x/y',
    ]);
  });

  it('fails with the scenario', () => {
    const failures = [{ during: 'scenario', error: new Error('late') }] as const;
    expect(words(judgeUndisturbed(outcome({ failures }), keeps))).to.deep.equal(['scenario: the scenario failed: late']);
  });
});
