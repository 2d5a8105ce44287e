import { expect } from 'chai';
import { builtInColumns } from '../../lib/embedded/built-in-columns.ts';

describe('builtInColumns', () => {
  const cells = (table: string, object: object) =>
    Object.fromEntries(
      builtInColumns(table).map(({ name, cell }) => [name, cell({ metadata: {}, ...object }, Date.UTC(2026, 0, 1, 0, 1))]),
    );

  it('show a Deployment', () => {
    expect(
      cells('apps/deployments', {
        spec: { replicas: 3, selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [{ name: 'c', image: 'i' }] } } },
        status: { readyReplicas: 1 },
      }),
    ).to.include({ Ready: '1/3', Available: 0, Containers: 'c', Images: 'i', Selector: 'a=b' });
  });

  it('show a Job', () => {
    const status = {
      succeeded: 1,
      startTime: '2026-01-01T00:00:00Z',
      conditions: [{ type: 'Complete', status: 'True' }],
      completionTime: '2026-01-01T00:00:05Z',
    };
    expect(cells('batch/jobs', { spec: { completions: 1 }, status })).to.include({
      Status: 'Complete',
      Completions: '1/1',
      Duration: '5s',
    });
  });

  it('show a Service, a claim and an Event', () => {
    expect(
      cells('services', { spec: { type: 'NodePort', clusterIP: '1.2.3.4', ports: [{ port: 80, nodePort: 30000, protocol: 'TCP' }] } }),
    ).to.include({ 'Port(s)': '80:30000/TCP', 'Cluster-IP': '1.2.3.4' });
    expect(
      cells('persistentvolumeclaims', { spec: { volumeName: 'v', accessModes: ['ReadWriteOnce'] }, status: { phase: 'Bound' } }),
    ).to.include({ Status: 'Bound', 'Access Modes': 'RWO' });
    expect(cells('events', { involvedObject: { kind: 'Pod', name: 'p' }, lastTimestamp: '2026-01-01T00:00:00Z' })).to.include({
      Object: 'pod/p',
      'Last Seen': '60s',
    });
  });

  it('show when others were created', () => {
    expect(builtInColumns('something').map(({ name }) => name)).to.deep.equal(['Created At']);
  });
});
