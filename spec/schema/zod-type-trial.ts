/**
 * The table of zod types on a server: is their definition taken, and are their values taken and refused as the rows say?
 */
import { z } from 'zod';
import { systemClock } from '../../lib/base/clock.ts';
import { ApiError, messageOf } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { Client } from '../../lib/cluster/client.ts';
import { installCustomResourceDefinition } from '../../lib/operator/crd-installation.ts';
import type { KindDeclaration, SchemaSource } from '../../lib/schema/kind-declaration.ts';
import { isStandardSchema } from '../../lib/schema/standard-schema.ts';
import type { ZodTypeRow } from './zod-type-table.ts';

/** A SPEC with one optional field for each row, named by `fieldOf`. */
export function specOf(rows: readonly ZodTypeRow[]): SchemaSource {
  if (!rows.every(({ schema }) => isStandardSchema(schema))) {
    return { type: 'object', properties: Object.fromEntries(rows.map((row, index) => [fieldOf(index), row.schema])) };
  }
  return z.object(Object.fromEntries(rows.map((row, index) => [fieldOf(index), (row.schema as z.ZodType).optional()])));
}

/** The field of a row. */
export function fieldOf(index: number): string {
  return `f${index}`;
}

/** What the server sees otherwise; none when it agrees with every row. One definition serves them all. */
export async function disagreementsOf(rows: readonly ZodTypeRow[], kind: string, client: Client): Promise<string[]> {
  const singular = kind.toLowerCase();
  const declaration: KindDeclaration = {
    ...{ GROUP: 'types.example.com', VERSION: 'v1', PLURAL: `${singular}s`, SINGULAR: singular, KIND: kind },
    SPEC: specOf(rows),
  };
  await installCustomResourceDefinition({ client, declaration, clock: systemClock, logger: silentLogger, fieldManager: 'specs' });
  const disagreements: string[] = [];
  for (const [index, { name, accepts, refuses }] of rows.entries()) {
    const attempts = [...accepts.map((value) => ({ value, taken: true })), ...refuses.map((value) => ({ value, taken: false }))];
    for (const { value, taken } of attempts) {
      const problem = await attempt({ client, kind, field: fieldOf(index), value, taken });
      if (problem) disagreements.push(`${name}: ${problem}`);
    }
  }
  return disagreements;
}

interface Attempt {
  client: Client;
  kind: string;
  field: string;
  value: unknown;
  taken: boolean;
}

async function attempt({ client, kind, field, value, taken }: Attempt): Promise<string | undefined> {
  const object = {
    apiVersion: 'types.example.com/v1',
    kind,
    metadata: { generateName: 'sample-', namespace: 'default' },
    spec: { [field]: value },
  };
  try {
    await client.create(object, { dryRun: true });
    return taken ? undefined : `takes ${JSON.stringify(value)}`;
  } catch (error) {
    const isRefusal = ApiError.is(error) && error.status === 422 && error.message.includes(`spec.${field}`);
    return isRefusal && !taken ? undefined : `${JSON.stringify(value)}: ${messageOf(error)}`;
  }
}
