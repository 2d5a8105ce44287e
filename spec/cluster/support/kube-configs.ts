/**
 * KubeConfigs for specs.
 */
import { KubeConfig } from '../../../lib/cluster/client-node.ts';

/** A KubeConfig of one context 'x' with namespace, cluster 'c' and user 'u'. */
export function aKubeConfig(
  server: string,
  user: Record<string, unknown> = {},
  cluster: Record<string, unknown> = {},
  namespace?: string,
): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: 'c', server, skipTLSVerify: false, ...cluster }],
    users: [{ name: 'u', ...user }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u', namespace }],
    currentContext: 'x',
  });
  return kubeConfig;
}

/** A JSON Web Token that nobody signed. */
export function aJwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.sig`;
}
