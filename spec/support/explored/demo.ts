/**
 * How the example `demo` is explored.
 */

import { declarationsOf } from 'tskubeop/testing';
import { Demo, DemoOperator } from '../../../examples/demo/demo.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { changed, type Made, namespace } from './example-parts.ts';

/** See the file's comment. */
export function demo(): Made {
  const greeted = changed(Demo, { name: 'world' }, { name: 'moon' });
  const scenario: ExplorationScenario = async (stage) => {
    await greeted(stage);
    await stage.client.delete({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace });
    await stage.settled();
  };
  return { scenario, options: { operator: () => new DemoOperator(Demo) }, declarations: declarationsOf(Demo) };
}
