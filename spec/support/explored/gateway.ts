/**
 * How the example `gateway` is explored.
 */

import { declarationsOf } from 'tskubeop/testing';
import { Gateway, GatewayOperator, Route } from '../../../examples/gateway/gateway.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { kindOf, type Made, namespace } from './example-parts.ts';

/** See the file's comment. */
export function gateway(): Made {
  const route = (name: string, path: string, service = name) => ({
    ...kindOf(Route),
    metadata: { name, namespace },
    spec: { gateway: 'a', host: 'shop.example.com', path, service },
  });
  const scenario: ExplorationScenario = async ({ client, settled, advance }) => {
    await client.create(route('shop', '/'));
    await client.create({ ...kindOf(Gateway), metadata: { name: 'a', namespace }, spec: { replicas: 2 } });
    await settled();
    // The older of two has the path.
    await advance(2);
    await client.create(route('other', '/'));
    await settled();
    await client.mergePatch({ ...kindOf(Gateway), name: 'a', namespace }, { spec: { replicas: 1 } });
    await client.delete({ ...kindOf(Route), name: 'shop', namespace });
    await settled();
  };
  const options = { operator: () => new GatewayOperator([Gateway, Route]) };
  return { scenario, options, declarations: declarationsOf(Gateway) };
}
