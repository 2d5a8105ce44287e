/**
 * How the example `timer` is explored.
 */
import { createServer } from 'node:http';
import { declarationsOf } from 'tskubeop/testing';
import { Site } from '../../../examples/timer/site.ts';
import type { StoredObject } from '../../../lib/base/object-meta.ts';
import type { ExplorationScenario } from '../../../lib/testing/exploration.ts';
import { kindOf, listening, type Made, namespace, OUTSIDE } from './example-parts.ts';

/** See the file's comment. */
export async function timer(): Promise<Made> {
  let answer = 200;
  const { url, end } = await listening(createServer((_request, response) => void response.writeHead(answer).end()));
  const scenario: ExplorationScenario = async ({ client, until }) => {
    const site = { ...kindOf(Site), name: 'a', namespace };
    const says = (words: string) => until(async () => (await client.get<StoredObject>(site)).status?.answer === words);
    answer = 200;
    await client.create({ ...kindOf(Site), metadata: { name: 'a', namespace }, spec: { url } });
    await says('200');
    answer = 500;
    await says('500');
    answer = 204;
    await says('204');
  };
  const values = { url: [url, `${url}/other`] };
  const options = { operator: Site, workloads: false, ...OUTSIDE };
  return { scenario, options, declarations: declarationsOf(Site, { values }), end };
}
