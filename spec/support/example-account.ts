/**
 * The service account that `tskubeop manifests` prints for an example: its operators run as nobody else, nothing may be refused
 * them, and on the embedded cluster, which tells what it was asked, none of the printed rights could be taken away.
 */
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject, ObjectMeta, StoredObject } from '../../lib/base/object-meta.ts';
import type { CommandArguments } from '../../lib/cli/command.ts';
import { manifestsCommand } from '../../lib/cli/manifests-command.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import type { NamespacedRule } from '../../lib/schema/placed-rules.ts';
import type { PolicyRule } from '../../lib/schema/policy-rules.ts';
import { EmbeddedCluster } from '../../lib/testing/embedded-cluster.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { AskedRights } from './asked-rights.ts';
import { RawRequests, textOf } from './raw-requests.ts';
import { superfluousRights, uncoveredRequests } from './superfluous-rights.ts';
import { testNamespace } from './test-namespace.ts';
import { UsedRights } from './used-rights.ts';

/** What a rare day of an operator is made with. */
export interface RareDay {
  operator: TestOperator;
  /** Creates an object of a class with some metadata. */
  create(type: CRDClass, metadata: ObjectMeta): Promise<unknown>;
  namespace: string;
}

/** See the file's comment. */
export class ExampleAccount {
  readonly #cluster: () => TestCluster;
  #rules: NamespacedRule[] = [];
  #kubeConfig: KubeConfig | undefined;
  /** Both its name and its namespace. */
  name = '';
  #rights: AskedRights | undefined;
  #used: UsedRights | undefined;

  constructor(cluster: () => TestCluster) {
    this.#cluster = cluster;
  }

