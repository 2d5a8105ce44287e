/**
 * What the embedded cluster costs: start, the first definition served, creates a second, many objects held, and what a
 * hundred clusters leave behind. `node --expose-gc bench/embedded-cluster.ts [part…]` prints a line a figure.
 *
 * Client and server share this one thread, except in `server`, where create-load.ts sends the requests from another process.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'undici';
import { EmbeddedApiServer } from '../lib/embedded/embedded-api-server.ts';
import { EmbeddedCluster } from '../lib/testing/embedded-cluster.ts';

const IN_FLIGHT = 64;
const WIDGETS = '/apis/bench.example.com/v1/namespaces/default/widgets';

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.bench.example.com' },
  spec: {
    group: 'bench.example.com',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: widgetSchema() } }],
  },
};

function widgetSchema() {
  const spec = {
    type: 'object',
    properties: {
      size: { type: 'integer', minimum: 1, default: 1 },
      text: { type: 'string', maxLength: 100 },
      parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, weight: { type: 'number' } } } },
    },
  };
  const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return { type: 'object', properties: { spec, status } };
}

function widget(index: number) {
  return {
    apiVersion: 'bench.example.com/v1',
    kind: 'Widget',
    metadata: {
      name: `widget-${String(index).padStart(6, '0')}`,
      namespace: 'default',
      labels: { app: 'bench', shard: String(index % 16) },
    },
    spec: { size: (index % 9) + 1, text: `number ${index}`, parts: [{ name: 'a', weight: 1.5 }, { name: 'b' }] },
  };
}

function report(name: string, value: number, unit: string): void {
  console.log(`${name.padEnd(58)} ${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`);
}

/** Does something for each number below a count, so many at a time. */
async function each(count: number, act: (index: number) => Promise<unknown>, inFlight = IN_FLIGHT): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** How many a second, and what each costs: on a busy machine, only the latter says something. */
async function rate(name: string, count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  const before = process.cpuUsage();
  const milliseconds = await timed(() => each(count, act));
  const { user, system } = process.cpuUsage(before);
  report(name, (count / milliseconds) * 1000, '/s');
  report('  CPU of client and server for each', (user + system) / count, 'us');
}

function middle(values: number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

async function define(pool: Pool): Promise<void> {
  await send(pool, { method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: definition });
  while ((await send(pool, { method: 'GET', path: WIDGETS })).status !== 200);
}

async function send(pool: Pool, { method, path, body }: { method: 'GET' | 'POST'; path: string; body?: unknown }) {
  const answer = await pool.request({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 400 && method !== 'GET') throw new Error(text);
  return { status: answer.statusCode, text };
}

async function start(): Promise<void> {
  const starts: number[] = [];
  const firsts: number[] = [];
  for (let round = 0; round < 21; round++) {
    let server: EmbeddedApiServer | undefined;
    starts.push(
      await timed(async () => {
        server = await EmbeddedApiServer.start();
      }),
    );
    if (!server) throw new Error('it did not start');
    const pool = new Pool(server.url);
    await send(pool, { method: 'GET', path: '/version' });
    firsts.push(await timed(() => define(pool)));
    await pool.close();
    await server.stop();
  }
  report('start to ready, the first in the process', starts[0] ?? Number.NaN, 'ms');
  report('start to ready, median of 21', middle(starts), 'ms');
  report('first definition served, the first in the process', firsts[0] ?? Number.NaN, 'ms');
  report('first definition served, median of 21', middle(firsts), 'ms');
}

async function creates(): Promise<void> {
  const count = 20_000;
  const cluster = await EmbeddedCluster.start();
  const pool = new Pool(cluster.url, { connections: 16 });
  await define(pool);
  const { client } = cluster;
  await each(2000, (index) => client.create({ ...widget(index), metadata: { name: `warm-${index}`, namespace: 'default' } }));
  await rate('creates with cluster.client', count, (index) => client.create(widget(index)));
  const path = WIDGETS.replace('/default/', '/raw/');
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'raw' } });
  const raw = (index: number) => ({ ...widget(index), metadata: { name: widget(index).metadata.name } });
  const create = (index: number) => send(pool, { method: 'POST', path, body: raw(index) });
  await rate('creates with undici in the same thread', count, create);
  await pool.close();
  await cluster.stop();
}

