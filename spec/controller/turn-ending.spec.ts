import { expect } from 'chai';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { TurnEnding, type TurnEndingOptions } from '../../lib/controller/turn-ending.ts';
import { essenceOf } from '../../lib/resource/essence.ts';
import { EssenceReader } from '../../lib/resource/essence-reader.ts';
import { aWidget, aWidgetText } from '../support/a-widget.ts';

describe('TurnEnding', () => {
  const object = aWidget();
  const essence = essenceOf(object, true);
  let told: unknown[];
  let tracked: TrackedObject;
  beforeEach(() => {
    told = [];
    tracked = new TrackedObject('team/a', 'uid-a');
  });

  function ending(timers: TurnEndingOptions['type']['timers'] = [], newest = aWidgetText({ version: 2 })): TurnEnding {
    return new TurnEnding({
      type: { timers, daemons: [] },
      informer: { text: () => newest },
      olds: { handled: (...given) => told.push(given) },
      essences: new EssenceReader(true),
      background: { begin: (_tracked, read) => told.push(read().metadata.resourceVersion) },
    });
  }

  const present = () => ({ tracked, text: aWidgetText(), object, essence });

  it('keeps the version that was handled, beside the newest one', () => {
    const of = present();
    ending().keepOld(of);
    expect(told).to.have.length(1);
    const [of1, text, newest] = told[0] as [TrackedObject, unknown, { resourceVersion: string }];
    expect([of1, text, newest.resourceVersion]).to.deep.equal([tracked, of.text, '2']);
  });

  it('begins timers with the newest version, and nothing where there are none', () => {
    ending().beginBackground(present());
    expect(told).to.deep.equal([]);
    ending([{ name: 'poll' } as TurnEndingOptions['type']['timers'][number]]).beginBackground(present());
    expect(told).to.deep.equal(['2']);
  });

  it('takes the version of the turn where another object has the name', () => {
    const version = ending([], aWidgetText({ uid: 'other', version: 9 })).newestOf(present()).metadata.resourceVersion;
    expect(version).to.equal('1');
  });

  it('lets objects that are alike rest with one essence', () => {
    const rest = ending();
    const other = new TrackedObject('team/b', 'uid-b');
    for (const each of [tracked, other]) {
      each.settled = { ...essence };
      each.ask('requeue', 5);
      rest.rest(each);
    }
    expect(other.settled).to.equal(tracked.settled);
    expect(other.nextDueAt(0)).to.equal(5);
  });
});
