import { expect } from 'chai';
import { AlreadyExistsError, InvalidOptionError, TemporaryError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { CallOptions } from '../../lib/resource/call.ts';
import { APPLIED_ANNOTATION, adoptChild, applyChild, applyChildren, deleteChild } from '../../lib/resource/children.ts';
import { OWNER_UID_LABEL } from '../../lib/resource/owner-reference.ts';
import { uncountedWrites } from '../../lib/testing/memory-call.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { aWidget } from '../support/a-widget.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

const PART = { apiVersion: 'v1', kind: 'Part' };
const NODE = { apiVersion: 'v1', kind: 'Node' };

describe('children', () => {
  let cluster: FakeCluster;
  let cached: StoredObject | undefined;
  let written: StoredObject[];
  let call: CallOptions;

  beforeEach(() => {
    cluster = new FakeCluster([
      { ...PART, plural: 'parts' },
      { ...NODE, plural: 'nodes', namespaced: false },
    ]);
    cached = undefined;
    written = [];
    call = {
      object: aWidget({ name: 'a', namespace: 'team' }),
      client: cluster.client,
      fieldManager: 'test',
      writes: uncountedWrites,
      logger: silentLogger,
      signal: new AbortController().signal,
      children: {
        find: () => cached,
        written: (object: StoredObject) => written.push(object),
        scopeOf: cluster.scopes.known,
        resolveScope: cluster.scopes.resolve,
      },
    } as unknown as CallOptions;
  });

  const part = (name = 'p', rest: object = {}) => ({ ...PART, metadata: { name }, ...rest });

  describe('applyChild', () => {
    it('fills in namespace and owner, and remembers what it wrote', async () => {
      const manifest = part();
      const applied = await applyChild(call, manifest);
      expect(applied.metadata).to.deep.include({ namespace: 'team', name: 'p' });
      expect(applied.metadata.ownerReferences?.[0]?.uid).to.equal('uid-a');
      expect(written).to.deep.equal([applied]);
      expect(manifest).to.deep.equal(part());
    });

    it('ties what cannot have an ownerReference by labels', async () => {
      const node = await applyChild(call, { ...NODE, metadata: { name: 'n' } });
      expect(node.metadata).not.to.have.any.keys('namespace', 'ownerReferences');
      expect(node.metadata.labels).to.deep.equal({ [OWNER_UID_LABEL]: 'uid-a' });
      const far = await applyChild(call, { ...PART, metadata: { name: 'p', namespace: 'other' } });
      expect(far.metadata.labels).to.deep.equal({ [OWNER_UID_LABEL]: 'uid-a' });
    });

    it('ties by a label where it is asked to, so that Kubernetes leaves the child alone', async () => {
      const applied = await applyChild(call, part(), { owner: 'label' });
      expect(applied.metadata).not.to.have.property('ownerReferences');
      expect(applied.metadata.labels).to.deep.equal({ [OWNER_UID_LABEL]: 'uid-a' });
      cached = { ...applied, metadata: { ...applied.metadata, labels: {} } };
      expect(await rejection(applyChild(call, part(), { owner: 'label' }))).to.be.instanceOf(AlreadyExistsError);
    });

    it('leaves the owner out when told so', async () => {
      const applied = await applyChild(call, part(), { owner: false });
      expect(applied.metadata).not.to.have.property('ownerReferences');
    });

    it('is skipped when the live child carries hash and every value', async () => {
      cached = await applyChild(call, part('p', { spec: { ports: [{ port: 80 }] } }));
      cached = { ...cached, spec: { ports: [{ port: 80, protocol: 'TCP' }], extra: true } };
      const { length } = cluster.requests;
      await applyChild(call, part('p', { spec: { ports: [{ port: 80 }] } }));
      expect(cluster.requests.length).to.equal(length);
    });

    for (const [what, change] of [
      ['a value was changed', { spec: { size: 2 } }],
      ['a value was removed', { spec: {} }],
      ['the hash was taken off', { metadata: { name: 'p', namespace: 'team', annotations: {} } }],
    ] as const) {
      it(`is not skipped when ${what}`, async () => {
        const applied = await applyChild(call, part('p', { spec: { size: 1 } }));
        cached = { ...applied, ...change, metadata: { ...applied.metadata, ...('metadata' in change ? change.metadata : {}) } };
        await applyChild(call, part('p', { spec: { size: 1 } }));
        expect(cluster.count(/apply/)).to.equal(2);
      });
    }

    it('carries the same hash for the same manifest, and another for another one', async () => {
      const hash = async (size: number) =>
        (await applyChild(call, part('p', { spec: { size } }))).metadata.annotations?.[APPLIED_ANNOTATION];
      const first = await hash(1);
      expect(await hash(1)).to.equal(first);
      expect(await hash(2)).not.to.equal(first);
    });

    it('refuses what belongs to somebody else, and names the owner', async () => {
      const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'other' }];
      cluster.add({ ...PART, metadata: { name: 'p', ownerReferences } });
      const error = await rejection(applyChild(call, part()));
      expect(error).to.be.instanceOf(AlreadyExistsError);
      expect(error.message).to.include('Part team/p').and.include('ReplicaSet team/web');
      expect(cluster.count(/apply/)).to.equal(0);
      await applyChild(call, part(), { adopt: true });
      expect(cluster.count(/apply/)).to.equal(1);
    });

    it('waits for an object that is still being deleted instead of going with it', async () => {
      const applied = await applyChild(call, part());
      cluster.edit('Part', 'p', { metadata: { finalizers: ['x.example.com/x'] } });
      cluster.remove('Part', 'p');
      const error = await rejection(applyChild(call, part()));
      expect(error).to.be.instanceOf(TemporaryError);
      expect(error.message).to.include(`Part team/${applied.metadata.name} is still being deleted`);
    });

    for (const [what, manifest] of [
      ['a name', { ...PART, metadata: {} }],
      ['a kind', { apiVersion: 'v1', metadata: { name: 'p' } }],
    ] as const) {
      it(`asks for ${what}`, async () => expect(await rejection(applyChild(call, manifest))).to.be.instanceOf(InvalidOptionError));
    }
  });

  describe('applyChildren', () => {
    it('applies in order and returns in the same one', async () => {
      const applied = await applyChildren(call, [part('b'), part('a'), { ...NODE, metadata: { name: 'n' } }]);
      expect(applied.map(({ metadata }) => metadata.name)).to.deep.equal(['b', 'a', 'n']);
      expect(cluster.requests.filter((request) => request.startsWith('apply'))).to.deep.equal([
        'apply Part b',
        'apply Part a',
        'apply Node n',
      ]);
    });

    it('ends with the first that cannot be applied', async () => {
      cluster.before = ({ verb, name }) => {
        if (verb === 'apply' && name === 'b') throw refusal(422, 'Invalid', 'no');
      };
      expect(await rejection(applyChildren(call, [part('a'), part('b'), part('c')]))).to.include({ status: 422 });
      expect(cluster.stored('Part', 'a')).not.to.equal(undefined);
      expect(cluster.stored('Part', 'c')).to.equal(undefined);
    });

    it('refuses a list with the same object twice, in whatever version, before anything is sent', async () => {
      const error = await rejection(applyChildren(call, [part('a'), part('b'), part('a')]));
      expect(error).to.be.instanceOf(InvalidOptionError);
      expect(error.message).to.include('Part team/a twice');
      expect(await rejection(applyChildren(call, [part('a'), { ...PART, metadata: {} }]))).to.be.instanceOf(InvalidOptionError);
      expect(cluster.requests).to.deep.equal([]);
    });

    it('takes no applySet without owner', async () => {
      const error = await rejection(applyChildren(call, [part()], { applySet: 'workload', owner: false }));
      expect(error.message).to.include('only what is ours can be pruned');
    });

    it('applies nothing of an empty list', async () => expect(await applyChildren(call, [])).to.deep.equal([]));
  });

  describe('deleteChild', () => {
    it('takes a reference, in the owner’s namespace', async () => {
      await applyChild(call, part());
      await deleteChild(call, { ...PART, name: 'p' });
      expect(cluster.stored('Part', 'p')).to.equal(undefined);
    });

    it('resolves when there is none', async () => {
      await deleteChild(call, { ...PART, name: 'p' });
      await deleteChild(call, part());
    });

    it('takes an object, and leaves another one of its name alone', async () => {
      cluster.before = ({ verb }) => {
        if (verb === 'delete') throw refusal(409, 'Conflict', 'the uid in the precondition does not match');
      };
      await deleteChild(call, await applyChild(call, part()));
      expect(cluster.stored('Part', 'p')).not.to.equal(undefined);
      expect(await rejection(deleteChild(call, { ...PART, name: 'p' }))).to.include({ status: 409 });
    });

    it('asks for a name', async () => {
      expect(await rejection(deleteChild(call, { ...PART, metadata: {} }))).to.be.instanceOf(InvalidOptionError);
    });
  });

  it('adoptChild changes and returns the manifest', () => {
    const manifest = part();
    expect(adoptChild(call, manifest)).to.equal(manifest);
    expect(manifest.metadata).to.have.property('namespace', 'team');
    expect(manifest.metadata).to.have.property('ownerReferences');
  });
});
