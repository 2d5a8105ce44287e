import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type RunFiles, RunFolders, safeName } from '../../lib/hooks/run-files.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('RunFolders', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  let folders: RunFolders;
  beforeEach(() => {
    folders = new RunFolders(at.folder.root, new RecordingLogger());
  });

  it('gives each run paths that no other has', () => {
    const paths = [folders.make('a', '1'), folders.make('a', '2')].map(({ variables }) => variables.BINDING_CONTEXT_PATH as string);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).to.deep.equal(['1', '2']);
  });

  it('removes them, with what the hook has put there besides, also when some are gone', async () => {
    const { root } = at.folder;
    const [plain, more] = [folders.make('a', ''), folders.make('b', '')];
    writeFileSync(join(dirname(more.variables.METRICS_PATH as string), 'own'), 'x');
    for (const files of [plain, more]) folders.remove(files);
    await folders.untilRemoved();
    expect(readdirSync(root)).to.deep.equal(['hooks']);
  });

  it('tells when too much lies in the folder of a run, or in one of its files', async () => {
    const fills: ((files: RunFiles) => void)[] = [
      ({ variables }) => truncateSync(variables.METRICS_PATH as string, 65 * 1024 ** 2),
      ({ variables }) => {
        const own = join(dirname(variables.METRICS_PATH as string), 'own', 'deep');
        mkdirSync(own, { recursive: true });
        for (const name of 'abcde') {
          writeFileSync(join(own, name), '');
          truncateSync(join(own, name), 60 * 1024 ** 2);
        }
      },
    ];
    for (const fill of fills) {
      const files = folders.make('a', '');
      const clock = new FakeClock();
      const told = Promise.withResolvers<void>();
      const watching = files.watchSize(clock, () => told.resolve());
      await clock.advance(1000);
      fill(files);
      let isTold = false;
      void told.promise.then(() => {
        isTold = true;
      });
      await eventually(async () => {
        await clock.advance(1000);
        return isTold;
      });
      watching.cancel();
    }
  });

  it('keeps the files of one run while those of another go', async () => {
    const [first, second] = [folders.make('a', ''), folders.make('a', '')];
    folders.remove(first);
    await folders.untilRemoved();
    expect(existsSync(second.variables.METRICS_PATH as string)).to.equal(true);
  });
});

describe('safeName', () => {
  it("makes a part of a file's name of a hook's", () => {
    expect(safeName('002-cool-hooks/monitor-namespaces.py')).to.equal('002-cool-hooks-monitor-namespaces-py');
  });
});
