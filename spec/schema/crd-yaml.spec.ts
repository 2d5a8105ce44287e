import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { customResourceDefinitionOf } from '../../lib/schema/crd-manifest.ts';
import { crdYaml } from '../../lib/schema/crd-yaml.ts';
import { aDeclaration } from './a-declaration.ts';

describe('crdYaml', () => {
  const apples = customResourceDefinitionOf(aDeclaration({ PLURAL: 'apples', SINGULAR: 'apple', KIND: 'Apple' }));
  const printers = (changes: object = {}) => customResourceDefinitionOf(aDeclaration(changes));

  it('writes one document for each definition, in the order of their names', () => {
    const text = crdYaml([printers(), apples]);
    expect(text).to.equal(crdYaml([apples, printers()]));
    expect(parseAllDocuments(text).map((document) => document.toJS())).to.deep.equal([apples, printers()]);
  });

  it('writes one document without a separator', () => {
    expect(crdYaml([apples])).to.not.include('---');
  });

  it('writes a schema that is used twice in full, without anchors', () => {
    const shared = z.object({ a: z.string() });
    expect(crdYaml([printers({ SPEC: z.object({ x: shared, y: shared }) })])).to.not.match(/[&*]a\d/);
  });

  it('breaks no long line, so that a change shows as one line', () => {
    const description = 'word '.repeat(60).trim();
    expect(crdYaml([printers({ SPEC: { type: 'object', description } })]).split('\n')).to.include(
      `${' '.repeat(14)}description: ${description}`,
    );
  });

  it('quotes what YAML would read as something else', () => {
    const SPEC = { type: 'object', properties: { answer: { type: 'string', enum: ['yes', 'null', '1'] } } };
    const [document] = parseAllDocuments(crdYaml([printers({ SPEC })]));
    expect(document?.toJS()).to.deep.equal(printers({ SPEC }));
  });
});
