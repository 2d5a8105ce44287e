import { expect } from 'chai';
import { ADMIN_TOKEN } from '../../lib/embedded/authentication.ts';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { EmbeddedSession } from '../support/embedded-session.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ROLES = `${RBAC}/clusterroles`;

describe('RoleController', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
  const create = (name: string, resources: string[], more: JsonObject = {}, labels: JsonObject = {}) =>
    session.create(ROLES, { metadata: { name, labels }, rules: resources.map(rule), ...more });
  const gathering = (label: string) => ({ aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] } });
  const resourcesOf = ({ rules }: JsonObject): string[] => (rules ?? []).flatMap(({ resources }: JsonObject) => resources);
  /** Waits until a role is about these resources. */
  const becomes = (name: string, resources: string[]) =>
    session.until(`${ROLES}/${name}`, ({ body }) => resourcesOf(body).join() === resources.join());

  it('has roles and bindings from the beginning, with their rules gathered', async () => {
    const { body: admin } = await session.get(`${ROLES}/admin`);
    expect(resourcesOf(admin)).to.include.members(['rolebindings', 'secrets', 'pods/log']);
    expect(admin.metadata.managedFields[0].manager).to.equal('kube-apiserver');
    expect((await session.get(`${RBAC}/clusterrolebindings/cluster-admin`)).code).to.equal(200);
  });

  it('gathers each rule once, as roles come, change and go', async () => {
    await create('all', ['mine'], gathering('x'));
    await becomes('all', []);
    await create('b', ['pods', 'secrets'], {}, { x: 'yes' });
    await create('a', ['pods'], {}, { x: 'yes' });
    await create('other', ['nodes'], {}, { x: 'no' });
    await becomes('all', ['pods', 'secrets']);
    await session.patch(`${ROLES}/other`, { metadata: { labels: { x: 'yes' } } });
    await becomes('all', ['pods', 'secrets', 'nodes']);
    await session.delete(`${ROLES}/b`);
    await becomes('all', ['pods', 'nodes']);
  });

  it('gathers what others have gathered', async () => {
    await create('outer', [], gathering('x'));
    await create('inner', [], gathering('y'), { x: 'yes' });
    await create('leaf', ['pods'], {}, { y: 'yes' });
    await becomes('outer', ['pods']);
  });

  it('gathers into view what is meant for it, and so into edit and admin', async () => {
    await create('widgets', ['widgets'], {}, { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' });
    for (const name of ['view', 'edit', 'admin'])
      await session.until(`${ROLES}/${name}`, ({ body }) => resourcesOf(body).includes('widgets'));
  });

  it('takes back rules that somebody writes into a gathered role', async () => {
    await create('leaf', ['pods'], {}, { x: 'yes' });
    await create('all', [], gathering('x'));
    await becomes('all', ['pods']);
    expect((await session.patch(`${ROLES}/all`, { rules: [rule('nodes')] })).code).to.equal(200);
    await becomes('all', ['pods']);
  });

  it('adds to a restored state what is missing, and leaves the rest as it is', async () => {
    await session.patch(`${ROLES}/system:basic-user`, { rules: [rule('changed')] });
    await session.delete(`${ROLES}/system:discovery`);
    session.server.restore(session.server.state());
    expect((await session.get(`${ROLES}/system:discovery`)).code).to.equal(200);
    expect(resourcesOf((await session.get(`${ROLES}/system:basic-user`)).body)).to.deep.equal(['changed']);
  });

  it('takes over what a server that was alike has gathered, and goes on from there', async () => {
    await create('all', [], gathering('x'));
    await create('a', ['pods'], {}, { x: 'yes' });
    await becomes('all', ['pods']);
    const first = await EmbeddedApiServer.start({ listens: false, state: session.server.state() });
    const second = await EmbeddedApiServer.start({ listens: false, like: first, snapshot: first.snapshot() });
    const all = (server: typeof first) =>
      server.objectsIn('rbac.authorization.k8s.io/clusterroles').find(({ metadata }) => metadata.name === 'all');
    expect([all(second), second.revision]).to.deep.equal([all(first), first.revision]);
    const body = JSON.stringify({ metadata: { labels: { x: 'no' } } });
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/merge-patch+json' };
    second.respond({ method: 'PATCH', path: `${ROLES}/a`, query: new URLSearchParams(), headers, body });
    await new Promise((resolve) => setImmediate(resolve));
    expect([all(second), all(first)].map((role) => resourcesOf(role ?? {}))).to.deep.equal([[], ['pods']]);
    await Promise.all([first.stop(), second.stop()]);
  });
});
