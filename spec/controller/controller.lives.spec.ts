/**
 * Many random lives of classes of every shape: what controller.convergence.spec.ts has, and objects that leave the selector and come
 * back, children that others change, terms that end, and leases that run out for a while.
 */
import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { ControllerObserver } from '../../lib/controller/controller-context.ts';
import { SeededChance } from '../../lib/testing/seeded-chance.ts';
import { ControllerRun } from '../support/controller-run.ts';
import type { FakeCluster } from '../support/fake-cluster.ts';
import { fencedCluster } from '../support/fenced-cluster.ts';
import { LIFE_SHAPES, LifeNotes, type LifeShape } from '../support/life-shapes.ts';
import { strikeStreams, trouble } from '../support/troubled-cluster.ts';

const NAMES = ['a', 'b', 'c'];
const STEPS = 60;

class Life {
  readonly shape: LifeShape;
  readonly random: SeededChance;
  readonly notes: LifeNotes;
  readonly outside = new Set<string>();
  /** The uids that were outside at any time. */
  readonly strayed = new Set<string>();
  /** The uids that were deleted while our finalizer held them, and nothing kept them from being ours. */
  readonly owed = new Set<string>();
  readonly elects: boolean;
  #process = 0;
  run: ControllerRun;
  #term: { over: boolean; lapsed: boolean } = { over: false, lapsed: false };

  constructor(shape: LifeShape, seed: number) {
    this.shape = shape;
    this.random = new SeededChance(seed);
    this.notes = new LifeNotes(this.random);
    this.elects = this.random.integer(3) === 0;
    this.run = this.#start();
    const { cluster } = this.run;
    trouble(cluster, this.random, () => this.notes.troubled);
    if (shape.prunes)
      cluster.pruneStatus = ({ step, others }) => ({
        ...(step === undefined ? {} : { step }),
        ...(others === undefined ? {} : { others }),
      });
    cluster.streams.offersStreams = this.random.integer(3) > 0;
    cluster.streams.pageSize = 1 + this.random.integer(3);
  }

  get cluster(): FakeCluster {
    return this.run.cluster;
  }

  #start(cluster?: FakeCluster): ControllerRun {
    const { statusSubresource = true, type } = this.shape;
    const { notes } = this;
    const options = { statusSubresource, standby: true, observe: () => this.#observer(), ...(cluster ? { cluster } : {}) };
    const run = new ControllerRun(type(notes), options);
    this.#lead(run);
    return run;
  }

  /** Nothing is called for an object whose end has been dealt with, unless a watch that is behind may still show that it came back. */
  #observer(): ControllerObserver {
    const { notes } = this;
    this.#process += 1;
    const process = this.#process;
    return {
      callStarted: ({ uid, handler }) => {
        if (process === this.#process && notes.over.has(uid) && !this.strayed.has(uid))
          notes.violations.push(`${handler} of ${uid} was called after its end`);
      },
      callEnded: ({ uid, handler }, outcome) => {
        if (process === this.#process && handler === 'ensureDeleted' && outcome === 'succeeded') notes.over.add(uid);
      },
    };
  }

  #lead(run: ControllerRun): void {
    const term = { over: false, lapsed: false };
    this.#term = term;
    const isClosed = () => term.over || term.lapsed;
    run.controller.lead({ cluster: fencedCluster(run.cluster, isClosed), mayAct: () => !isClosed() });
  }

  /** As after kill -9: what was running counts no longer, and what it still does reaches nobody. */
  async restart(): Promise<void> {
    const { run } = this;
    this.#term.over = true;
    await run.stop();
    this.notes.next();
    this.run = this.#start(run.cluster);
  }

  async changeTerm(): Promise<void> {
    const dice = this.random.integer(3);
    if (dice > 0) {
      this.#term.lapsed = dice === 1;
      return;
    }
    const { run, notes } = this;
    this.#term.over = true;
    let still = false;
    const ending = run.controller.standBy().then(() => {
      still = true;
    });
    for (let seconds = 0; !still && seconds < 200; seconds += 1) await run.clock.advance(1000);
    await ending;
    notes.next();
    await run.clock.advance(this.random.integer(2000));
    this.#lead(run);
  }

  /** Something happens to the lists and watches, or to the process. */
  async strike(): Promise<void> {
    const { random } = this;
    const dice = random.integer(26);
    if (strikeStreams(this.cluster.streams, random, dice, { hold: 2, release: 6, cut: 9, forget: 10 })) return;
    if (dice < 12) await this.restart();
    else if (dice < 15 && this.elects) await this.changeTerm();
  }

