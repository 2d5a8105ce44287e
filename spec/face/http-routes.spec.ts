import { expect } from 'chai';
import { HttpRoutes } from '../../lib/face/http-routes.ts';

const handler = (body: string) => () => ({ body });

/** What a path leads to: the handler's own answer, and what stood in place of the star. */
function found(routes: HttpRoutes, path: string, method = 'GET'): unknown {
  const route = routes.find(method, path);
  if (route.kind !== 'found') return route.kind;
  return [(route.handler as () => { body: string })().body, route.rest];
}

describe('HttpRoutes', () => {
  it('finds a path, and for what lies below a star the nearest one', () => {
    const routes = new HttpRoutes();
    routes.add('/hooks', handler('hooks'));
    routes.add('/hooks/*', handler('below'));
    routes.add('/hooks/queues/*', handler('queues'));
    expect(found(routes, '/hooks')).to.deep.equal(['hooks', '']);
    expect(found(routes, '/hooks/a/b')).to.deep.equal(['below', 'a/b']);
    expect(found(routes, '/hooks/queues/main')).to.deep.equal(['queues', 'main']);
    expect(found(routes, '/hooks/')).to.deep.equal(['below', '']);
    expect(found(routes, '/hook')).to.equal('nothing');
    expect(found(routes, '/')).to.equal('nothing');
    expect(found(routes, '/hooks/*')).to.deep.equal(['below', '*']);
  });

  it('answers only the methods of a route; HEAD is a GET', () => {
    const routes = new HttpRoutes();
    routes.add('/a', handler('a'));
    routes.add('/b', handler('b'), { methods: ['POST'] });
    expect(found(routes, '/a', 'HEAD')).to.deep.equal(['a', '']);
    expect(found(routes, '/a', 'POST')).to.equal('wrong method');
    expect(found(routes, '/b', 'POST')).to.deep.equal(['b', '']);
  });

  it('refuses a path that is taken or is none', () => {
    const routes = new HttpRoutes();
    routes.add('/a', handler('a'));
    expect(() => routes.add('/a', handler('b'))).to.throw(TypeError, '/a is answered already');
    expect(() => routes.add('a', handler('b'))).to.throw(TypeError, 'slash');
  });

  it('takes a route away once, and leaves the one that took its place', () => {
    const routes = new HttpRoutes();
    const remove = routes.add('/a', handler('old'));
    remove();
    expect(found(routes, '/a')).to.equal('nothing');
    routes.add('/a', handler('new'));
    remove();
    expect(found(routes, '/a')).to.deep.equal(['new', '']);
    expect(routes.paths).to.deep.equal(['/a']);
  });
});
