/**
 * A KubeConfig that is client-node's to whoever looks, and that loads client-node only when somebody asks it for more than where it
 * leads to: that package takes longer to load than everything else that an operator needs.
 *
 * It is a Proxy over the plain content. The first use of anything but the content and its getters makes the real object of it, which
 * from then on is what everybody sees.
 */
import { createRequire } from 'node:module';
import type * as ConfigTypes from '@kubernetes/client-node/dist/config_types.js';
import { isBundled } from '../base/bundled.ts';
import { type KubeConfig, type KubeConfigCluster, type KubeConfigContext, type KubeConfigUser, requireClientNode } from './client-node.ts';
import type { KubeconfigContent } from './kubeconfig-file.ts';

/** What a KubeConfig holds, under client-node's names. */
export interface KubeConfigParts {
  clusters: KubeConfigCluster[];
  users: KubeConfigUser[];
  contexts: KubeConfigContext[];
  currentContext: string;
}

/** The KubeConfig of parts under client-node's names. */
export function lazyKubeConfig(parts: KubeConfigParts): KubeConfig {
  return new Proxy(new PlainKubeConfig(parts), new Stages()) as unknown as KubeConfig;
}

/** The KubeConfig of a kubeconfig file's content. @throws what client-node throws for entries that lack what they must have */
export function kubeConfigOfContent(content: KubeconfigContent): KubeConfig {
  const { newClusters, newContexts, newUsers } = configTypes();
  return lazyKubeConfig({
    clusters: newClusters(content.clusters),
    users: newUsers(content.users),
    contexts: newContexts(content.contexts),
    currentContext: content['current-context'] as string,
  });
}

/** The one file of client-node that knows the form of a kubeconfig; it needs none of the others. */
function configTypes(): typeof ConfigTypes {
  if (isBundled()) return require('@kubernetes/client-node/dist/config_types.js') as typeof ConfigTypes;
  return createRequire(import.meta.url)('@kubernetes/client-node/dist/config_types.js') as typeof ConfigTypes;
}

/** The content, and those of client-node's getters that ask for nothing else. */
class PlainKubeConfig {
  clusters: KubeConfigCluster[];
  users: KubeConfigUser[];
  contexts: KubeConfigContext[];
  currentContext: string;
  // Whoever adds one makes it the real object, under whose name it then is.
  readonly custom_authenticators: readonly never[] = [];

  constructor({ clusters, users, contexts, currentContext }: KubeConfigParts) {
    this.clusters = clusters;
    this.users = users;
    this.contexts = contexts;
    this.currentContext = currentContext;
  }

  getClusters(): KubeConfigCluster[] {
    return this.clusters;
  }

  getUsers(): KubeConfigUser[] {
    return this.users;
  }

  getContexts(): KubeConfigContext[] {
    return this.contexts;
  }

  getCurrentContext(): string {
    return this.currentContext;
  }

  setCurrentContext(context: string): void {
    this.currentContext = context;
  }

  getCluster(name: string): KubeConfigCluster | null {
    return this.clusters.find((cluster) => cluster.name === name) ?? null;
  }

  getUser(name: string): KubeConfigUser | null {
    return this.users.find((user) => user.name === name) ?? null;
  }

  getContextObject(name: string): KubeConfigContext | null {
    return this.contexts.find((context) => context.name === name) ?? null;
  }

  getCurrentCluster(): KubeConfigCluster | null {
    const context = this.getContextObject(this.currentContext);
    return context && this.getCluster(context.cluster);
  }

  getCurrentUser(): KubeConfigUser | null {
    const context = this.getContextObject(this.currentContext);
    return context && this.getUser(context.user);
  }
}

/** First the plain content answers, then the real object. */
class Stages implements ProxyHandler<PlainKubeConfig> {
  #real: KubeConfig | undefined;

  get(plain: PlainKubeConfig, key: string | symbol): unknown {
    // A promise asks whatever it resolves with whether it is one.
    if (key === 'then') return undefined;
    return Reflect.get(this.#stage(plain, key), key) as unknown;
  }

  set(plain: PlainKubeConfig, key: string | symbol, value: unknown): boolean {
    return Reflect.set(this.#stage(plain, key), key, value);
  }

  has(plain: PlainKubeConfig, key: string | symbol): boolean {
    return Reflect.has(this.#stage(plain, key), key);
  }

  deleteProperty(plain: PlainKubeConfig, key: string | symbol): boolean {
    return Reflect.deleteProperty(this.#become(plain), key);
  }

  defineProperty(plain: PlainKubeConfig, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    return Reflect.defineProperty(this.#become(plain), key, descriptor);
  }

  ownKeys(plain: PlainKubeConfig): (string | symbol)[] {
    return Reflect.ownKeys(this.#become(plain));
  }

  getOwnPropertyDescriptor(plain: PlainKubeConfig, key: string | symbol): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#become(plain), key);
  }

  /** `instanceof` asks for it. */
  getPrototypeOf(plain: PlainKubeConfig): object | null {
    return Reflect.getPrototypeOf(this.#become(plain));
  }

  #stage(plain: PlainKubeConfig, key: string | symbol): object {
    return this.#real ?? (key !== 'constructor' && key in plain && !(key in Object.prototype) ? plain : this.#become(plain));
  }

  #become(plain: PlainKubeConfig): KubeConfig {
    if (!this.#real) {
      const { KubeConfig: Real } = requireClientNode();
      this.#real = new Real();
      const { clusters, users, contexts, currentContext } = plain;
      this.#real.loadFromOptions({ clusters, users, contexts, currentContext });
    }
    return this.#real;
  }
}
