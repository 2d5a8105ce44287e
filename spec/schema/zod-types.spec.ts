import { expect } from 'chai';
import { z } from 'zod';
import { InvalidSchemaError } from '../../lib/base/errors.ts';
import { structuralSchemaOf } from '../../lib/schema/schema-conversion.ts';
import { isStandardSchema } from '../../lib/schema/standard-schema.ts';
import { TYPES_WITHOUT_FORM, ZOD_TYPES } from './zod-type-table.ts';
import { fieldOf, specOf } from './zod-type-trial.ts';

describe('the structural schema of a zod type', () => {
  for (const row of ZOD_TYPES) {
    it(`is right for ${row.name}`, () => {
      const { schema } = structuralSchemaOf(specOf([row]), 'spec');
      const field = schema.properties?.[fieldOf(0)];
      if (row.structure) expect(field).to.deep.equal(row.structure);
      // The long patterns of zod are zod's business; that there is one is ours.
      else expect(JSON.stringify(field)).to.match(/"pattern":|"properties":/);
    });

    it(`describes values that zod takes: ${row.name}`, async () => {
      if (!isStandardSchema(row.schema) || row.structure?.['x-kubernetes-preserve-unknown-fields']) return;
      for (const value of row.accepts) {
        const result = await row.schema['~standard'].validate?.(value);
        expect(result?.issues, JSON.stringify(value)).to.equal(undefined);
      }
    });
  }

  for (const [name, schema, message] of TYPES_WITHOUT_FORM) {
    it(`does not exist for ${name}, and the error says where and why`, () => {
      const convert = () => structuralSchemaOf(z.object({ f: schema as z.ZodType }), 'spec');
      expect(convert).to.throw(InvalidSchemaError, message);
    });
  }
});
