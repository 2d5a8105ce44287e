/**
 * How the example `daemon` is explored.
 */

import { declarationsOf } from 'tskubeop/testing';
import { Mailbox } from '../../../examples/daemon/mailbox.ts';
import type { StoredObject } from '../../../lib/base/object-meta.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { kindOf, type Made, namespace, OUTSIDE } from './example-parts.ts';

/** See the file's comment. */
export function daemon(): Made {
  const mailbox = { ...kindOf(Mailbox), name: 'a', namespace };
  const scenario: ExplorationScenario = async ({ client, until, settled, advance }) => {
    const answers = async (wanted: number) => {
      const port = (await client.get<StoredObject>(mailbox)).status?.port;
      const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { connection: 'close' } });
      return status === wanted;
    };
    await client.create({ ...kindOf(Mailbox), metadata: { name: 'a', namespace }, spec: {} });
    await until(() => answers(204));
    await client.mergePatch(mailbox, { spec: { open: false } });
    await until(() => answers(503));
    // A daemon that has failed is well again when it has lived for a minute.
    await advance(120);
    await settled();
  };
  // Letters are counted as they come: who dies in between has not counted them. Ports are those that are free.
  const compare = (object: StoredObject) => ({ ...object, status: { ...object.status, letters: '', port: '' } });
  const options = { operator: Mailbox, workloads: false, compare, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Mailbox, { values: { port: [0] } }) };
}
