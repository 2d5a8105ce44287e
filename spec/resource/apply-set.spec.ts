import { expect } from 'chai';
import { InvalidOptionError, TemporaryError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { APPLY_SET_LABEL, applySetId, checkApplySetName, identityOf } from '../../lib/resource/apply-set.ts';
import { APPLY_SETS_ANNOTATION } from '../../lib/resource/apply-set-record.ts';
import type { CallOptions } from '../../lib/resource/call.ts';
import { applyChildren } from '../../lib/resource/children.ts';
import { isTiedTo } from '../../lib/resource/owner-reference.ts';
import { uncountedWrites } from '../../lib/testing/memory-call.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

const PART = { apiVersion: 'v1', kind: 'Part' };
const NODE = { apiVersion: 'v1', kind: 'Node' };

describe('ApplySet', () => {
  let cluster: FakeCluster;
  let owner: StoredObject;
  /** The kinds of OWNS, and whether their cache is there. */
  let owns: { apiVersion: string; kind: string }[];

  beforeEach(() => {
    cluster = new FakeCluster([
      { ...PART, plural: 'parts' },
      { ...NODE, plural: 'nodes', namespaced: false },
      { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets' },
    ]);
    owner = cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' } });
    owns = [];
  });

  const call = (): CallOptions =>
    ({
      object: owner,
      reference: { apiVersion: owner.apiVersion, kind: 'Widget', name: 'a', namespace: 'team' },
      client: cluster.client,
      fieldManager: 'test',
      writes: uncountedWrites,
      logger: silentLogger,
      signal: new AbortController().signal,
      newest: () => cluster.stored('Widget', 'a') ?? owner,
      observed: () => {},
      children: {
        kinds: owns,
        isCached: ({ kind }: { kind: string }) => owns.some((known) => known.kind === kind),
        ownedBy: (uid: string, { kind }: { kind: string }) => all(kind).filter((object) => isTiedTo(object, uid)),
        find: () => undefined,
        written: () => {},
        scopeOf: cluster.scopes.known,
        resolveScope: cluster.scopes.resolve,
      },
    }) as unknown as CallOptions;

  const part = (name: string, rest: object = {}) => ({ ...PART, metadata: { name }, ...rest });
  const apply = (names: string[], applySet = 'workload') =>
    applyChildren(
      call(),
      names.map((name) => part(name)),
      { applySet },
    );
  const all = (kind: string) =>
    ['x', 'y', 'z', 'foreign'].flatMap((name) => cluster.stored(kind, name) ?? cluster.stored(kind, name, '') ?? []);
  const parts = () => all('Part').map(({ metadata }) => metadata.name);
  const remembered = () => cluster.stored('Widget', 'a')?.metadata.annotations?.[APPLY_SETS_ANNOTATION];

  for (const [where, kinds] of [
    ['in the cache', [PART]],
    ['by their label', []],
  ] as const) {
    it(`deletes the members that are no longer in the list, found ${where}`, async () => {
      owns = [...kinds];
      await apply(['x', 'y', 'z']);
      await apply(['y']);
      expect(parts()).to.deep.equal(['y']);
      expect(cluster.count(/^list/)).to.equal(kinds.length > 0 ? 0 : 2);
      await apply([]);
      expect(parts()).to.deep.equal([]);
      expect(remembered()).to.equal(undefined);
    });
  }

  it('never deletes what is not its own, whatever its label says', async () => {
    const id = applySetId(owner.metadata.uid, 'workload');
    await apply(['x']);
    cluster.add({ ...PART, metadata: { name: 'foreign', labels: { [APPLY_SET_LABEL]: id } } });
    await applyChildren(call(), [part('z')]);
    await apply(['y'], 'other');
    await apply([]);
    expect(parts()).to.deep.equal(['y', 'z', 'foreign']);
  });

  it('does not delete a member that another owner’s set has the same name for', async () => {
    await apply(['x']);
    owner = { ...owner, metadata: { ...owner.metadata, uid: 'another' } };
    cluster.edit('Widget', 'a', { metadata: { uid: 'another' } });
    await apply([]);
    expect(parts()).to.deep.equal(['x']);
  });

  it('leaves alone what has moved to another set', async () => {
    await apply(['x', 'y']);
    await apply(['y'], 'other');
    await apply(['x']);
    expect(parts()).to.deep.equal(['x', 'y']);
  });

  it('prunes nothing when one of the list cannot be applied', async () => {
    await apply(['x', 'y']);
    cluster.before = ({ verb, name }) => {
      if (verb === 'apply' && name === 'z') throw refusal(422, 'Invalid', 'no');
    };
    await rejection(apply(['z']));
    expect(parts()).to.deep.equal(['x', 'y']);
    cluster.before = () => {};
    await apply(['z']);
    expect(parts()).to.deep.equal(['z']);
  });

  it('remembers a kind before its first member is there, and until its last one has gone', async () => {
    cluster.before = ({ verb }) => {
      if (verb === 'apply') throw refusal(500, 'InternalError', 'died here');
    };
    await rejection(applyChildren(call(), [{ ...NODE, metadata: { name: 'x' } }], { applySet: 'workload' }));
    expect(remembered()).to.equal('{"workload":{"v1/Node":[""]}}');
    cluster.before = () => {};
    await applyChildren(call(), [{ ...NODE, metadata: { name: 'x' } }], { applySet: 'workload' });
    cluster.before = ({ verb, kind }) => {
      if (verb === 'delete' && kind === 'Node') throw refusal(500, 'InternalError', 'not now');
    };
    await rejection(apply(['y']));
    expect(remembered()).to.equal('{"workload":{"v1/Node":[""],"v1/Part":["team"]}}');
    cluster.before = () => {};
    await apply(['y']);
    expect(all('Node')).to.deep.equal([]);
    expect(remembered()).to.equal('{"workload":{"v1/Part":["team"]}}');
  });

  it('costs the owner no write while its kinds stay the same', async () => {
    await apply(['x']);
    const writes = cluster.count(/^patch Widget/);
    await apply(['y']);
    await apply(['x', 'y']);
    expect([writes, cluster.count(/^patch Widget/)]).to.deep.equal([1, 1]);
  });

  it('keeps what another call has written into the owner meanwhile', async () => {
    let once = true;
    cluster.before = async ({ verb, kind }) => {
      if (verb !== 'patch' || kind !== 'Widget' || !once) return;
      once = false;
      await apply(['y'], 'other');
    };
    await apply(['x']);
    expect(JSON.parse(remembered() ?? '')).to.deep.equal({ other: { 'v1/Part': ['team'] }, workload: { 'v1/Part': ['team'] } });
  });

  it('looks again at a member that has changed since it was read, and spares it when it is one no longer', async () => {
    owns = [PART];
    await apply(['x', 'y']);
    cluster.before = ({ verb, name }) => {
      if (verb !== 'delete') return;
      cluster.before = () => {};
      cluster.edit('Part', name, { metadata: { labels: { [APPLY_SET_LABEL]: null } } });
    };
    await apply([]);
    expect(parts()).to.deep.equal(['x']);
  });

  it('takes a kind that the server no longer serves for empty', async () => {
    await apply(['x']);
    cluster.before = ({ verb }) => {
      if (verb === 'list') throw refusal(404, 'UnknownKind', 'no such kind');
    };
    await apply([]);
    expect(remembered()).to.equal(undefined);
  });

  it('asks to be called again when the owner has gone', async () => {
    cluster.remove('Widget', 'a');
    cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' } });
    expect(await rejection(apply(['x']))).to.be.instanceOf(TemporaryError);
    expect(parts()).to.deep.equal([]);
  });

  it('has an id that is a label value, of uid and name', () => {
    expect(applySetId('uid', 'workload')).to.match(/^applyset-[A-Za-z0-9_-]{43}-v1$/);
    expect(applySetId('uid', 'workload')).not.to.equal(applySetId('uid2', 'workload'));
    expect(applySetId('uid', 'workload')).not.to.equal(applySetId('uid', 'work'));
  });

  for (const name of ['', 'a/b', '-a', 'x'.repeat(64), 7]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => expect(() => checkApplySetName(name)).to.throw(InvalidOptionError, 'applySet'));
  }

  it('takes two versions of a kind for one', () => {
    const object = { metadata: { name: 'x', namespace: 'team' } };
    const of = (apiVersion: string) => identityOf({ apiVersion, kind: 'Part', ...object } as StoredObject);
    expect(of('apps/v1')).to.equal(of('apps/v2'));
    expect(of('apps/v1')).not.to.equal(of('v1'));
  });
});
