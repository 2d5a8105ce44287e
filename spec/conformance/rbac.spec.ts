/** Who may do what: roles and bindings, service account tokens, impersonation, and the reviews that tell. */

import { setTimeout as pause } from 'node:timers/promises';
import { describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json, RequestOptions } from '../support/conformance-api.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const ACCOUNTS = `${CORE}/serviceaccounts`;
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ROLES = `${RBAC}/namespaces/$NS/roles`;
const BINDINGS = `${RBAC}/namespaces/$NS/rolebindings`;
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const AUTHENTICATION = '/apis/authentication.k8s.io/v1';

/** The token of a new service account, with which `as` makes a request its own. */
async function accountToken(api: ConformanceApi, name: string, spec: object = {}): Promise<string> {
  await api.post(ACCOUNTS, { metadata: { name } }, { quiet: true });
  const { body } = await api.post(`${ACCOUNTS}/${name}/token`, { spec }, { quiet: true });
  return body.status.token;
}

function as(token: string, more: RequestOptions = {}): RequestOptions {
  return { ...more, headers: { Authorization: `Bearer ${token}` } };
}

function actingAs(user: string, headers: Record<string, string> = {}): RequestOptions {
  return { headers: { 'Impersonate-User': user, ...headers } };
}

function rule(resources: string[], verbs: string[], more: object = {}): object {
  return { apiGroups: [''], resources, verbs, ...more };
}

/** Lets a service account do something in the namespace; a real server's caches need a moment to know. */
async function allow(api: ConformanceApi, account: string, rules: object[]): Promise<void> {
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace: '$NS' }];
  await api.post(ROLES, { metadata: { name: account }, rules }, { quiet: true });
  await api.post(BINDINGS, { metadata: { name: account }, roleRef: roleRef('Role', account), subjects }, { quiet: true });
  const [{ verbs, resources, apiGroups, resourceNames }] = rules as [Json];
  const [resource, subresource = ''] = resources[0].split('/');
  const attributes = { namespace: '$NS', verb: verbs[0], group: apiGroups[0], resource, subresource, name: resourceNames?.[0] ?? '' };
  await settled(api, `system:serviceaccount:$NS:${account}`, attributes);
}

async function settled(api: ConformanceApi, user: string, resourceAttributes: object): Promise<void> {
  for (;;) {
    const review = { spec: { user, resourceAttributes } };
    const { body } = await api.post(`${AUTHORIZATION}/subjectaccessreviews`, review, { quiet: true });
    if (body.status.allowed) return;
  }
}

function roleRef(kind: string, name: string): object {
  return { apiGroup: 'rbac.authorization.k8s.io', kind, name };
}

const byJson = (left: unknown, right: unknown) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);

