/**
 * What a scenario plays on: a namespace of its own on one of the clusters, a kind that all scenarios share, and operators that
 * are stopped when it is over, with their logs printed when it failed.
 */
import { randomBytes } from 'node:crypto';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { ObjectReference } from '../../lib/cluster/client.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { type StartOperatorOptions, startOperator, type TestOperator } from '../../lib/testing/start-operator.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { ObjectHistory } from './object-history.ts';
import { Thing, type ThingSpec } from './thing.ts';

export { Thing, type ThingSpec };

/**
 * Its cluster-scoped sister. Scenarios run side by side on one cluster, so each takes only its own objects by a FIELD_SELECTOR:
 * no namespace keeps them apart.
 */
export class GlobalThing extends Thing {
  static override readonly PLURAL: string = 'globalthings';
  static override readonly SINGULAR: string = 'globalthing';
  static override readonly KIND: string = 'GlobalThing';
  static readonly SCOPE = 'Cluster';
}

/** What may be chosen of an object. */
export interface ThingParts {
  spec?: ThingSpec | Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  namespace?: string;
}

/** See the file's comment. */
export class Stage {
  readonly #cluster: () => TestCluster;
  readonly #operators: TestOperator[] = [];
  readonly #histories: ObjectHistory[] = [];
  /** The scenario's namespace. */
  namespace = '';

  constructor(cluster: () => TestCluster) {
    this.#cluster = cluster;
  }

  get cluster(): TestCluster {
    return this.#cluster();
  }

  get client() {
    return this.cluster.client;
  }

  /** Makes a fresh namespace. */
  async open(): Promise<void> {
    this.namespace = await this.addNamespace();
  }

  /** Makes another namespace. */
  async addNamespace(): Promise<string> {
    const name = `scene-${randomBytes(4).toString('hex')}`;
    await this.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    return name;
  }

  /** Creates the definitions of classes and waits until they are served. */
  async install(...classes: CRDClass[]): Promise<void> {
    for (const type of classes) {
      await (type as unknown as typeof CRDBase).createCustomResourceDefinition(this.client);
      await eventually(() => this.client.list({ class: type }), { timeoutSeconds: 60 });
    }
  }

  /** Starts an operator in the scenario's namespace. */
  async start(
    what: CRDClass | readonly CRDClass[] | KubernetesOperator,
    options: Partial<StartOperatorOptions> = {},
  ): Promise<TestOperator> {
    const operator = what instanceof KubernetesOperator ? what : new KubernetesOperator(what as CRDClass);
    const started = await startOperator(operator, { cluster: this.cluster, args: ['--namespace', this.namespace], ...options });
    this.#operators.push(started);
    return started;
  }

  /** Watches every version of a kind's objects. */
  async watch(type: CRDClass): Promise<ObjectHistory> {
    const history = await ObjectHistory.of(this.cluster, { class: type }, type.SCOPE === 'Cluster' ? undefined : this.namespace);
    this.#histories.push(history);
    return history;
  }

  /** Creates an object. */
  async create(type: CRDClass, name: string, { spec = {}, namespace, ...metadata }: ThingParts = {}): Promise<StoredObject> {
    const where = type.SCOPE === 'Cluster' ? {} : { namespace: namespace ?? this.namespace };
    const { GROUP, VERSION, KIND } = type;
    return this.client.create({ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, metadata: { name, ...where, ...metadata }, spec });
  }

  /** Names an object. */
  ref(type: CRDClass, name: string, namespace = this.namespace): ObjectReference {
    return { class: type, name, ...(type.SCOPE === 'Cluster' ? {} : { namespace }) };
  }

  get(type: CRDClass, name: string): Promise<StoredObject> {
    return this.client.get(this.ref(type, name));
  }

  find(type: CRDClass, name: string): Promise<StoredObject | undefined> {
    return this.client.find(this.ref(type, name));
  }

  patch(type: CRDClass, name: string, patch: object): Promise<StoredObject> {
    return this.client.mergePatch(this.ref(type, name), patch);
  }

  patchStatus(type: CRDClass, name: string, status: object): Promise<StoredObject> {
    return this.client.mergePatch(this.ref(type, name), { status }, { subresource: 'status' });
  }

  delete(type: CRDClass, name: string): Promise<void> {
    return this.client.delete(this.ref(type, name));
  }

  /** Resolves when an object is gone. */
  async gone(type: CRDClass, name: string): Promise<void> {
    await eventually(async () => (await this.find(type, name)) === undefined);
  }

  /** Resolves with an object once it is as it should be. */
  async until(type: CRDClass, name: string, is: (object: StoredObject) => unknown, timeoutSeconds = 60): Promise<StoredObject> {
    return eventually(
      async () => {
        const object = await this.get(type, name);
        if (is(object)) return object;
        throw new Error(JSON.stringify({ ...object, metadata: { ...object.metadata, managedFields: undefined } }));
      },
      { timeoutSeconds },
    );
  }

  /** Stops what was started. */
  async close(printLogs: boolean): Promise<void> {
    for (const operator of this.#operators) {
      if (printLogs) process.stderr.write(`${operator.logText.split('\n').slice(-25).join('\n')}\n`);
      await operator.kill();
    }
    this.#operators.length = 0;
    for (const history of this.#histories) await history.stop();
    this.#histories.length = 0;
  }
}

/** A stage for each spec of the suite that it is called in, with Thing and further classes installed. */
export function useStage(cluster: () => TestCluster, ...classes: CRDClass[]): Stage {
  const stage = new Stage(cluster);
  before('install the definitions', async function () {
    this.timeout(120_000);
    await stage.install(Thing as CRDClass, ...classes);
  });
  beforeEach(() => stage.open());
  afterEach(async function () {
    await stage.close(this.currentTest?.state === 'failed');
  });
  return stage;
}
