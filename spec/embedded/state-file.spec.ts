import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import { writeClusterState } from '../../lib/embedded/cluster-state.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { readStateFile, StateKeeper, writeStateFile } from '../../lib/embedded/state-file.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('a state file', () => {
  let folder: string;
  let path: string;
  const EMPTY = writeClusterState(new ObjectStore());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tskubeop-state-'));
    path = join(folder, 'state.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is none where there is no file, or an empty one', async () => {
    expect(await readStateFile(path)).to.equal(undefined);
    await writeFile(path, '');
    expect(await readStateFile(path)).to.equal(undefined);
    await writeStateFile(path, EMPTY);
    expect(await readStateFile(path)).to.equal(EMPTY);
  });

  it("is for the owner's eyes only, and replaced whole", async () => {
    await writeStateFile(path, EMPTY);
    await writeStateFile(path, `${EMPTY}---\n`);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await readdir(folder)).to.deep.equal(['state.yaml']);
    expect(await readFile(path, 'utf8')).to.equal(`${EMPTY}---\n`);
  });

  it('never takes the place of something else', async () => {
    await writeFile(path, 'kind: Pod\n');
    const failure = await writeStateFile(path, EMPTY).catch((error) => error);
    expect(failure).to.be.instanceOf(FileError);
    expect(failure.message).to.equal(`${path} is there already and not the state of a cluster; name another file`);
    expect(await readFile(path, 'utf8')).to.equal('kind: Pod\n');
  });

  it('says why it cannot be read or written', async () => {
    const [reading, writing, missing] = await Promise.all([
      readStateFile(folder).catch((error) => error),
      writeStateFile(folder, EMPTY).catch((error) => error),
      writeStateFile(join(folder, 'none', 'state.yaml'), EMPTY).catch((error) => error),
    ]);
    for (const error of [reading, writing, missing]) expect(error).to.be.instanceOf(FileError);
    expect(reading.message).to.match(/^the state .* cannot be read: /);
    expect(missing.message).to.match(/^the state .* cannot be written: /);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  describe('that is kept', () => {
    function keep(problems: unknown[] = []) {
      const clock = new FakeClock();
      const source = { revision: 1, writes: 0, state: () => `${EMPTY}# ${source.revision}, write ${++source.writes}\n` };
      return { clock, source, keeper: new StateKeeper({ path, source, clock, onProblem: (error) => problems.push(error) }) };
    }
    const written = (text: string) => eventually(async () => (await readStateFile(path))?.includes(text) ?? false);

    it('is written when something has changed, and at the end', async () => {
      const { clock, source, keeper } = keep();
      await clock.advance(5000);
      await written('# 1, write 1');
      await clock.advance(20_000);
      source.revision = 2;
      await clock.advance(5000);
      await written('# 2, write 2');
      source.revision = 3;
      await keeper.stop();
      expect(await readStateFile(path)).to.include('# 3, write 3');
      expect(clock.timers).to.equal(0);
    });

    it('is written at the end, though nothing ever changed', async () => {
      await keep().keeper.stop();
      expect(await readStateFile(path)).to.include('# 1, write 1');
    });

    it('is tried again after a failure', async () => {
      const problems: unknown[] = [];
      await mkdir(path);
      const { clock, keeper } = keep(problems);
      await clock.advance(5000);
      await eventually(() => problems.length === 1);
      await rm(path, { recursive: true });
      await clock.advance(5000);
      await written('# 1, write');
      await keeper.stop();
      expect(problems).to.have.length(1);
    });

    it('fails the end when it cannot be written then', async () => {
      await mkdir(path);
      expect(
        await keep()
          .keeper.stop()
          .catch((error) => error),
      ).to.be.instanceOf(FileError);
    });
  });
});
