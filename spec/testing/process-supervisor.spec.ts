import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { eventually } from '../../lib/testing/eventually.ts';

const PROGRAM = join(import.meta.dirname, '../../lib/testing/process-supervisor.ts');

describe('process-supervisor', () => {
  let folder: string;
  let supervisor: ChildProcess;
  let pid: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
    supervisor = spawn(process.execPath, [PROGRAM, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const specification = { name: 'a', command: '/bin/sleep', args: ['60'], folder, logFile: join(folder, 'a.log') };
    supervisor.stdin?.write(`${JSON.stringify({ start: specification })}\n`);
    const [line] = await once(createInterface({ input: supervisor.stdout! }), 'line');
    ({ pid } = JSON.parse(line).started);
  });

  const endings: Record<string, () => void> = {
    'its standard input closes': () => supervisor.stdin?.end(),
    'nobody reads its reports any more and it is told to end': () => {
      supervisor.stdout?.destroy();
      supervisor.kill('SIGTERM');
    },
    'the terminal interrupts it': () => supervisor.kill('SIGINT'),
    'the terminal goes': () => supervisor.kill('SIGHUP'),
  };

  for (const [title, end] of Object.entries(endings)) {
    it(`ends what it started, removes the folder and ends itself when ${title}`, async () => {
      end();
      const [code] = await once(supervisor, 'exit');
      expect(code).to.equal(0);
      expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      await eventually(() => !existsSync(folder));
    });
  }
});
