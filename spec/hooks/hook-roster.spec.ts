/** What hook-runner.spec.ts doesn't show: which hooks begin, and whose versions are forgotten when. */
import { expect } from 'chai';
import { Health } from '../../lib/health/health.ts';
import type { Hook } from '../../lib/hooks/hook.ts';
import type { FolderChange } from '../../lib/hooks/hook-folder.ts';
import { HookMetrics } from '../../lib/hooks/hook-metrics.ts';
import { HookReports } from '../../lib/hooks/hook-reports.ts';
import { HookRoster } from '../../lib/hooks/hook-roster.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { aHook } from './support/a-hook.ts';

describe('HookRoster', () => {
  const { signal } = new AbortController();
  const { config } = aHook();
  let changes: FolderChange[];
  let began: Hook[];
  let dropped: Hook[];
  let forgotten: string[];
  let roster: HookRoster;
  beforeEach(() => {
    [changes, began, dropped, forgotten] = [[], [], [], []];
    const logger = new RecordingLogger();
    const clock = new FakeClock();
    roster = new HookRoster({
      folder: { scan: async () => ({ changes: changes.splice(0), found: { hooks: [], passedOver: [], folders: ['/hooks'] } }) },
      keeper: { forget: async (copy) => void forgotten.push(copy) },
      reports: new HookReports({ clock, logger, health: new Health(), metrics: new HookMetrics(logger) }),
      surroundings: { clock, logger } as never,
      logger,
      drop: (hook) => dropped.push(hook),
      begin: (hook) => began.push(hook),
    });
  });
  const kept = (copy: string) => ({ name: 'a.sh', path: '/hooks/a.sh', copy, version: { hash: copy, signs: copy } });
  const put = (type: 'added' | 'changed', copy: string) => changes.push({ type, kept: kept(copy), config } as FolderChange);

  it('begins with none at the start, and with those that come later', async () => {
    put('added', '1');
    await roster.load(signal, false);
    expect([...roster.hooks.keys(), ...roster.folders]).to.deep.equal(['a.sh', '/hooks']);
    expect(began).to.deep.equal([]);
    put('changed', '2');
    await roster.reload(signal, true);
    expect(began).to.deep.equal([roster.hooks.get('a.sh')]);
  });

  it('ends the one before, drops what waits for it, and keeps its version while it runs', async () => {
    put('added', '1');
    await roster.load(signal, false);
    const before = roster.hooks.get('a.sh') as Hook;
    before.runs = 1;
    put('changed', '2');
    await roster.reload(signal, true);
    expect(before.isEnded).to.equal(true);
    expect(dropped).to.deep.equal([before]);
    expect(forgotten).to.deep.equal([]);
    before.runs = 0;
    await roster.reload(signal, false);
    expect(forgotten).to.deep.equal(['1']);
  });
});
