import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../lib/base/clock.ts';
import { describeExit, type HookExit, HookProcess, type HookStream } from '../../lib/hooks/hook-process.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { useHooksFolder } from './support/hooks-folder.ts';

describe('HookProcess', function () {
  this.timeout(30_000);
  const at = useHooksFolder();
  let output: Record<HookStream, string>;
  const stop = () => new AbortController();

  function start(path: string, options: { signal?: AbortSignal; timeoutSeconds?: number; slow?: boolean } = {}): Promise<HookExit> {
    output = { stdout: '', stderr: '' };
    const { signal = stop().signal, timeoutSeconds = 0, slow = false } = options;
    const onOutput = (stream: HookStream, chunk: Buffer) => {
      output[stream] += chunk.toString();
      return slow;
    };
    const env = { PATH: process.env.PATH, OWN: '1' };
    return new HookProcess({
      path,
      args: ['one', '$(two)'],
      folder: at.folder.path,
      env,
      clock: systemClock,
      signal,
      timeoutSeconds,
      onOutput,
    }).run();
  }

  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      // One that has ended and isn't waited for by anybody is no more.
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };

  it('gives it its arguments as they are, its folder, its environment and nothing to read', async () => {
    const path = at.folder.write('a', '#!/bin/sh\necho "$1 $2"; pwd; echo "own $OWN home $HOME"; cat; echo err >&2; exit 3\n');
    expect(await start(path)).to.deep.equal({ code: 3, signal: null });
    expect(output).to.deep.equal({ stdout: `one $(two)\n${at.folder.path}\nown 1 home \n`, stderr: 'err\n' });
  });

  it('kills what it leaves behind, and ends also when somebody else holds its pipes', async () => {
    const written = (name: string) => Number(readFileSync(join(at.folder.root, name), 'utf8'));
    const left = `sleep 60 & echo $! > ${at.folder.root}/left`;
    const note = `${at.folder.root}/escaped`;
    const escaped = `setsid sh -c 'echo $$ > ${note}; exec sleep 60' &\nwhile [ ! -s ${note} ]; do sleep 0.01; done`;
    const path = at.folder.write('a', `#!/bin/sh\n${left}\n${escaped}\nexit 0\n`);
    try {
      expect(await start(path)).to.deep.equal({ code: 0, signal: null });
      expect(isAlive(written('escaped'))).to.equal(true);
      await eventually(() => !isAlive(written('left')));
    } finally {
      process.kill(written('escaped'));
    }
  });

  it('ends it when it takes too long, with everything that it started', async () => {
    const path = at.folder.write('a', `#!/bin/sh\nsleep 60 & echo $! > ${at.folder.root}/pid\nwait\n`);
    const exit = await start(path, { timeoutSeconds: 0.5 });
    expect(exit).to.deep.equal({ code: null, signal: 'SIGTERM', ended: 'timeout' });
    const pid = Number(readFileSync(join(at.folder.root, 'pid'), 'utf8'));
    await eventually(() => !isAlive(pid));
  });

  it('kills one that ignores being asked to end', async function () {
    this.timeout(15_000);
    const stopped = stop();
    const ready = join(at.folder.root, 'ready');
    const path = at.folder.write('a', `#!/bin/sh\ntrap '' TERM\ntouch ${ready}\nwhile :; do sleep 0.1; done\n`);
    const exit = start(path, { signal: stopped.signal });
    await eventually(() => existsSync(ready));
    stopped.abort();
    expect(await exit).to.deep.equal({ code: null, signal: 'SIGKILL', ended: 'stopped' });
  });

  it('starts nothing when it is to stop already', async () => {
    const path = at.folder.write('a', `#!/bin/sh\ntouch ${at.folder.root}/ran\n`);
    expect(await start(path, { signal: AbortSignal.abort() })).to.deep.equal({ code: null, signal: null, ended: 'stopped' });
    expect(existsSync(join(at.folder.root, 'ran'))).to.equal(false);
  });

  it('reads one that prints too much slowly, so that it waits', async () => {
    const path = at.folder.write('a', '#!/bin/sh\nyes\n');
    await start(path, { timeoutSeconds: 0.6, slow: true });
    expect(output.stdout.length).to.be.lessThan(4_000_000);
  });

  it('says in words why it could not be started', async () => {
    expect(describeExit(await start(join(at.folder.path, 'nothing')))).to.include('does not exist');
    const crlf = at.folder.write('crlf', '#!/bin/sh\r\nexit 0\r\n');
    expect(describeExit(await start(crlf))).to.include('CRLF');
    const plain = at.folder.write('plain', '#!/bin/sh\n', 0o644);
    expect(describeExit(await start(plain))).to.include('not executable');
  });

  it('says in words how it ended', () => {
    expect(describeExit({ code: 0, signal: null })).to.equal(undefined);
    expect(describeExit({ code: 2, signal: null })).to.equal('exit status 2');
    expect(describeExit({ code: null, signal: 'SIGSEGV' })).to.equal('it was ended by SIGSEGV');
    for (const ended of ['timeout', 'stopped', 'output'] as const)
      expect(describeExit({ code: null, signal: 'SIGTERM', ended })).to.include('was ended');
  });
});
