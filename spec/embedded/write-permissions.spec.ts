import { expect } from 'chai';
import { Authorizer } from '../../lib/embedded/authorizer.ts';
import { builtInKinds } from '../../lib/embedded/built-in-kinds.ts';
import { createTypeLibrary } from '../../lib/embedded/built-in-types.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { KindRegistry } from '../../lib/embedded/kind-registry.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';
import { WritePermissions } from '../../lib/embedded/write-permissions.ts';

const RBAC = 'rbac.authorization.k8s.io';
const JANE = { username: 'jane', groups: ['devs'] };

describe('WritePermissions', () => {
  const registry = new KindRegistry();
  let store: ObjectStore;
  let permissions: WritePermissions;
  before(() => {
    for (const kind of builtInKinds(createTypeLibrary(), new ObjectStore())) registry.add(kind);
  });
  beforeEach(() => {
    store = new ObjectStore();
    permissions = new WritePermissions({ authorizer: new Authorizer(store), registry });
  });

  const rule = (resources: string[], verbs: string[], group = '') => ({ apiGroups: [group], resources, verbs });
  /** What jane may do, everywhere. */
  const allow = (...rules: object[]) => {
    store.put(`${RBAC}/clusterroles`, 'jane', { metadata: { name: 'jane' }, rules });
    store.put(`${RBAC}/clusterrolebindings`, 'jane', {
      metadata: { name: 'jane' },
      roleRef: { kind: 'ClusterRole', name: 'jane' },
      subjects: [{ kind: 'User', name: 'jane' }],
    });
  };
  const checking = (plural: string, draft: JsonObject, old?: JsonObject, user: typeof JANE | undefined = JANE) => {
    const group = plural === 'configmaps' ? '' : RBAC;
    const kind = registry.get(group, 'v1', plural) as ResourceKind;
    return () => permissions.check(kind, user, { namespace: 'a', draft, old });
  };
  const named = (more: JsonObject, metadata: JsonObject = {}) => ({ metadata: { name: 'given', ...metadata }, ...more });

  const reading = named({ rules: [rule(['pods', 'secrets'], ['get', 'list'])] });

  it('let nobody write a role of more than they have', () => {
    allow(rule(['pods'], ['get', 'list']), rule(['secrets'], ['get']));
    expect(checking('roles', reading))
      .to.throw(
        'roles.rbac.authorization.k8s.io "given" is forbidden: user "jane" (groups=["devs"]) is attempting to grant RBAC permissions not currently held:\n' +
          '{APIGroups:[""], Resources:["secrets"], Verbs:["list"]}',
      )
      .with.property('code', 403);
    allow(rule(['pods', 'secrets'], ['*']));
    expect(checking('roles', reading)).to.not.throw();
  });

  it('let masters, and those who may escalate, write any role', () => {
    expect(checking('roles', reading, undefined, { username: 'root', groups: ['system:masters'] })).to.not.throw();
    allow(rule(['roles'], ['escalate'], RBAC));
    expect(checking('roles', reading)).to.not.throw();
    expect(checking('clusterroles', reading)).to.throw('not currently held');
  });

  it('let a role be labelled by those who have less', () => {
    expect(checking('roles', named(reading, { labels: { a: 'b' } }), reading)).to.not.throw();
    expect(checking('roles', reading, named({ rules: [] }))).to.throw('not currently held');
  });

  it('let nobody gather roles who may do less than everything, unless they may escalate', () => {
    const gathering = named({ aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } });
    allow(rule(['*'], ['get', 'create', 'update'], '*'));
    expect(checking('clusterroles', gathering)).to.throw('must have cluster-admin privileges to use an aggregationRule');
    expect(checking('clusterroles', named({ rules: [rule(['pods'], ['get'])] }))).to.not.throw();
    expect(checking('clusterroles', named({}), gathering)).to.not.throw();
    allow(rule(['clusterroles'], ['escalate'], RBAC));
    expect(checking('clusterroles', gathering)).to.not.throw();
  });

  it('let nobody bind a role of more than they have, unless they may bind it', () => {
    store.put(`${RBAC}/roles`, 'a/reader', { metadata: { name: 'reader', namespace: 'a' }, rules: [rule(['pods'], ['get'])] });
    const binding = named({ roleRef: { kind: 'Role', name: 'reader' }, subjects: [{ kind: 'User', name: 'john' }] });
    expect(checking('rolebindings', binding)).to.throw('rolebindings.rbac.authorization.k8s.io "given" is forbidden');
    expect(checking('rolebindings', named(binding, { labels: { a: 'b' } }), binding)).to.not.throw();
    allow(rule(['pods'], ['get']));
    expect(checking('rolebindings', binding)).to.not.throw();
    allow({ ...rule(['roles'], ['bind'], RBAC), resourceNames: ['reader'] });
    expect(checking('rolebindings', binding)).to.not.throw();
  });

  it('find a role that is not there when it is bound', () => {
    const binding = named({ roleRef: { kind: 'ClusterRole', name: 'none' }, subjects: [] });
    expect(checking('rolebindings', binding)).to.throw('"none" not found').with.property('code', 404);
  });

  describe('for owners', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'web', uid: '1' };
    const owned = (more: object = {}) => named({}, { ownerReferences: [{ ...owner, ...more }] });
    const holding = owned({ blockOwnerDeletion: true });

    it('let nobody hold one whose finalizers they may not set', () => {
      expect(checking('configmaps', owned())).to.not.throw();
      expect(checking('configmaps', holding)).to.throw("you can't set finalizers on").with.property('code', 403);
      allow(rule(['pods/finalizers'], ['update']));
      expect(checking('configmaps', holding)).to.not.throw();
    });

    it('let nobody change those of an object that they may not delete', () => {
      expect(checking('configmaps', owned(), named({}))).to.throw("cannot set an ownerRef on a resource you can't delete");
      allow(rule(['configmaps'], ['delete']));
      expect(checking('configmaps', owned(), named({}))).to.not.throw();
      expect(checking('configmaps', holding, owned())).to.throw("you can't set finalizers on");
    });

    it('ask nothing where they stay, or are of no known kind', () => {
      expect(checking('configmaps', holding, holding)).to.not.throw();
      expect(checking('configmaps', owned({ blockOwnerDeletion: true, kind: 'Unknown' }))).to.not.throw();
    });
  });
});