  /** The same cluster for an operator: it is the account, the test's own looks are the administrator's. */
  get cluster(): { kubeConfig: KubeConfig; client: Client } {
    if (!this.#kubeConfig) throw new Error('the account is not there yet');
    return { kubeConfig: this.#kubeConfig, client: this.#cluster().client };
  }

  /** Puts there what is printed for what a module exports. @param flags of `tskubeop manifests` */
  async prepare(module: object, flags: CommandArguments['options'] = {}): Promise<void> {
    const cluster = this.#cluster();
    const namespace = await testNamespace(cluster);
    this.name = namespace;
    const texts: string[] = [];
    const options = { ...flags, namespace: [namespace], name: namespace, only: ['rbac'] };
    await manifestsCommand({ files: ['example.ts'], options }, (text) => texts.push(text), { load: async () => ({ ...module }) });
    const printed = parseAllDocuments(texts.join('')).map((document) => document.toJS() as StoredObject & { rules?: PolicyRule[] });
    for (const manifest of printed) await cluster.client.create(manifest as KubernetesObject);
    this.#rules = printed.flatMap(({ metadata, rules = [] }) => rules.map((rule) => ({ ...rule, namespace: metadata.namespace })));
    const user = `system:serviceaccount:${namespace}:${namespace}`;
    this.#kubeConfig = await this.#login(namespace, user);
    this.#used = new UsedRights(this.#kubeConfig.getCurrentUser()?.token ?? '');
    if (cluster instanceof EmbeddedCluster) this.#rights = new AskedRights(user);
  }

  close(): void {
    this.#rights?.[Symbol.dispose]();
    this.#used?.[Symbol.dispose]();
  }

  /** What is rarely asked for by any operator, and rightly: pages of a list, a write that is too late, the same failure twice. */
  async rareDay({ operator, create, namespace }: RareDay, ...classes: CRDClass[]): Promise<void> {
    const cluster = this.#cluster();
    if (!(cluster instanceof EmbeddedCluster)) return;
    const { client, faults } = cluster;
    const posted = async (type: CRDClass, count: number) => {
      const { items } = await client.list({ apiVersion: 'events.k8s.io/v1', kind: 'Event' }, { namespace });
      const ofRare = items.filter(({ regarding }) => regarding.kind === type.KIND && regarding.name === 'rare');
      return ofRare.some(({ reason, series }) => reason === 'HandlerFailed' && (series?.count ?? 1) >= count);
    };
    try {
      faults.refuse({ method: 'GET', path: /sendInitialEvents/, status: 422, message: 'no streaming lists' });
      await operator.restart();
      for (const type of classes) {
        const path = `/apis/${type.GROUP}/${type.VERSION}/namespaces/${namespace}/${type.PLURAL}/rare`;
        faults.refuse({ method: 'PATCH', path, status: 409, times: 1 });
        faults.refuse({ method: 'PATCH', path: new RegExp(`^${path}/status`), status: 400 });
        // It is put on where the class has a use for it, and taken off where it has none.
        const finalizers = 'ensureDeleted' in type.prototype ? [] : [`${type.PLURAL}.${type.GROUP}/finalizer`];
        await create(type, { name: 'rare', namespace, finalizers });
      }
      for (const type of classes) await eventually(() => posted(type, 1), { timeoutSeconds: 60 });
      for (const type of classes) {
        // Another version of the object fails in the same way.
        await client.mergePatch({ class: type, name: 'rare', namespace }, { metadata: { labels: { again: '' } } });
        await eventually(() => posted(type, 2), { timeoutSeconds: 60 });
      }
    } finally {
      faults.clear();
    }
  }

  /**
   * That nothing was refused, and that none of the rights could be taken away but those that are named. What counts is all that
   * the suite has done so far: alone, the spec that calls this may miss uses of its forerunners.
   */
  check(operator: TestOperator, { unused = [] }: { unused?: readonly string[] } = {}): void {
    const refusals = operator.logText.split('\n').filter((line) => /forbidden/i.test(line) && !line.includes('cannot find RESTMapping'));
    expect(refusals).to.deep.equal([]);
    if (!this.#rights) return;
    const { asked, refused } = this.#rights;
    expect(refused).to.deep.equal([]);
    expect(uncoveredRequests(this.#rules, asked)).to.deep.equal([]);
    expect(this.#rules).to.have.lengthOf.above(2);
    expect(superfluousRights(this.#rules, asked)).to.have.members(unused);
  }

  /** The printed rights on some resources that no request has made use of, on any cluster. */
  unusedOf(...resources: string[]): string[] {
    const rules = this.#rules.filter((rule) => rule.resources?.some((resource) => resources.includes(resource)));
    expect(rules).to.have.lengthOf.above(0);
    return (this.#used as UsedRights).unusedOf(rules);
  }

  async #login(namespace: string, user: string): Promise<KubeConfig> {
    const raw = new RawRequests(this.#cluster().kubeConfig);
    const post = async (path: string, body: object) => {
      const headers = { 'Content-Type': 'application/json' };
      return JSON.parse(await textOf(await raw.open({ method: 'POST', path, body: JSON.stringify(body), headers }))).status;
    };
    try {
      const resourceAttributes = { namespace, verb: 'create', group: 'events.k8s.io', resource: 'events' };
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user, resourceAttributes } };
      // A real server's caches need a moment to know.
      await eventually(async () => (await post('/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).allowed, {
        timeoutSeconds: 60,
      });
      const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
      const { token } = await post(`/api/v1/namespaces/${namespace}/serviceaccounts/${namespace}/token`, request);
      return this.#kubeConfigOf(token, namespace);
    } finally {
      raw.close();
    }
  }

  #kubeConfigOf(token: string, namespace: string): KubeConfig {
    const at = this.#cluster().kubeConfig.getCurrentCluster();
    if (!at) throw new Error('no cluster');
    const kubeConfig = new KubeConfig();
    const contexts = [{ name: 'account', cluster: at.name, user: 'account', namespace }];
    kubeConfig.loadFromOptions({ clusters: [at], users: [{ name: 'account', token }], contexts, currentContext: 'account' });
    return kubeConfig;
  }
}

/** The account of an example, for all specs of the suite that it is called in. */
export function useExampleAccount(cluster: () => TestCluster, module: object): ExampleAccount {
  const account = new ExampleAccount(cluster);
  before('log in as the account of the example', async function () {
    this.timeout(120_000);
    await account.prepare(module);
  });
  after(() => account.close());
  return account;
}
