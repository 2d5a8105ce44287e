/**
 * Namespaces by which specs on one cluster keep out of one another's way.
 */
import { randomBytes } from 'node:crypto';
import { eventually } from '../../lib/testing/eventually.ts';
import { RealCluster } from '../../lib/testing/real-cluster.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';

/** Makes a namespace that no other spec uses, ready for Pods, and returns its name. */
export async function testNamespace(cluster: TestCluster): Promise<string> {
  const name = `spec-${randomBytes(4).toString('hex')}`;
  await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default', namespace: name };
  // A controller makes it a moment later, and until then the real server refuses every Pod.
  if (cluster instanceof RealCluster) await eventually(() => cluster.client.find(account));
  return name;
}
