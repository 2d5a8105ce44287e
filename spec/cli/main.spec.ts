import { expect } from 'chai';
import { FileError } from '../../lib/base/errors.ts';
import type { Command, CommandArguments } from '../../lib/cli/command.ts';
import { main } from '../../lib/cli/main.ts';
import packageJson from '../../package.json' with { type: 'json' };

class Texts {
  text = '';
  write(text: string): void {
    this.text += text;
  }
}

function aCommand(run: Command['run'] = async () => 0): Command {
  return {
    name: 'paint',
    synopsis: '[options] FILE…',
    summary: 'Paint files',
    needsFiles: true,
    declare: (parser) =>
      parser
        .option('colour', { choices: ['red', 'blue'], default: 'red', describe: 'Which' })
        .option('namespace', { type: 'string', array: true }),
    run,
  };
}

async function mainOf(argv: string[], command = aCommand()) {
  const [stdout, stderr] = [new Texts(), new Texts()];
  const exitCode = await main(argv, { stdout, stderr, env: {}, commands: [command, { ...command, name: 'cluster' }] });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const USAGE = `Usage: tskubeop COMMAND [options] [FILE…]

Commands:
  paint    Paint files
  cluster  Paint files

tskubeop COMMAND --help says more; tskubeop --version.
`;

describe('main', () => {
  for (const flag of ['--help', '-h', 'help']) {
    it(`lists the commands for ${flag}`, async () => {
      expect(await mainOf([flag])).to.deep.equal({ exitCode: 0, stdout: USAGE, stderr: '' });
    });
  }

  it('prints the version of the package', async () => {
    expect(await mainOf(['--version'])).to.deep.equal({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  const wrong: [string[], string][] = [
    [[], 'which command?'],
    [['clustr'], 'unknown command "clustr"; did you mean cluster?'],
    [['zzz'], 'unknown command "zzz"'],
    [['--vresion'], 'unknown option --vresion; did you mean --version?'],
  ];
  for (const [argv, message] of wrong) {
    it(`ends with 2 for "${argv.join(' ')}": ${message}`, async () => {
      expect(await mainOf(argv)).to.deep.equal({ exitCode: 2, stdout: '', stderr: `${message}\n\n${USAGE}` });
    });
  }

  const wrongOptions: [string[], string][] = [
    [['paint'], 'paint needs a file'],
    [['paint', '--color', 'red', 'f'], 'unknown option --color; did you mean --colour?'],
    [['paint', '--colour', 'bleu', 'f'], '--colour must be red or blue, not "bleu"; did you mean blue?'],
    [
      ['paint', 'f', '--namespace='],
      '--namespace must be the name of a namespace (at most 63 lower-case letters, digits and \'-\'), not ""',
    ],
  ];
  for (const [argv, message] of wrongOptions) {
    it(`ends with 2 and the command’s usage for "${argv.join(' ')}": ${message}`, async () => {
      const { exitCode, stdout, stderr } = await mainOf(argv);
      expect([exitCode, stdout]).to.deep.equal([2, '']);
      expect(stderr.startsWith(`${message}\n\nUsage: tskubeop paint [options] FILE…\n\nPaint files.\n`), stderr).to.equal(true);
    });
  }

  it('shows the help of a command', async () => {
    const { exitCode, stdout } = await mainOf(['paint', '--nonsense', '--help']);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^Usage: tskubeop paint \[options\] FILE…\n/);
    expect(stdout).to.match(/--colour {2,}Which {2}\[choices: "red", "blue"\] \[default: "red"\]/);
  });

  it('hands options, files and surroundings to the command, and returns its exit code', async () => {
    const given: CommandArguments[] = [];
    const command = aCommand(async (args, { stdout, stderr, signal }) => {
      given.push(args);
      stdout.write('out');
      stderr.write(`err ${signal.aborted}`);
      return 7;
    });
    expect(await mainOf(['paint', 'a', '--namespace', 'x,y', 'b', '--', '--c'], command)).to.deep.equal({
      exitCode: 7,
      stdout: 'out',
      stderr: 'err false',
    });
    expect(given).to.deep.equal([{ options: { colour: 'red', namespace: ['x', 'y'] }, files: ['a', 'b', '--c'] }]);
  });

  it('ends with 1 and the message alone when a command fails', async () => {
    const command = aCommand(async () => {
      throw new FileError('a.yaml:3: bad');
    });
    expect(await mainOf(['paint', 'a'], command)).to.deep.equal({ exitCode: 1, stdout: '', stderr: 'a.yaml:3: bad\n' });
  });

  it('rejects with what is a bug', async () => {
    const bug = new TypeError('x is not a function');
    const command = aCommand(async () => {
      throw bug;
    });
    expect(await mainOf(['paint', 'a'], command).catch((error) => error)).to.equal(bug);
  });
});
