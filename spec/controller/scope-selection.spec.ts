/** With real caches and handlers: controller.namespaces.spec.ts. */
import { expect } from 'chai';
import { Progress } from '../../lib/controller/progress.ts';
import { ScopeSelection } from '../../lib/controller/scope-selection.ts';

describe('ScopeSelection', () => {
  let selected: Set<string | undefined>;
  let wanted: Set<string>;
  let leaving: number;
  let busy: string[];
  let isSharing: boolean;
  let over: AbortController;
  let progress: Progress;
  let selection: ScopeSelection;
  let run: Promise<void>;

  beforeEach(() => {
    [selected, wanted, leaving, busy, isSharing] = [new Set(), new Set(['red']), 0, [], true];
    over = new AbortController();
    progress = new Progress();
    selection = new ScopeSelection({
      informer: {
        get selected() {
          return selected;
        },
        select: (isWanted) => {
          selected = new Set(['red', 'blue'].filter(isWanted));
        },
      },
      handover: () => (isSharing ? { isWanted: (key) => wanted.has(key), figures: { leaving, lost: 0 } } : undefined),
      busyKeys: () => busy,
      progress,
    });
    run = selection.run(over.signal);
    selection.changed();
  });
  afterEach(async () => {
    over.abort();
    await run;
  });

  const ended = async () => {
    progress.made();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const want = async (...names: string[]) => {
    wanted = new Set(names);
    selection.changed();
    await ended();
  };

  it('takes in at once what is wanted', () => {
    expect([...selected]).to.deep.equal(['red']);
    wanted.add('blue');
    selection.changed();
    expect([...selected]).to.deep.equal(['red', 'blue']);
  });

  it('gives up what is not wanted when nothing departs, and nothing of it is under way', async () => {
    leaving = 1;
    busy = ['red/x'];
    await want('blue');
    expect([...selected]).to.deep.equal(['red', 'blue']);
    leaving = 0;
    await ended();
    expect([...selected]).to.deep.equal(['red', 'blue']);
    busy = ['blue/x'];
    await ended();
    expect([...selected]).to.deep.equal(['blue']);
  });

  it('keeps what is wanted again by then', async () => {
    leaving = 1;
    await want('blue');
    await want('blue', 'red');
    leaving = 0;
    await ended();
    expect([...selected]).to.deep.equal(['red', 'blue']);
  });

  it('leaves all as it is while nobody says what is ours', async () => {
    isSharing = false;
    await want();
    expect([...selected]).to.deep.equal(['red']);
  });
});