  change(): void {
    const { random, cluster } = this;
    const name = random.pick(NAMES);
    const present = cluster.stored('Widget', name);
    if (!present) {
      const labels = this.shape.filters && random.integer(4) === 0 ? { off: 'yes' } : undefined;
      const metadata = { name, ...(labels ? { labels } : {}) };
      cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata, spec: { size: this.#size() } });
    } else this.#changePresent(name, present);
  }

  #changePresent(name: string, present: StoredObject): void {
    const { random, cluster } = this;
    const { uid, deletionTimestamp, finalizers, labels } = present.metadata;
    const dice = random.integer(16);
    if (dice < 5) cluster.edit('Widget', name, { spec: { size: this.#size() } });
    else if (dice < 6) cluster.edit('Widget', name, { metadata: { labels: { step: cluster.streams.version.toString() } } });
    else if (dice < 7) cluster.edit('Widget', name, { status: { others: random.integer(9) } });
    else if (dice < 9) this.#changePart(name);
    else if (deletionTimestamp) return;
    else if (dice < 10) cluster.edit('Widget', name, { metadata: { finalizers: null } });
    else if (dice < 12 && this.shape.filters) {
      this.strayed.add(uid);
      cluster.edit('Widget', name, { metadata: { labels: { off: labels?.off ? null : 'yes' } } });
    } else if (dice < 12 && this.outside.has(uid)) {
      this.outside.delete(uid);
      cluster.comeBack('Widget', name);
    } else if (dice < 12) {
      this.outside.add(uid);
      this.strayed.add(uid);
      cluster.leave('Widget', name);
    } else if (dice < 13) cluster.edit('Widget', name, { status: { state: null } });
    else {
      if (finalizers?.length && !this.strayed.has(uid) && this.shape.holds !== false) this.owed.add(uid);
      cluster.remove('Widget', name);
    }
  }

  /** Where no generation tells that there was something in between, what a process has seen and not recorded must not come again. */
  #size(): number {
    return this.shape.statusSubresource === false ? this.cluster.streams.version : this.random.integer(5);
  }

  #changePart(name: string): void {
    const { random, cluster } = this;
    if (!cluster.stored('Part', `p-${name}`)) {
      if (this.shape.refers) cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name: `p-${name}` }, size: random.integer(5) });
      return;
    }
    if (random.integer(2) === 0) cluster.remove('Part', `p-${name}`);
    else cluster.edit('Part', `p-${name}`, { size: 100 + random.integer(5) });
  }

  /** What belonged to who is gone goes, some time later. */
  collect(): void {
    if (this.shape.refers) return;
    for (const name of NAMES) {
      const part = this.cluster.stored('Part', `p-${name}`);
      const owner = part?.metadata.ownerReferences?.[0]?.uid;
      if (part && this.cluster.stored('Widget', name)?.metadata.uid !== owner) this.cluster.remove('Part', `p-${name}`);
    }
  }

  calm(): void {
    this.notes.troubled = false;
    this.#term.lapsed = false;
    this.cluster.releaseWatch();
  }

  check(): void {
    const { notes, shape } = this;
    for (const name of NAMES) {
      const object = this.cluster.stored('Widget', name);
      if (!object) continue;
      const { uid, labels } = object.metadata;
      if (this.outside.has(uid) || (shape.filters && labels?.off)) this.#checkOthers(object);
      else this.#checkOurs(object);
    }
    expect(notes.violations).to.deep.equal([]);
    expect(this.run.controller.isIdle, 'idle').to.equal(true);
    for (const uid of this.owed) expect(notes.ended.has(uid), `the end of ${uid}`).to.equal(true);
  }

  #checkOthers({ metadata }: StoredObject): void {
    // What leaves the selector while nobody watches is not seen any more.
    if (!this.outside.has(metadata.uid))
      expect(metadata.finalizers ?? [], `the finalizers of ${metadata.name}, which is not ours`).to.deep.equal([]);
    expect(this.notes.daemons.get(metadata.uid) ?? 0, `daemons of ${metadata.name}, which is not ours`).to.equal(0);
  }

  #checkOurs(object: StoredObject): void {
    const { notes, shape } = this;
    const { uid, name, generation, finalizers, labels, deletionTimestamp } = object.metadata;
    expect(deletionTimestamp, `${name} is gone`).to.equal(undefined);
    expect(notes.handled.get(uid), `what was handled of ${name}`).to.deep.equal({
      size: String(object.spec.size),
      step: String(labels?.step),
    });
    expect(finalizers ?? [], `the finalizer of ${name}`).to.deep.equal(
      shape.holds === false ? [] : ['widgets.bench.example.com/finalizer'],
    );
    if (shape.records !== false && shape.statusSubresource !== false)
      expect(object.status?.observedGeneration, `the record of ${name}`).to.equal(generation);
    if (shape.gated !== false) expect(object.status?.state, `the state of ${name}`).to.equal('processed');
    expect(object.status ?? {}, `the error of ${name}`).not.to.have.property('error');
    expect(notes.ended.has(uid), `${name} was ended`).to.equal(false);
    const part = this.cluster.stored('Part', `p-${name}`);
    if (shape.parts === 'all' || (shape.parts && part)) expect(part?.size, `the part of ${name}`).to.equal(object.spec.size);
    if (shape.refers) expect(notes.referred.get(uid), `what ${name} refers to`).to.equal(part?.size);
    if (shape.hasDaemons) expect(notes.daemons.get(uid), `the daemons of ${name}`).to.equal(1);
  }
}

async function live(shape: LifeShape, seed: number): Promise<void> {
  const life = new Life(shape, seed);
  const { random } = life;
  for (let step = 0; step < STEPS; step += 1) {
    for (let changes = random.integer(3); changes > 0; changes -= 1) life.change();
    if (random.integer(3) === 0) life.collect();
    await life.strike();
    await life.run.clock.advance(random.integer(1500));
    life.cluster.requests.length = 0;
  }
  life.calm();
  // A watch that says nothing is given up after ten minutes at the latest.
  await life.run.clock.advance(1000 * 1000);
  life.collect();
  life.cluster.requests.length = 0;
  await life.run.clock.advance(400 * 1000);
  life.check();
  await life.run.stop();
}

describe('lives', function () {
  this.timeout(60_000);
  const seeds = Number(process.env.TSKUBEOP_TEST_SEEDS ?? 10);
  const first = Number(process.env.TSKUBEOP_TEST_FIRST_SEED ?? 1);
  for (let seed = first; seed < first + seeds; seed += 1) {
    const shape = LIFE_SHAPES[seed % LIFE_SHAPES.length] as LifeShape;
    it(`brings every object to its newest state, with ${shape.name}, seed ${seed}`, () => live(shape, seed));
  }
});
