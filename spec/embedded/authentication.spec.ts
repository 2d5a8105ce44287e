import { expect } from 'chai';
import { ADMIN_TOKEN, Authentication } from '../../lib/embedded/authentication.ts';
import { Authorizer } from '../../lib/embedded/authorizer.ts';
import { ObjectStore } from '../../lib/embedded/object-store.ts';
import { ServiceAccountTokens } from '../../lib/embedded/service-account-tokens.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

const RBAC = 'rbac.authorization.k8s.io';
const IDENTITY = 'authentication.k8s.io';

describe('Authentication', () => {
  let store: ObjectStore;
  let authentication: Authentication;
  /** The token of a service account that may do nothing yet. */
  let robot: string;
  beforeEach(() => {
    store = new ObjectStore();
    const tokens = new ServiceAccountTokens({ store, clock: new FakeClock() });
    authentication = new Authentication({ tokens, authorizer: new Authorizer(store) });
    const serviceAccount = store.put('serviceaccounts', 'a/robot', { metadata: { namespace: 'a', name: 'robot', uid: '1' } });
    robot = tokens.issue({ serviceAccount, audiences: ['https://kubernetes.default.svc'], expirationSeconds: 600 }).token;
  });

  const userOf = (headers: Record<string, string>) =>
    authentication.userOf({ method: 'GET', path: '/api/v1/nodes', query: new URLSearchParams(), headers, body: '' });
  const asRobot = (headers: Record<string, string> = {}) => userOf({ authorization: `Bearer ${robot}`, ...headers });
  const allowRobot = (...rules: object[]) => {
    store.put(`${RBAC}/clusterroles`, 'robot', { metadata: { name: 'robot' }, rules });
    store.put(`${RBAC}/clusterrolebindings`, 'robot', {
      metadata: { name: 'robot' },
      roleRef: { kind: 'ClusterRole', name: 'robot' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'a', name: 'robot' }],
    });
  };

  it('takes who shows nothing for the administrator, as who shows the token of the kubeconfig', () => {
    expect(userOf({})).to.include({ username: 'admin' });
    expect(userOf({})).to.deep.equal(userOf({ authorization: `bearer ${ADMIN_TOKEN}` }));
  });

  it('takes who shows something else than a token for nobody known', () => {
    for (const authorization of ['', 'Bearer', 'Basic YTpi'])
      expect(userOf({ authorization })).to.deep.equal({ username: 'system:anonymous', groups: ['system:unauthenticated'] });
  });

  it('knows a service account by its token, and refuses a token that nobody has', () => {
    expect(asRobot().username).to.equal('system:serviceaccount:a:robot');
    expect(() => userOf({ authorization: `Bearer ${robot}x` }))
      .to.throw('Unauthorized')
      .with.property('code', 401);
  });

  it('lets the administrator be somebody else, with all that is said of them', () => {
    const headers = {
      'impersonate-user': 'jane',
      'impersonate-group': 'devs, ops',
      'impersonate-uid': '7',
      'impersonate-extra-example.com%2fscopes': 'a,b',
    };
    expect(userOf(headers)).to.deep.equal({
      username: 'jane',
      uid: '7',
      groups: ['devs', 'ops', 'system:authenticated'],
      extra: { 'example.com/scopes': ['a', 'b'] },
    });
  });

  it('gives who is impersonated the groups that they have anyway', () => {
    const groupsOf = (user: string, group?: string) =>
      userOf({ 'impersonate-user': user, ...(group && { 'impersonate-group': group }) }).groups;
    expect(groupsOf('system:serviceaccount:a:b')).to.deep.equal([
      'system:serviceaccounts',
      'system:serviceaccounts:a',
      'system:authenticated',
    ]);
    expect(groupsOf('system:serviceaccount:a:b', 'only')).to.deep.equal(['only', 'system:authenticated']);
    expect(groupsOf('system:anonymous')).to.deep.equal(['system:unauthenticated']);
    expect(groupsOf('jane', 'system:unauthenticated')).to.deep.equal(['system:unauthenticated']);
  });

  it('refuses to impersonate a group without a user', () => {
    expect(() => userOf({ 'impersonate-group': 'devs' }))
      .to.throw(
        '&user.DefaultInfo{Name:"", UID:"", Groups:[]string{"devs"}, Extra:map[string][]string(nil)} without impersonating a user name',
      )
      .with.property('code', 400);
  });

  it('asks for a permission for the user and each of the groups', () => {
    const jane = { 'impersonate-user': 'jane', 'impersonate-group': 'devs' };
    const rule = { apiGroups: [''], verbs: ['impersonate'] };
    allowRobot({ ...rule, resources: ['users'], resourceNames: ['jane'] });
    expect(asRobot({ 'impersonate-user': 'jane' }).username).to.equal('jane');
    expect(() => asRobot({ 'impersonate-user': 'john' }))
      .to.throw('is forbidden')
      .with.property('code', 403);
    expect(() => asRobot(jane)).to.throw('is forbidden');
    allowRobot({ ...rule, resources: ['users', 'groups'] });
    expect(asRobot(jane).groups).to.deep.equal(['devs', 'system:authenticated']);
  });

  it('accepts in its place a permission for being somebody and one for what is done as somebody', () => {
    const jane = { 'impersonate-user': 'jane' };
    const being = { apiGroups: [IDENTITY], resources: ['users'], verbs: ['impersonate:user-info'] };
    const doing = { apiGroups: [''], resources: ['nodes'], verbs: ['impersonate-on:user-info:list'] };
    allowRobot(being);
    expect(() => asRobot(jane)).to.throw('cannot impersonate-on:user-info:list resource "nodes"');
    allowRobot(doing);
    expect(() => asRobot(jane)).to.throw('users.authentication.k8s.io "jane" is forbidden');
    allowRobot(being, doing);
    expect(asRobot(jane).username).to.equal('jane');
  });
});
