import { expect } from 'chai';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { hintFor } from '../../lib/testing/exploration-hint.ts';
import { explorationFailure, failureText, reportText } from '../../lib/testing/exploration-report.ts';
import type { RunOutcome } from '../../lib/testing/run-outcome.ts';

const trace = [
  { at: 0, what: 'saw', text: 'ADDED pods default/a', about: 'pods default/a' },
  { at: 1, what: 'disturbed', text: 'the operator was killed' },
] as const;
const outcome = { trace, log: new CollectedLog() } as unknown as RunOutcome;
const findings = [{ kind: 'leak', message: 'Pod default/b is there', objects: ['Pod default/b'] }] as const;
const failure = explorationFailure({
  title: 'killed; and killed again',
  kind: 'pair',
  seed: 7,
  findings,
  outcome,
  hint: hintFor([], findings),
});

describe('the report of an exploration', () => {
  it('says of a failure what was disturbed, what came of it, what happened, what helps, and how to repeat it', () => {
    const text = failureText(failure);
    for (const part of [
      'killed; and killed again',
      'Pod default/b is there',
      'ADDED pods default/a',
      'What usually helps: Names of children',
      'seeds: [7]',
    ])
      expect(text).to.contain(part);
  });

  it('says how much was done, and names what was left out', () => {
    const learned = { requests: 9, writes: 3, states: 4 };
    const counts = { learned, made: ['a', 'b'], unmet: ['b'], leftOut: ['c', 'd'], refused: [], lacking: [], seconds: 1.24 };
    const text = reportText({ ...counts, failures: [] });
    expect(text.split('\n')).to.deep.equal([
      '2 disturbances in 1.2 s, of 9 requests (3 writes) and 4 states: the operator survives them',
      '1 never came about, since the run had taken another way by then',
      '2 were left out, since the budget was used up:',
      '  c',
      '  d',
    ]);
    expect(reportText({ ...counts, failures: [failure] }))
      .to.contain('1 of them the operator does not survive')
      .and.contain('Pod default/b');
  });
});
