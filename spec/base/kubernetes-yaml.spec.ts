import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { KUBERNETES_YAML } from '../../lib/base/kubernetes-yaml.ts';

const read = (text: string) => parse(text, KUBERNETES_YAML) as unknown;

describe('KUBERNETES_YAML', () => {
  it('knows the older truth values, unless they are in quotes', () => {
    const text = '[yes, No, ON, off, true, False, "yes", yess, y, n]';
    expect(read(text)).to.deep.equal([true, false, true, false, true, false, 'yes', 'yess', 'y', 'n']);
  });

  it('reads numbers that begin with 0 as octal', () => {
    expect(read('[0444, 00, 0, 10, 089, "0444", 0x10, -010, 0.5]')).to.deep.equal([292, 0, 0, 10, 89, '0444', 16, -8, 0.5]);
  });

  it('leaves alone what only looks like a number elsewhere', () => {
    expect(read('[2026-11-21, 10:30, 1_000, "*"]')).to.deep.equal(['2026-11-21', '10:30', '1_000', '*']);
  });

  it('merges maps', () => {
    const documents = parseAllDocuments('a: &a { x: 1, y: 2 }\nb: { <<: *a, y: 3 }', KUBERNETES_YAML);
    expect((Array.isArray(documents) ? documents : []).map((document) => document.toJS())).to.deep.equal([
      { a: { x: 1, y: 2 }, b: { x: 1, y: 3 } },
    ]);
  });
});
