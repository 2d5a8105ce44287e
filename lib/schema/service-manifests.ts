/**
 * What surrounds an operator's Deployment: how many of its Pods may be drained at once, and how Prometheus finds them. Pure.
 */
import type { KubernetesObject } from '../base/object-meta.ts';
import { HTTP_PORT, HTTP_PORT_NAME, type Installation, labelsOf } from './operator-manifests.ts';

/** Nodes are drained one replica at a time; one that isn't ready, or the only one there is, never holds a drain up. */
export function disruptionBudgetManifest(installation: Installation): KubernetesObject & { spec: object } {
  const { name, namespace } = installation;
  const labels = labelsOf(installation);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: labels } },
  };
}

/** Metrics of each replica by itself, of those that aren't ready too: what they miss is what the metrics are to show. */
export function serviceManifest(installation: Installation): KubernetesObject & { spec: object } {
  const { name, namespace } = installation;
  const labels = labelsOf(installation);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: labels,
      ports: [{ name: HTTP_PORT_NAME, port: HTTP_PORT, targetPort: HTTP_PORT_NAME }],
    },
  };
}

/** For the Prometheus Operator, which reads it beside that Service. */
export function serviceMonitorManifest(installation: Installation): KubernetesObject & { spec: object } {
  const { name, namespace, hooks } = installation;
  const labels = labelsOf(installation);
  const paths = ['/metrics', ...(hooks ? ['/metrics/hooks'] : [])];
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, namespace, labels },
    spec: { selector: { matchLabels: labels }, endpoints: paths.map((path) => ({ port: HTTP_PORT_NAME, path })) },
  };
}
