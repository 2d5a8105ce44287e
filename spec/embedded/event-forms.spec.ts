import { expect } from 'chai';
import { eventForms } from '../../lib/embedded/event-forms.ts';

describe('eventForms', () => {
  it('rename fields there and back', () => {
    const { fromStored, toStored } = eventForms();
    const stored = { apiVersion: 'v1', kind: 'Event', message: 'm', involvedObject: { name: 'a' }, reason: 'r' };
    const shown = fromStored?.(stored);
    expect(shown).to.deep.equal({ apiVersion: 'events.k8s.io/v1', kind: 'Event', note: 'm', regarding: { name: 'a' }, reason: 'r' });
    expect(toStored?.(shown ?? {})).to.deep.equal(stored);
  });
});
