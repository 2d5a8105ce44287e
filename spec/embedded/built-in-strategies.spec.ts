import { expect } from 'chai';
import { configMap, EmbeddedSession, PODS, pod } from '../support/embedded-session.ts';

describe('built-in strategies', () => {
  let session: EmbeddedSession;
  before(async () => {
    session = await EmbeddedSession.start();
  });
  after(() => session.stop());
  const core = (plural: string) => `/api/v1/namespaces/default/${plural}`;
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };

  it('begin a Pod', async () => {
    const { body } = await session.create(PODS, pod('p'));
    expect(body.status).to.include({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(body.spec).to.include({ restartPolicy: 'Always', serviceAccountName: 'default', enableServiceLinks: true });
  });

  it('write a Secret as data', async () => {
    const { body } = await session.create(core('secrets'), { metadata: { name: 's' }, stringData: { a: 'b' } });
    expect(body).to.deep.include({ type: 'Opaque', data: { a: 'Yg==' } });
    expect(body).to.not.have.property('stringData');
  });

  it('give a Job its selector, and demand a restart policy', async () => {
    const jobs = '/apis/batch/v1/namespaces/default/jobs';
    const { body } = await session.create(jobs, {
      metadata: { name: 'j' },
      spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
    });
    expect(body.spec).to.deep.include({
      backoffLimit: 6,
      completions: 1,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': body.metadata.uid } },
    });
    expect(body.spec.template.metadata.labels['job-name']).to.equal('j');
    expect((await session.create(jobs, { metadata: { name: 'k' }, spec: { template } })).body.message).to.equal(
      'Job.batch "k" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    );
  });

  it('hold a Deployment to its selector', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    const { body } = await session.create(deployments, {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    });
    expect(body.spec).to.deep.include({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    });
    expect(
      (await session.create(deployments, { metadata: { name: 'e' }, spec: { selector: { matchLabels: { a: 'c' } }, template } })).body
        .message,
    ).to.include('`selector` does not match template `labels`');
    expect((await session.patch(`${deployments}/d`, { spec: { selector: { matchLabels: { x: 'y' } } } })).code).to.equal(422);
  });

  it('keep what is immutable', async () => {
    await session.create(core('configmaps'), { ...configMap('m', { k: 'v' }), immutable: true });
    expect((await session.patch(core('configmaps/m'), { data: { k: 'w' } })).body.message).to.include(
      'field is immutable when `immutable` is set',
    );
  });

  it('give Services addresses that stay', async () => {
    const { body } = await session.create(core('services'), { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    expect(body.spec.clusterIP).to.match(/^10\.0\./);
    expect(body.spec.ports[0]).to.include({ protocol: 'TCP', targetPort: 80 });
    const replaced = await session.call('PUT', core('services/s'), { metadata: { name: 's' }, spec: { ports: [{ port: 81 }] } });
    expect(replaced.body.spec.clusterIP).to.equal(body.spec.clusterIP);
  });

  it('demand what claims, leases and events need', async () => {
    expect((await session.create(core('persistentvolumeclaims'), { metadata: { name: 'c' }, spec: {} })).code).to.equal(422);
    expect(
      (
        await session.create('/apis/coordination.k8s.io/v1/namespaces/default/leases', {
          metadata: { name: 'l' },
          spec: { leaseDurationSeconds: 0 },
        })
      ).code,
    ).to.equal(422);
    expect((await session.create(core('events'), { metadata: { name: 'e' }, involvedObject: { namespace: 'other' } })).code).to.equal(422);
  });
});
