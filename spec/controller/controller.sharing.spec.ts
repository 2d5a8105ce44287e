/**
 * Many random lives of two replicas that share the objects: these go from one to the other and back while they change, requests and
 * handlers fail, and the watches lag and break. No two handlers of an object may meet, and each must end in its newest state.
 */
import { expect } from 'chai';
import type { ObjectShare } from '../../lib/controller/controller-context.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { ControllerRun } from '../support/controller-run.ts';
import type { FakeCluster } from '../support/fake-cluster.ts';
import { fencedCluster } from '../support/fenced-cluster.ts';
import { LIFE_SHAPES, LifeNotes, type LifeShape } from '../support/life-shapes.ts';
import { strikeStreams, trouble } from '../support/troubled-cluster.ts';

const NAMES = ['a', 'b', 'c'];
const STEPS = 60;
const nameOf = (key: string) => key.split('/').at(-1) as string;

/** One of the two. */
class Replica {
  readonly run: ControllerRun;
  readonly mine = new Set<string>();
  #changedAt = 0;

  constructor(shape: LifeShape, notes: LifeNotes, cluster?: FakeCluster) {
    const { type, statusSubresource = true } = shape;
    this.run = new ControllerRun(type(notes), { statusSubresource, standby: true, ...(cluster ? { cluster } : {}) });
    const share: ObjectShare = {
      graceSeconds: 20,
      owns: (key) => this.mine.has(nameOf(key)),
      ownerOf: () => ({ owner: undefined, self: 'me', here: true, heldBy: [] }),
      clusterUntil: (isMoved) => fencedCluster(this.run.cluster, isMoved),
      isDoubtful: (version) => Number(version) <= this.#changedAt,
      departed: () => {},
    };
    this.run.controller.lead({ cluster: fencedCluster(this.run.cluster, () => false), mayAct: () => true, share });
  }

  take(name: string): void {
    this.mine.add(name);
    this.#changedAt = this.run.cluster.streams.version;
    this.run.controller.shareChanged();
  }

  leave(name: string): void {
    this.mine.delete(name);
    this.run.controller.shareChanged();
  }

  get hasLeft(): boolean {
    return this.run.controller.isDone((key) => this.mine.has(nameOf(key)));
  }
}

class SharedLife {
  readonly shape: LifeShape;
  readonly random: SeededChance;
  readonly notes: LifeNotes;
  readonly owed = new Set<string>();
  readonly replicas: readonly [Replica, Replica];
  /** Where names are going. */
  readonly #moves = new Map<string, { from: Replica; to: Replica }>();

  constructor(shape: LifeShape, seed: number) {
    this.shape = shape;
    this.random = new SeededChance(seed);
    this.notes = new LifeNotes(this.random);
    const first = new Replica(shape, this.notes);
    this.replicas = [first, new Replica(shape, this.notes, first.run.cluster)];
    for (const name of NAMES) this.random.pick(this.replicas).take(name);
    trouble(this.cluster, this.random, () => this.notes.troubled);
  }

  get cluster(): FakeCluster {
    return this.replicas[0].run.cluster;
  }

  /** Some time passes for both. */
  async pass(milliseconds: number, slice = 200): Promise<void> {
    for (let left = milliseconds; left > 0; left -= slice) {
      for (const { run } of this.replicas) await run.clock.advance(Math.min(left, slice));
      for (const [name, { from, to }] of this.#moves) {
        if (!from.hasLeft) continue;
        this.#moves.delete(name);
        to.take(name);
      }
    }
  }

  step(): void {
    const { random } = this;
    for (let changes = random.integer(3); changes > 0; changes -= 1) this.#change();
    const dice = random.integer(20);
    const struck = strikeStreams(this.cluster.streams, random, dice, { hold: 1, release: 4, cut: 6, forget: 7 });
    if (!struck && dice < 14) this.#move(random.pick(NAMES));
  }

  #move(name: string): void {
    if (this.#moves.has(name)) return;
    const [one, other] = this.replicas;
    const [from, to] = one.mine.has(name) ? [one, other] : [other, one];
    this.#moves.set(name, { from, to });
    from.leave(name);
  }

  #change(): void {
    const { random, cluster } = this;
    const name = random.pick(NAMES);
    const present = cluster.stored('Widget', name);
    const size = random.integer(5);
    if (!present) {
      cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name }, spec: { size } });
      return;
    }
    const { uid, finalizers, deletionTimestamp } = present.metadata;
    const dice = random.integer(12);
    if (dice < 6) cluster.edit('Widget', name, { spec: { size } });
    else if (dice < 8) cluster.edit('Widget', name, { metadata: { labels: { step: String(size) } } });
    else if (dice < 9) cluster.edit('Widget', name, { status: { others: size } });
    else if (!deletionTimestamp) {
      if (finalizers?.length) this.owed.add(uid);
      cluster.remove('Widget', name);
    }
  }

  check(): void {
    const { notes, shape, cluster } = this;
    for (const name of NAMES) {
      const object = cluster.stored('Widget', name);
      if (!object) continue;
      const { uid, labels, deletionTimestamp, finalizers } = object.metadata;
      expect(deletionTimestamp, `${name} is gone`).to.equal(undefined);
      const is = { size: String(object.spec.size), step: String(labels?.step) };
      expect(notes.handled.get(uid), `what was handled of ${name}`).to.deep.equal(is);
      expect(finalizers?.length ?? 0, `the finalizers of ${name}`).to.equal(shape.holds === false ? 0 : 1);
      expect(object.status ?? {}, `the error of ${name}`).not.to.have.property('error');
      expect(notes.ended.has(uid), `${name} was ended`).to.equal(false);
      if (shape.hasDaemons) expect(notes.daemons.get(uid), `the daemons of ${name}`).to.equal(1);
    }
    expect(notes.violations).to.deep.equal([]);
    for (const { run } of this.replicas) expect(run.controller.isIdle, 'idle').to.equal(true);
    for (const uid of this.owed) expect(notes.ended.has(uid), `the end of ${uid}`).to.equal(true);
  }
}

async function live(shape: LifeShape, seed: number): Promise<void> {
  const life = new SharedLife(shape, seed);
  for (let step = 0; step < STEPS; step += 1) {
    life.step();
    await life.pass(life.random.integer(1500));
    life.cluster.requests.length = 0;
  }
  life.notes.troubled = false;
  life.cluster.releaseWatch();
  await life.pass(40_000, 2000);
  await life.pass(1_400_000, 700_000);
  life.check();
  for (const { run } of life.replicas) await run.stop();
}

describe('shared lives', function () {
  this.timeout(60_000);
  const seeds = Number(process.env.TSKUBEOP_TEST_SEEDS ?? 3);
  const first = Number(process.env.TSKUBEOP_TEST_FIRST_SEED ?? 1);
  const shapes = LIFE_SHAPES.filter(({ filters, parts, holds }) => !filters && !parts && holds !== false);
  for (let seed = first; seed < first + seeds; seed += 1) {
    const shape = shapes[seed % shapes.length] as LifeShape;
    it(`brings every object to its newest state, with ${shape.name}, seed ${seed}`, () => live(shape, seed));
  }
});
