import { expect } from 'chai';
import type { ObjectText } from '../../lib/base/object-text.ts';
import { Graves } from '../../lib/controller/graves.ts';
import { NameTurn, type NameTurnOptions } from '../../lib/controller/name-turn.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { aWidgetText } from '../support/a-widget.ts';

describe('NameTurn', () => {
  let steps: string[];
  let present: ObjectText | undefined;
  let graves: Graves;
  let ready: boolean;
  let ending: boolean;
  let outside: boolean;
  let mayAct: boolean;
  let bury: (uid: string) => Promise<boolean>;

  type Turn = ReturnType<NameTurnOptions['turn']>;
  const aTurn = (term: string) =>
    ({
      mayAct: () => mayAct,
      background: { isEnding: () => ending },
      isCalm: ({ uid }: TrackedObject) => uid === 'now',
      bury: ({ tracked }: { tracked: TrackedObject }) => {
        steps.push(`${term}: bury ${tracked.uid}`);
        return bury(tracked.uid);
      },
      take: ({ uid }: TrackedObject) => {
        steps.push(`${term}: take ${uid}`);
        return 'done';
      },
    }) as unknown as Turn;
  let turn: Turn;
  const names = () =>
    new NameTurn({
      objects: {
        graves,
        track: ({ key, uid }) => new TrackedObject(key, uid),
        find: (key, uid) => (uid ? new TrackedObject(key, uid) : undefined),
      },
      watches: {
        informer: { text: () => present },
        view: { isOutside: () => outside },
        isReadyFor: () => ready,
      } as unknown as NameTurnOptions['watches'],
      turn: () => turn,
    });
  const gone = (uid: string) =>
    graves.add('team/a', { tracked: new TrackedObject('team/a', uid), last: aWidgetText({ uid }), old: undefined });

  beforeEach(() => {
    steps = [];
    present = aWidgetText({ uid: 'now' });
    graves = new Graves();
    [ready, ending, outside, mayAct] = [true, false, false, true];
    bury = async () => true;
    turn = aTurn('first');
  });

  it('is that of the object that has it, at once', () => {
    expect(names().take('team/a')).to.equal('done');
    expect(steps).to.deep.equal(['first: take now']);
  });

  it('is none on standby, while daemons end, or before all is known', () => {
    turn = undefined;
    names().take('team/a');
    [turn, ending] = [aTurn('first'), true];
    names().take('team/a');
    [ending, ready] = [false, false];
    names().take('team/a');
    [ready, present] = [true, undefined];
    expect(names().take('team/a')).to.equal('done');
    expect(steps).to.deep.equal([]);
  });

  it('is known to be needless when the object that has the name is calm, and nobody else’s end is to be seen to', () => {
    expect(names().isCalm('team/a')).to.equal(true);
    present = aWidgetText({ uid: 'other' });
    expect(names().isCalm('team/a')).to.equal(false);
    present = aWidgetText({ uid: 'now' });
    for (const change of [() => (ending = true), () => (ready = false), () => (turn = undefined), () => gone('older')]) {
      [ending, ready, turn] = [false, true, aTurn('first')];
      change();
      expect(names().isCalm('team/a')).to.equal(false);
    }
    [ending, ready, turn, graves, present] = [false, true, aTurn('first'), new Graves(), undefined];
    expect(names().isCalm('team/a')).to.equal(false);
  });

  it('deals with the ends of those that had it first, the oldest first', async () => {
    gone('oldest');
    gone('older');
    expect(await names().take('team/a')).to.equal('done');
    expect(steps).to.deep.equal(['first: bury oldest', 'first: bury older', 'first: take now']);
    expect(graves.has('team/a')).to.equal(false);
  });

  it('goes no further than an end that waits for its retry', async () => {
    bury = async () => false;
    gone('older');
    await names().take('team/a');
    expect(steps).to.deep.equal(['first: bury older']);
    expect(graves.has('team/a')).to.equal(true);
  });

  it('spares one that has come back, but not while WHEN keeps it out', async () => {
    gone('now');
    await names().take('team/a');
    gone('now');
    outside = true;
    await names().take('team/a');
    expect(steps).to.deep.equal(['first: take now', 'first: bury now', 'first: take now']);
  });

  it('buries nothing more, and gives the name to nobody, when the term has ended meanwhile', async () => {
    bury = async () => {
      turn = aTurn('second');
      return true;
    };
    gone('oldest');
    gone('older');
    await names().take('team/a');
    expect(steps).to.deep.equal(['first: bury oldest']);
    bury = async () => true;
    await names().take('team/a');
    expect(steps.slice(1)).to.deep.equal(['second: bury oldest', 'second: bury older', 'second: take now']);
  });

  it('comes again after a pause when no handler may begin at the moment', async () => {
    bury = async () => false;
    mayAct = false;
    gone('older');
    expect(await names().take('team/a')).to.equal('later');
    mayAct = true;
    expect(await names().take('team/a')).to.equal('done');
  });
});
