import { expect } from 'chai';
import { configMapStrategy, secretStrategy } from '../../lib/embedded/data-strategies.ts';

describe('secretStrategy', () => {
  it('writes texts as data', () => {
    const draft = { stringData: { a: 'b' }, data: { c: 'ZA==' } };
    secretStrategy.fillIn?.(draft);
    expect(draft).to.deep.equal({ type: 'Opaque', data: { a: 'Yg==', c: 'ZA==' } });
  });

  it('keeps the type', () => {
    expect(secretStrategy.validate?.({ type: 'a' }, { type: 'b' }).map(({ field }) => field)).to.deep.equal(['type']);
  });
});

describe('configMapStrategy', () => {
  const wrong = (map: object, old?: object) => configMapStrategy.validate?.(map, old).map(({ field }) => field);

  it('keeps what is immutable', () => {
    const old = { immutable: true, data: { a: '1' } };
    expect(wrong({ immutable: true, data: { a: '1' } }, old)).to.deep.equal([]);
    expect(wrong({ immutable: true, data: { a: '2' } }, old)).to.deep.equal(['data']);
    expect(wrong({ data: { a: '1' } }, old)).to.deep.equal(['immutable']);
  });

  it('takes only keys that could be files', () => {
    expect(wrong({ data: { 'a/b': '' }, binaryData: { 'c.d-e_F': '' } })).to.deep.equal(['data[a/b]']);
  });
});
