import { expect } from 'chai';
import { deploymentManifest, type Installation } from '../../lib/schema/operator-manifests.ts';
import { disruptionBudgetManifest, serviceManifest, serviceMonitorManifest } from '../../lib/schema/service-manifests.ts';

const installation: Installation = {
  name: 'printer-operator',
  namespace: 'team',
  image: 'printer:1',
  namespacedScope: false,
  createCrd: false,
  leaderElect: true,
  stopSeconds: 20,
  args: ['--http-address=:9090'],
};

describe('what surrounds a Deployment', () => {
  const { template } = deploymentManifest(installation).spec as {
    template: { metadata: { labels: object }; spec: { containers: { ports: { name: string }[] }[] } };
  };
  const { labels } = template.metadata;

  it('lets one replica at a time be drained, and those that are not ready at any time', () => {
    expect(disruptionBudgetManifest(installation)).to.deep.equal({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'printer-operator', namespace: 'team', labels },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: labels } },
    });
  });

  it('shows each replica to Prometheus, ready or not, at the port that the container has', () => {
    const { spec } = serviceManifest(installation) as unknown as { spec: { ports: { targetPort: string }[] } };
    expect(spec).to.deep.include({ clusterIP: 'None', publishNotReadyAddresses: true, selector: labels });
    expect(spec.ports.map(({ targetPort }) => targetPort)).to.deep.equal(template.spec.containers[0]?.ports.map(({ name }) => name));
  });

  it('is found by the labels and the port of the Service', () => {
    const service = serviceManifest(installation) as unknown as { metadata: { labels: object }; spec: { ports: { name: string }[] } };
    const monitor = serviceMonitorManifest(installation);
    expect(monitor.spec).to.deep.equal({
      selector: { matchLabels: service.metadata.labels },
      endpoints: [{ port: service.spec.ports[0]?.name, path: '/metrics' }],
    });
  });

  it('has the metrics that hooks write, too', () => {
    expect(JSON.stringify(serviceMonitorManifest({ ...installation, hooks: true }))).to.include('"path":"/metrics/hooks"');
  });
});
