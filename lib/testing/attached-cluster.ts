/**
 * A cluster that is there already, for one run after the other: each begins with what there was before the first, and what it leaves is
 * swept away. It is looked at by lists: of the operator's kinds, those that it owns or watches, and the usual ones.
 *
 * The rule it keeps: what is in other namespaces is neither looked at nor touched, nor is what is in none but the operator's own kinds.
 */
import { ApiError, DeadlineError, messageOf } from '../base/errors.ts';
import type { StoredObject } from '../base/object-meta.ts';
import type { Client } from '../cluster/client.ts';
import type { KubeConfig } from '../cluster/client-node.ts';
import { wellKnownScope } from '../cluster/well-known-scope.ts';
import type { CRDClass } from '../resource/crd-class.ts';
import { isCompared } from './end-state.ts';
import type { RunCluster } from './run-cluster.ts';

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What operators make, mostly. */
const USUAL_KINDS: readonly Kind[] = [
  ...['ConfigMap', 'Secret', 'Service', 'PersistentVolumeClaim', 'Pod'].map((kind) => ({ apiVersion: 'v1', kind })),
  ...['Deployment', 'StatefulSet', 'ReplicaSet'].map((kind) => ({ apiVersion: 'apps/v1', kind })),
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
];
/** So often it is looked again whether something is gone. The garbage collector learns of a new kind only after half a minute. */
const LOOKS = 300;

/** Options of an AttachedCluster. */
export interface AttachedClusterOptions {
  readonly kubeConfig: KubeConfig;
  readonly client: Client;
  readonly classes: readonly CRDClass[];
  /** Where runs take place. */
  readonly namespaces: readonly string[];
  /** Waits a little. */
  wait(): Promise<void>;
}

/** See the file's comment. */
export class AttachedCluster implements RunCluster {
  readonly kubeConfig: KubeConfig;
  readonly send = undefined;
  readonly #client: Client;
  /** Those in namespaces. */
  readonly #kinds: readonly Kind[];
  /** The operator's own in none. */
  readonly #clusterKinds: readonly Kind[];
  readonly #namespaces: readonly string[];
  readonly #wait: () => Promise<void>;
  readonly #listeners = new Set<(object: StoredObject) => void>();
  #seen = new Map<string, StoredObject>();
  #beginning: ReadonlySet<string> = new Set();

  private constructor({ kubeConfig, client, classes, namespaces, wait }: AttachedClusterOptions) {
    this.#namespaces = namespaces;
    this.kubeConfig = kubeConfig;
    this.#client = client;
    this.#wait = wait;
    this.#clusterKinds = classes.filter(({ SCOPE }) => SCOPE === 'Cluster').map(kindOf);
    const own = classes.filter(({ SCOPE }) => SCOPE !== 'Cluster').map(kindOf);
    const others = classes.flatMap(({ OWNS = [], WATCHES = [] }) => [...OWNS, ...WATCHES] as Kind[]);
    const isAbove = ({ apiVersion, kind }: Kind) =>
      wellKnownScope(kind) === 'Cluster' || this.#clusterKinds.some((known) => known.kind === kind && known.apiVersion === apiVersion);
    const all = [...own, ...others.filter((kind) => !isAbove(kind)), ...USUAL_KINDS];
    this.#kinds = [...new Map(all.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }])).values()];
  }

  /** Begins with what is there now. */
  static async begin(options: AttachedClusterOptions): Promise<AttachedCluster> {
    const cluster = new AttachedCluster(options);
    cluster.#beginning = new Set((await cluster.objects()).map(({ metadata }) => metadata.uid));
    return cluster;
  }

  get revision(): Promise<string> {
    return this.#client.list({ apiVersion: 'v1', kind: 'Namespace' }, {}).then(({ metadata }) => String(metadata.resourceVersion));
  }

  async objects(): Promise<readonly StoredObject[]> {
    const lists = await Promise.all([...this.#kinds, ...this.#clusterKinds].map((kind) => this.#list(kind)));
    const found = lists.flat();
    const seen = new Map(found.map((object) => [object.metadata.uid, object]));
    const changed = found.filter(({ metadata }) => this.#seen.get(metadata.uid)?.metadata.resourceVersion !== metadata.resourceVersion);
    const gone = [...this.#seen.values()].filter(({ metadata }) => !seen.has(metadata.uid));
    this.#seen = seen;
    for (const object of [...changed, ...gone]) for (const listener of this.#listeners) listener(object);
    return found;
  }

  async objectsOf(type: CRDClass): Promise<readonly StoredObject[]> {
    const known = this.#listed(kindOf(type));
    return known ? this.#list(known) : [];
  }

  onChange(listener: (object: StoredObject) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async collected(): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      const objects = await this.objects();
      const uids = new Set(objects.map(({ metadata }) => metadata.uid));
      const isGarbage = ({ metadata }: StoredObject) => {
        const owners = (metadata.ownerReferences ?? []).filter((owner) => this.#listed(owner));
        return owners.length > 0 && owners.every(({ uid }) => !uids.has(uid));
      };
      if (!objects.some(isGarbage)) return;
      await this.#wait();
    }
  }

  /** Takes away what was not there at the beginning, finalizers and all. @throws DeadlineError something does not go */
  async stop(): Promise<void> {
    this.#listeners.clear();
    let left: readonly StoredObject[] = [];
    for (let sweep = 0; sweep < LOOKS; sweep++) {
      left = (await this.objects()).filter(
        (object) => !this.#beginning.has(object.metadata.uid) && (isCompared(object) || object.kind === 'Lease'),
      );
      if (left.length === 0) return;
      await Promise.all(left.map((object) => this.#sweep(object)));
      await this.#wait();
    }
    throw new DeadlineError(`not gone after a run: ${left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}`);
  }

  async #sweep({ apiVersion, kind, metadata }: StoredObject): Promise<void> {
    const { name, namespace, finalizers = [] } = metadata;
    const reference = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    try {
      if (finalizers.length > 0) await this.#client.mergePatch(reference, { metadata: { finalizers: null } });
      await this.#client.delete(reference, { propagationPolicy: 'Background' });
    } catch (error) {
      // Gone meanwhile, or written by somebody at the same time: then it is looked at again.
      if (!ApiError.is(error)) throw new DeadlineError(`${kind} ${name} can't be taken away: ${messageOf(error)}`, { cause: error });
    }
  }

  /** One of those that are looked at. */
  #listed({ apiVersion, kind }: Kind): Kind | undefined {
    return [...this.#kinds, ...this.#clusterKinds].find((known) => known.kind === kind && known.apiVersion === apiVersion);
  }

  async #list(kind: Kind): Promise<readonly StoredObject[]> {
    const places = this.#clusterKinds.includes(kind) ? [{}] : this.#namespaces.map((namespace) => ({ namespace }));
    const lists = await Promise.all(places.map((place) => this.#client.list<StoredObject>(kind, place)));
    return lists.flatMap(({ items }) => items.map((item) => ({ ...item, ...kind }) as StoredObject));
  }
}

function kindOf({ GROUP, VERSION, KIND }: CRDClass): Kind {
  return { apiVersion: `${GROUP}/${VERSION}`, kind: KIND };
}
