import { expect } from 'chai';
import { type SdkStatusKey, StatusKeys } from '../../lib/resource/status-keys.ts';
import { refusal } from '../support/fake-cluster.ts';

describe('StatusKeys', () => {
  let reports: string[];
  const keysOf = (gated = true) => new StatusKeys({ gated, report: (keys, why) => reports.push(`${why} ${keys.join(' ')}`) });
  beforeEach(() => {
    reports = [];
  });

  it('finds what was sent and not kept', () => {
    const keys = keysOf();
    const sent = { state: 'x', error: null, handled: { created: true }, observedGeneration: 1, theirs: 1 };
    expect(keys.notePruned(sent, { state: 'x', handled: {} })).to.deep.equal(['observedGeneration', 'handled']);
    expect([keys.isLeftOut('handled'), keys.areAllKept]).to.deep.equal([true, false]);
    expect(keys.isLeftOut('state')).to.equal(false);
    expect(keys.recordInAnnotation).to.equal(true);
  });

  it('finds that a schema has room for the record but not for a copy of the object', () => {
    const keys = keysOf();
    const handled = { created: true, lastHandled: '{}' };
    expect(keys.notePruned({ handled }, { handled })).to.deep.equal([]);
    expect(keys.notePruned({ handled }, { handled: { created: true } })).to.deep.equal(['handled']);
    expect(keys.recordInAnnotation).to.equal(true);
  });

  it('says it once', () => {
    const keys = keysOf();
    keys.notePruned({ error: 'x' }, {});
    keys.notePruned({ error: 'y' }, {});
    expect(reports).to.deep.equal(['pruned error']);
    expect(keys.recordInAnnotation).to.equal(false);
  });

  for (const gated of [true, false]) {
    it(`${gated ? 'moves' : 'does not mind'} a pruned state ${gated ? 'where' : 'unless'} the SDK reads it`, () => {
      const keys = keysOf(gated);
      keys.notePruned({ state: 'x' }, {});
      expect(keys.recordInAnnotation).to.equal(gated);
    });
  }

  const ours = new Set<SdkStatusKey>(['state', 'handled']);
  for (const [field, found] of [
    ['status.state', ['state']],
    ['status.handled.marks', ['handled']],
    ['status.handled[x]', ['handled']],
    ['status.stateful', []],
    ['status.error', []],
    ['status.theirs', []],
    ['spec.state', []],
  ] as const) {
    it(`finds ${found.join() || 'nothing of ours'} in a refusal of ${field}`, () => {
      expect(keysOf().noteRefused(refusal(422, 'Invalid', 'no', [field]), ours)).to.deep.equal(found);
    });
  }

  it('finds nothing new in the same refusal again', () => {
    const keys = keysOf();
    const error = refusal(422, 'Invalid', 'no', ['status.state']);
    keys.noteRefused(error, ours);
    expect(keys.noteRefused(error, ours)).to.deep.equal([]);
  });
});
