import { expect } from 'chai';
import { applyDefaults, cleanMetadata, metadataTypeProblem, prune } from '../../lib/embedded/custom-values.ts';
import type { Schema } from '../../lib/embedded/schema.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    a: { type: 'string' },
    maybe: { type: 'string', nullable: true },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { closed: { type: 'object', properties: {} } } },
    map: { type: 'object', additionalProperties: { type: 'object', properties: { x: { type: 'integer', default: 1 } } } },
    list: { type: 'array', items: { type: 'object', properties: { y: { type: 'string', default: 'z' } } } },
    nested: { type: 'object', default: {}, properties: { deep: { type: 'boolean', default: true } } },
  },
};

describe('prune', () => {
  it('removes unknown members at any depth and names them', () => {
    const value = { a: '1', b: 2, list: [{ y: 'k', z: 1 }], map: { k: { x: 1, w: 2 } } };
    expect(prune(value, schema)).to.deep.equal(['b', 'list[0].z', 'map.k.w']);
    expect(value).to.deep.equal({ a: '1', list: [{ y: 'k' }], map: { k: { x: 1 } } });
  });

  it('keeps unknown members where the schema says so, and prunes again below known ones', () => {
    const value = { open: { x: { y: 1 }, closed: { z: 1 } } };
    prune(value, schema);
    expect(value).to.deep.equal({ open: { x: { y: 1 }, closed: {} } });
  });

  it('takes null for absent where it is not allowed; for apply only if a default stands in for it', () => {
    const schema = {
      properties: {
        a: { type: 'string', default: 'x' },
        b: { type: 'string' },
        maybe: { type: 'string', default: 'y', nullable: true },
      },
    } as const;
    const pruned = (keepsNulls: boolean) => {
      const value = { a: null, b: null, maybe: null };
      prune(value, schema, { keepsNulls });
      return value;
    };
    expect(pruned(false)).to.deep.equal({ maybe: null });
    expect(pruned(true)).to.deep.equal({ b: null, maybe: null });
  });
});

describe('applyDefaults', () => {
  it('fills in what is missing, also inside of defaults, lists and maps', () => {
    const value = { list: [{}], map: { k: {} } };
    applyDefaults(value, schema);
    expect(value).to.deep.equal({ list: [{ y: 'z' }], map: { k: { x: 1 } }, nested: { deep: true } });
  });
});

describe('metadata', () => {
  it('loses unknown and empty members', () => {
    const metadata = { name: 'a', colour: 1, labels: {} };
    expect(cleanMetadata(metadata, { properties: { name: {}, labels: {} } })).to.deep.equal(['metadata.colour']);
    expect(metadata).to.deep.equal({ name: 'a' });
  });

  it('must have the types of ObjectMeta', () => {
    expect(metadataTypeProblem({ labels: { a: 1 } })).to.equal(
      'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
    expect(metadataTypeProblem({ labels: { a: '1' } })).to.equal(undefined);
  });
});
