import { expect } from 'chai';
import type { Client } from '../../lib/cluster/client.ts';
import { EventRecorder, microTime } from '../../lib/resource/event-recorder.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget } from '../support/a-widget.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

interface Posted {
  metadata: { name: string; namespace: string };
  reason: string;
  note: string;
  type: string;
  regarding: object;
  eventTime: string;
  reportingController: string;
}

describe('EventRecorder', () => {
  let posted: Posted[];
  let refuse: unknown;
  const logger = new RecordingLogger();
  const create = async (event: Posted) => {
    if (refuse) throw refuse;
    posted.push(event);
  };
  const recorder = new EventRecorder({
    client: { create } as unknown as Client,
    clock: new FakeClock(),
    logger,
    controller: 'printer-operator',
    instance: 'host-1',
  });
  beforeEach(() => {
    posted = [];
    refuse = undefined;
  });

  it('posts what the API server takes', async () => {
    await recorder.post(aWidget({ version: 4 }), 'Warning', 'Jam', 'out of paper');
    const [event] = posted;
    expect(event).to.include({ reason: 'Jam', note: 'out of paper', type: 'Warning', reportingController: 'printer-operator' });
    expect(event?.metadata.namespace).to.equal('team');
    expect(event?.eventTime).to.equal('2026-01-01T00:00:00.000000Z');
    expect(event?.regarding).to.include({ kind: 'Widget', name: 'a', uid: 'uid-a', resourceVersion: '4' });
  });

  it('posts about a cluster-scoped object in the namespace default', async () => {
    await recorder.post(aWidget({ metadata: { namespace: undefined } }), 'Normal', 'Seen', '');
    expect(posted[0]?.metadata.namespace).to.equal('default');
  });

  it('gives each Event a name of its own that is not too long, and cuts what is', async () => {
    const object = aWidget({ name: 'n'.repeat(253) });
    for (let count = 0; count < 2; count += 1) await recorder.post(object, 'Normal', 'R'.repeat(300), 'x'.repeat(3000));
    const names = posted.map(({ metadata }) => metadata.name);
    expect(new Set(names).size).to.equal(2);
    expect(names[0]?.length).to.be.at.most(253);
    expect(posted[0]?.note.length).to.equal(1024);
    expect(posted[0]?.reason.length).to.equal(128);
  });

  it('logs an Event that cannot be posted, and fails nothing', async () => {
    refuse = new Error('forbidden');
    await recorder.post(aWidget(), 'Normal', 'Seen', '');
    expect(logger.messages('warn')).to.deep.equal(['an Event could not be posted']);
  });

  it('writes times with six digits', () => expect(microTime(1)).to.equal('1970-01-01T00:00:00.001000Z'));
});
