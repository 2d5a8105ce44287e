import { utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { HookConfigError } from '../../lib/base/errors.ts';
import { loadHook, signsOf, versionOf } from '../../lib/hooks/hook-loader.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('loadHook', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  const logger = new RecordingLogger();
  const load = (path: string, configSeconds = 30) =>
    loadHook(
      { name: basename(path), path },
      {
        folder: at.folder.path,
        env: { PATH: process.env.PATH },
        clock: systemClock,
        logger,
        reader: { jqProblem: async () => undefined },
        configSeconds,
      },
      new AbortController().signal,
    );
  const refusal = async (path: string, configSeconds?: number) => {
    const error = await load(path, configSeconds).catch((thrown: unknown) => thrown);
    expect(HookConfigError.is(error)).to.equal(true);
    return (error as Error).message;
  };

  it('asks for the configuration from the hooks folder, without the files of a run', async () => {
    const path = at.folder.write(
      'sub/a.sh',
      '#!/bin/sh\n[ -z "$BINDING_CONTEXT_PATH" ] && echo "{\\"configVersion\\":\\"v1\\",\\"onStartup\\":$(pwd | wc -c)}"\n',
    );
    expect((await load(path)).config.onStartup).to.equal(at.folder.path.length + 1);
  });

  it('gives a hook that reads its standard input an end of it', async () => {
    const path = at.folder.write('a.sh', '#!/bin/sh\ncat; echo \'{"configVersion":"v1","onStartup":1}\'\n');
    expect((await load(path)).config.onStartup).to.equal(1);
  });

  it('says why it failed, with what it printed', async () => {
    const path = at.folder.write('a.sh', '#!/bin/sh\necho "jq: not found" >&2; exit 4\n');
    expect(await refusal(path)).to.equal('hook a.sh: --config failed: exit status 4\njq: not found');
  });

  it('waits for no hook that forgets to look for --config', async () => {
    expect(await refusal(at.folder.write('a.sh', '#!/bin/sh\nsleep 60\n'), 0.3)).to.include('does it check for --config?');
    expect(await refusal(at.folder.write('b.sh', '#!/bin/sh\nyes\n'))).to.include('more than 1 MiB');
  });

  it('logs what has no effect', async () => {
    await load(at.folder.shell('a.sh', { configVersion: 'v1', kubernetes: [{ kind: 'Pod', resynchronizationPeriod: '1m' }] }));
    expect(logger.messages('warn')).to.deep.equal(['the configuration of a hook has something without effect']);
  });

  it('knows a version by its content', async () => {
    const path = at.folder.shell('a.sh', { configVersion: 'v1', onStartup: 1 });
    const { version } = await load(path);
    expect(await versionOf({ name: 'a.sh', path })).to.deep.equal(version);
    utimesSync(path, 1, 1);
    const touched = await versionOf({ name: 'a.sh', path });
    expect(touched.hash).to.equal(version.hash);
    expect(touched.signs).to.not.equal(version.signs);
    writeFileSync(path, '#!/bin/sh\n');
    expect((await versionOf({ name: 'a.sh', path })).hash).to.not.equal(version.hash);
    expect(await signsOf(path)).to.equal((await versionOf({ name: 'a.sh', path })).signs);
  });

  it('says that a file is gone', async () => {
    const error = await versionOf({ name: 'x', path: join(at.folder.path, 'x') }).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.include("hook x: it can't be read");
  });
});
