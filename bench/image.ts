/**
 * What examples/Dockerfile makes of the Printer, without an engine: its lines are followed in folders, one a stage, and what it would
 * start is started as a user that isn't root, with a folder that it can't write to, against the cluster of KUBECONFIG. Says how large the
 * bundle is, what an install takes, and how much memory the operator has at rest.
 *
 * node --conditions=@tskubeop/source bench/image.ts
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packInto } from '../spec/support/packed-tarball.ts';

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tskubeop-image-'));
const context = join(folder, 'context');

interface Stage {
  readonly root: string;
  workdir: string;
  user: number | undefined;
  entrypoint: string[];
  readonly environment: Record<string, string>;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** A project with the Printer, as its README says. */
async function prepare(): Promise<void> {
  mkdirSync(context);
  const tarball = process.env.TSKUBEOP_TEST_TARBALL ?? (await packInto(folder));
  cpSync(tarball, join(context, 'tskubeop.tgz'));
  cpSync(join(ROOT, 'examples/printer/printer.ts'), join(context, 'printer.ts'));
  const { zod } = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: { zod: string } }).devDependencies;
  const dependencies = { tskubeop: 'file:tskubeop.tgz', zod };
  writeFileSync(join(context, 'package.json'), JSON.stringify({ name: 'image', private: true, type: 'module', dependencies }));
  const options = { cwd: context, stdio: 'inherit' } as const;
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], options);
}

/** Follows the lines of a Dockerfile. @throws for an instruction that it doesn't know */
function follow(dockerfile: string, given: Readonly<Record<string, string>>): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of dockerfile.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const [, instruction = '', rest = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const name = / AS (\w+)$/.exec(rest)?.[1] ?? 'last';
      stage = { root: join(folder, name), workdir: '/', user: undefined, entrypoint: [], environment: {} };
      mkdirSync(stage.root);
      stages.set(name, stage);
    } else if (stage) obey(stage, instruction, rest, { stages, given });
  }
  return stages;
}

function obey(
  stage: Stage,
  instruction: string,
  rest: string,
  { stages, given }: { stages: ReadonlyMap<string, Stage>; given: Readonly<Record<string, string>> },
): void {
  const here = () => join(stage.root, stage.workdir);
  const [name = '', value = ''] = rest.split(/=(.*)/s);
  switch (instruction) {
    case 'ARG':
      stage.environment[name] = given[name] ?? value;
      return;
    case 'ENV':
      stage.environment[name] = value;
      return;
    case 'WORKDIR':
      stage.workdir = rest;
      mkdirSync(here(), { recursive: true });
      return;
    case 'USER':
      stage.user = Number(rest);
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(rest) as string[];
      return;
    case 'RUN':
      execFileSync('sh', ['-c', rest], { cwd: here(), env: { ...process.env, ...stage.environment }, stdio: 'inherit' });
      return;
    case 'COPY': {
      const parts = rest.split(' ');
      const from = /^--from=(\w+)$/.exec(parts[0] ?? '')?.[1];
      const sources = parts.slice(from === undefined ? 0 : 1, -1);
      const root = from === undefined ? context : (stages.get(from) as Stage).root;
      for (const source of sources) {
        const path = join(root, source);
        cpSync(path, statSync(path).isDirectory() ? here() : join(here(), source), { recursive: true });
      }
      return;
    }
    default:
      throw new TypeError(`no such instruction: ${instruction}`);
  }
}

/** What nobody may write to, and everybody read. */
function makeReadOnly(path: string): void {
  const isFolder = statSync(path).isDirectory();
  if (isFolder) for (const name of readdirSync(path)) makeReadOnly(join(path, name));
  chmodSync(path, isFolder ? 0o555 : 0o444);
}

function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Starts what the image would start, waits until it rests, and stops it as Kubernetes does. */
async function run({ root, workdir, user, entrypoint, environment }: Stage): Promise<void> {
  chmodSync(folder, 0o755);
  const kubeconfig = join(folder, 'kubeconfig');
  cpSync(process.env.KUBECONFIG ?? '', kubeconfig);
  chmodSync(kubeconfig, 0o444);
  makeReadOnly(root);
  const args = [
    ...entrypoint.slice(1),
    '--create-crd',
    '--namespace',
    'default',
    '--http-address',
    '127.0.0.1:0',
    '--inspect-socket',
    join(folder, 'inspect', 'operator.sock'),
  ];
  mkdirSync(join(folder, 'inspect'));
  chmodSync(join(folder, 'inspect'), 0o777);
  const env = { PATH: dirname(process.execPath), ...environment, KUBECONFIG: kubeconfig };
  const child = spawn(process.execPath, args, { cwd: join(root, workdir), uid: user, gid: user, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    for (let tries = 0; !log.includes('"watching"'); tries += 1) {
      if (tries > 600 || child.exitCode !== null) throw new Error(`it does not watch:\n${log}`);
      await sleep(100);
    }
    const readings: number[] = [];
    for (let seconds = 0; seconds < 60; seconds += 5) {
      await sleep(5000);
      readings.push(residentOf(child.pid as number));
    }
    say(
      `as user ${user}, read-only: ${megabytes(readings.at(-1) as number)} resident after a minute, ${megabytes(Math.max(...readings))} at most`,
    );
    const question = ['tskubeop.mjs', 'explain', 'printer', 'none', '--socket', join(folder, 'inspect', 'operator.sock')];
    const options = { cwd: join(root, workdir), env, uid: user, gid: user, encoding: 'utf8' } as const;
    say(`asked by its own command: ${spawnSync(process.execPath, question, options).stderr.trim()}`);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    say(`SIGTERM: it ends with ${code}`);
    if (code !== 0) throw new Error(log);
  } finally {
    child.kill('SIGKILL');
  }
}

try {
  await prepare();
  const stages = follow(readFileSync(join(ROOT, 'examples/Dockerfile'), 'utf8'), { PROGRAM: 'printer.ts' });
  const [build, last] = [stages.get('build') as Stage, stages.get('last') as Stage];
  const modules = join(build.root, build.workdir, 'node_modules');
  const clientNode = sizeOf(join(modules, '@kubernetes/client-node'));
  const app = join(last.root, last.workdir);
  const sizes = (ending: RegExp) =>
    readdirSync(app)
      .filter((name) => ending.test(name))
      .map((name) => sizeOf(join(app, name)));
  const [programs, maps] = [sizes(/\.mjs$/), sizes(/\.map$/)];
  const sum = (all: readonly number[]) => megabytes(all.reduce((total, each) => total + each, 0));
  say(
    `bundle: ${programs.length} files of ${sum(programs)}, client-node beside them ${megabytes(sizeOf(join(app, 'node_modules')))}, source maps ${sum(maps)}; ${megabytes(sizeOf(app))} in all`,
  );
  say(`install: ${megabytes(sizeOf(modules))}, of which client-node ${megabytes(clientNode)}`);
  await run(last);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
