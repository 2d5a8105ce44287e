/**
 * A project outside of the repository that has installed the packed tarball, as a user's has.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { snippetsOf } from '../../scripts/markdown-snippets.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { isPacked, packInto } from './packed-tarball.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** What a program printed. */
export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** The project's folder and what is done in it. */
export class ConsumerProject {
  readonly folder: string;
  /** npm need not ask anybody about what it has installed before. */
  readonly env: NodeJS.ProcessEnv = {
    ...cleanEnvironment(),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes an empty folder. */
  static async create(): Promise<ConsumerProject> {
    return new ConsumerProject(await mkdtemp(join(tmpdir(), 'tskubeop-consumer-')));
  }

  /** The path of the repository's tarball as it is published, packed now unless that was done for all specs of this run. */
  async tarball(): Promise<string> {
    return isPacked() ? (process.env.TSKUBEOP_TEST_TARBALL ?? '') : packInto(this.folder);
  }

  /** Runs a program in the folder; rejects with what it printed when it fails. */
  async run(command: string, ...args: string[]): Promise<ProgramResult> {
    try {
      return await promisify(execFile)(command, args, { cwd: this.folder, env: this.env, maxBuffer: 2 ** 26 });
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown } & ProgramResult;
      throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Writes a file into the folder. */
  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  /** Removes the folder. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The README's block whose first line is a comment with this name, such as `// printer.ts`. */
export async function readmeFile(name: string): Promise<string> {
  const blocks = await readmeBlocks(['ts', 'jsonc', 'yaml']);
  const found = blocks.find((text) => /^(\/\/|#) (.*)/.exec(text)?.[2] === name);
  if (!found) throw new Error(`README.md has no block that opens with a comment "${name}"`);
  return `${found}\n`;
}

/** The README's shell lines of the block whose first line is a comment with this text. */
export async function readmeLines(title: string): Promise<string[]> {
  const found = (await readmeBlocks(['sh'])).find((text) => text.startsWith(`# ${title}\n`));
  if (!found) throw new Error(`README.md has no sh block that opens with "# ${title}"`);
  return found.split('\n').slice(1);
}

async function readmeBlocks(languages: readonly string[]): Promise<string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  return snippetsOf(readme, languages).map(({ text }) => text.trim());
}