/** The server alone: another process sends. The first requests go before the count, as long as code is still being compiled. */
async function server(): Promise<void> {
  const running = await EmbeddedApiServer.start();
  const pool = new Pool(running.url);
  await define(pool);
  const bodies = Array.from({ length: WARM_UP + LOAD }, (_, index) => JSON.stringify(widget(index)));
  const child = fork(LOADER, [running.url, WIDGETS]);
  const sent = async (part: readonly string[]) => {
    child.send(part);
    await once(child, 'message');
    const before = process.cpuUsage();
    child.send('go');
    const [{ milliseconds, cpu }] = await once(child, 'message');
    return { milliseconds, cpu, own: process.cpuUsage(before) };
  };
  await sent(bodies.slice(0, WARM_UP));
  const { milliseconds, cpu, own } = await sent(bodies.slice(WARM_UP));
  report('creates from another process', (LOAD / milliseconds) * 1000, '/s');
  report('  CPU of the server for each', (own.user + own.system) / LOAD, 'us');
  report('    of which in the kernel', own.system / LOAD, 'us');
  report('  CPU of the client for each', cpu / LOAD, 'us');
  child.disconnect();
  await once(child, 'exit');
  await pool.close();
  await running.stop();
}

const WARM_UP = 10_000;
const LOAD = 40_000;
const LOADER = new URL('create-load.ts', import.meta.url);

async function many(): Promise<void> {
  const count = 100_000;
  const running = await EmbeddedApiServer.start();
  const pool = new Pool(running.url, { connections: 16 });
  await define(pool);
  const before = heap();
  let seen = 0;
  const watch = await pool.request({ method: 'GET', path: `${WIDGETS}?watch=true&resourceVersion=1` });
  watch.body.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen++;
  });
  watch.body.on('error', () => {});
  const taken = await timed(() => each(count, (index) => send(pool, { method: 'POST', path: WIDGETS, body: widget(index) })));
  report('100,000 creates with one watch, in the same thread', (count / taken) * 1000, '/s');
  while (seen < count) await new Promise(setImmediate);
  report('events that the watch saw', seen, '');
  watch.body.destroy();
  report('heap for each of 100,000 objects', ((heap() - before) / count) * 1024 * 1024, 'bytes');
  report('one list of them all', await timed(() => send(pool, { method: 'GET', path: WIDGETS })), 'ms');
  const pages: number[] = [];
  for (let token = ''; ; ) {
    const path = `${WIDGETS}?limit=500${token && `&continue=${token}`}`;
    const begin = performance.now();
    const { text } = await send(pool, { method: 'GET', path });
    pages.push(performance.now() - begin);
    token = JSON.parse(text).metadata.continue;
    if (!token) break;
  }
  report(`a page of 500, median of ${pages.length}`, middle(pages), 'ms');
  report(
    'all pages',
    pages.reduce((sum, page) => sum + page, 0),
    'ms',
  );
  await pool.close();
  await running.stop();
}

/** In megabytes; only what is alive where the collector can be called. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

async function again(): Promise<void> {
  const round = async () => {
    await using cluster = await EmbeddedCluster.start({ workloads: true });
    await cluster.client.create(definition);
    await cluster.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
  };
  for (let index = 0; index < 10; index++) await round();
  const before = { heap: heap(), handles: process.getActiveResourcesInfo().length };
  const taken = await timed(async () => {
    for (let index = 0; index < 100; index++) await round();
  });
  await new Promise((resolve) => setImmediate(resolve));
  report('100 clusters one after another', taken, 'ms');
  report('heap that they leave behind', heap() - before.heap, 'MB');
  report('handles and timers that they leave behind', process.getActiveResourcesInfo().length - before.handles, '');
}

const PARTS: Record<string, () => Promise<void>> = { start, creates, server, many, again };
const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in PARTS));
if (unknown !== undefined) throw new Error(`there is no part ${unknown}: name some of ${Object.keys(PARTS).join(', ')}, or none for all`);
for (const [name, part] of Object.entries(PARTS)) if (named.length === 0 || named.includes(name)) await part();
