import { expect } from 'chai';
import { type ApiRequest, addressOf, bodyOf, writeOptionsOf } from '../../lib/embedded/api-request.ts';

const request = (parts: Partial<ApiRequest> & { search?: string }): ApiRequest => ({
  method: 'POST',
  path: '/',
  query: new URLSearchParams(parts.search),
  headers: {},
  body: '',
  ...parts,
});

describe('addressOf', () => {
  const cases: [string, object | undefined][] = [
    ['/api/v1/pods', { group: '', version: 'v1', namespace: '', plural: 'pods', name: '', subresource: '' }],
    ['/api/v1/namespaces/a', { group: '', version: 'v1', namespace: '', plural: 'namespaces', name: 'a', subresource: '' }],
    ['/api/v1/namespaces/a/status', { group: '', version: 'v1', namespace: '', plural: 'namespaces', name: 'a', subresource: 'status' }],
    ['/api/v1/namespaces/a/pods/b/log', { group: '', version: 'v1', namespace: 'a', plural: 'pods', name: 'b', subresource: 'log' }],
    ['/apis/x.io/v1/namespaces/a/things/b', { group: 'x.io', version: 'v1', namespace: 'a', plural: 'things', name: 'b', subresource: '' }],
    [
      '/apis/x.io/v1/things/b%3Ac/status',
      { group: 'x.io', version: 'v1', namespace: '', plural: 'things', name: 'b:c', subresource: 'status' },
    ],
    ['/apis/x.io/v1', undefined],
    ['/other', undefined],
    ['/apis/x.io/v1/a/b/c/d', undefined],
    ['/api/v1/%zz', undefined],
  ];
  for (const [path, address] of cases) it(`reads ${path}`, () => expect(addressOf(path)).to.deep.equal(address));
});

describe('bodyOf', () => {
  it('reads JSON and YAML', () => {
    expect(bodyOf(request({ body: '{"a":1}' })).value).to.deep.equal({ a: 1 });
    expect(bodyOf(request({ body: 'a: 1', headers: { 'content-type': 'application/yaml' } })).value).to.deep.equal({ a: 1 });
  });

  it('reads as YAML what only looks like JSON, and as JSON what is', () => {
    const yaml = (body: string) => bodyOf(request({ body, headers: { 'content-type': 'application/yaml' } }));
    expect(yaml('{a: 1, b: [x]}').value).to.deep.equal({ a: 1, b: ['x'] });
    expect(yaml('{"a":1,"b":{"c":null},"a":2}')).to.deep.equal({ value: { a: 2, b: { c: null } }, repeated: [] });
    expect(() => yaml('{"a":1')).to.throw('error decoding YAML');
  });

  it('refuses other types and what is no object', () => {
    expect(() => bodyOf(request({ body: 'x', headers: { 'content-type': 'text/plain' } })))
      .to.throw()
      .with.property('code', 415);
    expect(() => bodyOf(request({ body: '[]' })))
      .to.throw()
      .with.property('code', 400);
    expect(() => bodyOf(request({ body: '{' })))
      .to.throw()
      .with.property('code', 400);
  });
});

describe('writeOptionsOf', () => {
  it('takes the field manager from the query, else from the user agent', () => {
    expect(writeOptionsOf(request({ search: 'fieldManager=me&dryRun=All&force=true' }), 'X')).to.deep.equal({
      dryRun: true,
      fieldManager: 'me',
      fieldValidation: 'Warn',
      force: true,
    });
    expect(writeOptionsOf(request({ headers: { 'user-agent': 'kubectl/v1.36 (linux)' } }), 'X').fieldManager).to.equal('kubectl');
  });

  it('refuses unknown values', () => {
    expect(() => writeOptionsOf(request({ search: 'dryRun=Some' }), 'CreateOptions')).to.throw('dryRun: Unsupported value');
    expect(() => writeOptionsOf(request({ search: 'fieldValidation=x' }), 'CreateOptions')).to.throw('fieldValidation: Unsupported value');
  });
});
