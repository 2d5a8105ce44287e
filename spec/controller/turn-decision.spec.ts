import { expect } from 'chai';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { TurnDecision } from '../../lib/controller/turn-decision.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { essenceOf } from '../../lib/resource/essence.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

describe('TurnDecision', () => {
  class Level extends Widget {
    async reconcile() {}
  }
  const clock = new FakeClock();
  const decision = new TurnDecision({ type: resolveClass(Level), clock, isHeld: (object) => object.metadata.finalizers !== undefined });
  const object = aWidget();
  const essence = essenceOf(object, true);
  const view = decision.viewOf(object, essence);

  it('sees what the object says of itself', () => {
    const status = { state: 'printing', observedGeneration: 2, handled: { created: true } };
    const { state, record, deleting, held } = decision.viewOf({ ...object, status }, essence);
    expect([state, record?.created, record?.observedGeneration, deleting, held]).to.deep.equal(['printing', true, 2, false, false]);
    const ending = aWidget({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] } });
    expect(decision.viewOf(ending, essence)).to.include({ deleting: true, held: true });
  });

  it('calls for an object that is first seen, and not for one that is settled', () => {
    const tracked = new TrackedObject('team/a', 'uid-a');
    expect(decision.decide(tracked, view)).to.include({ call: 'reconcile', reason: 'created' });
    tracked.settled = essence;
    expect(decision.decide(tracked, view).call).to.equal(undefined);
  });

  it('calls for a child, and for a retry whose time has come', () => {
    const tracked = new TrackedObject('team/a', 'uid-a');
    tracked.settled = essence;
    tracked.children.add({ type: 'ADDED', child: aWidget({ name: 'child' }) });
    expect(decision.decide(tracked, view)).to.include({ call: 'reconcile', reason: 'child' });
    tracked.children.clear();
    tracked.retry = { handler: 'reconcile', essence, failures: 1, dueAt: clock.monotonic() + 1 };
    expect(decision.decide(tracked, view).call).to.equal(undefined);
    tracked.retry = { handler: 'reconcile', essence, failures: 1, dueAt: clock.monotonic() };
    expect(decision.decide(tracked, view)).to.include({ call: 'reconcile', reason: 'retry' });
  });
});
