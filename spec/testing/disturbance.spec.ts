import { expect } from 'chai';
import { type Disturbance, disturbanceInWords, isSameMark } from '../../lib/testing/disturbance.ts';

const request = { signature: 'PATCH /api/v1/namespaces/default/pods/a', occurrence: 1 };
const state = { signature: 'pods default/a', occurrence: 2, type: 'MODIFIED' };

describe('disturbances', () => {
  for (const [disturbance, words] of [
    [{ kind: 'kill', when: 'before', request }, 'killed right before PATCH pods default/a, and restarted'],
    [{ kind: 'absence', request }, 'killed right after PATCH pods default/a, and restarted only when the scenario had gone on'],
    [
      { kind: 'past', request, since: 'the write' },
      'killed right after PATCH pods default/a, and restarted with a view as of before the write',
    ],
    [{ kind: 'failure', how: 'conflict', request }, 'PATCH pods default/a was refused once with 409 Conflict'],
    [{ kind: 'failure', how: 'reset', request }, 'PATCH pods default/a was done by the server, but its answer was lost'],
    [{ kind: 'lag', state }, 'the view lagged from the 2nd state (MODIFIED) of pods default/a on'],
    [{ kind: 'missed', state }, 'the 2nd state (MODIFIED) of pods default/a was never seen'],
    [{ kind: 'deposed', request }, 'the lease was lost right before PATCH pods default/a'],
  ] satisfies readonly [Disturbance, string][]) {
    it(`says: ${words}`, () => {
      expect(disturbanceInWords(disturbance)).to.equal(words);
    });
  }

  it('knows a mark again', () => {
    expect(isSameMark(request, { ...request })).to.equal(true);
    expect(isSameMark(request, { ...request, occurrence: 2 })).to.equal(false);
  });
});
