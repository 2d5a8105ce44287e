/**
 * One connection to the server, as somebody who may create roles and databases there.
 *
 * What belongs to whom stands on the server: a role has its owner's mark as its comment, which only administrators may change,
 * and a database belongs to its role. What isn't marked as ours is neither changed nor dropped. Each step may be repeated, and
 * be the last one before the operator dies.
 */
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DatabaseFailure, failureOf } from './database-failure.ts';

/** Where the server is, and as whom to log in. */
export interface Administrator {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The certificate authority of the server. @default no TLS */
  readonly ca?: string | undefined;
}

/** What is to be there. */
export interface WantedDatabase {
  /** Whose it is. */
  readonly mark: string;
  readonly role: string;
  /** In place of the password. */
  readonly verifier: string;
  readonly database: string;
  /** The name that the database had, if it had another one. */
  readonly formerly: string | undefined;
}

const MOST_BYTES = 63;
const CONNECT_SECONDS = 5;
const STATEMENT_SECONDS = 60;

/** See the file's comment. */
export class DatabaseServer {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Connects, does what is asked, and disconnects; the connection breaks when the signal aborts.
   *
   * @throws DatabaseFailure whatever goes wrong on the server, or on the way to it
   */
  static async use<T>(administrator: Administrator, signal: AbortSignal, work: (server: DatabaseServer) => Promise<T>): Promise<T> {
    const { ca, ...login } = administrator;
    const client = new Client({
      ...login,
      database: 'postgres',
      ssl: ca === undefined ? false : { ca },
      application_name: 'postgres-operator',
      connectionTimeoutMillis: CONNECT_SECONDS * 1000,
      query_timeout: STATEMENT_SECONDS * 1000,
    });
    // A connection that breaks between two statements fails the next one.
    client.on('error', () => undefined);
    const end = () => void client.end().catch(() => undefined);
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      await client.connect();
      return await work(new DatabaseServer(client));
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error);
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  /** Creates the role and its database, or changes them into what is wanted. */
  async provide({ mark, role, verifier, database, formerly }: WantedDatabase): Promise<void> {
    for (const name of [role, database]) assertName(name);
    await this.#transaction(() => this.#provideRole(mark, role, verifier));
    // Statements on databases can't be part of a transaction.
    if (!(await this.#owns(mark, database))) await this.#provideDatabase({ mark, role, database, formerly });
    await this.#run(`REVOKE CONNECT ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  }

  /** Drops the role that has the mark, and those of the databases that are its own. */
  async remove(mark: string, databases: readonly string[]): Promise<void> {
    const role = await this.#roleOf(mark);
    if (role === undefined) return;
    for (const database of databases) {
      if (await this.#owns(mark, database)) await this.#run(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`);
    }
    await this.#run(`DROP ROLE IF EXISTS ${escapeIdentifier(role)}`);
  }

  async #provideRole(mark: string, wanted: string, verifier: string): Promise<void> {
    const present = await this.#roleOf(mark);
    const [name, password] = [escapeIdentifier(wanted), escapeLiteral(verifier)];
    if (present === undefined) {
      await this.#run(`CREATE ROLE ${name} LOGIN PASSWORD ${password}`);
      await this.#run(`COMMENT ON ROLE ${name} IS ${escapeLiteral(mark)}`);
      // Who isn't a superuser can give a database only to a role whose member it is.
      await this.#run(`GRANT ${name} TO CURRENT_USER`);
      return;
    }
    if (present !== wanted) await this.#run(`ALTER ROLE ${escapeIdentifier(present)} RENAME TO ${name}`);
    await this.#run(`ALTER ROLE ${name} LOGIN PASSWORD ${password}`);
  }

  async #provideDatabase({ mark, role, database, formerly }: Omit<WantedDatabase, 'verifier'>): Promise<void> {
    const name = escapeIdentifier(database);
    if (formerly !== undefined && (await this.#owns(mark, formerly)))
      await this.#run(`ALTER DATABASE ${escapeIdentifier(formerly)} RENAME TO ${name}`);
    else await this.#run(`CREATE DATABASE ${name} OWNER ${escapeIdentifier(role)}`);
  }

  async #roleOf(mark: string): Promise<string | undefined> {
    const marked = "SELECT rolname AS name FROM pg_catalog.pg_roles WHERE pg_catalog.shobj_description(oid, 'pg_authid') = $1";
    const [role] = await this.#run(marked, [mark]);
    return role?.name;
  }

  async #owns(mark: string, database: string): Promise<boolean> {
    const [owner] = await this.#run(
      "SELECT pg_catalog.shobj_description(datdba, 'pg_authid') AS name FROM pg_catalog.pg_database WHERE datname = $1",
      [database],
    );
    return owner?.name === mark;
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#run('BEGIN');
    // A failure ends the connection, and with it the transaction.
    await work();
    await this.#run('COMMIT');
  }

  async #run(statement: string, values: readonly string[] = []): Promise<{ name: string }[]> {
    const { rows } = await this.#client.query(statement, [...values]);
    return rows;
  }
}

/** PostgreSQL would cut a longer name, and two could become one. */
function assertName(name: string): void {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > MOST_BYTES)
    throw new DatabaseFailure('name', 'empty, with a NUL, or longer than 63 bytes');
}
