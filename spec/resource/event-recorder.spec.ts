import { expect } from 'chai';
import type { Client } from '../../lib/cluster/client.ts';
import { EventRecorder, microTime } from '../../lib/resource/event-recorder.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget } from '../support/a-widget.ts';
import { refusal } from '../support/fake-cluster.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { settled } from '../support/settled.ts';

interface Posted {
  metadata: { name: string; namespace: string };
  reason: string;
  note: string;
  type: string;
  action: string;
  regarding: object;
  eventTime: string;
  reportingController: string;
  reportingInstance: string;
  series?: object;
}

describe('EventRecorder', () => {
  let posted: Posted[];
  let patched: { name: string; series: object }[];
  let refuse: (verb: string) => unknown;
  let hold: Promise<void> | undefined;
  let logger: RecordingLogger;
  let clock: FakeClock;
  let recorder: EventRecorder;

  beforeEach(() => {
    posted = [];
    patched = [];
    refuse = () => undefined;
    hold = undefined;
    logger = new RecordingLogger();
    clock = new FakeClock();
    const asked = async (verb: string) => {
      await hold;
      const error = refuse(verb);
      if (error) throw error;
    };
    const client = {
      async create(event: Posted) {
        await asked('create');
        posted.push(structuredClone(event));
      },
      async mergePatch({ name }: { name: string }, { series }: { series: object }) {
        await asked('patch');
        patched.push({ name, series });
      },
    } as unknown as Client;
    recorder = new EventRecorder({ client, clock, logger, controller: 'printer-operator', instance: 'host-1' });
  });

  const post = (message = 'out of paper', object = aWidget({ version: 4 })) => recorder.post(object, 'Warning', 'Jam', message);

  it('posts what the API server takes', async () => {
    post();
    await recorder.flush();
    const [event] = posted;
    expect(event).to.include({
      reason: 'Jam',
      action: 'Jam',
      note: 'out of paper',
      type: 'Warning',
      reportingController: 'printer-operator',
      reportingInstance: 'host-1',
    });
    expect(event?.metadata.namespace).to.equal('team');
    expect(event?.eventTime).to.equal('2026-01-01T00:00:00.000000Z');
    expect(event?.regarding).to.include({ kind: 'Widget', name: 'a', uid: 'uid-a', resourceVersion: '4' });
    expect(event).not.to.have.property('series');
  });

  it('posts about a cluster-scoped object in the namespace default', async () => {
    post('', aWidget({ metadata: { namespace: undefined } }));
    await recorder.flush();
    expect(posted[0]?.metadata.namespace).to.equal('default');
  });

  it('gives each Event a name of its own that is not too long, and cuts what has too many bytes', async () => {
    const object = aWidget({ name: 'n'.repeat(253) });
    for (const letter of ['ä', 'x']) recorder.post(object, 'Normal', 'R'.repeat(300), letter.repeat(3000));
    await recorder.flush();
    const names = posted.map(({ metadata }) => metadata.name);
    expect(new Set(names).size).to.equal(2);
    expect(names[0]?.length).to.be.at.most(253);
    expect(Buffer.byteLength(posted[0]?.note ?? '')).to.be.within(1020, 1024);
    expect(posted[0]?.note).to.match(/^ä+…$/);
    expect(Buffer.byteLength(posted[0]?.reason ?? '')).to.equal(128);
  });

  it('counts the same Event instead of posting it again', async () => {
    post();
    await recorder.flush();
    await clock.advance(1000);
    post();
    await recorder.flush();
    expect(posted).to.have.lengthOf(1);
    const series = { count: 2, lastObservedTime: '2026-01-01T00:00:01.000000Z' };
    expect(patched).to.deep.equal([{ name: posted[0]?.metadata.name, series }]);
  });

  it('keeps nobody waiting, and says at once how often it came meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    for (let count = 0; count < 5; count += 1) {
      post();
      await settled();
    }
    expect(posted).to.deep.equal([]);
    resolve();
    await recorder.flush();
    expect(posted).to.have.lengthOf(1);
    expect(patched.map(({ series }) => series)).to.deep.equal([{ count: 5, lastObservedTime: '2026-01-01T00:00:00.000000Z' }]);
  });

  it('posts a first Event that came several times with its count', async () => {
    post();
    post();
    await recorder.flush();
    expect(posted[0]?.series).to.deep.equal({ count: 2, lastObservedTime: '2026-01-01T00:00:00.000000Z' });
  });

  it('begins anew when the Event has expired', async () => {
    post();
    await recorder.flush();
    refuse = (verb) => (verb === 'patch' ? refusal(404, 'NotFound', 'gone') : undefined);
    post();
    await recorder.flush();
    expect(posted.map(({ series }) => series)).to.deep.equal([undefined, undefined]);
    expect(posted[0]?.metadata.name).not.to.equal(posted[1]?.metadata.name);
  });

  it('posts a thousand Events of one object as a handful', async () => {
    for (let count = 0; count < 1000; count += 1) {
      post(`attempt ${count}`);
      await recorder.flush();
    }
    expect([posted.length, patched.length]).to.deep.equal([10, 15]);
    expect(posted[9]?.note).to.equal('(combined from similar events): attempt 9');
  });

  it('tries again what the server doesn’t take now, and gives up in the end', async () => {
    let left = 3;
    refuse = () => (left-- > 0 ? refusal(503, 'ServiceUnavailable', 'busy') : undefined);
    post();
    for (let round = 0; round < 5; round += 1) await clock.advance(10_000);
    await recorder.flush();
    expect(posted).to.have.lengthOf(1);
    refuse = () => new Error('no connection');
    post('other');
    for (let round = 0; round < 15; round += 1) await clock.advance(10_000);
    await recorder.flush();
    expect(posted).to.have.lengthOf(1);
    expect(logger.records.filter(({ level }) => level === 'warn')).to.have.lengthOf(2);
  });

  it('takes one that is there already for posted', async () => {
    refuse = () => refusal(409, 'AlreadyExists', 'there');
    post();
    await recorder.flush();
    expect(logger.messages('warn')).to.deep.equal([]);
  });

  it('logs an Event that cannot be posted, the same failure once, and fails nothing', async () => {
    refuse = () => refusal(403, 'Forbidden', 'no');
    post('one');
    post('two');
    await recorder.flush();
    expect(logger.messages('warn')).to.deep.equal(['an Event could not be posted']);
  });

  it('posts what waits when it stops, without waiting for better times, and takes no more', async () => {
    post();
    await recorder.stop();
    expect(posted).to.have.lengthOf(1);
    post('later');
    await recorder.flush();
    expect(posted).to.have.lengthOf(1);
  });

  it('ends the wait for another try when it stops', async () => {
    refuse = () => refusal(503, 'ServiceUnavailable', 'busy');
    post();
    await settled();
    await recorder.stop();
    expect(posted).to.deep.equal([]);
  });

  it('writes times with six digits', () => expect(microTime(1)).to.equal('1970-01-01T00:00:00.001000Z'));
});
