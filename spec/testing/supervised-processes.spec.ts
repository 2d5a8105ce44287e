import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { type ProcessSpecification, SupervisedProcesses } from '../../lib/testing/supervised-processes.ts';

describe('SupervisedProcesses', () => {
  let folder: string;
  let processes: SupervisedProcesses;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervised-'));
    processes = new SupervisedProcesses(folder);
  });
  afterEach(() => processes.stop());

  const shell = (name: string, script: string): ProcessSpecification => ({
    name,
    command: '/bin/sh',
    args: ['-c', script],
    folder,
    logFile: join(folder, `${name}.log`),
  });

  it('tells how a process ended, and keeps what it wrote', async () => {
    const exit = await processes.start(shell('a', 'echo out; echo err >&2; exit 3'));
    expect(exit).to.deep.equal({ name: 'a', code: 3, signal: null });
    expect(await readFile(join(folder, 'a.log'), 'utf8')).to.equal('out\nerr\n');
  });

  it('gives it the variables that this process does not have, beside those that it has', async () => {
    await processes.start({ ...shell('a', 'echo "$TSKUBEOP_OWN $HOME"'), defaults: { TSKUBEOP_OWN: 'own', HOME: '/nowhere' } });
    expect(await readFile(join(folder, 'a.log'), 'utf8')).to.equal(`own ${process.env.HOME}\n`);
  });

  it('tells of a program that is not there', async () => {
    const exit = await processes.start({ ...shell('a', ''), command: '/nowhere/program' });
    expect(exit.error).to.include('ENOENT');
  });

  it('kills one and leaves the others', async () => {
    const first = processes.start(shell('first', 'exec sleep 60'));
    void processes.start(shell('second', 'exec sleep 60'));
    await eventually(() => Object.keys(processes.pids).length === 2);
    await processes.kill('first');
    expect((await first).signal).to.equal('SIGKILL');
    expect(Object.keys(processes.pids)).to.deep.equal(['second']);
    await processes.kill('first');
  });

  it('starts one again under the same name, but never twice at once', async () => {
    await processes.start(shell('a', 'exit 0'));
    void processes.start(shell('a', 'exec sleep 60'));
    expect(() => processes.start(shell('a', 'exit 0'))).to.throw(IllegalStateError, 'a is running already');
  });

  it('ends all and removes the folder', async () => {
    const exit = processes.start(shell('a', 'trap "" TERM; exec sleep 60'));
    await eventually(() => processes.pids.a);
    const { a } = processes.pids;
    await processes.stop();
    expect((await exit).name).to.equal('a');
    expect(() => process.kill(a!, 0)).to.throw('ESRCH');
    expect(existsSync(folder)).to.equal(false);
    expect(() => processes.start(shell('b', 'exit 0'))).to.throw(IllegalStateError);
  });
});
