import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { CustomResourceDefinitionError } from '../../lib/base/errors.ts';
import { KubeConfig } from '../../lib/cluster/client-node.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { RunningOperator } from '../../lib/operator/running-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { TestCluster } from '../../lib/testing/test-cluster.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

const DEFINITION = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

/** A kind that nobody has defined yet. */
function newKind(properties: Record<string, unknown> = {}) {
  const suffix = randomBytes(4).toString('hex').replace(/\d/g, 'x');
  return class Fresh extends Thing {
    static override readonly PLURAL: string = `fresh${suffix}s`;
    static override readonly SINGULAR: string = `fresh${suffix}`;
    static override readonly KIND: string = `Fresh${suffix}`;
    static readonly SPEC = { type: 'object', properties };
    ensureCreated() {
      this.status = { text: this.spec.text };
    }
  };
}

describeOnBothClusters('definitions', (cluster) => {
  const stage = useStage(cluster);
  let running: RunningOperator | undefined;
  afterEach(async () => {
    await running?.kill();
    running = undefined;
  });

  it('are created by --create-crd, left as they are by a second start, and updated when the class has changed', async () => {
    const First = newKind({ text: { type: 'string' } });
    class Second extends First {
      static override readonly SPEC = { type: 'object', properties: { text: { type: 'string' }, size: { type: 'integer' } } };
    }
    const args = ['--namespace', stage.namespace, '--create-crd'];
    const reference = { ...DEFINITION, name: First.CRD_NAME };
    const operator = await stage.start(First as CRDClass, { args });
    await stage.create(First, 'a', { spec: { text: 'x', size: 3 } });
    await operator.handled(First, 'a', stage.namespace);
    expect((await stage.get(First, 'a')).spec).to.deep.equal({ text: 'x' });
    const created = await stage.client.get(reference);
    await operator.restart();
    expect((await stage.client.get(reference)).metadata.resourceVersion).to.equal(created.metadata.resourceVersion);
    await operator.stop();

    await stage.start(Second as CRDClass, { args });
    await eventually(async () => (await stage.patch(Second, 'a', { spec: { size: 3 } })).spec.size === 3);
    expect((await stage.client.get(reference)).metadata.generation).to.be.greaterThan(created.metadata.generation as number);
  }).timeout(120_000);

  it('that are missing without --create-crd are said in log and health, and waited for', async () => {
    const Missing = newKind({ text: { type: 'string' } });
    const logger = new CollectedLog();
    const operator = new KubernetesOperator(Missing as CRDClass);
    running = await operator.start({ args: ['--namespace', stage.namespace], kubeConfig: stage.cluster.kubeConfig, logger });
    const { health } = running;
    const named = () => health.checks().find(({ ok, message }) => !ok && message.includes(Missing.PLURAL));
    const check = await eventually(named);
    expect(check?.name).to.equal(`watch of ${Missing.KIND} in ${stage.namespace}`);
    expect(check?.message).to.contain(Missing.PLURAL);
    expect(logger.text('warn')).to.contain(Missing.PLURAL);

    await stage.install(Missing as CRDClass);
    // The client asks for a kind that it doesn't know once a second, and a real server's map of kinds is a moment late.
    await eventually(() => stage.create(Missing, 'a', { spec: { text: 'x' } }));
    await stage.until(Missing, 'a', ({ status }) => status?.state === 'processed');
    expect(health.ok).to.equal(true);
  }).timeout(120_000);
});

describeOnBothClusters('permissions', (cluster) => {
  const stage = useStage(cluster);
  let running: RunningOperator | undefined;
  afterEach(async () => {
    await running?.kill();
    running = undefined;
  });

  it('that are missing are said with verb, resource and user, in log and health, and waited for', async () => {
    class Watched extends Thing {
      ensureCreated() {}
    }
    const user = `user-${stage.namespace}`;
    const logger = new CollectedLog();
    const operator = new KubernetesOperator(Watched);
    running = await operator.start({ args: ['--namespace', stage.namespace], kubeConfig: asUser(stage.cluster, user), logger });
    const { health } = running;
    const check = await eventually(() => health.checks().find(({ ok, message }) => !ok && message.includes('cannot')));
    expect(check.message).to.match(
      new RegExp(
        `User "${user}" cannot (list|watch) resource "things" in API group "scenarios.example.com" in the namespace "${stage.namespace}"`,
      ),
    );
    await eventually(() => logger.text('warn').includes('not allowed to list and watch; waiting for the permission'));
    expect(logger.text('warn')).to.match(new RegExp(`User \\\\"${user}\\\\" cannot (list|watch)`));

    await allow(stage.cluster, user, [{ apiGroups: ['scenarios.example.com'], resources: ['things'], verbs: ['list', 'watch', 'get'] }]);
    await stage.create(Watched, 'a');
    await eventually(() => logger.text('warn').includes('cannot patch resource'), { timeoutSeconds: 60 });
    expect(logger.text('warn')).to.match(
      new RegExp(`User \\\\"${user}\\\\" cannot patch resource \\\\"things/status\\\\" in API group \\\\"scenarios.example.com\\\\"`),
    );

    await allow(stage.cluster, user, [{ apiGroups: ['scenarios.example.com'], resources: ['things/status'], verbs: ['patch'] }]);
    await stage.until(Watched, 'a', ({ status }) => status?.state === 'processed');
    expect(health.ok).to.equal(true);
  }).timeout(120_000);

  it('to create definitions, missing, fail the start where our version is not served, and only then', async () => {
    const user = `user-${stage.namespace}`;
    const kubeConfig = asUser(stage.cluster, user);
    const args = ['--create-crd', '--namespace', stage.namespace];
    const Unknown = newKind();
    const failure = await new KubernetesOperator(Unknown as CRDClass).start({ args, kubeConfig, logger: new CollectedLog() }).then(
      (started) => started.kill(),
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(CustomResourceDefinitionError);
    expect(String(failure)).to.contain(`User "${user}" cannot`);
    expect(String(failure)).to.contain(Unknown.CRD_NAME);

    class Known extends Thing {
      ensureCreated() {}
    }
    const rules = [{ apiGroups: ['scenarios.example.com'], resources: ['things', 'things/status'], verbs: ['*'] }];
    await allow(stage.cluster, user, rules);
    running = await eventually(() => new KubernetesOperator(Known).start({ args, kubeConfig, logger: new CollectedLog() }));
    await running.ready();
  }).timeout(120_000);
});

/** The cluster's credentials, impersonating somebody who may do nothing yet. */
function asUser(cluster: TestCluster, user: string): KubeConfig {
  const content = JSON.parse(cluster.kubeConfig.exportConfig()) as { users: { user: Record<string, unknown> }[] };
  for (const entry of content.users) entry.user.as = user;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(JSON.stringify(content));
  return kubeConfig;
}

async function allow(cluster: TestCluster, user: string, rules: object[]): Promise<void> {
  const metadata = { name: `${user}-${randomBytes(4).toString('hex')}` };
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata };
  await cluster.client.create({ ...rbac, kind: 'ClusterRole', rules });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name };
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }];
  await cluster.client.create({ ...rbac, kind: 'ClusterRoleBinding', roleRef, subjects });
}
