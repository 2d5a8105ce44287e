import { expect } from 'chai';
import { TemporaryError } from '../../lib/base/errors.ts';
import { CallHistory } from '../../lib/controller/call-history.ts';
import type { ShardOwner } from '../../lib/controller/controller-context.ts';
import { type Explanation, explain } from '../../lib/controller/explanation.ts';
import { ControllerRun, Widget, type WidgetStatics } from '../support/controller-run.ts';

describe('explain', () => {
  let run: ControllerRun;
  let history: CallHistory;
  let act: () => unknown;

  afterEach(() => run.stop());

  class Explained extends Widget {
    ensureCreated() {
      return act() as Promise<void>;
    }
    ensureModified() {
      return act() as Promise<void>;
    }
    ensureDeleted() {
      return act() as Promise<void>;
    }
  }

  function start(statics: WidgetStatics = {}): void {
    act = () => undefined;
    run = new ControllerRun(Object.assign(class extends Explained {}, statics), {
      observe: (clock) => (history = new CallHistory({ clock, redact: (text) => text.replaceAll('hunter2', '[redacted]') })),
    });
  }

  function explained(key = 'team/a'): Explanation {
    const { clock } = run;
    return explain(run.controller.factsOf(key), {
      now: clock.now(),
      monotonic: clock.monotonic(),
      lastCall: history.lastCall(key),
      failedTurn: history.failedTurn(key),
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    });
  }

  it('tells of an object that has been handled when and why, and that nothing is left to do', async () => {
    start();
    await run.add('a');
    const { state, summary, lastCall, next, waitsFor, status, finalizer } = explained();
    expect(state).to.equal('settled');
    expect(summary).to.equal('ensureCreated succeeded after 0 s; nothing has changed since the last call');
    expect(lastCall).to.include({ handler: 'ensureCreated', reason: 'created', attempt: 1, outcome: 'succeeded' });
    expect(next).to.deep.equal({ call: null, reason: 'nothing has changed since the last call' });
    expect(waitsFor).to.deep.equal([]);
    expect(status).to.deep.equal({ state: 'processed', error: null, created: true, observedGeneration: 1, pending: false });
    expect(finalizer).to.deep.equal({ name: 'widgets.bench.example.com/finalizer', present: true });
  });

  it('tells which replica handles an object, and who has to let go of it before', async () => {
    start();
    await run.add('a');
    expect(explained().shard).to.equal(null);
    const shared = (shard: Partial<ShardOwner>) =>
      explain(
        { ...run.controller.factsOf('team/a'), shard: { owner: 'me', self: 'me', here: false, heldBy: [], ...shard } },
        { now: 0, monotonic: 0, lastCall: undefined, failedTurn: undefined, redact: (text) => text },
      );
    expect(shared({ here: true })).to.deep.include({ state: 'settled', shard: { owner: 'me', here: true, heldBy: [] } });
    expect(shared({ owner: 'other' })).to.include({ state: 'elsewhere', summary: 'another replica handles it: ask other', next: null });
    expect(shared({ heldBy: ['other'] }).summary).to.equal(
      'it comes to this replica as soon as other has let go of it, or its lease has run out',
    );
    expect(shared({}).summary).to.equal('it comes to this replica as soon as its lease says so');
    expect(shared({ owner: undefined }).summary).to.match(/^this replica does not share the objects at the moment/);
  });

  it('tells of a failure what it waits for, after how many attempts, and the error without secrets', async () => {
    start();
    act = () => {
      throw new TemporaryError('password hunter2 is refused', { delaySeconds: 60 });
    };
    await run.add('a');
    await run.pass(20);
    const { state, summary, failures, waitsFor, lastError } = explained();
    expect(state).to.equal('waiting');
    expect(summary).to.equal(
      'ensureCreated follows in 40 s (retry), after 1 failed attempt; the last error: password [redacted] is refused',
    );
    expect([failures, lastError]).to.deep.equal([1, 'password [redacted] is refused']);
    const at = new Date(run.clock.now() + 40_000).toISOString();
    expect(waitsFor).to.deep.equal([{ what: 'retry', handler: 'ensureCreated', inSeconds: 40, at }]);
    expect(JSON.stringify(explained())).to.not.contain('hunter2');
  });

  it('tells of a handler that runs, and since when', async () => {
    start();
    const done = Promise.withResolvers<void>();
    act = () => done.promise;
    await run.add('a');
    await run.pass(12);
    const { state, summary, running, next } = explained();
    expect([state, summary, next]).to.deep.equal(['running', 'ensureCreated has been running for 12 s, attempt 1', null]);
    expect(running?.seconds).to.equal(12);
    done.resolve();
    await run.settle();
  });

  it('tells of an object that waits for a place, and what comes then', async () => {
    start({ CONCURRENCY: 1 });
    const done = Promise.withResolvers<void>();
    act = () => done.promise;
    await run.add('a');
    await run.add('b');
    const { state, summary } = explained('team/b');
    expect([state, summary]).to.deep.equal(['queued', 'it waits for a free place (priority high); then ensureCreated is called (created)']);
    done.resolve();
    await run.settle();
  });

  it('tells of a permanent failure that only a change helps', async () => {
    start({ RETRIES: 0 });
    act = () => {
      throw new Error('no such disk');
    };
    await run.add('a');
    const { state, summary, status } = explained();
    expect(state).to.equal('failed');
    expect(summary).to.contain('ensureCreated failed for good').and.contain('the last error: no such disk');
    expect(status).to.include({ state: 'error', error: 'no such disk' });
  });

  it('tells of a turn that the API server kept from a handler', async () => {
    start();
    run.cluster.before = () => {
      throw new Error('away');
    };
    await run.add('a');
    const { state, summary, lastError } = explained();
    expect([state, lastError]).to.deep.equal(['waiting', 'away']);
    expect(summary).to.contain('the API server kept its turn from a handler');
    run.cluster.before = () => {};
  });

  it('tells of what is not watched, and of what was in use before', async () => {
    start();
    await run.settle();
    expect(explained('team/none')).to.include({ state: 'unknown', uid: null, finalizer: null });
    await run.add('a', { status: { state: 'set by somebody' } });
    expect(explained().next).to.deep.equal({
      call: null,
      reason: 'it was in use before this operator knew it: a change is what it waits for',
    });
  });

  it('tells that nothing is handled before the first lists are complete', async () => {
    start();
    await run.stop();
    const held = Promise.withResolvers<void>();
    const { cluster } = run;
    cluster.beforeStream = () => held.promise;
    run = new ControllerRun(Explained, { cluster });
    await run.settle();
    expect(explained()).to.include({ state: 'waiting for lists' });
    held.resolve();
  });

  it('does not take the call of an earlier object of that name for this one’s', async () => {
    start({ FINALIZER: null });
    await run.add('a');
    await run.remove('a');
    const held = Promise.withResolvers<void>();
    act = () => held.promise;
    const facts = run.controller.factsOf('team/a');
    const lastCall = history.lastCall('team/a');
    const object = {
      apiVersion: 'v1',
      kind: 'Widget',
      metadata: { name: 'a', namespace: 'team', uid: 'other', resourceVersion: '9', creationTimestamp: '2026-01-01T00:00:00Z' },
    };
    const moment = { now: 0, monotonic: 0, lastCall, failedTurn: undefined, redact: (text: string) => text };
    expect(explain({ ...facts, object }, moment).lastCall).to.equal(null);
    held.resolve();
  });
});
