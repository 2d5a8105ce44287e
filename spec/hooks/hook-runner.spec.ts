/** What scenarios/hooks.spec.ts doesn't show: starting, reloading and stopping. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { HookConfigError } from '../../lib/base/errors.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { useHooks } from '../support/running-hooks.ts';

describe('HookRunner', function () {
  this.timeout(90_000);
  let cluster: EmbeddedCluster;
  before(async () => {
    cluster = await EmbeddedCluster.start();
  });
  after(() => cluster?.stop());
  const hooks = useHooks(() => cluster);
  const every = { schedule: [{ crontab: '@every 1s' }] };
  const broken = () => hooks.at.folder.write('a.sh', '#!/bin/sh\n[ "$1" = --config ] && echo "configVersion: v1\nonStartupp: 1"\n');

  it('does not start when a hook is invalid, and names everything that is wrong', async () => {
    broken();
    hooks.at.folder.shell('b.sh', 'configVersion: v1\nkubernetes: [{ kinds: Pod }]');
    const error = await hooks.at.start().catch((thrown: unknown) => thrown);
    expect(HookConfigError.is(error)).to.equal(true);
    expect((error as Error).message).to.include('hook a.sh: onStartupp is not a known key; did you mean onStartup?');
    expect((error as Error).message).to.include('hook b.sh: ');
  });

  it('starts without invalid hooks when told to, says so, and takes them up once they are mended', async () => {
    broken();
    hooks.at.hook('b.sh', { onStartup: 1 });
    await hooks.at.start({ skipInvalid: true });
    await hooks.at.told('b.sh', 1);
    expect(hooks.at.health.checks().find(({ name }) => name === 'hook a.sh')).to.include({ ok: false });
    expect(hooks.at.runner.renderOwnMetrics()).to.include('tskubeop_hook_file_valid{hook="a.sh"} 0');
    hooks.at.hook('a.sh', { onStartup: 1 });
    await hooks.at.told('a.sh', 1);
    expect(hooks.at.health.ok).to.equal(true);
  });

  it('takes up hooks that come and forgets those that go, while others go on', async () => {
    hooks.at.hook('stays.sh', every);
    await hooks.at.start();
    await hooks.at.told('stays.sh', 1);
    hooks.at.hook('comes.sh', { onStartup: 5, ...every });
    const [first] = await hooks.at.told('comes.sh', 2);
    expect(first).to.deep.equal({ binding: 'onStartup' });
    hooks.at.folder.remove('comes.sh');
    await hooks.at.until(() => hooks.at.runner.inspection.hooks().length === 1);
    expect(
      hooks.at.contexts('stays.sh').every(({ type }) => type === 'Schedule'),
      'it began once',
    ).to.equal(true);
    expect(hooks.at.logger.messages('info')).to.include('a hook has been removed');
  });

  it('keeps what was in force running when its new version is broken, and says so', async () => {
    hooks.at.hook('a.sh', every, 'echo in-force');
    await hooks.at.start();
    await hooks.at.told('a.sh', 1);
    broken();
    await hooks.at.until(() =>
      hooks.at.logger.messages('error').includes('a new version of a hook is invalid; the one before stays in force'),
    );
    expect(hooks.at.health.checks().find(({ name }) => name === 'hook a.sh')?.message).to.include('onStartupp is not a known key');
    const before = hooks.at.contexts('a.sh').length;
    await hooks.at.told('a.sh', before + 2);
    expect(hooks.at.logger.messages('error')).to.have.length(1);
    hooks.at.hook('a.sh', every, 'echo mended');
    await hooks.at.until(() => hooks.at.logger.messages('info').includes('mended'));
    expect(hooks.at.health.ok).to.equal(true);
  });

  it('takes up what a mounted ConfigMap has in place of the old', async () => {
    const { folder } = hooks.at;
    const put = (version: string, order: number) => {
      hooks.at.hook(`..${version}/m.sh`, { onStartup: order }, `echo ${version}`);
      symlinkSync(`..${version}`, join(folder.path, '..next'));
      renameSync(join(folder.path, '..next'), join(folder.path, '..data'));
    };
    put('first', 1);
    symlinkSync('..data/m.sh', join(folder.path, 'm.sh'));
    await hooks.at.start();
    await hooks.at.until(() => hooks.at.logger.messages('info').includes('first'));
    put('second', 2);
    folder.remove('..first');
    await hooks.at.until(() => hooks.at.logger.messages('info').includes('second'));
  });

  it('lets a run finish that is under way when it stops, does what it asks for, and leaves nothing behind', async () => {
    const { root } = hooks.at.folder;
    mkdirSync(join(root, 'tmp'));
    hooks.at.hook('a.sh', { onStartup: 1 }, `sleep 0.5; echo '{"name":"done","set":1}' > "$METRICS_PATH"`);
    hooks.at.hook('b.sh', { onStartup: 2 });
    const runner = await hooks.at.start({ temporaryFolder: join(root, 'tmp') });
    await hooks.at.told('a.sh', 1);
    runner.stopTaking();
    await runner.untilStill();
    expect(runner.metrics.renderHooks()).to.include('done{hook="a.sh"} 1');
    expect(hooks.at.contexts('b.sh')).to.deep.equal([]);
    await runner.close();
    expect(readdirSync(join(root, 'tmp'))).to.deep.equal([]);
  });

  it('ends runs that do not end by themselves', async () => {
    hooks.at.hook('a.sh', { onStartup: 1 }, `echo $$ > ${hooks.at.folder.root}/pid; sleep 60`);
    const runner = await hooks.at.start();
    await hooks.at.until(() => existsSync(join(hooks.at.folder.root, 'pid')));
    runner.abortAll();
    runner.stopTaking();
    await runner.untilStill();
    const pid = Number(readFileSync(join(hooks.at.folder.root, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).to.throw('ESRCH');
  });

  it('shows queues, hooks, snapshots and options to whoever looks', async () => {
    await cluster.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } });
    const binding = {
      name: 'maps',
      kind: 'ConfigMap',
      jqFilter: '.metadata.name',
      keepFullObjectsInMemory: false,
      queue: 'q',
      nameSelector: { matchNames: ['x'] },
    };
    hooks.at.hook('a.sh', { kubernetes: [binding] });
    hooks.at.hook('b.sh', { onStartup: 1 }, 'exit 1');
    const { inspection } = await hooks.at.start();
    await hooks.at.until(() => inspection.queues()[0]?.status === 'waiting');
    const [main] = inspection.queues();
    expect(main).to.deep.include({
      name: 'main',
      failures: 1,
      error: 'b.sh FAILED: exit status 1',
      tasks: ['HookRun::b.sh:onStartup', 'EnableBindings:a.sh', 'EnableBindings:b.sh'],
    });
    hooks.at.hook('b.sh', { schedule: [{ crontab: '@hourly' }] });
    await hooks.at.told('a.sh', 1);
    await hooks.at.idle();
    expect(inspection.hooks()).to.deep.equal([
      { name: 'a.sh', enabled: true, schedules: [], kubernetes: [{ name: 'maps', kind: 'ConfigMap', queue: 'q', objects: 1 }] },
      { name: 'b.sh', enabled: true, schedules: [{ name: 'schedule', crontab: '@hourly', queue: 'main' }], kubernetes: [] },
    ]);
    expect(inspection.snapshots('a.sh')).to.deep.equal({ maps: [{ filterResult: 'x' }] });
    expect(inspection.snapshots('nothing')).to.equal(undefined);
    expect(inspection.config()).to.deep.equal({ folder: hooks.at.folder.path, skipInvalid: false, timeoutSeconds: 0 });
  });
});