describeConformance('RBAC', (run) => {
  run('refuses a token that nobody has', [401, 401], async (api) => {
    await api.get(CONFIG_MAPS, as('nobody'));
    await api.get('/healthz', as('nobody'));
  });

  run('lets those without credentials see little', [403, 403, 403, 200, 200], async (api) => {
    const nobody = { headers: { Authorization: '' } };
    await api.get('/api/v1/nodes', nobody);
    await api.get('/apis', nobody);
    await api.get('/nothing', nobody);
    await api.get('/healthz', nobody);
    await api.get('/version', { ...nobody, pick: ({ major, minor }) => ({ major, minor }) });
  });

  run('says in each case what a service account may not do', Array(16).fill(403), async (api) => {
    const token = await accountToken(api, 'powerless');
    await api.get(CONFIG_MAPS, as(token));
    await api.get(`${CONFIG_MAPS}/x`, as(token));
    await api.get('/api/v1/configmaps', as(token));
    await api.get('/api/v1/nodes/x', as(token));
    await api.get(`${CONFIG_MAPS}?watch=1`, as(token));
    await api.get(`${CONFIG_MAPS}?fieldSelector=metadata.name%3Dz`, as(token));
    await api.post(CONFIG_MAPS, { metadata: { name: 'c' } }, as(token));
    await api.put(`${CONFIG_MAPS}/c`, { metadata: { name: 'c' } }, as(token));
    await api.patch(`${CONFIG_MAPS}/c`, {}, 'merge', as(token));
    await api.delete(`${CONFIG_MAPS}/c`, undefined, as(token));
    await api.delete(CONFIG_MAPS, undefined, as(token));
    await api.get(`${CORE}/pods/x/log`, as(token));
    await api.put('/apis/apps/v1/namespaces/$NS/deployments/d/status', {}, as(token));
    await api.get(CORE, as(token));
    await api.get('/apis/nothing.example.com/v1/namespaces/$NS/things/a', as(token));
    await api.get('/metrics', as(token));
  });

  run('shows discovery to everybody who is known', [200, 200, 200, 200], async (api) => {
    const token = await accountToken(api, 'explorer');
    const pick = (body: Json) => body.kind ?? body;
    await api.get('/api', as(token, { pick }));
    await api.get('/apis', as(token, { pick }));
    await api.get('/api/v1', as(token, { pick }));
    await api.get('/readyz', as(token, { pick }));
  });

  run('lets a service account do what a role says, and no more', [200, 201, 403, 403], async (api) => {
    const token = await accountToken(api, 'writer');
    await allow(api, 'writer', [rule(['configmaps'], ['get', 'create'])]);
    await api.get(`${CONFIG_MAPS}/kube-root-ca.crt`, as(token, { pick: ({ metadata }) => metadata.name }));
    await api.post(CONFIG_MAPS, { metadata: { name: 'written' } }, as(token));
    await api.delete(`${CONFIG_MAPS}/written`, undefined, as(token));
    await api.get('/api/v1/namespaces/default/configmaps/kube-root-ca.crt', as(token));
  });

  run('keeps a role to the names that it has', [404, 403, 403, 200], async (api) => {
    const token = await accountToken(api, 'one-name');
    await allow(api, 'one-name', [rule(['secrets'], ['get', 'list'], { resourceNames: ['one'] })]);
    await api.get(`${CORE}/secrets/one`, as(token));
    await api.get(`${CORE}/secrets/two`, as(token));
    await api.get(`${CORE}/secrets`, as(token));
    await api.get(`${CORE}/secrets?fieldSelector=metadata.name%3Done`, as(token));
  });

  run('takes a subresource for a resource of its own', [403, 200], async (api) => {
    await api.post(`${CORE}/pods`, { metadata: { name: 'sub' }, spec: { containers: [{ name: 'c', image: 'i' }] } }, { quiet: true });
    const token = await accountToken(api, 'status-reader');
    await allow(api, 'status-reader', [rule(['pods/status'], ['get'])]);
    await api.get(`${CORE}/pods/sub`, as(token));
    await api.get(`${CORE}/pods/sub/status`, as(token, { pick: ({ metadata }) => metadata.name }));
  });

  run('knows wildcards of verbs, groups, resources and subresources', [200, 404, 200, 403], async (api) => {
    const token = await accountToken(api, 'wild');
    await allow(api, 'wild', [
      { apiGroups: ['*'], resources: ['configmaps', '*/scale'], verbs: ['*'] },
      { apiGroups: ['apps'], resources: ['*'], verbs: ['list'] },
    ]);
    await api.get(`${CONFIG_MAPS}?limit=1`, as(token, { pick: ({ kind }) => kind }));
    await api.get('/apis/apps/v1/namespaces/$NS/deployments/none/scale', as(token));
    await api.get('/apis/apps/v1/namespaces/$NS/deployments', as(token));
    await api.get('/apis/apps/v1/namespaces/$NS/deployments/none', as(token));
  });

  run('asks of an apply that creates for both permissions', [403, 404], async (api) => {
    const token = await accountToken(api, 'patcher');
    await allow(api, 'patcher', [rule(['configmaps'], ['patch'])]);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' } };
    await api.apply(`${CONFIG_MAPS}/applied`, object, 'me', as(token));
    await api.patch(`${CONFIG_MAPS}/applied`, {}, 'merge', as(token));
  });

  run('lets cluster-wide bindings hold everywhere', [200, 200, 403], async (api) => {
    const name = 'spec-$NS-nodes';
    const token = await accountToken(api, 'nodes');
    const user = 'system:serviceaccount:$NS:nodes';
    await api.post(`${RBAC}/clusterroles`, { metadata: { name }, rules: [rule(['nodes', 'configmaps'], ['list'])] }, { quiet: true });
    const subjects = [{ kind: 'ServiceAccount', name: 'nodes', namespace: '$NS' }];
    await api.post(`${RBAC}/clusterrolebindings`, { metadata: { name }, roleRef: roleRef('ClusterRole', name), subjects }, { quiet: true });
    await settled(api, user, { verb: 'list', resource: 'nodes' });
    const pick = ({ kind }: Json) => kind;
    await api.get('/api/v1/nodes', as(token, { pick }));
    await api.get('/api/v1/configmaps?limit=1', as(token, { pick }));
    await api.get('/api/v1/namespaces', as(token));
    await api.delete(`${RBAC}/clusterrolebindings/${name}`, undefined, { quiet: true });
    await api.delete(`${RBAC}/clusterroles/${name}`, undefined, { quiet: true });
  });

  run('keeps a cluster role to the namespace of its role binding', [200, 403, 403], async (api) => {
    const subjects = [{ kind: 'Group', name: 'viewers-of-$NS' }];
    await api.post(BINDINGS, { metadata: { name: 'viewers' }, roleRef: roleRef('ClusterRole', 'view'), subjects }, { quiet: true });
    const viewer = actingAs('v', { 'Impersonate-Group': 'viewers-of-$NS'.replace('$NS', api.namespace) });
    while ((await api.get(CONFIG_MAPS, { ...viewer, quiet: true })).status !== 200);
    await api.get(CONFIG_MAPS, { ...viewer, pick: ({ kind }) => kind });
    await api.get('/api/v1/configmaps', viewer);
    await api.get(`${CORE}/secrets`, viewer);
  });

  run('names the roles that are missing', [201, 403], async (api) => {
    const subjects = [{ kind: 'User', name: 'jane' }];
    await api.post(BINDINGS, { metadata: { name: 'dangling' }, roleRef: roleRef('Role', 'missing'), subjects });
    const review = { spec: { user: 'jane', resourceAttributes: { namespace: '$NS', verb: 'get', resource: 'secrets' } } };
    for (;;) {
      const { body } = await api.post(`${AUTHORIZATION}/subjectaccessreviews`, review, { quiet: true });
      if (body.status.reason) break;
    }
    await api.get(`${CORE}/secrets/two`, actingAs('jane'));
  });

  run('lets permissions for paths be given', [403, 404], async (api) => {
    const name = 'spec-$NS-paths';
    const user = `path-user-${api.namespace}`;
    await api.get('/specs/one', actingAs(user));
    const rules = [{ nonResourceURLs: ['/specs/*'], verbs: ['get'] }];
    await api.post(`${RBAC}/clusterroles`, { metadata: { name }, rules }, { quiet: true });
    const subjects = [{ kind: 'User', name: user }];
    await api.post(`${RBAC}/clusterrolebindings`, { metadata: { name }, roleRef: roleRef('ClusterRole', name), subjects }, { quiet: true });
    while ((await api.get('/specs/one', { ...actingAs(user), quiet: true })).status === 403);
    await api.get('/specs/one', { ...actingAs(user), pick: () => '' });
    await api.delete(`${RBAC}/clusterrolebindings/${name}`, undefined, { quiet: true });
    await api.delete(`${RBAC}/clusterroles/${name}`, undefined, { quiet: true });
  });

  run('refuses roles that say nothing', [422, 422, 422], async (api) => {
    const rules = [
      { verbs: [] },
      { verbs: ['get'], nonResourceURLs: ['/x'] },
      { verbs: ['get'], apiGroups: [''], resources: [] },
      { verbs: ['get'], apiGroups: [], resources: ['x'] },
    ];
    await api.post(ROLES, { metadata: { name: 'bad' }, rules });
    const both = [{ verbs: ['get'], nonResourceURLs: ['/x'], resources: ['pods'] }];
    await api.post(`${RBAC}/clusterroles`, { metadata: { name: 'spec-$NS-bad' }, rules: both });
    await api.post(ROLES, { metadata: { name: 'a/b' }, rules: [] });
  });

  run('refuses bindings that bind nothing', [422, 422], async (api) => {
    const subjects = [
      { kind: 'ServiceAccount', name: 'x' },
      { kind: 'User', name: '' },
      { kind: 'Foo', name: 'a' },
    ];
    await api.post(BINDINGS, { metadata: { name: 'bad' }, roleRef: { apiGroup: 'x', kind: 'Foo', name: '' }, subjects });
    const clusterWide = [{ kind: 'ServiceAccount', name: 'x' }];
    const binding = { metadata: { name: 'spec-$NS-bad' }, roleRef: roleRef('Role', 'x'), subjects: clusterWide };
    await api.post(`${RBAC}/clusterrolebindings`, binding);
  });

  run('holds a binding to its role', [201, 422, 200], async (api) => {
    const subjects = [{ kind: 'User', name: 'a' }];
    await api.post(BINDINGS, { metadata: { name: 'fixed' }, roleRef: roleRef('Role', 'a'), subjects });
    await api.patch(`${BINDINGS}/fixed`, { roleRef: { name: 'b' } });
    await api.patch(`${BINDINGS}/fixed`, { subjects: [{ kind: 'Group', name: 'g' }] });
  });

  run('gathers the rules of aggregated cluster roles', [200, 200], async (api) => {
    const label = `spec-${api.namespace}`;
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] };
    const path = `${RBAC}/clusterroles`;
    await api.post(path, { metadata: { name: `${label}-all` }, aggregationRule, rules: [] }, { quiet: true });
    await api.post(path, { metadata: { name: `${label}-b`, labels: { [label]: 'true' } }, rules: [rule(['b'], ['get'])] }, { quiet: true });
    await api.post(path, { metadata: { name: `${label}-a`, labels: { [label]: 'true' } }, rules: [rule(['a'], ['get'])] }, { quiet: true });
    await api.until(`${path}/${label}-all`, ({ body }) => body.rules?.length === 2, { pick: ({ rules }) => rules });
    await api.delete(`${path}/${label}-b`, undefined, { quiet: true });
    await api.until(`${path}/${label}-all`, ({ body }) => body.rules?.length === 1, { pick: ({ rules }) => rules });
    for (const name of ['a', 'all']) await api.delete(`${path}/${label}-${name}`, undefined, { quiet: true });
  });

  run('lets nobody give more than they have', [403, 201, 403, 404, 403, 200], async (api) => {
    const token = await accountToken(api, 'giver');
    await allow(api, 'giver', [
      rule(['configmaps'], ['get', 'list']),
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create', 'patch', 'update'] },
    ]);
    const subjects = [{ kind: 'User', name: 'jane' }];
    const bind = (role: object) => api.post(BINDINGS, { metadata: { name: 'given' }, roleRef: role, subjects }, as(token));
    const wanted = [rule(['secrets', 'configmaps'], ['get', 'list']), rule(['pods'], ['get'], { resourceNames: ['a'] })];
    await api.post(ROLES, { metadata: { name: 'more' }, rules: wanted }, as(token));
    await api.post(ROLES, { metadata: { name: 'less' }, rules: [rule(['configmaps'], ['get'])] }, as(token));
    await bind(roleRef('ClusterRole', 'cluster-admin'));
    await bind(roleRef('ClusterRole', 'none'));
    await api.patch(`${ROLES}/less`, { rules: wanted }, 'merge', as(token));
    await api.patch(`${ROLES}/less`, { metadata: { labels: { a: 'b' } } }, 'merge', as(token));
  });

  run('lets nobody hold an owner that they may not change', [201, 403, 201, 403], async (api) => {
    const { body: owner } = await api.post(CONFIG_MAPS, { metadata: { name: 'held' } });
    const token = await accountToken(api, 'holder');
    await allow(api, 'holder', [rule(['configmaps'], ['create', 'patch'])]);
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'held', uid: owner.metadata.uid };
    const child = (more: object) => ({ metadata: { name: 'holding', ownerReferences: [{ ...reference, ...more }] } });
    await api.post(CONFIG_MAPS, child({ blockOwnerDeletion: true }), as(token));
    await api.post(CONFIG_MAPS, child({}), as(token));
    await api.patch(`${CONFIG_MAPS}/holding`, child({ blockOwnerDeletion: true }), 'merge', as(token));
  });

  for (const name of ['cluster-admin', 'admin', 'edit', 'view', 'system:discovery', 'system:basic-user', 'system:public-info-viewer'])
    run(`has the cluster role ${name}`, [200], async (api) => {
      await api.get(`${RBAC}/clusterroles/${name}`, {
        pick: ({ metadata: { labels }, rules, aggregationRule }) => ({ labels, rules, aggregationRule }),
      });
    });
});

