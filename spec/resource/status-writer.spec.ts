import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ObjectText } from '../../lib/base/object-text.ts';
import { finishedRecord, RECORD_ANNOTATION, UNFINISHED_CREATION } from '../../lib/resource/record.ts';
import { StatusKeys } from '../../lib/resource/status-keys.ts';
import { StatusWriter, type StatusWriterOptions } from '../../lib/resource/status-writer.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

const essence = { generation: 1, marks: 'm', content: undefined };
const finished = finishedRecord(true, essence);

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

describe('StatusWriter', () => {
  let cluster: FakeCluster;
  let cached: StoredObject;
  let reports: string[];
  let bodies: { status?: Record<string, unknown> }[];

  beforeEach(() => {
    cluster = new FakeCluster([{ apiVersion: 'v1', kind: 'Thing', plural: 'things' }]);
    bodies = [];
    cluster.before = ({ verb, body }) => {
      if (verb === 'patch') bodies.push(body as (typeof bodies)[0]);
    };
    reports = [];
    cached = cluster.add({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: {} });
  });

  function aWriter(options: Partial<StatusWriterOptions> & { status?: object } = {}): StatusWriter {
    const { status, ...rest } = options;
    if (status) cached = cluster.edit('Thing', 'a', { status });
    bodies = [];
    return new StatusWriter({
      client: cluster.client,
      reference: { apiVersion: 'v1', kind: 'Thing', name: 'a', namespace: 'team' },
      object: cached,
      newest: () => ObjectText.from(cached),
      observed: (version) => {
        cached = version instanceof ObjectText ? version.parse() : version;
      },
      subresource: true,
      keys: new StatusKeys({ gated: true, report: (keys, why) => reports.push(`${keys.join(' ')} ${why}`) }),
      ...rest,
    });
  }

  const stored = () => cluster.stored('Thing', 'a')?.status;
  const sent = () => bodies.map(({ status }) => status);

  describe('what is assigned', () => {
    it('can be read at once, merged deep, and is frozen', () => {
      const writer = aWriter({ status: { a: { x: 1, y: 1 }, list: [1, 2] } });
      writer.assign({ a: { x: 2, y: null }, list: [3], none: undefined });
      expect(writer.status).to.deep.equal({ a: { x: 2 }, list: [3] });
      expect(Object.isFrozen(writer.status.a)).to.equal(true);
      expect(writer.status).to.equal(writer.status);
    });

    it('is what the assignments do one after another', async () => {
      const writer = aWriter({ status: { a: { x: 1 } } });
      writer.assign({ a: null });
      writer.assign({ a: { y: 2 } });
      expect(writer.status).to.deep.equal({ a: { y: 2 } });
      await writer.flush();
      expect(stored()).to.deep.equal({ a: { y: 2 } });
    });

    it('is not changed by changing the value afterwards', async () => {
      const writer = aWriter();
      const value = { list: [1] };
      writer.assign(value);
      value.list.push(2);
      await writer.flush();
      expect(stored()).to.deep.equal({ list: [1] });
    });

    it('is sent without being asked for, all of one turn in one write', async () => {
      const writer = aWriter();
      writer.assign({ a: 1 });
      writer.assign({ b: 2 });
      await nextTurn();
      await nextTurn();
      expect(sent()).to.deep.equal([{ a: 1, b: 2 }]);
      await writer.flush();
      expect(sent().length).to.equal(1);
    });

    it('is sent as the difference only, and costs nothing when there is none', async () => {
      const writer = aWriter({ status: { a: 1, b: 1 } });
      writer.assign({ a: 1 });
      await writer.flush();
      expect(sent()).to.deep.equal([]);
      writer.assign({ a: 1, b: 2 });
      await writer.flush();
      expect(sent()).to.deep.equal([{ b: 2 }]);
    });

    it('while a write is in flight goes with the next, and is read with both', async () => {
      const writer = aWriter();
      const { promise, resolve } = Promise.withResolvers<void>();
      cluster.after = () => promise;
      writer.assign({ a: 1 });
      const first = writer.flush();
      writer.assign({ b: 1 });
      writer.assign({ c: 1 });
      expect(writer.status).to.deep.equal({ a: 1, b: 1, c: 1 });
      const second = writer.flush();
      expect(sent().length).to.equal(1);
      resolve();
      await Promise.all([first, second]);
      expect(sent()).to.deep.equal([{ a: 1 }, { b: 1, c: 1 }]);
    });
  });

  describe('the version that is its own', () => {
    it('is the one given, then what its writes make of it, until somebody else has written', async () => {
      const writer = aWriter();
      expect(writer.own?.resourceVersion).to.equal(cached.metadata.resourceVersion);
      writer.assign({ a: 1 });
      await writer.flush();
      expect([writer.own?.resourceVersion, writer.own?.status]).to.deep.equal([cached.metadata.resourceVersion, { a: 1 }]);
      cached = cluster.edit('Thing', 'a', { spec: { size: 2 } });
      expect(writer.own).to.equal(undefined);
      writer.assign({ a: 2 });
      await writer.flush();
      expect(writer.own).to.equal(undefined);
    });

    it('is not known where the status is written to the object itself', async () => {
      const writer = aWriter({ subresource: false });
      writer.assign({ a: 1 });
      await writer.flush();
      expect(writer.own).to.equal(undefined);
    });

    it('is the same when answers stay text', async () => {
      const reference = { apiVersion: 'v1', kind: 'Thing', name: 'a', namespace: 'team' };
      const writer = aWriter({
        patchText: async (patch, options) => ObjectText.from(await cluster.client.mergePatch(reference, patch, options)),
      });
      writer.assign({ a: 1 });
      await writer.save({ state: 'processed', record: finished });
      expect(writer.own?.status).to.deep.include({ a: 1, state: 'processed' });
      expect(writer.status).to.deep.equal(stored());
    });
  });

  describe('a conflict', () => {
    it('has a change by a function made anew on what somebody else has written', async () => {
      const writer = aWriter({ status: { list: ['a'] } });
      writer.edit((status) => ({ ...status, list: [...(status.list as string[]), 'ours'] }));
      expect(writer.status).to.deep.equal({ list: ['a', 'ours'] });
      cluster.edit('Thing', 'a', { status: { list: ['a', 'theirs'] } });
      await writer.flush();
      expect(stored()).to.deep.equal({ list: ['a', 'theirs', 'ours'] });
    });

    it('is solved by reading the object and making the difference anew', async () => {
      const writer = aWriter();
      cluster.edit('Thing', 'a', { status: { theirs: 1 } });
      writer.assign({ ours: 1 });
      await writer.flush();
      expect(stored()).to.deep.equal({ theirs: 1, ours: 1 });
      expect(cluster.requests).to.deep.equal(['patch Thing/status a', 'get Thing a', 'patch Thing/status a']);
    });

    it('costs no further write when somebody else wrote the same', async () => {
      const writer = aWriter();
      cluster.edit('Thing', 'a', { status: { ours: 1 } });
      writer.assign({ ours: 1 });
      await writer.flush();
      expect(cluster.requests).to.deep.equal(['patch Thing/status a', 'get Thing a']);
    });

    it('with an object of another uid drops the write', async () => {
      const writer = aWriter();
      cluster.remove('Thing', 'a');
      cluster.add({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: {} });
      writer.assign({ ours: 1 });
      await writer.flush();
      writer.assign({ ours: 2 });
      await writer.flush();
      expect(stored()).to.equal(undefined);
      expect(cluster.requests).to.deep.equal(['patch Thing/status a', 'get Thing a']);
    });

    it('that never ends fails the write', async () => {
      const writer = aWriter();
      cluster.before = ({ verb }) => {
        if (verb === 'patch') cluster.edit('Thing', 'a', { status: { count: (stored()?.count ?? 0) + 1 } });
      };
      writer.assign({ ours: 1 });
      expect(await rejection(writer.flush())).to.include({ status: 409 });
      expect(cluster.requests.length).to.be.below(50);
    });
  });

  it('does not mix in the status of another object that the cache has under the name', async () => {
    const writer = aWriter({ status: { a: 1 } });
    cached = { ...cached, metadata: { ...cached.metadata, uid: 'another', resourceVersion: '999' }, status: { b: 1 } };
    expect(writer.status).to.deep.equal({ a: 1 });
  });

  describe('a deleted object', () => {
    it('is forgotten', async () => {
      const writer = aWriter();
      cluster.remove('Thing', 'a');
      writer.assign({ a: 1 });
      await writer.flush();
      expect(cluster.requests).to.deep.equal(['patch Thing/status a', 'get Thing a']);
    });

    it('is not even asked for when it is known to be gone', async () => {
      const writer = aWriter({ gone: true });
      writer.assign({ a: 1 });
      await writer.save({ state: 'x' });
      expect(cluster.requests).to.deep.equal([]);
    });

    it('is told from a status that the server does not find', async () => {
      const writer = aWriter();
      cluster.before = ({ subresource }) => {
        if (subresource) throw refusal(404, 'NotFound', 'no subresource');
      };
      writer.assign({ a: 1 });
      expect(await rejection(writer.flush())).to.include({ status: 404 });
    });
  });

  describe('a failed write', () => {
    beforeEach(() => {
      cluster.validate = ({ status }) => {
        if (status?.bad) throw refusal(422, 'Invalid', 'status.bad: no', ['status.bad']);
      };
    });

    it('is told once, and what it carried is gone', async () => {
      const writer = aWriter();
      writer.assign({ bad: true });
      expect(await rejection(writer.flush())).to.include({ status: 422 });
      expect(writer.status).to.deep.equal({});
      await writer.flush();
      writer.assign({ good: true });
      await writer.flush();
      expect(stored()).to.deep.equal({ good: true });
    });

    it('in the background is told by the next flush, and no rejection goes unhandled', async () => {
      const writer = aWriter();
      writer.assign({ bad: true });
      await nextTurn();
      await nextTurn();
      writer.assign({ good: true });
      expect(await rejection(writer.flush())).to.include({ status: 422 });
      await writer.flush();
      expect(stored()).to.deep.equal({ good: true });
    });

    it('keeps what the SDK would have added from being written', async () => {
      const writer = aWriter();
      writer.assign({ bad: true });
      await nextTurn();
      await nextTurn();
      await rejection(Promise.resolve(writer.save({ state: 'processed', record: finished })));
      await writer.save({ error: 'bad' });
      expect(stored()).to.deep.equal({ error: 'bad' });
    });
  });

  describe('what the SDK adds', () => {
    it('goes with what was assigned, and wins', async () => {
      const writer = aWriter();
      writer.assign({ state: '', a: 1 });
      await writer.save({ state: 'processed', record: finished });
      expect(sent()).to.deep.equal([{ a: 1, state: 'processed', observedGeneration: 1, handled: { created: true, marks: 'm' } }]);
    });

    it('costs nothing when it is there already', async () => {
      const writer = aWriter({ status: { state: 'processed', observedGeneration: 1, handled: { created: true, marks: 'm' } } });
      await writer.save({ state: 'processed', error: null, record: finished });
      expect(sent()).to.deep.equal([]);
    });

    it('says of a creation that has not finished that it has not, when something else is written', async () => {
      const writer = aWriter({ creating: true, status: { a: 1, handled: { created: true, marks: 'm' } } });
      writer.assign({ a: 1 });
      await writer.flush();
      expect(sent()).to.deep.equal([]);
      writer.assign({ a: 2 });
      await writer.flush();
      expect(sent()).to.deep.equal([{ a: 2, handled: { created: false, marks: null } }]);
      await writer.save({ record: finished });
      expect(stored()).to.deep.equal({ a: 2, observedGeneration: 1, handled: { created: true, marks: 'm' } });
    });

    it('leaves nothing of an earlier record behind', async () => {
      const writer = aWriter({ status: { handled: { created: true, marks: 'old', essence: 'old' }, observedGeneration: 3 } });
      await writer.save({ record: finishedRecord(true, { generation: 4, marks: 'new', content: undefined }) });
      expect(stored()).to.deep.equal({ handled: { created: true, marks: 'new' }, observedGeneration: 4 });
    });
  });

  describe('a schema without room for our keys', () => {
    it('that prunes the record moves it to the annotation, said once', async () => {
      cluster.pruneStatus = ({ handled: _handled, ...rest }) => rest;
      const writer = aWriter();
      await writer.save({ state: 'processed', record: finished });
      const note = cluster.stored('Thing', 'a')?.metadata.annotations?.[RECORD_ANNOTATION];
      expect(JSON.parse(note ?? '')).to.deep.equal({ created: true, marks: 'm', observedGeneration: 1 });
      expect(reports).to.deep.equal(['handled pruned']);
      await writer.save({ record: finished });
      expect(cluster.requests.length).to.equal(2);
    });

    it('says that a creation has not finished before anything of it is in the status', async () => {
      cluster.pruneStatus = ({ handled: _handled, ...rest }) => rest;
      const keys = new StatusKeys({ gated: true, report: () => {} });
      await aWriter({ keys }).save({ record: finished });
      const writer = aWriter({ keys, creating: true });
      writer.assign({ state: 'half' });
      cluster.requests.length = 0;
      await writer.flush();
      expect(cluster.requests).to.deep.equal(['patch Thing a', 'patch Thing/status a']);
      const note = cluster.stored('Thing', 'a')?.metadata.annotations?.[RECORD_ANNOTATION];
      expect(JSON.parse(note ?? '')).to.deep.equal({ created: UNFINISHED_CREATION.created });
    });

    it('takes the annotation off when it has got room', async () => {
      cached = cluster.edit('Thing', 'a', { metadata: { annotations: { [RECORD_ANNOTATION]: '{"created":true}', other: 'stays' } } });
      const writer = aWriter();
      await writer.save({ state: 'processed', record: finished });
      expect(cluster.stored('Thing', 'a')?.metadata.annotations).to.deep.equal({ other: 'stays' });
    });

    it('that refuses ours writes the rest; what the handler assigned fails it', async () => {
      cluster.validate = ({ status }) => {
        if (typeof status?.error === 'string') throw refusal(422, 'Invalid', 'no', ['status.error']);
      };
      await aWriter().save({ error: 'what', state: 'error' });
      expect(stored()).to.deep.equal({ state: 'error' });
      expect(reports).to.deep.equal(['error refused']);
      const writer = aWriter();
      writer.assign({ error: 'mine' });
      expect(await rejection(writer.flush())).to.include({ status: 422 });
    });
  });
});
