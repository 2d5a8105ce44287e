/**
 * Each PostgresDatabase becomes a role, with the name and password that a Secret has, and a database of that role. Deleting it
 * drops both.
 */
import { readFile } from 'node:fs/promises';
import {
  type ArgsOf,
  type ArgumentParser,
  CRDBase,
  type Indexes,
  KubernetesOperator,
  PermanentError,
  TemporaryError,
  type Watches,
} from 'tskubeop';
import { z } from 'zod';
import { type DatabaseFailure, failureOf } from './database-failure.ts';
import { DatabaseServer } from './database-server.ts';
import { scramVerifier } from './scram-verifier.ts';

const PostgresDatabaseSpec = z.object({
  database: z.string().min(1).max(63).describe('The name of the database'),
  secret: z.string().min(1).max(253).describe("The Secret with its role's username and password, in the same namespace"),
});

type PostgresDatabaseStatus = { database?: string };

const AWAY_SECONDS = 5;

export class PostgresDatabase extends CRDBase<
  z.infer<typeof PostgresDatabaseSpec>,
  PostgresDatabaseStatus,
  ArgsOf<typeof PostgresOperator>
> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'postgresdatabases';
  static readonly SINGULAR = 'postgresdatabase';
  static readonly KIND = 'PostgresDatabase';
  static readonly SHORT_NAMES = ['pgdb'];
  static readonly SPEC = PostgresDatabaseSpec;
  static readonly READY_CONDITION = true;
  static readonly BACKOFF = { maxSeconds: 30 };
  static readonly TIMEOUT_SECONDS = 120;
  static readonly INDEXES = {
    bySecret: ({ metadata, spec }) => `${metadata.namespace}/${spec.secret}`,
  } satisfies Indexes<PostgresDatabase>;
  static readonly WATCHES = [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      concerns: ({ metadata }, databases) => databases.byIndex('bySecret', `${metadata.namespace}/${metadata.name}`),
    },
  ] satisfies Watches<PostgresDatabase>;
  static readonly PERMISSIONS = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
  static readonly PRINTER_COLUMNS = [
    { name: 'Database', type: 'string', jsonPath: '.status.database' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  ] as const;

  async ensureCreated() {
    await this.provide();
  }

  /** Also when the Secret has changed: then with reason 'reference'. */
  async ensureModified() {
    await this.provide();
  }

  async ensureDeleted() {
    const databases = new Set([this.body.spec?.database, this.status.database].filter((name) => typeof name === 'string'));
    const named = [...databases];
    await this.onServer((server) => server.remove(this.mark, named));
    this.logger.info('dropped', { databases: named });
  }

  private async provide() {
    const { database } = this.spec;
    const { username, password } = await this.credentials({ namespace: this.metadata.namespace ?? '', name: this.spec.secret });
    const wanted = { mark: this.mark, role: username, verifier: scramVerifier(password), database, formerly: this.status.database };
    await this.onServer((server) => server.provide(wanted));
    this.logger.info('provided', { database });
    this.status = { database };
  }

  /** By uid, so that another object of this name doesn't get what was this one's. */
  private get mark(): string {
    return `PostgresDatabase ${this.metadata.uid}`;
  }

  private async onServer(work: (server: DatabaseServer) => Promise<void>): Promise<void> {
    const { host, port, caFile, adminSecret } = this.args;
    const [namespace = '', name = ''] = adminSecret.split('/');
    const { username: user, password } = await this.credentials({ namespace, name });
    const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
    try {
      await DatabaseServer.use({ host, port, ca, user, password }, this.signal, work);
    } catch (error) {
      this.signal.throwIfAborted();
      throw this.explained(failureOf(error));
    }
  }

  /** What the user is told. Nothing of the Secrets' content, so no names of roles. */
  private explained({ kind, code }: DatabaseFailure): Error {
    const { secret, database } = this.body.spec;
    const { host, port, adminSecret } = this.args;
    const server = `the PostgreSQL server ${host}:${port}`;
    switch (kind) {
      case 'away':
        return new TemporaryError(`${server} can't be reached: ${code}`, { delaySeconds: AWAY_SECONDS });
      case 'busy':
        return new TemporaryError(`${server} can't do it now, something is in use: ${code}`, { delaySeconds: AWAY_SECONDS });
      case 'credentials':
        return new Error(`${server} refuses the credentials of Secret ${adminSecret}: ${code}`);
      case 'taken':
        return new PermanentError(
          `the database ${JSON.stringify(database)}, or the role of Secret ${secret}, is there already and not of this object`,
        );
      case 'name':
        return new PermanentError(
          `the database ${JSON.stringify(database)}, or the username in Secret ${secret}, is no name that PostgreSQL takes`,
        );
      case 'refused':
        return new Error(`${server} refuses it: ${code}; may the role of Secret ${adminSecret} create roles and databases?`);
    }
  }

  /** Username and password of a Secret, as it is now. */
  private async credentials({ namespace, name }: { namespace: string; name: string }) {
    const secret = await this.client.find({ apiVersion: 'v1', kind: 'Secret', namespace, name }, { signal: this.signal });
    if (!secret) throw new TemporaryError(`there is no Secret ${namespace}/${name}`, { delaySeconds: 30 });
    const { username, password } = Object.fromEntries(
      ['username', 'password'].map((key) => {
        const text = decoded((secret.data as Record<string, string> | undefined)?.[key]);
        if (!text) throw new Error(`Secret ${namespace}/${name} has no ${key}, or none that is text`);
        return [key, text];
      }),
    ) as { username: string; password: string };
    return { username, password };
  }
}

function decoded(base64: string | undefined): string | undefined {
  try {
    return base64 === undefined
      ? undefined
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

export class PostgresOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser
      .option('host', { type: 'string', default: 'localhost', describe: 'Where PostgreSQL listens' })
      .option('port', { type: 'number', default: 5432, describe: 'On which port' })
      .option('ca-file', { type: 'string', describe: 'Its certificate authority; without it there is no TLS' })
      .option('admin-secret', {
        type: 'string',
        default: 'default/postgres-admin',
        describe: 'NAMESPACE/NAME of the Secret with username and password of who creates roles and databases',
        coerce: namespaceAndName,
      });
  }
}

function namespaceAndName(given: string): string {
  if (!/^[^/]+\/[^/]+$/.test(given)) throw new Error('--admin-secret must be NAMESPACE/NAME');
  return given;
}

if (import.meta.main) await new PostgresOperator(PostgresDatabase).run();
