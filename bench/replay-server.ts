/**
 * A stand-in for the API server of one kind that costs next to nothing: it answers from text that was rendered beforehand, so that
 * the clients are what is measured. It is a process of its own. It knows lists in pages, streaming lists, watches, and merge patches
 * of the status; POST /emit changes every object `rounds` times, as fast as it is read or at a `rate` a second.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const GROUP = 'bench.example.com';
const BASE = `/apis/${GROUP}/v1`;
const LAST_APPLIED = 'x'.repeat(300);

interface Stored {
  readonly name: string;
  readonly namespace: string;
  readonly index: number;
  version: number;
  round: number;
  sent: number;
  status: Record<string, unknown> | undefined;
}

const objects: Stored[] = [];
const byPath = new Map<string, Stored>();
const watches = new Set<ServerResponse>();
let version = 1000;

function render({ name, namespace, index, version: own, round, sent, status }: Stored): string {
  return `{"apiVersion":"${GROUP}/v1","kind":"Widget","metadata":{"name":"${name}","namespace":"${namespace}","uid":"00000000-0000-4000-8000-${String(index).padStart(12, '0')}","resourceVersion":"${own}","generation":${round + 1},"creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"${LAST_APPLIED}"},"labels":{"app":"bench","tier":"t${index % 7}"},"managedFields":[{"manager":"kubectl-client-side-apply","operation":"Update","apiVersion":"${GROUP}/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:kubectl.kubernetes.io/last-applied-configuration":{}}},"f:spec":{".":{},"f:text":{},"f:replicas":{},"f:round":{},"f:sent":{}}}}]},"spec":{"text":"hello world","replicas":3,"round":${round},"sent":${sent},"selector":{"matchLabels":{"app":"bench"}},"items":[{"name":"a","value":1},{"name":"b","value":2},{"name":"c","value":3}]}${status ? `,"status":${JSON.stringify(status)}` : ''}}`;
}

function eventOf(type: string, object: Stored): string {
  return `{"type":"${type}","object":${render(object)}}\n`;
}

function touch(object: Stored): string {
  version += 1;
  object.version = version;
  return eventOf('MODIFIED', object);
}

/** Writes to all watches, and waits until they have taken it. */
async function broadcast(text: string): Promise<void> {
  await Promise.all([...watches].map((watch) => watch.write(text) || new Promise((resolve) => watch.once('drain', resolve))));
}

async function emit(rounds: number, rate: number, count: number): Promise<void> {
  let emitted = 0;
  const began = performance.now();
  let batch = '';
  for (let round = 0; round < rounds; round += 1) {
    for (const object of objects) {
      if (count > 0 && emitted >= count) return;
      if (rate > 0) await sleep(Math.max(0, began + (emitted / rate) * 1000 - performance.now()));
      object.round += 1;
      object.sent = performance.timeOrigin + performance.now();
      batch += touch(object);
      emitted += 1;
      if (rate === 0 && emitted % 64 !== 0) continue;
      await broadcast(batch);
      batch = '';
    }
  }
  await broadcast(batch);
}

function list(query: URLSearchParams, response: ServerResponse): void {
  const from = Number(query.get('continue') ?? 0);
  const to = query.has('limit') ? Math.min(objects.length, from + Number(query.get('limit'))) : objects.length;
  const more = to < objects.length ? `,"continue":"${to}"` : '';
  response.write(`{"apiVersion":"${GROUP}/v1","kind":"WidgetList","metadata":{"resourceVersion":"${version}"${more}},"items":[`);
  for (let index = from; index < to; index += 1) response.write(`${index > from ? ',' : ''}${render(objects[index] as Stored)}`);
  response.end(']}');
}

function watch(query: URLSearchParams, response: ServerResponse): void {
  response.flushHeaders();
  if (query.get('sendInitialEvents') === 'true') {
    for (const object of objects) response.write(eventOf('ADDED', object));
    const end = { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Widget', apiVersion: `${GROUP}/v1`, metadata: end } })}\n`);
  }
  watches.add(response);
  response.on('close', () => watches.delete(response));
}

async function patch(request: IncomingMessage, object: Stored, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { status } = JSON.parse(text) as { status?: Record<string, unknown> };
  object.status = { ...object.status, ...status };
  const event = touch(object);
  for (const each of watches) each.write(event);
  response.end(render(object));
}

const DOCUMENTS: Record<string, unknown> = {
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
  [BASE]: {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${GROUP}/v1`,
    resources: ['widgets', 'widgets/status'].map((name) => ({
      name,
      singularName: 'widget',
      namespaced: true,
      kind: 'Widget',
      verbs: ['get', 'list', 'patch', 'update', 'watch'],
    })),
  },
  [`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${GROUP}`]: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${GROUP}`, uid: '1', resourceVersion: '1', generation: 1 },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
    status: { conditions: ['Established', 'NamesAccepted'].map((type) => ({ type, status: 'True' })) },
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('content-type', 'application/json');
  const object = byPath.get(pathname.replace(/\/status$/, ''));
  if (pathname === '/emit') {
    await emit(Number(query.get('rounds')), Number(query.get('rate')), Number(query.get('count')));
    response.end('{}');
  } else if (pathname === `${BASE}/widgets`) {
    if (query.get('watch') === 'true') watch(query, response);
    else list(query, response);
  } else if (object && request.method === 'PATCH') {
    await patch(request, object, response);
  } else if (object) {
    response.end(render(object));
  } else if (DOCUMENTS[pathname]) {
    response.end(JSON.stringify(DOCUMENTS[pathname]));
  } else {
    response.statusCode = 404;
    response.end(
      JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', message: 'not found', code: 404 }),
    );
  }
}

for (let index = 0; index < Number(process.env.OBJECTS); index += 1) {
  version += 1;
  const object = { name: `w-${index}`, namespace: `ns-${index % 10}`, index, version, round: 0, sent: 0, status: undefined };
  objects.push(object);
  byPath.set(`${BASE}/namespaces/${object.namespace}/widgets/${object.name}`, object);
}
const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.destroy(error as Error));
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
