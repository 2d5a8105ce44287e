import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { rbacStrategies } from '../../lib/embedded/rbac-strategies.ts';

const GROUP = 'rbac.authorization.k8s.io';

describe('RBAC strategies', () => {
  const problems = (plural: string, object: JsonObject, old?: JsonObject) =>
    rbacStrategies[`${GROUP}/${plural}`]?.validate?.(object, old).map(({ field, message }) => `${field}: ${message}`);
  const binding = (more: JsonObject = {}) => ({ roleRef: { apiGroup: GROUP, kind: 'Role', name: 'r' }, subjects: [], ...more });

  it('accept a role without rules', () => {
    expect(problems('roles', { metadata: { name: 'r' } })).to.deep.equal([]);
  });

  it('demand of a rule verbs, groups and resources', () => {
    expect(problems('roles', { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }, {}] })).to.deep.equal([
      'rules[1].verbs: Required value: verbs must contain at least one value',
      'rules[1].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[1].resources: Required value: resource rules must supply at least one resource',
    ]);
  });

  it('leave paths to cluster roles, and to rules of their own', () => {
    const onPaths = { verbs: ['get'], nonResourceURLs: ['/metrics'] };
    expect(problems('clusterroles', { rules: [onPaths] })).to.deep.equal([]);
    expect(problems('roles', { rules: [onPaths] })?.join()).to.include('namespaced rules cannot apply to non-resource URLs');
    expect(problems('clusterroles', { rules: [{ ...onPaths, resources: ['pods'] }] })?.join()).to.include(
      'rules cannot apply to both regular resources and non-resource URLs',
    );
  });

  it('fill in the group of roles, users and groups, not of service accounts', () => {
    const draft: JsonObject = {
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [{ kind: 'User' }, { kind: 'Group', apiGroup: 'other' }, { kind: 'ServiceAccount' }],
    };
    rbacStrategies[`${GROUP}/rolebindings`]?.fillIn?.(draft);
    expect(draft).to.deep.equal({
      roleRef: { apiGroup: GROUP, kind: 'Role', name: 'r' },
      subjects: [{ kind: 'User', apiGroup: GROUP }, { kind: 'Group', apiGroup: 'other' }, { kind: 'ServiceAccount' }],
    });
  });

  it('demand of cluster-wide bindings a cluster role, and the namespace of a service account', () => {
    const bound = binding({ subjects: [{ kind: 'ServiceAccount', name: 's' }] });
    expect(problems('rolebindings', bound)).to.deep.equal([]);
    expect(problems('clusterrolebindings', bound)).to.deep.equal([
      'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
      'subjects[0].namespace: Required value',
    ]);
  });

  it('refuse subjects that are nobody', () => {
    const subjects = [
      { kind: 'Robot', name: 'x' },
      { kind: 'User', apiGroup: GROUP },
      { kind: 'Group', name: 'g', apiGroup: 'other' },
    ];
    expect(problems('rolebindings', binding({ subjects }))).to.deep.equal([
      'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      'subjects[1].name: Required value',
      `subjects[2].apiGroup: Unsupported value: "other": supported values: "${GROUP}"`,
    ]);
  });

  it('hold a binding to its role', () => {
    const other = binding({ roleRef: { apiGroup: GROUP, kind: 'Role', name: 'other' } });
    expect(problems('rolebindings', binding({ subjects: null }), binding())).to.deep.equal([]);
    expect(problems('rolebindings', other, binding())?.join()).to.match(/^roleRef: Invalid value: .*cannot change roleRef$/);
  });
});
