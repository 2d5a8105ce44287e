import { expect } from 'chai';
import { type PolicyRule, ruleAllows } from '../../lib/embedded/authorizer.ts';
import { bootstrapBindings, bootstrapRoles } from '../../lib/embedded/bootstrap-roles.ts';
import { matchesLabelSelector } from '../../lib/embedded/selector.ts';

describe('bootstrap roles', () => {
  const roles = new Map(bootstrapRoles().map((role) => [role.metadata.name as string, role]));
  const rulesOf = (name: string): PolicyRule[] => roles.get(name)?.rules ?? [];
  const allows = (name: string, verb: string, resource: string, group = '') =>
    rulesOf(name).some((rule) => ruleAllows(rule, { verb, group, resource, subresource: '', namespace: 'a', name: '' }));

  it('let cluster-admin do everything, on paths too', () => {
    expect(allows('cluster-admin', 'invent', 'things', 'example.com')).to.equal(true);
    expect(rulesOf('cluster-admin').some((rule) => ruleAllows(rule, { verb: 'post', path: '/anything' }))).to.equal(true);
  });

  it('let viewers see no secrets and nobody change roles but admins', () => {
    expect(allows('system:aggregate-to-view', 'list', 'pods')).to.equal(true);
    expect(allows('system:aggregate-to-view', 'create', 'pods')).to.equal(false);
    expect(allows('system:aggregate-to-view', 'get', 'secrets')).to.equal(false);
    expect(allows('system:aggregate-to-edit', 'get', 'secrets')).to.equal(true);
    expect(allows('system:aggregate-to-edit', 'create', 'rolebindings', 'rbac.authorization.k8s.io')).to.equal(false);
    expect(allows('system:aggregate-to-admin', 'create', 'rolebindings', 'rbac.authorization.k8s.io')).to.equal(true);
  });

  it('build admin on edit, and edit on view', () => {
    const gathered = (name: string) => {
      const [selector] = roles.get(name)?.aggregationRule.clusterRoleSelectors ?? [];
      return [...roles.values()].filter((role) => matchesLabelSelector(selector, role.metadata.labels)).map((role) => role.metadata.name);
    };
    expect(gathered('view')).to.deep.equal(['system:aggregate-to-view']);
    expect(gathered('edit')).to.have.members(['system:aggregate-to-edit', 'view']);
    expect(gathered('admin')).to.have.members(['system:aggregate-to-admin', 'edit']);
  });

  it('bind only roles that are there, to groups', () => {
    for (const { roleRef, subjects } of bootstrapBindings()) {
      expect(roles.has(roleRef.name), roleRef.name).to.equal(true);
      for (const subject of subjects) expect(subject).to.include({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io' });
    }
  });

  it('give nothing but information to the unauthenticated', () => {
    const given = bootstrapBindings().filter(({ subjects }) =>
      subjects.some(({ name }: { name: string }) => name === 'system:unauthenticated'),
    );
    expect(given.map(({ roleRef }) => roleRef.name)).to.deep.equal(['system:public-info-viewer']);
  });
});
