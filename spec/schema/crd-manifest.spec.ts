import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { customResourceDefinitionOf, describeCustomResourceDefinition } from '../../lib/schema/crd-manifest.ts';
import { describeServedVersion } from '../../lib/schema/custom-resource-definition.ts';
import type { StructuralSchema } from '../../lib/schema/structural-schema.ts';
import { aDeclaration } from './a-declaration.ts';

function schemaOf(changes: object, part: 'spec' | 'status'): StructuralSchema {
  const definition = customResourceDefinitionOf(aDeclaration(changes));
  return definition.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.[part] ?? {};
}

describe('customResourceDefinitionOf', () => {
  it('makes a definition of the names alone', () => {
    const definition = customResourceDefinitionOf(aDeclaration());
    expect(definition.metadata.name).to.equal('printers.demo.example.com');
    expect(definition.spec.names).to.deep.equal({ plural: 'printers', singular: 'printer', kind: 'Printer', listKind: 'PrinterList' });
    expect(definition.spec.scope).to.equal('Namespaced');
    expect(describeServedVersion(definition, 'v1')).to.include({ served: true, statusSubresource: true });
    expect(describeServedVersion(definition, 'v2')).to.equal(undefined);
  });

  it('says scope, short names, categories and columns', () => {
    const column = { name: 'Text', jsonPath: '.spec.text', priority: 1 };
    const definition = customResourceDefinitionOf(
      aDeclaration({ SCOPE: 'Cluster', SHORT_NAMES: ['pr'], CATEGORIES: ['all'], PRINTER_COLUMNS: [column] }),
    );
    expect(definition.spec.scope).to.equal('Cluster');
    expect(definition.spec.names).to.deep.include({ shortNames: ['pr'], categories: ['all'] });
    expect(definition.spec.versions[0]?.additionalPrinterColumns).to.deep.equal([{ ...column, type: 'string' }]);
  });

  it('shows State and Age where no columns are given', () => {
    const names = (changes: object) =>
      customResourceDefinitionOf(aDeclaration(changes)).spec.versions[0]?.additionalPrinterColumns?.map(({ name }) => name);
    expect(names({})).to.deep.equal(['State', 'Age']);
    expect(names({ STATE_GATE: false })).to.deep.equal(['Age']);
  });

  it('never requires spec', () => {
    const definition = customResourceDefinitionOf(aDeclaration({ SPEC: z.object({ text: z.string() }) }));
    expect(definition.spec.versions[0]?.schema?.openAPIV3Schema).to.not.have.property('required');
  });

  it('keeps unknown fields of spec without SPEC, and of status without STATUS', () => {
    expect(schemaOf({}, 'spec')).to.deep.equal({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
    const status = schemaOf({}, 'status');
    expect(status['x-kubernetes-preserve-unknown-fields']).to.equal(true);
    expect(status.properties).to.have.keys('state', 'error', 'observedGeneration', 'handled', 'conditions');
  });

  it("requires nothing of STATUS, and adds the SDK's fields and states", () => {
    const STATUS = z.object({ state: z.enum(['printing']).default('printing'), pod: z.string(), deep: z.object({ a: z.string() }) });
    const status = schemaOf({ STATUS }, 'status');
    expect(status).to.not.have.any.keys('required', 'x-kubernetes-preserve-unknown-fields');
    expect(status.properties?.state).to.deep.equal({ type: 'string', enum: ['printing', 'processed', 'error'] });
    expect(status.properties?.deep?.required).to.deep.equal(['a']);
    expect(status.properties).to.include.keys('pod', 'error', 'observedGeneration', 'handled', 'conditions');
  });

  it('takes a state that is a union or nullable too', () => {
    expect(
      schemaOf({ STATUS: z.object({ state: z.union([z.literal('a'), z.literal('b')]) }) }, 'status').properties?.state?.enum,
    ).to.include('processed');
    const pattern = schemaOf({ STATUS: z.object({ state: z.enum(['a']).nullable() }) }, 'status').properties?.state?.pattern ?? '';
    expect(['a', 'processed', 'error', 'b'].map((state) => new RegExp(pattern).test(state))).to.deep.equal([true, true, true, false]);
  });

  it("leaves a state alone that isn't the SDK's", () => {
    expect(schemaOf({ STATE_GATE: false, STATUS: z.object({ state: z.int() }) }, 'status').properties?.state?.type).to.equal('integer');
    expect(schemaOf({ STATE_GATE: false, STATUS: z.object({}) }, 'status').properties).to.not.have.property('state');
  });

  it('refuses a SPEC that is no object, and a STATUS whose fields the SDK cannot write', () => {
    const convert = (changes: object) => () => customResourceDefinitionOf(aDeclaration(changes));
    expect(convert({ SPEC: z.string() })).to.throw(InvalidSchemaError, 'spec: SPEC must describe an object, not string');
    expect(convert({ STATUS: z.object({ error: z.object({}) }) })).to.throw(InvalidSchemaError, 'status.error: must be a string');
    expect(convert({ STATUS: z.object({ conditions: z.string() }) })).to.throw(InvalidSchemaError, 'status.conditions');
    expect(convert({ SPEC: { '~standard': { version: 1, vendor: 'other' } } })).to.throw(
      InvalidSchemaError,
      /schema of other does not tell its JSON Schema/,
    );
  });

  it('notes what the API server does not check', () => {
    const { notes } = describeCustomResourceDefinition(aDeclaration({ SPEC: z.object({ lasts: z.iso.duration() }) }));
    expect(notes).to.have.length(1);
    expect(notes[0]).to.match(/^spec\.lasts: the API server cannot check the pattern/);
  });
});
