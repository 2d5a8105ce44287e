/** Replicas that share objects by namespace, of which each watches its own only: how namespaces come, go, and come back. */
import { expect } from 'chai';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { NamespaceStage, type StageReplica } from '../support/namespace-stage.ts';

describe('a Controller of objects that are shared by namespace', () => {
  let stage: NamespaceStage;
  let a: StageReplica;
  let b: StageReplica;
  beforeEach(async () => {
    stage = new NamespaceStage('red', 'green', 'blue');
    for (const namespace of stage.namespaces) stage.add(namespace, 'x');
    a = stage.join('a');
    await stage.settle();
  });
  afterEach(async () => {
    await stage.stop();
    expect(stage.together).to.deep.equal([]);
  });

  async function assign(to: Record<string, StageReplica>): Promise<void> {
    for (const [namespace, replica] of Object.entries(to)) stage.assign(namespace, replica);
    await stage.settle();
  }
  const edit = async (namespace: string, size: number) => {
    stage.cluster.edit('Widget', 'x', { spec: { size } }, namespace);
    await stage.settle();
  };
  const seen = (namespace: string) => stage.cluster.stored('Widget', 'x', namespace)?.status?.seen;

  it('asks for nothing before something is its own, and is complete all the same', () => {
    expect(a.listed).to.deep.equal([]);
    expect(a.controller.isSynced).to.equal(true);
  });

  it('lists and keeps its own namespaces, and no others', async () => {
    b = stage.join('b');
    await assign({ red: a, green: b, blue: b });
    expect([a.kept, b.kept]).to.deep.equal([{ red: 1 }, { green: 1, blue: 1 }]);
    expect([new Set(a.listed), new Set(b.listed)]).to.deep.equal([new Set(['red']), new Set(['green', 'blue'])]);
    expect(stage.calls).to.have.members(['a reconcile red/x', 'b reconcile green/x', 'b reconcile blue/x']);
  });

  it('has listed what comes before it may handle it, and handles what changed meanwhile as it is', async () => {
    await assign({ red: a, green: a });
    stage.duration = () => 5_000;
    stage.cluster.edit('Widget', 'x', { spec: { size: 1 } }, 'red');
    await stage.settle();
    b = stage.join('b');
    await assign({ red: b });
    expect([b.kept, a.kept]).to.deep.equal([{ red: 1 }, { red: 1, green: 1 }]);
    expect(stage.calls.filter((call) => call.startsWith('b'))).to.deep.equal([]);
    await edit('red', 2);
    stage.duration = () => 0;
    await stage.pass(5);
    expect(a.kept).to.deep.equal({ green: 1 });
    expect([stage.calls.at(-1), seen('red')]).to.deep.equal(['b reconcile red/x', 2]);
  });

  it('takes over what a dead one had, with all that happened meanwhile', async () => {
    b = stage.join('b');
    await assign({ red: a, green: b });
    b.crash();
    await edit('green', 3);
    stage.add('green', 'new');
    stage.cluster.remove('Widget', 'x', 'red');
    await assign({ green: a });
    expect(a.kept).to.deep.equal({ red: 0, green: 2 });
    expect([seen('green'), stage.cluster.stored('Widget', 'x', 'red')]).to.deep.equal([3, undefined]);
    expect(stage.calls).to.include.members(['a reconcile green/new', 'a ensureDeleted red/x']);
  });

  it('goes on with what comes back before it has gone, without listing it again', async () => {
    await assign({ red: a });
    const before = a.listed.length;
    stage.duration = () => 5_000;
    await edit('red', 1);
    b = stage.join('b');
    await assign({ red: b });
    await assign({ red: a });
    stage.duration = () => 0;
    await stage.pass(5);
    await edit('red', 2);
    expect([a.listed.length, a.kept, b.kept, seen('red')]).to.deep.equal([before, { red: 1 }, {}, 2]);
  });

  it('lists again what comes back later: what changed is handled, and what is gone was no deletion here', async () => {
    stage.add('red', 'gone');
    await assign({ red: a });
    b = stage.join('b');
    await assign({ red: b });
    expect([a.kept, b.kept]).to.deep.equal([{}, { red: 2 }]);
    stage.cluster.remove('Widget', 'gone', 'red');
    await edit('red', 4);
    expect(stage.calls).to.include('b ensureDeleted red/gone');
    await assign({ red: a });
    expect([a.kept, b.kept]).to.deep.equal([{ red: 1 }, {}]);
    expect(stage.calls.filter((call) => call.includes('gone') && call.startsWith('a'))).to.deep.equal(['a reconcile red/gone']);
    await edit('red', 5);
    expect([stage.calls.at(-1), seen('red')]).to.deep.equal(['a reconcile red/x', 5]);
  });

  it('keeps watching as long as a handler that was left behind runs', async () => {
    await assign({ red: a });
    stage.duration = () => 100_000;
    await edit('red', 1);
    b = stage.join('b');
    stage.duration = () => 0;
    await assign({ red: b });
    await stage.pass(26);
    expect([a.kept, stage.calls.at(-1)]).to.deep.equal([{ red: 1 }, 'b reconcile red/x']);
    await stage.pass(100);
    expect([a.kept, b.kept, seen('red')]).to.deep.equal([{}, { red: 1 }, 1]);
    // What it did after it was left behind went nowhere: that was together in time, as it says.
    expect(stage.together.splice(0)).to.deep.equal(['b and a: red/x']);
  });

  it('explains that only another replica knows what is in its namespaces', async () => {
    b = stage.join('b');
    await assign({ red: a, green: b });
    expect([a.controller.factsOf('green/x').unseen, a.controller.factsOf('red/x').unseen]).to.deep.equal([true, false]);
    expect(a.controller.factsOf('elsewhere/x').unseen).to.equal(false);
  });

  for (let seed = 1; seed <= 12; seed += 1) {
    it(`ends with everything handled and no more kept than is its own, however namespaces move (seed ${seed})`, async () => {
      const chance = new SeededChance(seed);
      stage.duration = () => (chance.next() < 0.5 ? 0 : chance.integer(4_000));
      const gone: string[] = [];
      let alive = [a, stage.join('b'), stage.join('c')];
      const more: { namespace: string; name: string }[] = [];
      for (let step = 0; step < 40; step += 1) {
        const namespace = chance.pick(stage.namespaces);
        const what = chance.next();
        if (what < 0.4) stage.assign(namespace, chance.pick(alive));
        else if (what < 0.7) stage.cluster.edit('Widget', 'x', { spec: { size: step } }, namespace);
        else if (what < 0.8) {
          more.push({ namespace, name: `more-${step}` });
          stage.add(namespace, `more-${step}`);
        } else if (what < 0.85 && more.length > 0) {
          const { namespace: where, name } = more.splice(chance.integer(more.length), 1)[0] as (typeof more)[number];
          stage.cluster.remove('Widget', name, where);
          gone.push(`${where}/${name}`);
        } else if (what < 0.9 && alive.length > 1) {
          const dead = chance.pick(alive);
          alive = alive.filter((each) => each !== dead);
          dead.crash();
          for (const each of stage.namespaces) if (stage.assignedTo(each) === dead) stage.assign(each, chance.pick(alive));
        } else if (what < 0.93) alive.push(stage.join(`new-${step}`));
        if (chance.next() < 0.6) await stage.settle();
        if (chance.next() < 0.5) await stage.pass(chance.next() * 3);
      }
      for (const namespace of stage.namespaces) if (!stage.assignedTo(namespace)) stage.assign(namespace, alive[0] as StageReplica);
      await stage.pass(30);
      await stage.pass(30);
      for (const { namespace, name } of more) expect(stage.cluster.stored('Widget', name, namespace)?.status, name).to.include({ seen: 0 });
      for (const key of gone) {
        const [namespace, name = ''] = key.split('/');
        expect(stage.cluster.stored('Widget', name, namespace), key).to.equal(undefined);
        expect(
          stage.calls.filter((call) => call.endsWith(`ensureDeleted ${key}`)),
          key,
        ).to.have.lengthOf.above(0);
      }
      for (const namespace of stage.namespaces) {
        const { spec, status } = stage.cluster.stored('Widget', 'x', namespace) as { spec?: { size?: number }; status?: { seen?: number } };
        expect(status?.seen, `${namespace} at its newest`).to.equal(spec?.size ?? 0);
        for (const replica of alive) {
          const isTheirs = stage.assignedTo(namespace) === replica;
          expect(Object.keys(replica.kept).includes(namespace), `${replica.name} watches ${namespace}`).to.equal(isTheirs);
        }
      }
    });
  }
});
