import { expect } from 'chai';
import { checkPatched, patchedObject } from '../../lib/embedded/patched-object.ts';
import type { ResourceKind } from '../../lib/embedded/resource-kind.ts';

const kind = { group: 'example.com', kind: 'Widget', plural: 'widgets', namespaced: true, custom: true, schema: {} } as ResourceKind;
const old = { metadata: { name: 'a', namespace: 'n', uid: 'u' }, spec: { x: 1 } };

describe('patchedObject', () => {
  it('is another object, and the old one stays', () => {
    const merged = patchedObject(kind, old, { type: 'application/merge-patch+json', text: '{"spec":{"y":2}}' });
    const operations = patchedObject(kind, old, {
      type: 'application/json-patch+json',
      text: '[{"op":"add","path":"/spec/y","value":2}]',
    });
    for (const { patched } of [merged, operations]) expect(patched.spec).to.deep.equal({ x: 1, y: 2 });
    expect(old.spec).to.deep.equal({ x: 1 });
  });

  it('names what a merge patch gives twice', () => {
    const { repeated } = patchedObject(kind, old, { type: 'application/merge-patch+json', text: '{"a":1,"a":2}' });
    expect(repeated).to.deep.equal(['duplicate field "a"']);
  });

  it('refuses what is no object any more', () => {
    expect(() => patchedObject(kind, old, { type: 'application/merge-patch+json', text: '[]' })).to.throw('it is no JSON object');
  });
});

describe('checkPatched', () => {
  const check = (metadata: object, subresource = '') =>
    checkPatched(kind, { draft: { metadata: { ...old.metadata, ...metadata } }, old, subresource });

  it('keeps who the object is', () => {
    check({});
    expect(() => check({ name: 'b' })).to.throw('does not match the name on the URL');
    expect(() => check({ namespace: 'm' })).to.throw('the namespace of the provided object');
    expect(() => check({ uid: 'v' })).to.throw('field is immutable');
    check({ uid: 'v' }, 'status');
  });
});
