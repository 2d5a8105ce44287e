import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import packageJson from '../../package.json' with { type: 'json' };

const PROGRAM = fileURLToPath(new URL('../../bin/tskubeop.ts', import.meta.url));

function tskubeop(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--conditions=@tskubeop/source', PROGRAM, ...argv], (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

describe('the program', function () {
  this.timeout(20_000);
  this.slow(3_000);

  it('prints its version', async () => {
    expect(await tskubeop('--version')).to.deep.equal({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it('ends with 2 for a wrong command', async () => {
    const { exitCode, stdout, stderr } = await tskubeop('clutser');
    expect([exitCode, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^unknown command "clutser"; did you mean cluster\?\n\nUsage: tskubeop COMMAND/);
  });

  it('serves a cluster until Ctrl-C, and ends with 0', async () => {
    const child = spawn(process.execPath, ['--conditions=@tskubeop/source', PROGRAM, 'cluster'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let text = '';
      for await (const chunk of child.stdout) {
        text += chunk;
        if (text.includes('Ctrl-C')) break;
      }
      expect(text).to.match(/^KUBECONFIG=\/.*\nserving http/);
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      expect(await ended).to.deep.equal([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
