import { expect } from 'chai';
import type { Disturbance } from '../../lib/testing/disturbance.ts';
import { hintFor } from '../../lib/testing/exploration-hint.ts';
import type { Finding, FindingKind } from '../../lib/testing/exploration-verdict.ts';

const request = { signature: 'POST /api/v1/namespaces/default/pods', occurrence: 1 };
const state = { signature: 'pods default/a', occurrence: 1, type: 'ADDED' };
const found = (kind: FindingKind): readonly Finding[] => [{ kind, message: '', objects: [] }];
const DISTURBANCES: readonly Disturbance[] = [
  { kind: 'kill', when: 'after', request },
  { kind: 'absence', request },
  { kind: 'past', request, since: 'the write' },
  { kind: 'failure', how: 'conflict', request },
  { kind: 'failure', how: 'reset', request },
  { kind: 'failure', how: 'error', request },
  { kind: 'lag', state },
  { kind: 'missed', state },
  { kind: 'deposed', request },
];

describe('hints', () => {
  for (const disturbance of DISTURBANCES) {
    it(`has one for ${disturbance.kind}`, () => {
      expect(hintFor([disturbance], found('different')).length).to.be.greaterThan(50);
    });
  }

  it('goes by what came of it where that says more', () => {
    expect(hintFor(DISTURBANCES.slice(0, 1), found('leak'))).to.contain('Names of children');
    expect(hintFor(DISTURBANCES.slice(0, 1), found('finalizer'))).to.contain('ensureDeleted');
    expect(hintFor([], found('loop'))).to.contain('Write only what differs');
    expect(hintFor([], found('leak'))).to.contain('Names of children');
  });

  it('has both for a pair, but no hint twice', () => {
    const [kill, , , conflict] = DISTURBANCES as [Disturbance, Disturbance, Disturbance, Disturbance];
    const both = hintFor([kill, conflict], found('different'));
    expect(both).to.contain('called again from its beginning').and.contain('Read again');
    expect(hintFor([kill, kill], found('different'))).to.equal(hintFor([kill], found('different')));
  });
});
