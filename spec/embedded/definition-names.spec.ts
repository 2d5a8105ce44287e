import { expect } from 'chai';
import { acceptedNames, conditionsOf } from '../../lib/embedded/definition-names.ts';

const definition = (names: object, status: object = {}) => ({ spec: { names }, status });
const WIDGET = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['w'] };

describe('acceptedNames', () => {
  it('are all where nobody else has them', () => {
    expect(acceptedNames(definition(WIDGET), [])).to.deep.equal({ accepted: WIDGET });
  });

  it('are not those that another definition of the group has', () => {
    const other = definition({}, { acceptedNames: WIDGET });
    const { accepted, conflict } = acceptedNames(definition({ ...WIDGET, plural: 'gadgets' }), [other]);
    expect(accepted).to.deep.equal({ plural: 'gadgets', kind: '' });
    expect(conflict).to.deep.equal({ reason: 'ListKindConflict', message: '"WidgetList" is already in use' });
  });
});

describe('conditionsOf', () => {
  const states = (conditions: { type?: string; status?: string }[]) => conditions.map(({ type, status }) => `${type} ${status}`);

  it('establish a definition whose names are accepted, and keep it so', () => {
    const conditions = conditionsOf([], { accepted: {} }, 'now');
    expect(states(conditions)).to.deep.equal(['NamesAccepted True', 'Established True']);
    const later = conditionsOf(conditions, { accepted: {}, conflict: { reason: 'KindConflict', message: 'm' } }, 'later');
    expect(states(later)).to.deep.equal(['NamesAccepted False', 'Established True']);
    expect(later.map(({ lastTransitionTime }) => lastTransitionTime)).to.deep.equal(['later', 'now']);
  });

  it('wait where a name is taken', () => {
    const conditions = conditionsOf([], { accepted: {}, conflict: { reason: 'KindConflict', message: 'm' } }, 'now');
    expect(states(conditions)).to.deep.equal(['NamesAccepted False', 'Established False']);
  });
});
