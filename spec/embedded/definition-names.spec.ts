import { expect } from 'chai';
import { acceptedNames, conditionsOf, isTerminating } from '../../lib/embedded/definition-names.ts';

const aDefinition = (names: object, status: object = {}) => ({ spec: { names }, status });
const widgets = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['w'] };
const NOW = '2026-01-01T00:00:00Z';

describe('acceptedNames', () => {
  it('are those asked for, where nobody has them', () => {
    const { accepted, conflict } = acceptedNames(aDefinition(widgets), []);
    expect(accepted).to.include({ plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' });
    expect(conflict).to.equal(undefined);
  });

  it('leave a name to the definition that has it already, and tell of the conflict', () => {
    const other = aDefinition(widgets, { acceptedNames: widgets });
    const { accepted, conflict } = acceptedNames(aDefinition({ ...widgets, plural: 'others', kind: 'Other' }), [other]);
    expect(accepted.plural).to.equal('others');
    expect(accepted.singular).not.to.equal('widget');
    expect(conflict?.message).to.be.a('string');
  });
});

describe('conditionsOf', () => {
  const states = (conditions: readonly { type?: unknown; status?: unknown }[]) => conditions.map(({ type, status }) => `${type} ${status}`);

  it('establish a definition whose names are accepted', () => {
    expect(states(conditionsOf([], { accepted: {} }, NOW))).to.deep.equal(['NamesAccepted True', 'Established True']);
  });

  it('do not establish one with a conflict, but leave one established that was', () => {
    const conflict = { reason: 'PluralConflict', message: 'taken' };
    expect(states(conditionsOf([], { accepted: {}, conflict }, NOW))).to.deep.equal(['NamesAccepted False', 'Established False']);
    const before = conditionsOf([], { accepted: {} }, NOW);
    expect(states(conditionsOf(before, { accepted: {}, conflict }, NOW))).to.deep.equal(['NamesAccepted False', 'Established True']);
  });

  it('keep the time of what has not changed', () => {
    const before = conditionsOf([], { accepted: {} }, NOW);
    const after = conditionsOf(before, { accepted: {} }, '2026-02-02T00:00:00Z');
    expect(after.map(({ lastTransitionTime }) => lastTransitionTime)).to.deep.equal([NOW, NOW]);
  });
});

describe('isTerminating', () => {
  it('tells a definition that waits for the end of its objects', () => {
    expect(isTerminating({ status: { conditions: [{ type: 'Terminating', status: 'True' }] } })).to.equal(true);
    expect(isTerminating({ status: {} })).to.equal(false);
  });
});
