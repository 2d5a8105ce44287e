import { expect } from 'chai';
import { eventStrategy } from '../../lib/embedded/event-strategy.ts';

describe('eventStrategy', () => {
  const wrong = (event: object) => eventStrategy.validate?.({ metadata: { namespace: 'a' }, ...event }).map(({ field }) => field);

  it('wants an Event where its object is', () => {
    expect(wrong({ involvedObject: { namespace: 'a' } })).to.deep.equal([]);
    expect(wrong({ involvedObject: { namespace: 'b' } })).to.deep.equal(['involvedObject.namespace']);
    expect(wrong({ apiVersion: 'events.k8s.io/v1' })).to.deep.equal(['eventTime']);
  });

  it('selects by what it is about, in both forms', () => {
    expect(eventStrategy.fields?.({ involvedObject: { name: 'x' }, source: { component: 'c' } })).to.include({
      'involvedObject.name': 'x',
      source: 'c',
    });
    expect(eventStrategy.fields?.({ regarding: { name: 'x' }, reportingComponent: 'r' })).to.include({
      'involvedObject.name': 'x',
      source: 'r',
    });
  });
});
