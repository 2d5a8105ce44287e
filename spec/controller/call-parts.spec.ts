/** What a call is made with, as its handlers see it. */
import { expect } from 'chai';
import { CallParts, type SharedCallParts } from '../../lib/controller/call-parts.ts';
import type { Calling } from '../../lib/controller/call-runner.ts';
import type { ControllerCluster, ControllerContext } from '../../lib/controller/controller-context.ts';
import type { OwnParts } from '../../lib/controller/handler-call.ts';
import { LiveObject } from '../../lib/controller/live-object.ts';
import { TrackedObject } from '../../lib/controller/tracked-object.ts';
import type { CallStatus } from '../../lib/resource/call.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('CallParts', () => {
  class Level extends Widget {
    async reconcile() {}
  }
  const tracked = new TrackedObject('team/a', 'uid-a');
  const object = aWidget();
  const writer = {} as CallStatus;
  const client = {} as ControllerCluster['client'];
  let posted: string[];
  let speaks: boolean;
  beforeEach(() => {
    posted = [];
    speaks = true;
  });

  function partsOf(calling: Partial<Calling> = {}): CallParts {
    const context = {
      type: resolveClass(Level),
      logger: new RecordingLogger(),
      recorder: { post: (_object: unknown, _type: string, _reason: string, message: string) => posted.push(message) },
      redact: (message: string) => message.replace('hunter2', '[redacted]'),
    } as unknown as ControllerContext;
    const shared = {
      context,
      clusterOf: () => ({ client }),
      maySpeak: () => speaks,
      parseSpec: () => ({ parsed: true }),
      newestOf: () => aWidget({ version: 2 }),
    } as unknown as SharedCallParts;
    const essence = { generation: 1, marks: 'm', content: undefined };
    const made = {
      tracked,
      object,
      essence,
      handler: 'reconcile',
      reason: 'created',
      old: () => undefined,
      failures: 0,
      ...calling,
    } as const;
    return new CallParts(shared, made, 'r-1', writer);
  }

  const own = (spec: object = {}): OwnParts => ({ spec, status: writer, signal: new AbortController().signal });

  it('have what is the call’s own from the moment at which it begins', () => {
    const parts = partsOf();
    expect(() => parts.signal).to.throw('the call has not begun');
    const given = own({ size: 1 });
    expect(parts.partsFor(given)).to.equal(parts);
    expect([parts.spec, parts.signal, parts.status]).to.deep.equal([given.spec, given.signal, writer]);
    expect(parts.client).to.equal(client);
  });

  it('make the logger once', () => {
    const parts = partsOf();
    expect(parts.logger).to.equal(parts.logger);
  });

  it('post Events without secrets, and none for an object that is another replica’s by now', () => {
    const { postEvent, newest } = partsOf();
    postEvent(object, 'Normal', 'Printed', 'with hunter2');
    speaks = false;
    postEvent(object, 'Normal', 'Printed', 'too late');
    expect(posted).to.deep.equal(['with [redacted]']);
    expect(newest().metadata.resourceVersion).to.equal('2');
  });

  it('have a change with its attempt for a handler, and none for a timer', () => {
    const { change } = partsOf({ reason: 'retry', failures: 2 });
    expect([change?.reason, change?.attempt, change?.new]).to.deep.equal(['retry', 3, object]);
    expect(partsOf({ reason: 'timer', handler: 'timer', timed: 'poll' }).change).to.equal(undefined);
  });

  it('read the newest version for a daemon', async () => {
    const live = new LiveObject(object, async ({ spec }) => spec as object);
    const parts = partsOf({ live, handler: 'daemon', timed: 'follow', reason: 'daemon' });
    parts.partsFor(own());
    live.update(aWidget({ version: 3, spec: { size: 3 } }));
    expect(await parts.parseSpec()).to.deep.equal({ size: 3 });
    expect([parts.object.metadata.resourceVersion, parts.spec]).to.deep.equal(['3', { size: 3 }]);
    expect(await partsOf().parseSpec()).to.deep.equal({ parsed: true });
  });
});
