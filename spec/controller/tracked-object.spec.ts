import { expect } from 'chai';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import { finishedRecord } from '../../lib/resource/record.ts';
import { aWidget } from '../support/a-widget.ts';

const essence = { generation: 1, marks: 'm', content: undefined };

describe('TrackedObject', () => {
  it('names the most telling reason that is due', () => {
    const tracked = new TrackedObject('team/a', 'u');
    tracked.ask('resync', 10);
    tracked.ask('requeue', 20);
    expect([5, 10, 20].map((now) => tracked.dueReason(now))).to.deep.equal([undefined, 'resync', 'requeue']);
  });

  it('keeps the earlier of two times', () => {
    const tracked = new TrackedObject('team/a', 'u');
    tracked.ask('requeue', 20);
    tracked.ask('requeue', 30);
    expect(tracked.nextDueAt(0)).to.equal(20);
  });

  it('forgets what a call answers, not what comes later', () => {
    const tracked = new TrackedObject('team/a', 'u');
    tracked.ask('requeue', 20);
    tracked.ask('resync', 30);
    tracked.answerAsked(20);
    expect(tracked.nextDueAt(20)).to.equal(30);
  });

  it('waits for the first of retry, requeue and record', () => {
    const tracked = new TrackedObject('team/a', 'u');
    expect(tracked.nextDueAt(0)).to.equal(undefined);
    tracked.retry = { handler: 'reconcile', essence, failures: 1, dueAt: 50 };
    expect(tracked.nextDueAt(0)).to.equal(50);
    tracked.late = { record: finishedRecord(true, essence), clearsError: true, dueAt: 40 };
    expect(tracked.nextDueAt(0)).to.equal(40);
  });

  it('is calm for one version, until something else is due', () => {
    const tracked = new TrackedObject('team/a', 'u');
    const isCalm = (version: string, now = 0) => tracked.isCalm(version, () => now);
    expect(isCalm('5')).to.equal(false);
    tracked.calm = '5';
    expect([isCalm('5'), isCalm('6')]).to.deep.equal([true, false]);
    tracked.ask('requeue', 20);
    expect([isCalm('5', 19), isCalm('5', 20)]).to.deep.equal([true, false]);
    tracked.answerAsked(20);
    tracked.late = { record: finishedRecord(true, essence), clearsError: true, dueAt: 40 };
    expect([isCalm('5', 39), isCalm('5', 40)]).to.deep.equal([true, false]);
    tracked.late = undefined;
    tracked.children.add({ type: 'ADDED', child: aWidget() });
    expect(isCalm('5')).to.equal(false);
    tracked.children.clear();
    tracked.retry = { handler: 'reconcile', essence, failures: 1, dueAt: 50 };
    expect(isCalm('5')).to.equal(false);
  });

  it('keeps nothing for its end but the retry of its end', () => {
    const tracked = new TrackedObject('team/a', 'u');
    tracked.retry = { handler: 'ensureDeleted', essence, failures: 1, dueAt: 50 };
    tracked.ask('resync', 1);
    tracked.endsWith(true);
    expect(tracked.nextDueAt(0)).to.equal(50);
    tracked.endsWith(false);
    expect(tracked.nextDueAt(0)).to.equal(undefined);
  });

  it('knows which timers and daemons fail', () => {
    const tracked = new TrackedObject('team/a', 'uid-1');
    expect(tracked.isFailing()).to.equal(false);
    tracked.setFailing('poll', true);
    expect([tracked.isFailing(), tracked.isFailing('poll'), tracked.isFailing('sweep')]).to.deep.equal([true, false, true]);
    expect([tracked.fails('poll'), tracked.fails('sweep')]).to.deep.equal([true, false]);
    tracked.setFailing('poll', false);
    expect([tracked.isFailing(), tracked.fails('poll')]).to.deep.equal([false, false]);
  });

  it('keeps what is out of the ordinary when it rests, and forgets what is no longer', () => {
    const tracked = new TrackedObject('team/a', 'u');
    const retry = { handler: 'reconcile', essence, failures: 1, dueAt: 50 } as const;
    tracked.retry = retry;
    tracked.children.add({ type: 'ADDED', child: aWidget() });
    tracked.rest();
    expect([tracked.retry, tracked.hasChildNotes, tracked.nextDueAt(0)]).to.deep.equal([retry, true, 50]);
    tracked.retry = undefined;
    tracked.children.clear();
    tracked.rest();
    expect([tracked.retry, tracked.hasChildNotes, tracked.asked, tracked.nextDueAt(0)]).to.deep.equal([
      undefined,
      false,
      undefined,
      undefined,
    ]);
  });

  it('asks anew at a later time than before', () => {
    const tracked = new TrackedObject('team/a', 'u');
    tracked.ask('requeue', 20);
    tracked.askAnew('requeue', 30);
    expect(tracked.nextDueAt(0)).to.equal(30);
  });
});
