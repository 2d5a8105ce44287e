/**
 * How the example `mysql` is explored.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarationsOf, FakeClock } from 'tskubeop/testing';
import { parse } from 'yaml';
import { MySQL, MySQLOperator } from '../../../examples/mysql/mysql.ts';
import type { StoredObject } from '../../../lib/base/object-meta.ts';
import type { ExploreOptions } from '../../../lib/testing/exploration.ts';
import { SeededChance } from '../../../lib/testing/seeded-chance.ts';
import { changed, type Made } from './example-parts.ts';

/** See the file's comment. */
export function mysql(): Made {
  const folder = join(import.meta.dirname, '../../../examples/mysql');
  const prepare: ExploreOptions['prepare'] = async (client) =>
    void (await client.create(parse(readFileSync(join(folder, 'storage-class.yaml'), 'utf8')) as StoredObject));
  const scenario = changed(MySQL, { database: 'shop', password: 'first' }, { password: 'second' }, { storage: '2Gi' });
  // Its Jobs are measured by the machine's time, before which they are never to be.
  const startMilliseconds = Date.UTC(2090, 0, 1);
  const clock = () => {
    const chance = new SeededChance(1);
    return new FakeClock({ startMilliseconds, chance: () => chance.next() });
  };
  // The volume for backups is to outlive it.
  const keeps = ({ kind, metadata }: StoredObject) =>
    ['PersistentVolume', 'PersistentVolumeClaim'].includes(kind) && /[.-]backup$/.test(metadata.name);
  // What a Job has done is done, whatever is declared later.
  const compareDeclared = (object: StoredObject) => (['Job', 'Pod'].includes(object.kind) ? undefined : object);
  const values = { image: ['mysql:8.4', 'mysql:9.1'], password: ['first', 'second'], storage: ['1Gi', '2Gi'], database: ['shop', 'store'] };
  const declarations = declarationsOf(MySQL, {
    values,
    fixed: ['database'],
    follows: (next, previous) => `${next.storage}` >= `${previous.storage}`,
  });
  return { scenario, options: { operator: () => new MySQLOperator(MySQL), prepare, clock, keeps }, declarations, compareDeclared };
}
