import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import { checkClasses } from '../../lib/resource/crd-class-check.ts';
import { checkSchemas } from '../../lib/resource/schema-check.ts';
import type { SchemaSource } from '../../lib/schema/kind-declaration.ts';

/** A class whose SPEC and STATUS are these. */
function aPrinter({ SPEC, STATUS }: { SPEC?: SchemaSource; STATUS?: SchemaSource }) {
  return class Printer extends CRDBase {
    static readonly GROUP = 'demo.example.com';
    static readonly VERSION = 'v1';
    static readonly PLURAL = 'printers';
    static readonly SINGULAR = 'printer';
    static readonly KIND = 'Printer';
    static readonly SPEC = SPEC as SchemaSource;
    static readonly STATUS = STATUS as SchemaSource;

    ensureCreated() {}
  };
}

describe('checkSchemas', () => {
  it('finds nothing wrong with what has a form, nor with what has no schema', () => {
    expect(() =>
      checkSchemas([aPrinter({ SPEC: z.object({ text: z.string() }), STATUS: { type: 'object' } }), aPrinter({})]),
    ).to.not.throw();
  });

  const WITHOUT_FORM: readonly (readonly [changes: { SPEC?: SchemaSource; STATUS?: SchemaSource }, path: string, message: RegExp])[] = [
    [
      { SPEC: z.object({ at: z.object({ when: z.date() }) }) },
      'spec.at.when',
      /^class Printer: spec\.at\.when: a Date never arrives in JSON/,
    ],
    [{ STATUS: z.object({ seen: z.set(z.string()) }) }, 'status.seen', /^class Printer: status\.seen: a Set never arrives in JSON/],
    [{ SPEC: z.string() }, 'spec', /^class Printer: spec: SPEC must describe an object, not string$/],
  ];
  for (const [changes, path, message] of WITHOUT_FORM) {
    it(`names the class, ${path} and the reason`, () => {
      expect(() => checkSchemas([aPrinter({}), aPrinter(changes)]))
        .to.throw(InvalidSchemaError, message)
        .with.property('path', path);
    });
  }

  it('belongs to the check of the classes', () => {
    expect(() => checkClasses([aPrinter({ SPEC: z.string() })])).to.throw(InvalidSchemaError);
  });

  it('fails the start, though the operator was not told to create the definition', async () => {
    const failure = await new KubernetesOperator(aPrinter({ SPEC: z.string() })).start().catch((error) => error);
    expect(failure).to.be.instanceOf(InvalidSchemaError);
    expect(failure.reason).to.equal('SPEC must describe an object, not string');
  });
});
