import { expect } from 'chai';
import type { ChildEvent } from '../../lib/controller/child-notes.ts';
import { ObjectRegister } from '../../lib/controller/object-register.ts';
import type { AbortCause, TrackedObject } from '../../lib/controller/tracked-object.ts';
import type { CallRole } from '../../lib/resource/crd-class.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

const FINALIZER = 'widgets.bench.example.com/finalizer';
const ESSENCE = { generation: 1, marks: '', content: undefined };

class Cleaner extends Widget {
  static readonly WATCHES = [{ apiVersion: 'v1', kind: 'Part', concerns: () => [] }];
  async ensureDeleted() {}
  async childChanged() {}
}

describe('ObjectRegister', () => {
  let leading: boolean;
  let told: string[];
  let children: ChildEvent[];
  let objects: ObjectRegister;

  const register = (type: typeof Widget) =>
    new ObjectRegister({
      type: resolveClass(type),
      clock: new FakeClock(),
      isOurs: () => leading,
      childrenOf: () => children,
      updated: ({ uid }, { resourceVersion }) => told.push(`updated ${uid} ${resourceVersion}`),
      left: ({ uid }, cause) => told.push(`left ${uid} ${cause}`),
    });
  /** A call that runs for an object. */
  const running = (tracked: TrackedObject, handler: CallRole) => {
    const causes: AbortCause[] = [];
    tracked.running = { handler, abort: (cause) => causes.push(cause) };
    return causes;
  };
  const text = aWidgetText;
  const deleting = (version: number) => text({ version, metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' } });
  const gone = (previous = text(), last = previous) => objects.see({ kind: 'removed', previous, last }, true);

  beforeEach(() => {
    leading = true;
    told = [];
    children = [];
    objects = register(Cleaner);
  });

  it('remembers an object by its uid: another one that takes the name begins anew', () => {
    const first = objects.track(text());
    expect(objects.track(text({ version: 2 }))).to.equal(first);
    expect([objects.find('team/a', 'uid-a'), objects.find('team/a', 'another'), objects.find('team/b', undefined)]).to.deep.equal([
      first,
      undefined,
      undefined,
    ]);
    objects.see({ kind: 'replaced', previous: text(), current: text({ uid: 'another', version: 3 }) }, true);
    expect(objects.has('team/a')).to.equal(false);
    expect(objects.track(text({ uid: 'another' }))).to.not.equal(first);
    expect(objects.graves.first('team/a')?.tracked).to.equal(first);
    expect(told).to.deep.equal(['left uid-a deleted']);
  });

  it('gives an object at its first look what was asked for before, and its children', () => {
    children = [{ type: 'ADDED', child: aWidget({ name: 'child' }) }];
    objects.ask('team/a', undefined, 'triggered');
    const tracked = objects.track(text());
    expect([tracked.dueReason(0), tracked.children.size]).to.deep.equal(['triggered', 1]);
    objects.ask('team/a', 'uid-a', 'reference');
    expect(tracked.dueReason(0)).to.equal('reference');
  });

  it('asks early for what comes while it leads, since its references may have changed while it was away', () => {
    objects.see({ kind: 'added', current: text() }, true);
    expect(objects.track(text()).dueReason(0)).to.equal('reference');
    objects.see({ kind: 'added', current: text({ name: 'b' }) }, false);
    expect(objects.track(text({ name: 'b' })).dueReason(0)).to.equal(undefined);
  });

  it('keeps nothing that was asked early of what is not there, nor of what goes', () => {
    objects.ask('team/a', undefined, 'triggered');
    objects.keepEarly(() => false);
    expect(objects.track(text()).dueReason(0)).to.equal(undefined);
    objects.ask('team/b', 'uid-b', 'triggered');
    gone(text({ name: 'b' }));
    expect(objects.track(text({ name: 'b', uid: 'another' })).dueReason(0)).to.equal(undefined);
  });

  it('keeps the version that was last handled when a newer one comes', () => {
    const tracked = objects.track(text());
    tracked.settled = ESSENCE;
    objects.see({ kind: 'updated', previous: text(), current: text({ version: 2 }) }, true);
    objects.see({ kind: 'updated', previous: text({ version: 2 }), current: text({ version: 3 }) }, true);
    expect(tracked.old?.resourceVersion).to.equal('1');
    expect(told).to.deep.equal(['updated uid-a 2', 'updated uid-a 3']);
  });

  it('has the running handler aborted by the deletion, but for ensureDeleted', () => {
    const tracked = objects.track(text());
    const causes = running(tracked, 'ensureModified');
    objects.see({ kind: 'updated', previous: text(), current: deleting(2) }, true);
    expect(causes).to.deep.equal(['deleted']);
    const later = running(tracked, 'ensureDeleted');
    objects.see({ kind: 'updated', previous: deleting(2), current: deleting(3) }, true);
    gone(deleting(3));
    expect(later).to.deep.equal([]);
  });

  it('keeps for the end of an object its last version and the one that was last handled', () => {
    const held = text({ metadata: { finalizers: [FINALIZER] } });
    const tracked = objects.track(held);
    tracked.settled = ESSENCE;
    objects.lateRecords.add(tracked, { record: { created: true } as never, clearsError: false }, 0);
    gone(held, text({ version: 9 }));
    const grave = objects.graves.first('team/a');
    expect([grave?.last.resourceVersion, grave?.old?.resourceVersion, tracked.held, tracked.left]).to.deep.equal(['9', '1', true, true]);
    expect([objects.lateRecords.size, tracked.late, objects.olds.memory.liveBytes]).to.deep.equal([0, undefined, 0]);
  });

  it('has nothing to do with the end of an object on standby, nor without anything to call for it', () => {
    leading = false;
    gone();
    leading = true;
    objects = register(Widget);
    objects.track(text());
    gone();
    expect([...objects.graves.keys()]).to.deep.equal([]);
    expect(objects.has('team/a')).to.equal(false);
  });

  it('lets what WHEN lets in no longer wait once for our finalizer to go', () => {
    const tracked = objects.track(text());
    const causes = running(tracked, 'ensureCreated');
    const left = text({ version: 2, metadata: { finalizers: [FINALIZER] } });
    objects.see({ kind: 'left', current: left }, true);
    objects.see({ kind: 'outside', current: left }, true);
    expect(causes).to.deep.equal(['released']);
    expect([...objects.graves].map(({ released }) => released)).to.deep.equal([true]);
    objects.see({ kind: 'left', current: text({ name: 'b' }) }, true);
    expect(objects.graves.has('team/b')).to.equal(false);
  });

  it('notes children for their owner only, and only where somebody is told', () => {
    const event: ChildEvent = { type: 'ADDED', child: aWidget({ name: 'child', version: 5 }) };
    expect(objects.childChanged('team/a', 'uid-a', event)).to.equal(false);
    const tracked = objects.track(text());
    expect(objects.childChanged('team/a', 'another', event)).to.equal(false);
    expect(objects.childChanged('team/a', 'uid-a', event)).to.equal(true);
    objects.childWritten('team/a', 'uid-a', event.child);
    expect(tracked.children.size).to.equal(0);
    objects = register(Widget);
    objects.track(text());
    expect(objects.childChanged('team/a', 'uid-a', event)).to.equal(false);
  });

  it('has the end of an older object come before what is due of the one that has the name now', () => {
    const older = objects.track(text());
    gone();
    objects.track(text({ uid: 'another' })).ask('requeue', 5);
    expect(objects.nextDueAt('team/a')).to.equal(undefined);
    older.retry = { handler: 'ensureDeleted', essence: ESSENCE, failures: 1, dueAt: 9 };
    expect(objects.nextDueAt('team/a')).to.equal(9);
  });

  it('forgets at the end of a term all but who waits for our finalizer to go', () => {
    const tracked = objects.track(text());
    tracked.settled = ESSENCE;
    objects.see({ kind: 'updated', previous: text(), current: text({ version: 2 }) }, true);
    objects.ask('team/b', undefined, 'triggered');
    gone(text({ name: 'c' }));
    objects.see({ kind: 'outside', current: text({ name: 'd', metadata: { finalizers: [FINALIZER] } }) }, true);
    const before = objects.lateRecords;
    objects.endTerm();
    expect([objects.has('team/a'), objects.olds.memory.liveBytes, [...objects.graves.keys()]]).to.deep.equal([false, 0, ['team/d']]);
    expect(objects.lateRecords).to.not.equal(before);
    expect(objects.track(text({ name: 'b' })).dueReason(0)).to.equal(undefined);
  });

  it('asks the handlers of those that are there, and of those that are gone, to end', () => {
    const ended = running(objects.track(text()), 'ensureDeleted');
    gone();
    const running2 = running(objects.track(text({ uid: 'another' })), 'ensureCreated');
    objects.abort('stopped');
    expect([ended, running2]).to.deep.equal([['stopped'], ['stopped']]);
  });
});
