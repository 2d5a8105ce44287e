/**
 * The only file that reaches @kubernetes/client-node: 83 MB and a third of a second, so it is loaded at first need and not
 * with the library. Everything else names it by types alone, taken from here.
 */
import { createRequire } from 'node:module';
import type * as ClientNode from '@kubernetes/client-node';
import { isBundled } from '../base/bundled.ts';

/** The module itself. */
export type ClientNodeModule = typeof ClientNode;

/** client-node's typed API for objects of any kind. */
export type CustomObjectsApi = ClientNode.CustomObjectsApi;

/** A request of the generated APIs. */
export type RequestContext = ClientNode.RequestContext;

/** An answer as the generated APIs take it. */
export type ResponseContext = ClientNode.ResponseContext;

/** A cluster entry of a kubeconfig. */
export type KubeConfigCluster = ClientNode.Cluster;

/** A user entry of a kubeconfig. */
export type KubeConfigUser = ClientNode.User;

/** A context entry of a kubeconfig. */
export type KubeConfigContext = ClientNode.Context;

/** Loads client-node at once, for those who cannot wait for a promise. */
export function requireClientNode(): ClientNodeModule {
  if (isBundled()) return require('@kubernetes/client-node') as ClientNodeModule;
  // Node shares one instance of an ES module between import and require.
  return createRequire(import.meta.url)('@kubernetes/client-node') as ClientNodeModule;
}

/** client-node's KubeConfig: clusters, users and contexts. */
export type KubeConfig = ClientNode.KubeConfig;

/**
 * client-node's own KubeConfig class, which loads that package when it is first constructed, extended or looked into.
 *
 * The Proxy stands on a plain function, not on a class: a class's `prototype` may not be shown as another one.
 */
export const KubeConfig: typeof ClientNode.KubeConfig = new Proxy(function KubeConfig() {} as unknown as typeof ClientNode.KubeConfig, {
  construct: (target, parameters, newTarget) => {
    const real = requireClientNode().KubeConfig;
    // `new KubeConfig()` names the Proxy itself (or its stand-in) as new.target; a subclass names itself.
    const type = newTarget === target || newTarget === KubeConfig ? real : newTarget;
    return Reflect.construct(real, parameters, type) as object;
  },
  get: (_target, key) => Reflect.get(requireClientNode().KubeConfig, key) as unknown,
  has: (_target, key) => Reflect.has(requireClientNode().KubeConfig, key),
});
