/** Paths of the API. */
import { expect } from 'chai';
import { InvalidOptionError } from '../../lib/base/errors.ts';
import { apiVersionOf, collectionPath, groupVersionPath, objectPath, parseApiVersion } from '../../lib/cluster/resource-path.ts';

const pods = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const roles = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', namespaced: false };

describe('resource paths', () => {
  it('leads to collections and objects, namespaced and not', () => {
    expect(groupVersionPath({ group: '', version: 'v1' })).to.equal('/api/v1');
    expect(collectionPath(pods)).to.equal('/api/v1/pods');
    expect(collectionPath(pods, 'a')).to.equal('/api/v1/namespaces/a/pods');
    expect(objectPath(pods, 'p', 'a', 'status')).to.equal('/api/v1/namespaces/a/pods/p/status');
    expect(collectionPath(roles, 'ignored')).to.equal('/apis/rbac.authorization.k8s.io/v1/clusterroles');
    expect(objectPath(roles, 'system:node')).to.equal('/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode');
  });

  for (const name of ['', '.', '..', 'a/b', '../x', '%2e%2e', undefined as unknown as string]) {
    it(`refuses ${JSON.stringify(name)} as a name and as a namespace`, () => {
      expect(() => objectPath(pods, name, 'a')).to.throw(InvalidOptionError, /^name must be/);
      if (name !== undefined) expect(() => objectPath(pods, 'p', name)).to.throw(InvalidOptionError, /^namespace must be/);
    });
  }

  it('splits and joins apiVersions', () => {
    for (const apiVersion of ['v1', 'apps/v1']) expect(apiVersionOf(parseApiVersion(apiVersion))).to.equal(apiVersion);
    for (const apiVersion of ['', '/v1', 'a/', 'a/b/c'])
      expect(() => parseApiVersion(apiVersion)).to.throw(InvalidOptionError, /^apiVersion/);
  });
});
