import { expect } from 'chai';
import { superfluousRights, uncoveredRequests } from './superfluous-rights.ts';

const asked = (verb: string, resource: string, { group = '', subresource = '', namespace = 'here', name = 'a' } = {}) => ({
  ...{ verb, group, resource, subresource, namespace, name },
});
const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

describe('superfluousRights', () => {
  it('are those that no request asked for', () => {
    expect(superfluousRights([PODS], [asked('get', 'pods')])).to.deep.equal(['list pods.']);
    expect(superfluousRights([PODS], [asked('list', 'pods'), asked('get', 'pods')])).to.deep.equal([]);
    expect(superfluousRights([PODS], [asked('get', 'pods', { group: 'x' }), asked('list', 'pods', { subresource: 'log' })])).to.deep.equal([
      'get pods.',
      'list pods.',
    ]);
  });

  it('are those that another rule gives as well', () => {
    const requests = [asked('get', 'pods'), asked('list', 'pods')];
    expect(superfluousRights([PODS, { ...PODS, verbs: ['get'] }], requests)).to.deep.equal(['get pods.', 'get pods.']);
    const status = { apiGroups: ['x'], resources: ['pods/status'], verbs: ['patch'] };
    expect(superfluousRights([status], [asked('patch', 'pods', { group: 'x', subresource: 'status' })])).to.deep.equal([]);
  });

  it('keep to the names and the namespace of a rule', () => {
    const named = { ...PODS, verbs: ['get'], resourceNames: ['b'], namespace: 'there' };
    expect(superfluousRights([named], [asked('get', 'pods', { name: 'b' })])).to.deep.equal(['get pods.']);
    expect(superfluousRights([named], [asked('get', 'pods', { namespace: 'there' })])).to.deep.equal(['get pods.']);
    expect(superfluousRights([named], [asked('get', 'pods', { name: 'b', namespace: 'there' })])).to.deep.equal([]);
  });
});

describe('uncoveredRequests', () => {
  it('are those that no rule allows', () => {
    expect(uncoveredRequests([PODS], [asked('get', 'pods'), asked('patch', 'pods', { subresource: 'status' })])).to.deep.equal([
      'patch pods/status.',
    ]);
  });
});
