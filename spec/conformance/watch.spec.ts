/** Watches: where they begin and end, what they show of and what comes into and leaves a selection. (410 is not
 * among them: a real server that has just started still has all its history.) */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CONFIG_MAPS = '/api/v1/namespaces/$NS/configmaps';
const GADGETS = '/apis/$NS.example.com/v1/namespaces/$NS/gadgets';

const listVersion = async (api: ConformanceApi, path = CONFIG_MAPS) => (await api.get(path, { quiet: true })).body.metadata.resourceVersion;

const create = (api: ConformanceApi, name: string, more: object = {}) =>
  api.post(CONFIG_MAPS, { metadata: { name, labels: { case: name.split('-')[0], ...more } }, data: { a: '1' } }, { quiet: true });

/** Events in short, where nothing but their order counts. */
const inShort = ({ type, object }: Json) => ({ type, name: object?.metadata?.name, data: object?.data, labels: object?.metadata?.labels });

describeConformance('watch', (run) => {
  run.before((api) =>
    defineResource(api, {
      spec: {
        group: '$NS.example.com',
        scope: 'Namespaced',
        names: { plural: 'gadgets', kind: 'Gadget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            subresources: { status: {} },
            selectableFields: undefined,
          },
        ],
      } as never,
    }),
  );

  run('shows what is there first when no version is given', Array(3).fill(200), async (api) => {
    await create(api, 'state-a');
    await create(api, 'state-b');
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&labelSelector=case%3Dstate`);
    await watch.take(2);
    await create(api, 'state-c');
    await watch.take(1);
  });

  run('shows what is there first when the version is 0', [200, 200], async (api) => {
    await create(api, 'zero-a');
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=0&labelSelector=case%3Dzero`);
    await watch.take(1);
    await create(api, 'zero-b');
    await watch.take(1);
  });

  run('follows from a version on', Array(4).fill(200), async (api) => {
    await create(api, 'from-before');
    const from = await listVersion(api);
    await create(api, 'from-a');
    const watch = await api.watch(`${CONFIG_MAPS}?watch=true&resourceVersion=${from}&labelSelector=case%3Dfrom`, { pick: inShort });
    await watch.take(1);
    await api.patch(`${CONFIG_MAPS}/from-a`, { data: { a: '2' } }, 'merge', { quiet: true });
    await watch.take(1);
    await api.delete(`${CONFIG_MAPS}/from-a`, undefined, { quiet: true });
    await api.delete(`${CONFIG_MAPS}/from-before`, undefined, { quiet: true });
    await watch.take(2);
  });

  run('follows a custom resource in the same way', Array(3).fill(200), async (api) => {
    const from = await listVersion(api, GADGETS);
    const type = { apiVersion: `${api.namespace}.example.com/v1`, kind: 'Gadget' };
    await api.post(GADGETS, { ...type, metadata: { name: 'followed' }, spec: { a: 1 } }, { quiet: true });
    await api.patch(`${GADGETS}/followed/status`, { status: { b: 2 } }, 'merge', { quiet: true });
    await api.delete(`${GADGETS}/followed`, undefined, { quiet: true });
    const watch = await api.watch(`${GADGETS}?watch=1&resourceVersion=${from}`);
    await watch.take(3);
  });

  run('gives a deletion the version at which it happened, and the last state', [200, 200], async (api) => {
    const { body } = await create(api, 'deletion-a');
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${body.metadata.resourceVersion}&labelSelector=case%3Ddeletion`);
    await api.patch(`${CONFIG_MAPS}/deletion-a`, { data: { a: '2' } }, 'merge', { quiet: true });
    await api.delete(`${CONFIG_MAPS}/deletion-a`, undefined, { quiet: true });
    await watch.take(2);
  });

  run('shows nothing of a write that changes nothing', [200], async (api) => {
    const { body } = await create(api, 'same-a');
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${body.metadata.resourceVersion}&labelSelector=case%3Dsame`);
    await api.patch(`${CONFIG_MAPS}/same-a`, { data: { a: '1' } }, 'merge', { quiet: true });
    await api.patch(`${CONFIG_MAPS}/same-a`, { data: { a: '2' } }, 'merge', { quiet: true });
    await watch.take(1);
  });

  run('shows what comes into and leaves a label selection as added and deleted', Array(4).fill(200), async (api) => {
    const from = await listVersion(api);
    const path = `${CONFIG_MAPS}/enter-a`;
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${from}&labelSelector=case%3Denter%2Con`);
    await create(api, 'enter-a');
    await api.patch(path, { metadata: { labels: { on: 'yes' } } }, 'merge', { quiet: true });
    await api.patch(path, { data: { a: '2' } }, 'merge', { quiet: true });
    await api.patch(path, { metadata: { labels: { on: null } }, data: { a: '3' } }, 'merge', { quiet: true });
    await api.delete(path, undefined, { quiet: true });
    await create(api, 'enter-b', { on: 'yes' });
    await watch.take(4);
  });

  run('shows what comes into and leaves a field selection likewise', [200, 200], async (api) => {
    const pods = '/api/v1/namespaces/$NS/pods';
    const from = await listVersion(api, pods);
    const selector = encodeURIComponent('status.phase=Running,metadata.name=phases');
    const watch = await api.watch(`${pods}?watch=1&resourceVersion=${from}&fieldSelector=${selector}`, {
      pick: ({ type, object }) => ({ type, name: object.metadata.name, phase: object.status.phase }),
    });
    const spec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'i' }] };
    await api.post(pods, { metadata: { name: 'phases' }, spec }, { quiet: true });
    await api.patch(`${pods}/phases/status`, { status: { phase: 'Running' } }, 'merge', { quiet: true });
    await api.patch(`${pods}/phases/status`, { status: { phase: 'Failed' } }, 'merge', { quiet: true });
    await watch.take(2);
  });

  run('watches no single object by its path', [200], async (api) => {
    await create(api, 'one-a');
    await api.get(`${CONFIG_MAPS}/one-a?watch=1`);
  });

  run('narrows to one name by a field selector', [200, 200], async (api) => {
    const from = await listVersion(api);
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${from}&fieldSelector=metadata.name%3Dfield-b`, {
      pick: inShort,
    });
    await create(api, 'field-a');
    await create(api, 'field-b');
    await api.delete(`${CONFIG_MAPS}/field-b`, undefined, { quiet: true });
    await watch.take(2);
  });

  run('shows all namespaces where none is named', [200], async (api) => {
    const from = await listVersion(api);
    const watch = await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${from}&labelSelector=case%3Dall-${api.namespace}`, {
      pick: ({ type, object }) => [type, object.metadata.name],
    });
    await api.post(CONFIG_MAPS, { metadata: { name: 'all-a', labels: { case: 'all-$NS' } } }, { quiet: true });
    await watch.take(1);
  });

  run('sends the initial state, its end, and what follows', Array(4).fill(200), async (api) => {
    await create(api, 'initial-a');
    await create(api, 'initial-b');
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=case%3Dinitial';
    const watch = await api.watch(`${CONFIG_MAPS}?${query}`, {
      pick: ({ type, object }) =>
        type === 'BOOKMARK'
          ? { type, ...object, metadata: { ...object.metadata, resourceVersion: typeof object.metadata.resourceVersion } }
          : inShort({ type, object }),
    });
    await watch.take(3, { bookmarks: true });
    await create(api, 'initial-c');
    await watch.take(1);
  });

  run('sends the initial state of custom resources with its end', Array(2).fill(200), async (api) => {
    const type = { apiVersion: `${api.namespace}.example.com/v1`, kind: 'Gadget' };
    await api.post(GADGETS, { ...type, metadata: { name: 'initial', labels: { case: 'initial' } }, spec: { a: 1 } }, { quiet: true });
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=&allowWatchBookmarks=true&labelSelector=case%3Dinitial';
    const watch = await api.watch(`${GADGETS}?${query}`, {
      pick: ({ type, object }) => ({
        type,
        object: { ...object, metadata: { ...object.metadata, resourceVersion: typeof object.metadata.resourceVersion } },
      }),
    });
    await watch.take(2, { bookmarks: true });
  });

  run('leaves the initial state out where it is not wanted', [200], async (api) => {
    await create(api, 'without-a');
    const query = 'watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&labelSelector=case%3Dwithout';
    const watch = await api.watch(`${CONFIG_MAPS}?${query}`, { pick: inShort });
    await create(api, 'without-b');
    await watch.take(1);
  });

  run('refuses options that contradict each other', Array(6).fill(422), async (api) => {
    await api.get(`${CONFIG_MAPS}?watch=1&sendInitialEvents=true`);
    await api.get(`${CONFIG_MAPS}?watch=1&resourceVersionMatch=NotOlderThan`);
    await api.get(`${CONFIG_MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=Exact&allowWatchBookmarks=true`);
    await api.get(`${CONFIG_MAPS}?watch=1&sendInitialEvents=false`);
    await api.get(`${GADGETS}?watch=1&sendInitialEvents=true`);
    await api.get(`${CONFIG_MAPS}?sendInitialEvents=true`);
  });

  run('refuses options that are none', [500, 400, 400], async (api) => {
    await api.get(`${CONFIG_MAPS}?watch=1&resourceVersion=abc`);
    await api.get(`${CONFIG_MAPS}?watch=1&timeoutSeconds=x`);
    await api.get(`${CONFIG_MAPS}?watch=1&labelSelector=${encodeURIComponent('a in b')}`);
  });

  run('ends at the time-out that it is given', [], async (api) => {
    const started = Date.now();
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&timeoutSeconds=1&labelSelector=case%3Dnothing`);
    api.note(await watch.take(1));
    const seconds = (Date.now() - started) / 1000;
    api.note(seconds >= 0.9 && seconds < 5);
  });

  run('refuses a version from the future of a list', [504], async (api) => {
    await api.get(`${CONFIG_MAPS}?resourceVersion=999999999`, {
      pick: ({ message, ...rest }) => ({ ...rest, message: message.replaceAll(/\d+/g, 'N') }),
    });
  });

  run('shows tables in events', Array(3).fill(200), async (api) => {
    await create(api, 'table-a');
    const headers = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&labelSelector=case%3Dtable`, {
      headers,
      pick: ({ type, object: { columnDefinitions, ...object } }) => ({
        type,
        ...object,
        columns: columnDefinitions?.map(({ name }: Json) => name) ?? columnDefinitions,
      }),
    });
    await watch.take(1);
    await create(api, 'table-b');
    await api.delete(`${CONFIG_MAPS}/table-a`, undefined, { quiet: true });
    await watch.take(2);
  });

  run('shows metadata alone in events', [200, 200], async (api) => {
    await create(api, 'partial-a');
    const headers = { Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' };
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&labelSelector=case%3Dpartial`, { headers });
    await watch.take(1);
    await api.delete(`${CONFIG_MAPS}/partial-a`, undefined, { quiet: true });
    await watch.take(1);
  });

  run('shows an object that waits for its finalizers as modified, then deleted', Array(2).fill(200), async (api) => {
    const metadata = { name: 'final-a', labels: { case: 'final' }, finalizers: ['example.com/wait'] };
    const { body } = await api.post(CONFIG_MAPS, { metadata }, { quiet: true });
    const watch = await api.watch(`${CONFIG_MAPS}?watch=1&resourceVersion=${body.metadata.resourceVersion}&labelSelector=case%3Dfinal`);
    await api.delete(`${CONFIG_MAPS}/final-a`, undefined, { quiet: true });
    await api.patch(`${CONFIG_MAPS}/final-a`, { metadata: { finalizers: null } }, 'merge', { quiet: true });
    await watch.take(2);
  });

  run('refuses to watch what is not there', [404, 404, 404], async (api) => {
    await api.get('/apis/nothing.example.com/v1/things?watch=1', { pick: (body) => body });
    await api.get('/apis/$NS.example.com/v2/gadgets?watch=1');
    await api.get('/api/v1/things?watch=1');
  });
});
