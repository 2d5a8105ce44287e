import { expect } from 'chai';
import type { Calling } from '../../lib/controller/call-runner.ts';
import type { HandlerCall } from '../../lib/controller/handler-call.ts';
import { HandlerRun } from '../../lib/controller/handler-run.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import type { StatusWriter } from '../../lib/resource/status-writer.ts';
import { aWidget } from '../support/a-widget.ts';

describe('HandlerRun', () => {
  it('says what it is of, and frees its object when it is released', () => {
    const tracked = new TrackedObject('team/a', 'uid-a');
    const essence = { generation: 1, marks: 'm', content: undefined };
    const calling: Calling = {
      tracked,
      object: aWidget(),
      essence,
      handler: 'ensureModified',
      reason: 'retry',
      old: () => undefined,
      failures: 2,
    };
    const call = {
      handler: 'ensureModified',
      abort: () => undefined,
      assigned: (key: string) => key === 'state',
    } as unknown as HandlerCall;
    const about = { kind: 'Widget', key: 'team/a', uid: 'uid-a', reason: 'retry', attempt: 3, reconcileId: 'r-1' } as const;
    const run = new HandlerRun({ calling, writer: {} as StatusWriter, observed: { ...about, handler: 'resized' }, call });
    expect([run.name, run.handler, run.attempt, run.reconcileId]).to.deep.equal(['resized', 'ensureModified', 3, 'r-1']);
    expect([run.essence, run.object.metadata.name, run.assigned('state'), run.assigned('x')]).to.deep.equal([essence, 'a', true, false]);
    tracked.running = call;
    const end = { outcome: 'succeeded' } as const;
    expect(run.release(end)).to.equal(end);
    expect(tracked.running).to.equal(undefined);
  });
});
