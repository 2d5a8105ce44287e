import { expect } from 'chai';
import type { ObjectText } from '../../lib/base/object-text.ts';
import { Background, type BackgroundWork } from '../../lib/controller/background.ts';
import type { ObjectDaemons } from '../../lib/controller/daemon-keeper.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { type CRDClass, resolveClass } from '../../lib/resource/crd-class.ts';
import type { Essence } from '../../lib/resource/essence.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

/** A keeper that notes what it is asked for. */
class NotingKeeper {
  readonly notes: string[] = [];
  readonly ending = 0;
  begin(tracked: TrackedObject): ObjectDaemons {
    this.notes.push(`begin ${tracked.key}`);
    const live = {
      update: ({ metadata }: { metadata: { resourceVersion: string } }) => this.notes.push(`update ${metadata.resourceVersion}`),
    };
    const daemons = [{ changed: () => this.notes.push('changed') }];
    return { tracked, live, daemons } as unknown as ObjectDaemons;
  }
  end({ tracked }: ObjectDaemons, cause: string): void {
    this.notes.push(`end ${tracked.key} ${cause}`);
  }
  endAll(): void {
    this.notes.push('end all');
  }
  isEnding(): boolean {
    return false;
  }

  endingKeys(): string[] {
    return [];
  }
}

describe('Background', () => {
  const essence = (generation: number): Essence => ({ generation, content: undefined, marks: '' });
  const object = aWidget();
  const clock = new FakeClock();
  class Busy extends Widget {
    static readonly TIMERS = { poll: { intervalSeconds: 10 } };
    static readonly DAEMONS = { follow: {} };
    async poll() {}
    async follow() {}
  }
  let daemons: NotingKeeper;
  let tracked: TrackedObject;
  beforeEach(() => {
    daemons = new NotingKeeper();
    tracked = new TrackedObject('team/a', 'uid-1');
  });
  const backgroundOf = (type: CRDClass) => new Background({ type: resolveClass(type), clock, daemons });
  const deleting = (version: number): ObjectText => aWidgetText({ version, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });

  it('costs nothing where a class has neither timers nor daemons', () => {
    backgroundOf(Widget).begin(tracked, () => object, essence(1));
    expect(tracked.background).to.equal(undefined);
  });

  it('begins timers and daemons once, ends them together, and never begins them again', () => {
    const background = backgroundOf(Busy);
    background.begin(tracked, () => object, essence(1));
    background.begin(tracked, () => object, essence(2));
    expect(tracked.nextDueAt(0)).to.equal(0);
    background.end(tracked, 'deleted');
    background.end(tracked, 'deleted');
    background.begin(tracked, () => object, essence(2));
    expect(tracked.background).to.equal('over');
    expect(tracked.nextDueAt(0)).to.equal(undefined);
    expect(daemons.notes).to.deep.equal(['begin team/a', 'end team/a deleted']);
  });

  it('begins nothing once the operator stops, and asks all daemons to end', () => {
    const background = backgroundOf(Busy);
    background.stop('stopped');
    background.begin(tracked, () => object, essence(1));
    expect(tracked.background).to.equal(undefined);
    expect(daemons.notes).to.deep.equal(['end all']);
  });

  it('tries again what failed when somebody has changed the object', () => {
    const background = backgroundOf(Busy);
    background.begin(tracked, () => object, essence(1));
    const { timers } = tracked.background as unknown as BackgroundWork;
    const due = timers?.due(0);
    if (due) timers?.failed(due, undefined);
    tracked.setFailing('poll', true);
    background.seen(tracked, essence(1));
    expect([tracked.nextDueAt(0), tracked.isFailing()]).to.deep.equal([undefined, true]);
    background.seen(tracked, essence(2));
    expect([tracked.nextDueAt(0), tracked.isFailing()]).to.deep.equal([0, false]);
    expect(daemons.notes).to.deep.equal(['begin team/a', 'changed']);
  });

  it('shows daemons each version, and ends them with the first that is being deleted', () => {
    const background = backgroundOf(Busy);
    background.begin(tracked, () => object, essence(1));
    background.updated(tracked, aWidgetText({ version: 2 }));
    background.updated(tracked, deleting(3));
    background.updated(tracked, deleting(4));
    expect(daemons.notes).to.deep.equal(['begin team/a', 'update 2', 'update 3', 'end team/a deleted']);
  });

  it('begins nothing for an object that was deleted while its handler ran', () => {
    backgroundOf(Busy).begin(tracked, () => deleting(2).parse(), essence(1));
    expect([tracked.background, daemons.notes]).to.deep.equal([undefined, []]);
  });
});