describeConformance('tokens, impersonation and reviews', (run) => {
  const withoutToken = (body: Json) =>
    body.status?.token ? { ...body, status: { ...body.status, token: typeof body.status.token } } : body;

  run('gives out tokens of service accounts', [201, 201], async (api) => {
    await api.post(ACCOUNTS, { metadata: { name: 'given' } }, { quiet: true });
    await api.post(`${ACCOUNTS}/given/token`, { spec: {} }, { pick: withoutToken });
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: { name: 'given', namespace: '$NS' } };
    const spec = { audiences: ['https://elsewhere'], expirationSeconds: 1200 };
    const { body } = await api.post(`${ACCOUNTS}/given/token`, { ...request, spec }, { pick: withoutToken });
    const claims = JSON.parse(Buffer.from(body.status.token.split('.')[1], 'base64url').toString());
    api.note({ ...claims, exp: claims.exp - claims.iat, iat: 0, nbf: claims.nbf - claims.iat });
  });

  run('refuses token requests that can not be', [422, 404, 405, 404, 201], async (api) => {
    await api.post(ACCOUNTS, { metadata: { name: 'refused' } }, { quiet: true });
    await api.post(`${ACCOUNTS}/refused/token`, { spec: { expirationSeconds: 60 } });
    await api.post(`${ACCOUNTS}/nobody/token`, { spec: {} });
    await api.get(`${ACCOUNTS}/refused/token`);
    await api.post(`${ACCOUNTS}/refused/token`, { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } } });
    await api.post(`${ACCOUNTS}/refused/token?dryRun=All`, { spec: {} }, { pick: ({ kind }) => kind });
  });

  run('knows a service account by its token', [201], async (api) => {
    const token = await accountToken(api, 'known');
    await api.post(`${AUTHENTICATION}/selfsubjectreviews`, {}, as(token));
  });

  run('refuses tokens for others than the server', [401], async (api) => {
    const token = await accountToken(api, 'elsewhere', { audiences: ['https://elsewhere'] });
    await api.get('/api', as(token));
  });

  run('refuses tokens of what is gone', [401, 401], async (api) => {
    const token = await accountToken(api, 'gone');
    await api.post(`${CORE}/secrets`, { metadata: { name: 'bound' } }, { quiet: true });
    const bound = await accountToken(api, 'bound', { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'bound' } });
    await api.delete(`${ACCOUNTS}/gone`, undefined, { quiet: true });
    await api.delete(`${CORE}/secrets/bound`, undefined, { quiet: true });
    // A real server's caches lag behind, and remember for seconds what they have found good: so the tokens are not used before.
    await pause(100);
    await api.get('/api', as(token));
    await api.get('/api', as(bound));
  });

  run('reviews tokens', [201, 201, 400, 201], async (api) => {
    const token = await accountToken(api, 'reviewed');
    const review = (spec: object) =>
      api.post(`${AUTHENTICATION}/tokenreviews`, { spec }, { pick: (body) => ({ ...body, spec: body.spec && 'spec' }) });
    await review({ token });
    await review({ token: 'nobody' });
    await review({});
    await review({ token, audiences: ['https://elsewhere'] });
  });

  run('lets the administrator be somebody else', [201, 201, 201, 403, 201], async (api) => {
    const who = (options: RequestOptions) => api.post(`${AUTHENTICATION}/selfsubjectreviews`, {}, options);
    await who(actingAs('jane'));
    await who(actingAs('jane', { 'Impersonate-Group': 'devs', 'Impersonate-Uid': '7', 'Impersonate-Extra-Scopes': 'a' }));
    await who(actingAs('system:serviceaccount:$NS:x'.replace('$NS', api.namespace)));
    await who(actingAs('jane', { 'Impersonate-Group': 'system:unauthenticated' }));
    await who(actingAs('system:serviceaccount:a:b', { 'Impersonate-Group': 'only' }));
  });

  run('refuses what the other may not do, or who is nobody', [403, 403, 400, 200], async (api) => {
    await api.get('/api/v1/nodes', actingAs('jane'));
    await api.post(`${AUTHENTICATION}/selfsubjectreviews`, {}, actingAs('system:anonymous'));
    await api.get('/api/v1/nodes', { headers: { 'Impersonate-Group': 'devs' } });
    await api.get('/api/v1/nodes?limit=1', { ...actingAs('jane', { 'Impersonate-Group': 'system:masters' }), pick: ({ kind }) => kind });
  });

  run('refuses to be somebody else without permission', [403, 403, 403], async (api) => {
    const token = await accountToken(api, 'plain');
    const acting = (user: string, headers = {}) => ({ headers: { ...actingAs(user, headers).headers, ...as(token).headers } });
    await api.get('/api/v1/nodes', acting('jane'));
    await api.get(CONFIG_MAPS, acting('jane', { 'Impersonate-Group': 'g' }));
    await api.get('/apis', acting('jane'));
  });

  run('lets a service account be another one where it may', [201], async (api) => {
    const token = await accountToken(api, 'actor');
    await allow(api, 'actor', [rule(['serviceaccounts'], ['impersonate'])]);
    const other = `system:serviceaccount:${api.namespace}:other`;
    await api.post(`${AUTHENTICATION}/selfsubjectreviews`, {}, { headers: { ...actingAs(other).headers, ...as(token).headers } });
  });

  run('answers what one may do', [201, 201, 201, 201], async (api) => {
    const token = await accountToken(api, 'asking');
    await allow(api, 'asking', [rule(['configmaps'], ['get'])]);
    const ask = (spec: object, options?: RequestOptions) => api.post(`${AUTHORIZATION}/selfsubjectaccessreviews`, { spec }, options);
    await ask({ resourceAttributes: { namespace: '$NS', verb: 'get', resource: 'configmaps' } }, as(token));
    await ask({ resourceAttributes: { namespace: '$NS', verb: 'delete', resource: 'configmaps', name: 'x' } }, as(token));
    await ask({ resourceAttributes: { namespace: '$NS', verb: 'delete', resource: 'configmaps' } });
    await ask({ nonResourceAttributes: { path: '/metrics', verb: 'get' } }, as(token));
  });

  run('refuses reviews of nothing in particular', [422, 422], async (api) => {
    const path = `${AUTHORIZATION}/selfsubjectaccessreviews`;
    await api.post(path, { spec: {} });
    await api.post(path, { spec: { nonResourceAttributes: { path: '/x', verb: 'get' }, resourceAttributes: { verb: 'get' } } });
  });

  run('lists what one may do', [201, 400], async (api) => {
    const token = await accountToken(api, 'listing');
    await allow(api, 'listing', [rule(['configmaps'], ['get', 'list']), rule(['secrets'], ['get'], { resourceNames: ['one'] })]);
    const sorted = ({ status, ...rest }: Json) => ({
      ...rest,
      status: { ...status, resourceRules: status.resourceRules.sort(byJson), nonResourceRules: status.nonResourceRules.sort(byJson) },
    });
    await api.post(`${AUTHORIZATION}/selfsubjectrulesreviews`, { spec: { namespace: '$NS' } }, as(token, { pick: sorted }));
    await api.post(`${AUTHORIZATION}/selfsubjectrulesreviews`, { spec: {} }, as(token));
  });

  run('answers what others may do', [201, 201, 422, 201], async (api) => {
    const ask = (spec: object) => api.post(`${AUTHORIZATION}/subjectaccessreviews`, { spec });
    const resourceAttributes = { namespace: '$NS', verb: 'get', resource: 'configmaps' };
    await ask({ user: 'nobody-in-particular', resourceAttributes });
    await ask({ user: 'x', groups: ['system:masters'], resourceAttributes });
    await ask({ resourceAttributes });
    await ask({ user: 'x', groups: ['system:authenticated'], nonResourceAttributes: { path: '/api', verb: 'get' } });
  });

  run('answers what others may do in one namespace', [201, 422], async (api) => {
    const path = `${AUTHORIZATION}/namespaces/$NS/localsubjectaccessreviews`;
    const review = (namespace: string) => ({
      metadata: { namespace: '$NS' },
      spec: { user: 'u', resourceAttributes: { namespace, verb: 'get', resource: 'configmaps' } },
    });
    await api.post(path, review('$NS'));
    await api.post(path, review('other'));
  });
});
