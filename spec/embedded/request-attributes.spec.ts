import { expect } from 'chai';
import { type AccessAttributes, attributesOf, isResourceAccess } from '../../lib/embedded/request-attributes.ts';

/** The attributes of a request given as `METHOD /path?query`. */
function of(request: string): AccessAttributes {
  const [method = '', address = ''] = request.split(' ');
  const [path = '', search] = address.split('?');
  return attributesOf({ method, path, query: new URLSearchParams(search), headers: {}, body: '' });
}

describe('attributesOf', () => {
  it('names what the path addresses', () => {
    const attributes = of('PUT /apis/apps/v1/namespaces/team-a/deployments/web/status');
    expect(attributes).to.deep.equal({
      verb: 'update',
      group: 'apps',
      resource: 'deployments',
      subresource: 'status',
      namespace: 'team-a',
      name: 'web',
    });
    expect(isResourceAccess(attributes)).to.equal(true);
  });

  const verbs: [request: string, verb: string][] = [
    ['GET /api/v1/pods', 'list'],
    ['GET /api/v1/pods?watch=1', 'watch'],
    ['GET /api/v1/pods?watch', 'watch'],
    ['GET /api/v1/pods?watch=false', 'list'],
    ['GET /api/v1/pods?watch=0', 'list'],
    ['GET /api/v1/namespaces/a/pods/p', 'get'],
    ['HEAD /api/v1/namespaces/a/pods/p', 'get'],
    ['GET /api/v1/namespaces/a/pods/p/log?watch=1', 'get'],
    ['POST /api/v1/namespaces/a/pods', 'create'],
    ['PATCH /api/v1/namespaces/a/pods/p', 'patch'],
    ['DELETE /api/v1/namespaces/a/pods/p', 'delete'],
    ['DELETE /api/v1/namespaces/a/pods', 'deletecollection'],
  ];
  for (const [request, verb] of verbs)
    it(`calls ${request} ${verb}`, () => {
      expect(of(request).verb).to.equal(verb);
    });

  it('takes a collection that is narrowed to one name for that name', () => {
    const named = (query: string, method = 'GET') => of(`${method} /api/v1/namespaces/a/pods?fieldSelector=${encodeURIComponent(query)}`);
    expect(named('metadata.name=p')).to.include({ verb: 'list', name: 'p' });
    expect(named('spec.nodeName=n, metadata.name==p')).to.include({ name: 'p' });
    expect(named('metadata.name!=p')).to.include({ name: '' });
    expect(named('metadata.name=p', 'POST')).to.include({ verb: 'create', name: '' });
  });

  it('takes a namespace for being in itself', () => {
    expect(of('GET /api/v1/namespaces/a')).to.include({ resource: 'namespaces', namespace: 'a', name: 'a' });
    expect(of('GET /apis/example.com/v1/namespaces/a')).to.include({ resource: 'namespaces', namespace: '', name: 'a' });
  });

  it('takes what addresses no resource as a path, with the method as verb', () => {
    for (const path of ['/healthz', '/api', '/apis/apps/v1']) {
      const attributes = of(`GET ${path}`);
      expect(attributes).to.deep.equal({ verb: 'get', path });
      expect(isResourceAccess(attributes)).to.equal(false);
    }
    expect(of('POST /healthz').verb).to.equal('post');
  });
});
