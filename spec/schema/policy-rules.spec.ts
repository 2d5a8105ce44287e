import { expect } from 'chai';
import { operatorRules, type PermissionDeclaration } from '../../lib/schema/policy-rules.ts';

const base = { GROUP: 'demo.example.com', VERSION: 'v1', PLURAL: 'printers', SINGULAR: 'printer', KIND: 'Printer' };
const rulesOf = (classes: PermissionDeclaration[], createCrd = false) =>
  operatorRules(classes, { createCrd, isClusterKind: (kind) => kind === 'Namespace' });
/** Such as `demo.example.com/printers: get list`. */
const said = (rules: ReturnType<typeof rulesOf>['namespaced']) =>
  rules.map(({ apiGroups, resources, verbs, resourceNames }) => {
    const names = resourceNames ? ` [${resourceNames.join(' ')}]` : '';
    return `${apiGroups}/${resources}${names}: ${verbs.join(' ')}`;
  });

const OWN = ['demo.example.com/printers: get list watch patch', 'demo.example.com/printers/status: patch'];
const FINALIZERS = 'demo.example.com/printers/finalizers: update';
const EVENTS = 'events.k8s.io/events: create patch';

describe('operatorRules', () => {
  it('are for the own kind and Events, and nothing else', () => {
    const { namespaced, cluster } = rulesOf([base]);
    expect(said(namespaced)).to.deep.equal([...OWN, EVENTS]);
    expect(cluster).to.deep.equal([]);
  });

  it('let it write what it owns, and read what it watches, each kind once', () => {
    const OWNS = [
      { apiVersion: 'v1', kind: 'Pod' },
      { apiVersion: 'apps/v1', kind: 'Deployment' },
    ];
    const WATCHES = [
      { apiVersion: 'v1', kind: 'Secret' },
      { apiVersion: 'v1', kind: 'Pod' },
    ];
    const { namespaced } = rulesOf([{ ...base, OWNS, WATCHES }]);
    expect(said(namespaced)).to.deep.equal([
      ...OWN,
      FINALIZERS,
      '/pods: get list watch create patch delete',
      'apps/deployments: get list watch create patch delete',
      '/secrets: get list watch',
      EVENTS,
    ]);
  });

  it('let only those classes hold their owners that may have children, by OWNS, PERMISSIONS or what is given beside', () => {
    const pods = (verb: string, resource = 'pods') => ({ apiGroups: [''], resources: [resource], verbs: ['get', verb] });
    const finalizers = (class_: object, given: ReturnType<typeof pods>[] = []) =>
      said(operatorRules([{ ...base, ...class_ }], { createCrd: false, isClusterKind: () => false, given }).namespaced).filter((rule) =>
        rule.includes('/finalizers'),
      );
    const owner = { ...base, OWNS: [{ apiVersion: 'v1', kind: 'Pod' }] };
    expect(finalizers(owner)).to.deep.equal([FINALIZERS]);
    for (const verb of ['create', 'update', 'patch', '*']) {
      expect(finalizers({ PERMISSIONS: [pods(verb)] }), verb).to.deep.equal([FINALIZERS]);
      expect(finalizers({}, [pods(verb)]), verb).to.deep.equal([FINALIZERS]);
      expect(finalizers({ PERMISSIONS: [pods(verb, 'pods/status')] }), verb).to.deep.equal([]);
    }
    for (const verb of ['list', 'watch', 'delete']) expect(finalizers({ PERMISSIONS: [pods(verb)] }, [pods(verb)]), verb).to.deep.equal([]);
    const other = { ...base, PLURAL: 'inks', KIND: 'Ink', WATCHES: [{ apiVersion: 'v1', kind: 'Secret' }] };
    expect(said(rulesOf([owner, other]).namespaced).filter((rule) => rule.includes('/finalizers'))).to.deep.equal([FINALIZERS]);
  });

  it('leave out what another rule allows anyway', () => {
    const secrets = { apiGroups: [''], resources: ['secrets'] };
    const PERMISSIONS = [
      { ...secrets, verbs: ['get'] },
      { ...secrets, verbs: ['get', 'delete'] },
      { ...secrets, verbs: ['delete', 'get'] },
      { ...secrets, resourceNames: ['one'], verbs: ['patch'] },
    ];
    const WATCHES = [
      { apiVersion: 'demo.example.com/v1', kind: 'Printer' },
      { apiVersion: 'v1', kind: 'Secret' },
    ];
    const { namespaced } = rulesOf([{ ...base, WATCHES, PERMISSIONS }]);
    const asked = ['/secrets: get list watch', '/secrets: get delete', '/secrets [one]: patch'];
    expect(said(namespaced)).to.deep.equal([...OWN, FINALIZERS, ...asked, EVENTS]);
  });

  it('take the plural of a class that is there, or that is declared, before guessing', () => {
    const ink = { ...base, PLURAL: 'inkz', KIND: 'Ink', SCOPE: 'Cluster' as const };
    const OWNS = [
      { apiVersion: 'demo.example.com/v1', kind: 'Ink' },
      { apiVersion: 'x.example.com/v1', kind: 'Ox', plural: 'oxen' },
    ];
    const { namespaced, cluster } = rulesOf([{ ...base, OWNS }, ink]);
    expect(said(namespaced)).to.include('x.example.com/oxen: get list watch create patch delete');
    expect(said(cluster)).to.include('demo.example.com/inkz: get list watch create patch delete');
  });

  it('tell what lives outside namespaces apart', () => {
    const { namespaced, cluster } = rulesOf([{ ...base, SCOPE: 'Cluster', OWNS: [{ apiVersion: 'v1', kind: 'Namespace' }] }]);
    expect(said(cluster)).to.deep.equal([...OWN, FINALIZERS, '/namespaces: get list watch create patch delete']);
    expect(said(namespaced)).to.deep.equal([EVENTS]);
  });

  it('name the definitions where it may read and change them', () => {
    const { cluster } = rulesOf([base, { ...base, PLURAL: 'apples' }], true);
    const definitions = 'apiextensions.k8s.io/customresourcedefinitions';
    expect(said(cluster)).to.deep.equal([
      `${definitions}: create`,
      `${definitions} [apples.demo.example.com printers.demo.example.com]: get patch`,
    ]);
  });

  it('have what the class asks for besides', () => {
    const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
    const url = { nonResourceURLs: ['/metrics'], verbs: ['get'] };
    const { namespaced, cluster } = rulesOf([{ ...base, PERMISSIONS: [rule, url] }]);
    expect(namespaced).to.include(rule);
    expect(cluster).to.deep.equal([url]);
  });
});
