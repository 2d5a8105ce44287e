/**
 * Where a KubeConfig's current context leads: the server's origin, the path prefix that some gateways put before every
 * path, and the name that messages use. Never holds user or password of a URL.
 */
import { CredentialsError } from '../base/errors.ts';
import type { KubeConfig } from './client-node.ts';

/** A server. */
export interface Endpoint {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What comes before every path, without a slash at its end; empty for most. */
  readonly prefix: string;
  /** The address as messages show it. */
  readonly server: string;
}

/**
 * The server of the current context.
 *
 * @throws CredentialsError there is no current context, no cluster, or no usable address
 */
export function endpointOf(kubeConfig: KubeConfig): Endpoint {
  const context = kubeConfig.getCurrentContext();
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) {
    throw new CredentialsError(
      context
        ? `the KubeConfig's context ${JSON.stringify(context)} leads to no cluster; its contexts are ${names(kubeConfig.getContexts())}, its clusters ${names(kubeConfig.getClusters())}`
        : 'the KubeConfig has no current context; set one with setCurrentContext, or load a kubeconfig that has one',
    );
  }
  let url: URL;
  try {
    url = new URL(cluster.server);
  } catch {
    throw invalidServer(cluster.name, cluster.server);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalidServer(cluster.name, cluster.server);
  const prefix = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, prefix, server: url.origin + prefix };
}

function invalidServer(cluster: string, server: string): CredentialsError {
  const shown = server.replace(/\/\/[^/@]*@/, '//');
  return new CredentialsError(
    `the server of cluster ${JSON.stringify(cluster)} must be an http:// or https:// address, not ${JSON.stringify(shown)}`,
  );
}

function names(entries: readonly { name: string }[] | undefined): string {
  return entries?.length ? entries.map(({ name }) => JSON.stringify(name)).join(', ') : 'none';
}
