import { randomBytes } from 'node:crypto';
import { eventually } from '../../lib/testing/eventually.ts';
import { Stage, Thing } from '../support/stage.ts';
import type { Storm } from '../support/storm.ts';
import { describeStorms } from '../support/storm-suite.ts';

const RBAC = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const RULES = [
  { apiGroups: ['scenarios.example.com'], resources: ['things', 'things/status'], verbs: ['*'] },
  { apiGroups: ['events.k8s.io', ''], resources: ['events'], verbs: ['*'] },
];

/** Allows somebody in the storm's namespace what the operator needs. */
async function allow(storm: Storm, subject: object): Promise<void> {
  const metadata = { name: 'storm', namespace: storm.namespace };
  const { client } = storm.cluster;
  await client.apply({ ...RBAC, kind: 'Role', metadata, rules: RULES });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'storm' };
  await client.apply({ ...RBAC, kind: 'RoleBinding', metadata, roleRef, subjects: [subject] });
}

const userOf = (storm: Storm) => `user-${storm.namespace}`;
const subjectOf = (storm: Storm) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: userOf(storm) });

/** Asks as the operator would. */
async function statusFor(storm: Storm, headers: Record<string, string>): Promise<number> {
  const { GROUP, VERSION, PLURAL } = storm.type;
  const response = await fetch(`${storm.proxy.url}/apis/${GROUP}/${VERSION}/namespaces/${storm.namespace}/${PLURAL}?limit=1`, { headers });
  await response.text();
  return response.status;
}

const asUser = (storm: Storm) => ({
  authorization: `Bearer ${storm.cluster.kubeConfig.getCurrentUser()?.token}`,
  'impersonate-user': userOf(storm),
});

const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount' };

/** A token that is good for as long as a Secret of this name is there. */
async function tokenFor(storm: Storm, secret: string): Promise<string> {
  const { client, kubeConfig } = storm.cluster;
  const { namespace } = storm;
  const made = await client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: secret, namespace } });
  const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: secret, uid: made.metadata.uid };
  const response = await fetch(`${storm.proxy.url}/api/v1/namespaces/${namespace}/serviceaccounts/storm/token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${kubeConfig.getCurrentUser()?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } }),
  });
  const { status, message } = (await response.json()) as { status: { token: string }; message?: string };
  if (!status.token) throw new Error(`no token: ${message}`);
  return status.token;
}

/** A kind that goes and comes without anybody else's objects. */
function transientKind(): typeof Thing {
  const suffix = randomBytes(4).toString('hex').replace(/\d/g, 'x');
  return class extends Thing {
    static override readonly PLURAL: string = `gusts${suffix}`;
    static override readonly SINGULAR: string = `gust${suffix}`;
    static override readonly KIND: string = `Gust${suffix}`;
  };
}

describeStorms('an operator whose rights end', [
  {
    name: 'its permissions are taken away and given back',
    async prepare(storm) {
      await allow(storm, subjectOf(storm));
      await eventually(async () => (await statusFor(storm, asUser(storm))) === 200, { timeoutSeconds: 60 });
      storm.credentials = { impersonate: userOf(storm) };
    },
    async strike(storm) {
      await storm.cluster.client.delete({ ...RBAC, kind: 'RoleBinding', name: 'storm', namespace: storm.namespace });
      await eventually(async () => (await statusFor(storm, asUser(storm))) === 403, { timeoutSeconds: 60 });
      await storm.watching();
      storm.proxy.cutWatches('clean');
      await storm.change(10);
      await storm.amid();
      await allow(storm, subjectOf(storm));
      await storm.resume();
    },
  },
  {
    name: 'its token is revoked in the middle of a watch',
    async prepare(storm) {
      await storm.cluster.client.create({ ...ACCOUNT, metadata: { name: 'storm', namespace: storm.namespace } });
      await allow(storm, { kind: 'ServiceAccount', name: 'storm', namespace: storm.namespace });
      const token = await tokenFor(storm, 'first');
      await eventually(async () => (await statusFor(storm, { authorization: `Bearer ${token}` })) === 200, { timeoutSeconds: 60 });
      storm.credentials = { token };
    },
    async strike(storm) {
      const { token: old } = storm.credentials as { token: string };
      storm.credentials = { token: await tokenFor(storm, 'second') };
      await storm.cluster.client.delete({ apiVersion: 'v1', kind: 'Secret', name: 'first', namespace: storm.namespace });
      // A real server remembers for ten seconds that a token was good.
      const refused = async () => (await statusFor(storm, { authorization: `Bearer ${old}` })) === 401;
      await eventually(refused, { timeoutSeconds: 60, intervalSeconds: 0.2 });
      await storm.change(10);
      await storm.amid();
      storm.proxy.cutWatches('reset');
    },
  },
]);

describeStorms('an operator whose ground goes', [
  {
    name: 'its definition is deleted and made again',
    type: transientKind,
    async strike(storm) {
      const { client } = storm.cluster;
      const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: storm.type.CRD_NAME };
      await client.delete(definition);
      await storm.amid();
      await storm.resume();
      await eventually(async () => (await client.find(definition)) === undefined, { timeoutSeconds: 60 });
      await storm.change(5);
      await new Stage(() => storm.cluster).install(storm.type);
    },
  },
  {
    name: 'its namespace is deleted and made again',
    async strike(storm) {
      const { client } = storm.cluster;
      const namespace = { apiVersion: 'v1', kind: 'Namespace', name: storm.namespace };
      await client.delete(namespace);
      await storm.change(5);
      await storm.amid();
      await storm.resume();
      await eventually(async () => (await client.find(namespace)) === undefined, { timeoutSeconds: 120 });
      await storm.makeNamespace();
    },
  },
]);
