import { expect } from 'chai';
import { type Grave, Graves } from '../../lib/controller/graves.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { aWidgetText } from '../support/a-widget.ts';

describe('Graves', () => {
  const grave = (uid: string): Grave => ({ tracked: new TrackedObject('team/a', uid), last: aWidgetText({ uid }), old: undefined });

  it('keeps the objects of one name in the order in which they went', () => {
    const graves = new Graves();
    const [one, two] = [grave('one'), grave('two')];
    graves.add('team/a', one);
    graves.add('team/a', two);
    expect(graves.first('team/a')).to.equal(one);
    graves.remove('team/a', one);
    expect(graves.first('team/a')).to.equal(two);
    expect([...graves]).to.deep.equal([two]);
    graves.remove('team/a', two);
    expect([graves.has('team/a'), [...graves.keys()]]).to.deep.equal([false, []]);
  });

  it('has one of an object that left, came back and left again: what is known of its end stays known', () => {
    const graves = new Graves();
    const [first, between, again] = [grave('one'), grave('two'), { ...grave('one'), last: aWidgetText({ uid: 'one', version: 9 }) }];
    first.tracked.cleanedUp = true;
    again.tracked.held = true;
    for (const each of [first, between, again]) graves.add('team/a', each);
    expect([...graves].map(({ tracked, last }) => [tracked.uid, last.resourceVersion])).to.deep.equal([
      ['two', '1'],
      ['one', '9'],
    ]);
    expect([first.tracked.held, [...graves][1]?.tracked]).to.deep.equal([true, first.tracked]);
  });

  it('takes no notice of what is not there', () => {
    const graves = new Graves();
    graves.remove('team/a', grave('one'));
    expect(graves.first('team/a')).to.equal(undefined);
  });

  it('forgets ends, but not what waits for our finalizer to go', () => {
    const graves = new Graves();
    const released = { ...grave('two'), released: true };
    graves.add('team/a', grave('one'));
    graves.add('team/a', released);
    graves.add('team/b', grave('three'));
    graves.forgetEnds();
    expect([...graves]).to.deep.equal([released]);
  });
});
