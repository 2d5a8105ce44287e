/** What the specs of examples/mysql have in common: its definition and class on a cluster, an operator, and a look at what is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MySQL, MySQLOperator } from '../../examples/mysql/mysql.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { KubeConfig } from '../../lib/cluster/client-node.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { testNamespace } from './test-namespace.ts';

/** Where the example is. */
export const MYSQL_FOLDER = join(import.meta.dirname, '../../examples/mysql');

/** The objects that specs look at by a short name. */
const KINDS = {
  deployment: 'apps/v1 Deployment',
  service: 'v1 Service',
  claim: 'v1 PersistentVolumeClaim',
  secret: 'v1 Secret',
  job: 'batch/v1 Job',
  volume: 'v1 PersistentVolume',
} as const;

/** A password that would do harm wherever it isn't quoted. */
export const NASTY_PASSWORD = `a'b"c\\ $(touch /tmp/pwned) \`id\`; -- #%`;

/** See the file's comment. */
export class MySQLStage {
  readonly #cluster: TestCluster;
  readonly #operators: TestOperator[] = [];
  namespace = '';

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
  }

  get client() {
    return this.#cluster.client;
  }

  /** Puts definition and StorageClass there, and makes a namespace. */
  async prepare(): Promise<void> {
    for (const file of ['crd.yaml', 'storage-class.yaml'])
      await this.client.apply(parse(readFileSync(join(MYSQL_FOLDER, file), 'utf8')) as StoredObject);
    await eventually(() => this.client.list({ class: MySQL }), { timeoutSeconds: 60 });
    this.namespace = await testNamespace(this.#cluster);
  }

  /** Starts an operator. */
  async start(options: { args?: string[]; type?: CRDClass; kubeConfig?: KubeConfig } = {}): Promise<TestOperator> {
    const { args = [], type = MySQL, kubeConfig = this.#cluster.kubeConfig } = options;
    const operator = await startOperator(new MySQLOperator(type), {
      cluster: { kubeConfig },
      args: ['--namespace', this.namespace, ...args],
    });
    this.#operators.push(operator);
    return operator;
  }

  /** Ends all operators. */
  async end(failed: boolean): Promise<void> {
    for (const operator of this.#operators.splice(0)) {
      if (failed) process.stderr.write(`${operator.logText}\n`);
      await operator.kill();
    }
  }

  /** Creates a MySQL. */
  create(name: string, spec: object = {}, metadata: object = {}): Promise<StoredObject> {
    return this.client.create({
      apiVersion: 'otus.homework/v1',
      kind: 'MySQL',
      metadata: { name, namespace: this.namespace, ...metadata },
      spec: { database: 'shop', password: 'first', ...spec },
    });
  }

  reference(name: string) {
    return { class: MySQL, name, namespace: this.namespace };
  }

  /** Changes a MySQL. */
  patch(name: string, patch: object): Promise<StoredObject> {
    return this.client.mergePatch(this.reference(name), patch);
  }

  /** Waits until a MySQL has that state. */
  async reaches(name: string, state: string, timeoutSeconds = 60): Promise<StoredObject> {
    return eventually(
      async () => {
        const object = await this.client.get(this.reference(name));
        if (object.status?.state === state) return object;
        throw new Error(`its status is ${JSON.stringify(object.status)}`);
      },
      { timeoutSeconds },
    );
  }

  /** Waits until there is no such MySQL. */
  async gone(name: string, timeoutSeconds = 60): Promise<void> {
    await eventually(
      async () => {
        const found = await this.client.find(this.reference(name));
        if (found) throw new Error(`its status is ${JSON.stringify(found.status)}`);
        return true;
      },
      { timeoutSeconds },
    );
  }

  /** One object by kind and name. */
  find(kind: keyof typeof KINDS, name: string): Promise<StoredObject | undefined> {
    const [apiVersion = '', kindName = ''] = KINDS[kind].split(' ');
    return this.client.find({ apiVersion, kind: kindName, name, ...(kind === 'volume' ? {} : { namespace: this.namespace }) });
  }

  /** The Jobs of a role. */
  async jobs(role: 'restore' | 'backup' | 'password'): Promise<StoredObject[]> {
    const selector = { namespace: this.namespace, labelSelector: `otus.homework/role=${role}` };
    return (await this.client.list<StoredObject>({ apiVersion: 'batch/v1', kind: 'Job' }, selector)).items;
  }

  /** The password in the Secret of a MySQL. */
  async password(mysql: string, key = 'password'): Promise<string | undefined> {
    const data = (await this.find('secret', `${mysql}-passwords`))?.data?.[key];
    return data && Buffer.from(data, 'base64').toString();
  }

  /** Reasons of the Events about an object, in any namespace. */
  async events(regarding: string): Promise<string[]> {
    const { items } = await this.client.list<StoredObject & { regarding?: { name: string }; reason?: string }>({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
    });
    return items.filter((event) => event.regarding?.name === regarding).map(({ reason }) => reason ?? '');
  }

  /** What is there of a MySQL, in short. */
  async parts(name: string): Promise<string[]> {
    const wanted = [
      ['deployment', name],
      ['service', name],
      ['secret', `${name}-passwords`],
      ['secret', `${name}-new-password`],
      ['claim', `${name}-data`],
      ['volume', `${this.namespace}.${name}.data`],
      ['claim', `${name}-backup`],
      ['volume', `${this.namespace}.${name}.backup`],
    ] as const;
    const found = await Promise.all(wanted.map(([kind, part]) => this.find(kind, part)));
    return wanted
      .filter((_, index) => found[index] !== undefined)
      .map(([kind, part]) => `${kind} ${part.replace(`${this.namespace}.`, '')}`);
  }
}
