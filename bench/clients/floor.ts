/** The floor for anything in Node that parses every event: list, watch, cut lines, JSON.parse, count. No cache, no queue. */
import { Agent, request } from 'undici';
import { handled, type MeasuredObject } from '../meter.ts';

interface Page {
  metadata: { resourceVersion: string; continue?: string };
  items: MeasuredObject[];
}

const base = `${process.env.SERVER}/apis/bench.example.com/v1/widgets`;
const dispatcher = new Agent({ bodyTimeout: 0 });
let resourceVersion = '';
for (let next: string | undefined = ''; next !== undefined; ) {
  const { body } = await request(`${base}?limit=500${next && `&continue=${next}`}`, { dispatcher });
  const page = (await body.json()) as Page;
  resourceVersion = page.metadata.resourceVersion;
  for (const item of page.items) handled(item);
  next = page.metadata.continue;
}
const { body } = await request(`${base}?watch=true&resourceVersion=${resourceVersion}`, { dispatcher });
body.setEncoding('utf8');
let rest = '';
for await (const chunk of body) {
  const text: string = rest + chunk;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    handled((JSON.parse(text.slice(start, end)) as { object: MeasuredObject }).object);
    start = end + 1;
  }
  rest = text.slice(start);
}
