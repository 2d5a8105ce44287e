/** References: whom a change of another object reaches, when, and how often. */
import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import type { Change } from '../../lib/resource/change.ts';
import type { ConcernedObjects } from '../../lib/resource/watches.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { FakeCluster } from '../support/fake-cluster.ts';
import { RecordingLogger } from '../support/recording-logger.ts';

describe('ReferenceTracker', () => {
  let run: ControllerRun;
  let failure: Error | undefined;
  let seen: unknown[];
  beforeEach(() => {
    failure = undefined;
    seen = [];
  });
  afterEach(() => run.stop());

  class Referring extends Widget {
    static readonly BACKOFF = { initialSeconds: 100, factor: 1, maxSeconds: 100 };
    static readonly INDEXES = { byPart: (widget: Referring) => widget.spec.part };
    static readonly WATCHES = [
      {
        apiVersion: 'v1',
        kind: 'Part',
        concerns: (part: StoredObject, widgets: ConcernedObjects) => {
          if (part.broken) throw new Error('no answer');
          return part.spec?.owner ? [{ name: part.spec.owner }] : widgets.byIndex('byPart', part.metadata.name);
        },
      },
    ];
    ensureCreated() {
      if (failure) throw failure;
    }
    ensureModified({ reason, diff, new: { metadata } }: Change<this>) {
      seen.push(`${metadata.name} ${reason} ${diff.length}`);
      if (failure) throw failure;
    }
  }
  class Resuming extends Referring {
    ensureResumed() {}
  }
  class Level extends Widget {
    static readonly WATCHES = Referring.WATCHES;
    static readonly INDEXES = Referring.INDEXES;
    reconcile({ reason }: Change<this>) {
      seen.push(reason);
    }
  }

  const part = (name: string, rest: object = {}) => run.cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name }, ...rest });
  async function begin(type: typeof Widget = Referring, logger = new RecordingLogger()): Promise<void> {
    run = new ControllerRun(type, { logger });
    await run.settle();
    part('p');
    part('q');
    await run.add('a', { spec: { part: 'p' } });
    await run.add('b', { spec: { part: 'q' } });
    seen.length = 0;
  }
  const restart = (type: typeof Widget = Referring) => restartAfter(() => {}, type);
  async function restartAfter(meanwhile: () => void, type: typeof Widget = Referring): Promise<void> {
    const { cluster } = run;
    await run.stop();
    meanwhile();
    seen.length = 0;
    run = new ControllerRun(type, { cluster });
    await run.settle();
  }

  it('reaches those concerned with reason reference and an empty diff, and nobody else', async () => {
    await begin();
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    expect(seen).to.deep.equal(['a reference 0']);
    expect(run.controller.isIdle).to.equal(true);
  });

  it('reaches them when the reference goes and when it comes', async () => {
    await begin();
    run.cluster.remove('Part', 'p');
    await run.settle();
    part('p');
    await run.settle();
    expect(seen).to.deep.equal(['a reference 0', 'a reference 0']);
  });

  it('reaches those whom the version before concerned', async () => {
    await begin();
    run.cluster.edit('Part', 'p', { spec: { owner: 'b' } });
    await run.settle();
    expect(seen.sort()).to.deep.equal(['a reference 0', 'b reference 0']);
  });

  it('is one call for a burst', async () => {
    await begin();
    run.cluster.holdWatch();
    for (const x of [1, 2, 3]) run.cluster.edit('Part', 'p', { data: { x } });
    run.cluster.releaseWatch();
    await run.settle();
    expect(seen).to.deep.equal(['a reference 0']);
  });

  it('is told once at the start, since it may have changed meanwhile, to those concerned only', async () => {
    await begin();
    run.cluster.edit('Widget', 'b', { spec: { part: 'none' } });
    await run.settle();
    await restart();
    expect(seen).to.deep.equal(['a reference 0']);
    await run.pass(300);
    expect(seen).to.have.lengthOf(1);
  });

  it('is answered by another call that comes first, but not by ensureResumed', async () => {
    await begin();
    await restartAfter(() => run.cluster.edit('Widget', 'a', { spec: { size: 1, part: 'p' } }));
    expect(seen.sort()).to.deep.equal(['a missed 0', 'b reference 0']);
    await run.stop();
    const { cluster } = run;
    run = new ControllerRun(Resuming, { cluster });
    await run.settle();
    expect(run.calls.filter((call) => call.startsWith('ensureResumed'))).to.have.lengthOf(2);
    expect(run.calls.filter((call) => call.startsWith('ensureModified reference'))).to.have.lengthOf(2);
  });

  it('is answered by reconcile at first sight', async () => {
    await begin(Level);
    await restart(Level);
    // The SDK sets no state on them.
    expect(seen).to.deep.equal(['created', 'created']);
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    expect(seen.at(-1)).to.equal('reference');
  });

  it('makes a waiting retry come at once', async () => {
    await begin();
    failure = new Error('not yet');
    await run.edit({ spec: { size: 1 } });
    failure = undefined;
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    expect(run.calls.slice(-2)).to.deep.equal(['ensureModified modified 1 failed', 'ensureModified reference 2 succeeded']);
  });

  it('comes once more when it changed while the handler ran', async () => {
    const gate = Promise.withResolvers<void>();
    class Slow extends Referring {
      override async ensureModified(change: Change<this>) {
        super.ensureModified(change);
        await gate.promise;
      }
    }
    await begin(Slow);
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    run.cluster.edit('Part', 'p', { data: { x: '2' } });
    await run.settle();
    gate.resolve();
    await run.settle();
    expect(seen).to.deep.equal(['a reference 0', 'a reference 0']);
  });

  it('says whose concerns failed, and goes on', async () => {
    const logger = new RecordingLogger();
    await begin(Referring, logger);
    run.cluster.edit('Part', 'p', { broken: true });
    await run.settle();
    expect(
      logger.records.filter(({ level }) => level === 'error').map(({ fields }) => [fields.kind, fields.name, fields.error]),
    ).to.deep.equal([['Part', 'p', 'no answer']]);
    // The version before it concerned a.
    expect(seen).to.deep.equal(['a reference 0']);
  });

  it('concerns nobody who is not there', async () => {
    await begin();
    part('r', { spec: { owner: 'nobody' } });
    await run.settle();
    expect([seen, run.controller.isIdle]).to.deep.equal([[], true]);
  });

  it('is looked at again when an object comes back into view', async () => {
    class Filtered extends Referring {
      static readonly WHEN = (widget: Filtered) => !widget.spec.off;
    }
    await begin(Filtered);
    await run.edit({ spec: { off: true } });
    run.cluster.edit('Part', 'p', { data: { x: '1' } });
    await run.settle();
    expect(seen).to.deep.equal([]);
    await run.edit({ spec: { off: null } });
    expect(seen).to.have.lengthOf(1);
  });

  for (const first of ['parts', 'widgets']) {
    it(`lets handlers wait until it knows the references, and tells each once, when the ${first} are listed first`, async () => {
      await begin();
      const { cluster } = run;
      await run.stop();
      seen.length = 0;
      const gate = Promise.withResolvers<void>();
      cluster.beforeStream = (path) => (path.endsWith(first) ? Promise.resolve() : gate.promise);
      run = new ControllerRun(Referring, { cluster });
      await run.settle();
      expect(seen).to.deep.equal([]);
      gate.resolve();
      await run.settle();
      expect(seen.sort()).to.deep.equal(['a reference 0', 'b reference 0']);
    });
  }

  describe('to objects of a class of the same operator', () => {
    class Gadget extends Widget {
      static override readonly PLURAL = 'gadgets';
      static override readonly SINGULAR = 'gadget';
      static override readonly KIND = 'Gadget';
      static readonly INDEXES = { byWidget: (gadget: Gadget) => gadget.spec.widget };
      reconcile() {}
    }
    class Counting extends Widget {
      static readonly WATCHES = [
        { apiVersion: 'bench.example.com/v1', kind: 'Gadget', concerns: ({ spec }: StoredObject) => [{ name: spec.widget }] },
      ];
      reconcile({ reason }: Change<this>) {
        const found = this.lookup(Gadget, 'byWidget', this.metadata.name);
        seen.push(`${reason} ${found.map(({ metadata }) => metadata.name)}`);
      }
    }
    const gadget = (name: string) =>
      run.cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Gadget', metadata: { name }, spec: { widget: 'a' } });
    let gadgets: ControllerRun;
    let paths: string[];
    afterEach(() => gadgets.stop());

    async function beginBoth(type: typeof Widget): Promise<void> {
      const kinds = ['widgets', 'gadgets'].map((plural) => {
        const kind = plural === 'widgets' ? 'Widget' : 'Gadget';
        return { apiVersion: 'bench.example.com/v1', kind, plural };
      });
      const cluster = new FakeCluster(kinds);
      paths = [];
      cluster.beforeStream = async (path) => void paths.push(path);
      const classes = new ClassDirectory();
      gadgets = new ControllerRun(Gadget, { cluster, classes });
      run = new ControllerRun(type, { cluster, classes });
      await run.settle();
      await run.add('a');
      seen.length = 0;
    }
    const settle = async () => {
      for (const each of [gadgets, run, gadgets, run]) await each.settle();
    };

    it('has no watch of its own, so that whoever is called finds what he is called for', async () => {
      await beginBoth(Counting);
      gadget('g');
      await settle();
      gadget('h');
      await settle();
      run.cluster.remove('Gadget', 'g');
      await settle();
      expect(seen).to.deep.equal(['reference g', 'reference g,h', 'reference h']);
      expect(paths.filter((path) => path.endsWith('gadgets'))).to.have.lengthOf(1);
      expect(run.controller.watches().map(({ kind }) => kind)).to.deep.equal(['Widget']);
    });

    it('shows those that are there already to a class that begins later', async () => {
      await beginBoth(Counting);
      gadget('g');
      await settle();
      seen.length = 0;
      await run.stop();
      const { cluster } = run;
      const classes = new ClassDirectory();
      await gadgets.stop();
      gadgets = new ControllerRun(Gadget, { cluster, classes });
      await gadgets.settle();
      run = new ControllerRun(Counting, { cluster, classes });
      await settle();
      expect(seen).to.deep.equal(['created g']);
      expect(run.controller.isIdle).to.equal(true);
    });

    it('has one where it asks for others than the class does', async () => {
      class Choosy extends Counting {
        static override readonly WATCHES = Counting.WATCHES.map((watch) => ({ ...watch, labelSelector: 'a=b' }));
      }
      await beginBoth(Choosy);
      expect(paths.filter((path) => path.includes('gadgets'))).to.have.lengthOf(2);
    });
  });

  describe('a trigger', () => {
    it('calls with reason triggered, also what nobody has looked at yet', async () => {
      await begin();
      expect(run.controller.trigger('team/a', 'triggered')).to.equal(true);
      await run.settle();
      expect(seen).to.deep.equal(['a triggered 0']);
      expect(run.controller.trigger('team/nobody', 'triggered')).to.equal(false);
    });

    it('that comes before the lists are complete is kept for what exists', async () => {
      await begin();
      const { cluster } = run;
      await run.stop();
      run = new ControllerRun(Referring, { cluster });
      for (const name of ['a', 'nobody']) expect(run.controller.trigger(`team/${name}`, 'triggered')).to.equal(true);
      await run.settle();
      expect(run.calls.sort()).to.deep.equal(['ensureModified reference 1 succeeded', 'ensureModified reference 1 succeeded']);
      expect(run.controller.trigger('team/nobody', 'triggered')).to.equal(false);
    });

    it('that comes after the stop is refused', async () => {
      await begin();
      run.controller.stopTaking();
      expect(run.controller.trigger('team/a', 'triggered')).to.equal(false);
    });
  });
});
