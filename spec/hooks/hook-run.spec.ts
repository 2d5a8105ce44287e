import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { HookRunError } from '../../lib/base/errors.ts';
import { type HookRunOptions, runHook } from '../../lib/hooks/hook-run.ts';
import { RunFolders } from '../../lib/hooks/run-files.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('runHook', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  let logger: RecordingLogger;
  let folders: RunFolders;
  beforeEach(() => {
    logger = new RecordingLogger();
    folders = new RunFolders(at.folder.root, logger);
  });
  const run = (body: string, options: Partial<HookRunOptions> = {}) => {
    const path = at.folder.write('sub/hook-1.sh', `#!/bin/sh\n${body}\n`);
    return runHook({
      hook: 'sub/hook-1.sh',
      program: path,
      path,
      context: '[{"binding":"x"}]\n',
      folders,
      env: { PATH: process.env.PATH, OWN: 'yes' },
      clock: systemClock,
      logger,
      timeoutSeconds: 0,
      signal: new AbortController().signal,
      ...options,
    });
  };
  const failure = async (body: string, options?: Partial<HookRunOptions>) => {
    const error = await run(body, options).catch((thrown: unknown) => thrown);
    expect(HookRunError.is(error), String(error)).to.equal(true);
    return (error as Error).message;
  };

  it('names all files of the contract, each empty but for the context, in a folder that goes', async () => {
    await run(`pwd; echo "$OWN $#"; for f in "$BINDING_CONTEXT_PATH" "$METRICS_PATH" "$CONVERSION_RESPONSE_PATH" "$ADMISSION_RESPONSE_PATH" "$KUBERNETES_PATCH_PATH"; do
basename "$f"; wc -c < "$f"; done; [ "$VALIDATING_RESPONSE_PATH" = "$ADMISSION_RESPONSE_PATH" ] && cat "$BINDING_CONTEXT_PATH"`);
    expect(logger.messages('info').map((line) => line.trim())).to.deep.equal([
      join(at.folder.path, 'sub'),
      'yes 0',
      'hook-sub-hook-1-sh-binding-context.json',
      '18',
      'hook-sub-hook-1-sh-metrics.json',
      '0',
      'hook-sub-hook-1-sh-conversion-response.json',
      '0',
      'hook-sub-hook-1-sh-admission-response.json',
      '0',
      'hook-sub-hook-1-sh-object-patch',
      '0',
      '[{"binding":"x"}]',
    ]);
    await folders.untilRemoved();
    expect(readdirSync(at.folder.root)).to.deep.equal(['hooks']);
  });

  it('reads what was asked for', async () => {
    const { patches, metrics } = await run(
      `echo '{"name":"m","set":1}' > "$METRICS_PATH"; echo '{"operation":"Delete","kind":"Pod","name":"p"}' > "$KUBERNETES_PATCH_PATH"`,
    );
    expect(patches).to.have.length(1);
    expect(metrics.operations).to.deep.equal([{ action: 'set', name: 'm', value: 1, labels: {}, group: 'sub/hook-1.sh' }]);
  });

  it('takes a file that was removed for an empty one', async () => {
    expect(await run('rm "$METRICS_PATH" "$KUBERNETES_PATCH_PATH"')).to.deep.equal({
      patches: [],
      metrics: { operations: [], warnings: [] },
    });
  });

  it('reads nothing of a run that failed, and says what it printed on standard error', async () => {
    expect(await failure('echo nonsense > "$METRICS_PATH"; exit 3')).to.equal('exit status 3');
    expect(await failure('echo the reason >&2; exit 1')).to.equal('exit status 1: the reason');
    await folders.untilRemoved();
    expect(readdirSync(at.folder.root)).to.deep.equal(['hooks']);
  });

  it('fails for files that it can not understand', async () => {
    expect(await failure('echo x > "$METRICS_PATH"')).to.include('METRICS_PATH: got bad metrics');
    expect(await failure('printf \'{"operation":"Del\' > "$KUBERNETES_PATCH_PATH"')).to.include('KUBERNETES_PATCH_PATH');
    expect(await failure('rm "$METRICS_PATH"; mkfifo "$METRICS_PATH"; truncate -s 65M "$KUBERNETES_PATCH_PATH"')).to.include(
      'more than the 67108864',
    );
  });

  it('ends one that fills its files', async () => {
    expect(await failure('while :; do truncate -s +20M "$KUBERNETES_PATCH_PATH"; sleep 0.2; done')).to.include(
      'wrote too much into its files',
    );
  });

  it('ends one that takes too long', async () => expect(await failure('sleep 30', { timeoutSeconds: 0.3 })).to.include('took too long'));

  it('fails when its folder can not be made', async () => {
    const error = await run('exit 0', { folders: new RunFolders('/dev/null/x', logger) }).catch((thrown: unknown) => thrown);
    expect((error as NodeJS.ErrnoException).code).to.equal('ENOTDIR');
  });
});
