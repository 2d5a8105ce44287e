/** What handlers find by lookup: within the class and across classes, before the first handler runs, and after their own writes. */
import { expect } from 'chai';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('ClassView', () => {
  const runs: ControllerRun[] = [];
  let found: unknown[];
  beforeEach(() => {
    found = [];
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.stop();
  });

  function start(type: typeof Widget, options: ConstructorParameters<typeof ControllerRun>[1] = {}): ControllerRun {
    const run = new ControllerRun(type, options);
    runs.push(run);
    return run;
  }

  class Indexed extends Widget {
    static readonly INDEXES = { byTeam: (widget: Indexed) => widget.spec.team, byStep: (widget: Indexed) => widget.status.step };
    static readonly WHEN = (widget: Indexed) => widget.spec.off !== true;
    names(index: 'byTeam' | 'byStep', key: string): string[] {
      return this.lookup(Indexed, index, key)
        .map(({ metadata }) => metadata.name)
        .sort();
    }
    async reconcile() {
      found.push(this.names('byTeam', 'red'));
      if (!this.spec.step) return;
      await this.setStatus({ step: this.spec.step });
      found.push(this.names('byStep', this.spec.step));
    }
  }

  it('has all objects before the first handler runs, and follows them', async () => {
    const { cluster } = start(Widget);
    for (const name of ['a', 'b'])
      cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name }, spec: { team: 'red' } });
    const run = start(Indexed, { cluster });
    await run.settle();
    expect(found).to.deep.equal([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    found.length = 0;
    await run.edit({ spec: { team: 'blue' } });
    await run.remove('b');
    await run.edit({ spec: { size: 2 } });
    expect(found).to.deep.equal([['b'], []]);
  });

  it('has what a handler wrote itself, though the watch has not shown it', async () => {
    const run = start(Indexed);
    await run.add('a', { spec: { team: 'red' } });
    run.cluster.holdWatch();
    run.cluster.releaseWatch();
    await run.add('b', { spec: { team: 'red', step: 'x' } });
    expect(found.at(-1)).to.deep.equal(['b']);
  });

  it('has no object that WHEN keeps out', async () => {
    const run = start(Indexed);
    await run.add('a', { spec: { team: 'red' } });
    await run.add('b', { spec: { team: 'red', off: true } });
    await run.edit({ spec: { off: true } });
    await run.add('c', { spec: { team: 'red' } });
    await run.edit({ spec: { off: null } }, 'b');
    expect(found).to.deep.equal([['a'], ['c'], ['b', 'c']]);
  });

  it('lets handlers of other classes wait until it has all objects', async () => {
    class Asking extends Widget {
      reconcile() {
        found.push(this.lookup(Indexed, 'byTeam', 'red').length);
      }
    }
    const classes = new ClassDirectory();
    const asking = start(Asking, { classes });
    const { cluster } = asking;
    const gate = Promise.withResolvers<void>();
    let streams = 0;
    // Only the second class has to wait for its objects.
    cluster.beforeStream = () => {
      streams += 1;
      return streams === 2 ? gate.promise : Promise.resolve();
    };
    const indexed = start(Indexed, { classes, cluster });
    await asking.add('a', { spec: { team: 'red' } });
    expect([asking.calls, found]).to.deep.equal([[], []]);
    gate.resolve();
    await indexed.settle();
    await asking.settle();
    expect(found).to.deep.equal([1, ['a']]);
  });
});
