/**
 * Many random lives: changes, deletions, new objects under old names, failing requests, lost answers, lists and watches that lag, are
 * refused, cut, silent, or too old, servers without streaming lists, handlers that fail or take their time, restarts. In the end every object must have been handled in its newest state, every object that
 * went must have been ended, and nothing may be left to do.
 */
import { expect } from 'chai';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import type { FakeCluster } from '../support/fake-cluster.ts';
import { strikeStreams, trouble } from '../support/troubled-cluster.ts';

const NAMES = ['a', 'b', 'c'];
const STEPS = 60;

/** What one life has seen. */
interface World {
  readonly random: SeededChance;
  /** By uid the size that a handler last succeeded with. */
  readonly handled: Map<string, number>;
  readonly created: Set<string>;
  readonly ended: Set<string>;
  /** The uids that were deleted while our finalizer held them. */
  readonly owed: Set<string>;
  /** By name: the object whose handler is running. */
  readonly running: Map<string, { readonly uid: string }>;
  /** What must never happen, and did. */
  readonly violations: string[];
  troubled: boolean;
}

function lifeOf(world: World) {
  const { random, handled, created, ended } = world;
  return class extends Widget {
    static readonly BACKOFF = { initialSeconds: 1, factor: 1.5, maxSeconds: 5 };
    async ensureCreated() {
      await this.#work();
      created.add(this.metadata.uid);
      this.#note();
    }
    async ensureModified() {
      if (!created.has(this.metadata.uid)) world.violations.push(`${this.metadata.uid} was modified before it was created`);
      await this.#work();
      this.#note();
    }
    async ensureDeleted() {
      await this.#work();
      ended.add(this.metadata.uid);
    }
    async #work() {
      const { name, uid } = this.metadata;
      const other = world.running.get(name);
      if (other) world.violations.push(`a handler of ${name} (${uid}) began while one of ${other.uid} was running`);
      const call = { uid };
      world.running.set(name, call);
      try {
        await this.#workAlone();
      } finally {
        if (world.running.get(name) === call) world.running.delete(name);
      }
    }
    async #workAlone() {
      if (random.integer(3) === 0) this.status = { step: random.integer(100) };
      for (let turn = random.integer(4); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
      if (random.integer(6) === 0) await this.flush();
      if (world.troubled && random.integer(5) === 0) throw new Error('no luck');
      this.signal.throwIfAborted();
    }
    #note() {
      if (ended.has(this.metadata.uid)) world.violations.push(`${this.metadata.uid} was handled after its end`);
      handled.set(this.metadata.uid, this.spec.size ?? 0);
    }
  };
}

/** Something happens to the lists and watches, or to the process. True for an end of the process. */
function strike({ streams }: FakeCluster, { random }: World): boolean {
  const dice = random.integer(24);
  strikeStreams(streams, random, dice, { hold: 2, release: 6, cut: 9, forget: 10 });
  return dice >= 22;
}

function change(cluster: FakeCluster, world: World): void {
  const { random } = world;
  const name = random.pick(NAMES);
  const present = cluster.stored('Widget', name);
  if (!present) {
    cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name }, spec: { size: random.integer(5) } });
    return;
  }
  const dice = random.integer(10);
  if (dice < 5) cluster.edit('Widget', name, { spec: { size: random.integer(5) } });
  else if (dice < 6) cluster.edit('Widget', name, { metadata: { labels: { step: String(random.integer(9)) } } });
  else if (dice < 7) cluster.edit('Widget', name, { status: { others: random.integer(9) } });
  else if (present.metadata.deletionTimestamp) return;
  else if (dice < 8) cluster.edit('Widget', name, { metadata: { finalizers: null } });
  else {
    if (present.metadata.finalizers?.length) world.owed.add(present.metadata.uid);
    cluster.remove('Widget', name);
  }
}

async function live(seed: number): Promise<void> {
  const random = new SeededChance(seed);
  const world: World = {
    random,
    handled: new Map(),
    created: new Set(),
    ended: new Set(),
    owed: new Set(),
    running: new Map(),
    violations: [],
    troubled: true,
  };
  const type = lifeOf(world);
  let run = new ControllerRun(type);
  const { cluster } = run;
  trouble(cluster, random, () => world.troubled);
  cluster.streams.offersStreams = random.integer(3) > 0;
  cluster.streams.pageSize = 1 + random.integer(3);
  for (let step = 0; step < STEPS; step += 1) {
    for (let changes = random.integer(3); changes > 0; changes -= 1) change(cluster, world);
    if (strike(cluster, world)) {
      // As after kill -9: what was running counts no longer, and what it still does reaches nobody.
      await run.stop();
      world.running.clear();
      run = new ControllerRun(type, { cluster });
    }
    await run.clock.advance(random.integer(1500));
    cluster.requests.length = 0;
  }
  world.troubled = false;
  cluster.releaseWatch();
  // A watch that says nothing is given up after ten minutes at the latest.
  await run.pass(1000);
  await run.pass(5);
  check(cluster, world, run);
  for (const uid of world.owed) expect(world.ended.has(uid), `the end of ${uid}`).to.equal(true);
  await run.stop();
}

function check(cluster: FakeCluster, { handled, ended, violations }: World, run: ControllerRun): void {
  const alive = NAMES.map((name) => cluster.stored('Widget', name)).filter((object) => object !== undefined);
  for (const object of alive) {
    const { uid, name, generation, finalizers } = object.metadata;
    expect(object.metadata.deletionTimestamp, `${name} is gone`).to.equal(undefined);
    expect(handled.get(uid), `the size of ${name}`).to.equal(object.spec.size);
    expect(finalizers, `the finalizer of ${name}`).to.deep.equal(['widgets.bench.example.com/finalizer']);
    expect(object.status?.observedGeneration, `the record of ${name}`).to.equal(generation);
    expect(object.status?.state, `the state of ${name}`).to.equal('processed');
    expect(object.status, `the error of ${name}`).not.to.have.property('error');
    expect(ended.has(uid), `${name} was ended`).to.equal(false);
  }
  expect(violations).to.deep.equal([]);
  expect(run.controller.isIdle, 'idle').to.equal(true);
}

describe('convergence', function () {
  this.timeout(60_000);
  const seeds = Number(process.env.TSKUBEOP_TEST_SEEDS ?? 25);
  const first = Number(process.env.TSKUBEOP_TEST_FIRST_SEED ?? 1);
  for (let seed = first; seed < first + seeds; seed += 1) {
    it(`brings every object to its newest state, seed ${seed}`, () => live(seed));
  }
});
