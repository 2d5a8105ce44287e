import { expect } from 'chai';
import { isStandardSchema } from '../../lib/schema/standard-schema.ts';
import { ZOD_TYPES, type ZodTypeRow } from '../schema/zod-type-table.ts';
import { disagreementsOf } from '../schema/zod-type-trial.ts';
import { describeOnBothClusters } from '../support/clusters.ts';

const hasRule = ({ structure }: ZodTypeRow) => structure?.['x-kubernetes-validations'] !== undefined;
const isStandard = ({ schema }: ZodTypeRow) => isStandardSchema(schema);

describeOnBothClusters('the API server', (cluster) => {
  it('takes and refuses the values of each zod type', async function () {
    this.timeout(120_000);
    const rows = ZOD_TYPES.filter((row) => isStandard(row) && !hasRule(row));
    expect(await disagreementsOf(rows, 'Zodtype', cluster().client)).to.deep.equal([]);
  });

  it('takes and refuses the values of each OpenAPI type', async function () {
    this.timeout(120_000);
    const rows = ZOD_TYPES.filter((row) => !isStandard(row));
    expect(await disagreementsOf(rows, 'Openapitype', cluster().client)).to.deep.equal([]);
  });

  it('takes and refuses the values of a CEL rule', async function () {
    this.timeout(120_000);
    expect(await disagreementsOf(ZOD_TYPES.filter(hasRule), 'Ruletype', cluster().client)).to.deep.equal([]);
  });
});
