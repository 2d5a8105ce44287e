import { expect } from 'chai';
import { Authorizer, accessRefusal, coversPath, type PolicyRule, ruleAllows } from '../../lib/embedded/authorizer.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';

const GROUP = 'rbac.authorization.k8s.io';
const JANE = { username: 'jane', groups: ['devs'] };
const ROBOT = { username: 'system:serviceaccount:a:robot', groups: [] };

const access = (verb: string, resource: string, more: object = {}) => ({
  ...{ verb, resource, group: '', subresource: '', namespace: '', name: '' },
  ...more,
});
const reading = (resource: string, more: object = {}): PolicyRule => ({ verbs: ['get'], apiGroups: [''], resources: [resource], ...more });

describe('Authorizer', () => {
  let store: ObjectStore;
  let authorizer: Authorizer;
  beforeEach(() => {
    store = new ObjectStore();
    authorizer = new Authorizer(store);
  });

  /** Puts an object of RBAC into the store, cluster-wide without a namespace. */
  const put = (plural: string, name: string, { namespace, ...more }: JsonObject) =>
    store.put(`${GROUP}/${plural}`, namespace ? `${namespace}/${name}` : name, {
      metadata: { name, ...(namespace && { namespace }) },
      ...more,
    });
  const role = (name: string, namespace: string, rules: PolicyRule[]) => put('roles', name, { namespace, rules });
  const bind = (namespace: string, roleRef: JsonObject, subject: JsonObject) =>
    put(namespace ? 'rolebindings' : 'clusterrolebindings', 'b', { namespace, roleRef, subjects: [subject] });
  const may = (user: typeof JANE, namespace: string) => authorizer.decide(user, access('get', 'pods', { namespace })).allowed;

  it('lets nobody do anything but the masters everything', () => {
    expect(authorizer.decide(JANE, { verb: 'get', path: '/healthz' })).to.deep.equal({ allowed: false, reason: '' });
    const master = { username: 'root', groups: ['system:masters'] };
    expect(authorizer.decide(master, access('delete', 'nodes'))).to.deep.equal({ allowed: true, reason: '' });
  });

  it('allows by a role in its namespace only, and says which binding did', () => {
    role('reader', 'a', [reading('pods')]);
    bind('a', { kind: 'Role', name: 'reader' }, { kind: 'Group', name: 'devs' });
    expect(authorizer.decide(JANE, access('get', 'pods', { namespace: 'a' }))).to.deep.equal({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "b/a" of Role "reader" to Group "devs"',
    });
    expect([may(JANE, 'b'), may(JANE, ''), may(ROBOT, 'a')]).to.deep.equal([false, false, false]);
  });

  it('keeps a cluster role to the namespace of its binding, unless the binding is cluster-wide', () => {
    put('clusterroles', 'reader', { rules: [reading('pods')] });
    const subject = { kind: 'User', name: 'jane' };
    bind('a', { kind: 'ClusterRole', name: 'reader' }, subject);
    expect([may(JANE, 'a'), may(JANE, 'b'), may(JANE, '')]).to.deep.equal([true, false, false]);
    bind('', { kind: 'ClusterRole', name: 'reader' }, subject);
    expect([may(JANE, 'a'), may(JANE, 'b'), may(JANE, '')]).to.deep.equal([true, true, true]);
  });

  it('looks for a service account without namespace beside its binding', () => {
    for (const namespace of ['a', 'b']) role('reader', namespace, [reading('pods')]);
    bind('a', { kind: 'Role', name: 'reader' }, { kind: 'ServiceAccount', name: 'robot' });
    bind('b', { kind: 'Role', name: 'reader' }, { kind: 'ServiceAccount', name: 'robot' });
    expect([may(ROBOT, 'a'), may(ROBOT, 'b')]).to.deep.equal([true, false]);
  });

  it('names a role that is missing, once', () => {
    bind('a', { kind: 'Role', name: 'none' }, { kind: 'User', name: 'jane' });
    put('rolebindings', 'again', { namespace: 'a', roleRef: { kind: 'Role', name: 'none' }, subjects: [{ kind: 'User', name: 'jane' }] });
    const reason = `RBAC: role.${GROUP} "none" not found`;
    expect(authorizer.decide(JANE, access('get', 'pods', { namespace: 'a' }))).to.deep.equal({ allowed: false, reason });
    expect(() => authorizer.require(JANE, access('get', 'pods', { namespace: 'a' }))).to.throw(reason);
    expect(authorizer.rulesOf({ kind: 'Role', name: 'none' }, 'a')).to.equal(undefined);
  });
});

describe('ruleAllows', () => {
  it('takes a subresource for a resource of its own', () => {
    const status = access('get', 'pods', { subresource: 'status' });
    expect(ruleAllows(reading('pods'), status)).to.equal(false);
    expect(ruleAllows(reading('pods/status'), status)).to.equal(true);
    expect(ruleAllows(reading('*/status'), status)).to.equal(true);
    expect(ruleAllows(reading('*/status'), access('get', 'status'))).to.equal(false);
  });

  it('keeps to the names that it has', () => {
    const rule = reading('secrets', { resourceNames: ['one'] });
    expect(['one', 'two', ''].map((name) => ruleAllows(rule, access('get', 'secrets', { name })))).to.deep.equal([true, false, false]);
  });

  it('covers paths by their beginnings', () => {
    expect(['/api', '/api/', '/api/v1', '/apis'].map((path) => coversPath('/api/*', path))).to.deep.equal([false, true, true, false]);
    expect(ruleAllows({ verbs: ['get'], nonResourceURLs: ['*'] }, { verb: 'get', path: '/x' })).to.equal(true);
    expect(ruleAllows(reading('*'), { verb: 'get', path: '/x' })).to.equal(false);
  });
});

describe('accessRefusal', () => {
  it('says who may not do what, and where', () => {
    const refusal = accessRefusal(
      JANE,
      access('update', 'deployments', { group: 'apps', subresource: 'scale', namespace: 'a', name: 'web' }),
    );
    expect(refusal.message).to.equal(
      'deployments.apps "web" is forbidden: User "jane" cannot update resource "deployments/scale" in API group "apps" in the namespace "a"',
    );
    expect(refusal.details).to.deep.equal({ name: 'web', group: 'apps', kind: 'deployments' });
    expect(accessRefusal(JANE, access('list', 'nodes'), 'because').message).to.equal(
      'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope: because',
    );
    expect(accessRefusal(JANE, { verb: 'get', path: '/logs' }).message).to.equal('forbidden: User "jane" cannot get path "/logs"');
  });
});
