/**
 * What a start costs: `bench/clients/start-up.ts`, from the sources and from the package as it is built, each as a first start and as one
 * that finds its modules compiled. On a machine that does other things besides, the least of several runs is the one to compare.
 *
 * node --conditions=@tskubeop/source bench/start-up.ts   (with the others: npm run bench)
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What one start came to. */
export interface StartUp {
  readonly firstHandlerMilliseconds: number;
  readonly cpuMilliseconds: number;
  readonly residentBytes: number;
}

/** The starts of one kind. */
export interface StartUps {
  readonly kind: string;
  readonly runs: readonly StartUp[];
}

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = join(import.meta.dirname, 'clients/start-up.ts');
/** Node.js alone, by which the machine's own pace can be told. */
const NOTHING = `const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ firstHandlerMilliseconds: performance.now(), cpuMilliseconds: (user + system) / 1000, residentBytes: process.memoryUsage.rss() }));`;

const run = promisify(execFile);

/** Starts it `times` times in each way, in turns, so that all ways meet the same machine. */
export async function startUps(times = 7): Promise<StartUps[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tskubeop-bench-'));
  try {
    const packaged = await packagedProgram(folder);
    const cache = { NODE_COMPILE_CACHE: join(folder, 'compiled'), NODE_DISABLE_COMPILE_CACHE: undefined };
    const none = { NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: '1' };
    const sources = ['--conditions=@tskubeop/source', PROGRAM];
    const ways = [
      { kind: 'Node.js alone', args: ['--eval', NOTHING], env: none },
      { kind: 'package, first start', args: [packaged], env: none },
      { kind: 'package, compiled before', args: [packaged], env: cache },
      { kind: 'sources, first start', args: sources, env: none },
      { kind: 'sources, compiled before', args: sources, env: cache },
    ].map((way) => ({ ...way, runs: [] as StartUp[] }));
    // What is compiled is kept at the end of the first.
    for (const { args, env } of ways) await startUp(args, env);
    for (let time = 0; time < times; time++) for (const { args, env, runs } of ways) runs.push(await startUp(args, env));
    return ways.map(({ kind, runs }) => ({ kind, runs }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The table of `startUps`, the least and the median of each. */
export function startUpTable(all: readonly StartUps[]): Record<string, Record<string, string>> {
  const figures = (runs: readonly StartUp[], key: keyof StartUp, unit: number) => {
    const sorted = runs.map((each) => each[key] / unit).sort((left, right) => left - right);
    return [sorted[0], sorted[sorted.length >> 1]].map((value) => Math.round(value as number)).join(' / ');
  };
  return Object.fromEntries(
    all.map(({ kind, runs }) => [
      kind,
      {
        ms: figures(runs, 'firstHandlerMilliseconds', 1),
        'CPU ms': figures(runs, 'cpuMilliseconds', 1),
        MB: figures(runs, 'residentBytes', 1e6),
      },
    ]),
  );
}

async function startUp(args: readonly string[], env: NodeJS.ProcessEnv): Promise<StartUp> {
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env } });
  return JSON.parse(stdout) as StartUp;
}

/** Builds the package and makes a project in which it is installed: its path, and the program's without types. */
async function packagedProgram(folder: string): Promise<string> {
  await run(process.execPath, [join(ROOT, 'scripts/build.ts')]);
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/tskubeop'), 'junction');
  const program = join(folder, 'start-up.mjs');
  await writeFile(program, stripTypeScriptTypes(await readFile(PROGRAM, 'utf8')));
  return program;
}

if (import.meta.main) console.table(startUpTable(await startUps()));
