/**
 * How the example `http-callback` is explored.
 */
import { createServer } from 'node:http';
import { declarationsOf } from 'tskubeop/testing';
import { Delivery, DeliveryOperator } from '../../../examples/http-callback/delivery.ts';
import type { StoredObject } from '../../../lib/base/object-meta.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { kindOf, listening, type Made, namespace, OUTSIDE } from './example-parts.ts';

/** See the file's comment. */
export async function httpCallback(): Promise<Made> {
  const phases = new Map<string, string>();
  const shop = createServer((request, response) => {
    const phase = phases.get(decodeURIComponent(request.url?.replace(/^\/orders\//, '') ?? ''));
    response.writeHead(phase === undefined ? 404 : 200, { connection: 'close' }).end(JSON.stringify({ phase }));
  });
  const { url, end } = await listening(shop);
  let last: DeliveryOperator | undefined;
  const operator = () => {
    last = new DeliveryOperator(Delivery);
    return last;
  };
  const callBack = async () => {
    const headers = { authorization: 'Bearer sesame', connection: 'close' };
    // Nobody may be there: then the callback is lost.
    await fetch(`http://127.0.0.1:${last?.callbackPort}/deliveries/default/a`, { method: 'POST', headers }).catch(() => undefined);
  };
  const scenario: ExplorationScenario = async ({ client, until, settled }) => {
    const delivery = { ...kindOf(Delivery), name: 'a', namespace };
    const isAt = (phase: string) =>
      until(async () => (await client.get<StoredObject>(delivery)).status?.phase === phase, { timeoutSeconds: 2000 });
    phases.clear();
    await client.create({ ...kindOf(Delivery), metadata: { name: 'a', namespace }, spec: { order: '7' } });
    await isAt('unknown');
    for (const phase of ['packed', 'sent']) {
      phases.set('7', phase);
      await callBack();
      await isAt(phase);
    }
    await settled();
  };
  // Why it was looked at differs by nature.
  const compare = (object: StoredObject) => ({ ...object, status: { ...object.status, why: '' } });
  const args = { shopUrl: url, callbackPort: 0, callbackToken: 'sesame' };
  const options = { operator, args, workloads: false, compare, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Delivery), end };
}
