/** What kubectl sends, as it was recorded: the requests of its commands, one after another, answered by both clusters alike. */
import { describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json, RequestOptions } from '../support/conformance-api.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/$NS/deployments';
const REPLICA_SETS = '/apis/apps/v1/namespaces/$NS/replicasets';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const AGENT = 'kubectl/v1.36.1 (linux/amd64) kubernetes/0000000';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const quiet = { quiet: true };

const kubectl = (more: Record<string, string> = {}, pick?: RequestOptions['pick']): RequestOptions => ({
  headers: { 'User-Agent': AGENT, ...more },
  ...(pick && { pick }),
});
const of = (path: string, manager: string) => `${path}?fieldManager=${manager}&fieldValidation=Strict`;
/** The lists of objects and the cells of tables; descriptions of columns are prose. */
const rows = ({ kind, columnDefinitions, rows: found }: Json) => ({
  kind,
  columns: columnDefinitions?.map(({ name, priority }: Json) => [name, priority]),
  rows: found?.map(({ cells }: Json) => ({ cells })),
});
/** What of a Deployment no controller changes. */
const wanted = ({ metadata, spec, ...rest }: Json) =>
  spec ? { spec, labels: metadata.labels, generation: metadata.generation, applied: metadata.annotations?.[LAST_APPLIED] } : rest;

const settings = (name: string, data: Json) => ({
  apiVersion: 'v1',
  data,
  kind: 'ConfigMap',
  metadata: { labels: { app: 'web' }, name, namespace: '$NS' },
});
function remembering(object: Json): Json {
  const { annotations = {}, ...metadata } = object.metadata;
  const remembered = { ...object, metadata: { annotations, ...metadata } };
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: `${JSON.stringify(remembered)}\n` } } };
}
const web = (name: string, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: '$NS' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ image, name: 'main' }] } },
  },
});

/** `kubectl apply -f`, of what is not there. */
async function applyNew(api: ConformanceApi, path: string, object: Json, options = kubectl()): Promise<void> {
  await api.get(`${path}/${object.metadata.name}`, kubectl());
  await api.get(
    '/api/v1/namespaces/$NS',
    kubectl({}, ({ kind, metadata, status }) => [kind, metadata.name, status]),
  );
  await api.post(of(path, 'kubectl-client-side-apply'), remembering(object), options);
}
const start = (api: ConformanceApi, path: string, object: Json) =>
  api.post(of(path, 'kubectl-client-side-apply'), remembering(object), { ...kubectl(), quiet: true });
const ready = (api: ConformanceApi, name: string, generation = 1) =>
  api.until(
    `${DEPLOYMENTS}/${name}`,
    ({ body }) =>
      body.status?.observedGeneration >= generation &&
      body.status.availableReplicas === body.spec.replicas &&
      body.status.updatedReplicas === body.spec.replicas,
    quiet,
  );

describeConformance('kubectl', (run) => {
  run('apply: creates', [404, 200, 201], (api) => applyNew(api, CONFIG_MAPS, settings('new', { color: 'red', size: '1' })));

  run('apply: configures, and finds unchanged', [200, 200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('changed', { color: 'red', size: '1' }));
    const { annotations } = remembering(settings('changed', { color: 'blue' })).metadata;
    await api.get(`${CONFIG_MAPS}/changed`, kubectl());
    await api.patch(
      of(`${CONFIG_MAPS}/changed`, 'kubectl-client-side-apply'),
      { data: { color: 'blue', size: null }, metadata: { annotations } },
      'strategic',
      kubectl(),
    );
    await api.get(`${CONFIG_MAPS}/changed`, kubectl());
  });

  run('apply --server-side: takes over what was applied by the client', [200, 200, 200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('taken', { color: 'red' }));
    const path = `${CONFIG_MAPS}/taken`;
    const object = settings('taken', { color: 'red', size: '1' });
    await api.patch(`${of(path, 'kubectl')}&force=false`, object, 'apply', kubectl());
    const annotations = { [LAST_APPLIED]: `${JSON.stringify(object)}\n` };
    const remembered = await api.patch(
      of(path, 'kubectl-last-applied'),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { annotations, name: 'taken', namespace: '$NS' } },
      'apply',
      kubectl(),
    );
    const { managedFields, resourceVersion } = remembered.body.metadata;
    const kept = managedFields.filter(({ operation }: Json) => operation === 'Apply');
    const operations = [
      { op: 'replace', path: '/metadata/managedFields', value: kept },
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    ];
    await api.patch(of(path, 'kubectl'), operations, 'json', kubectl());
    await api.patch(`${of(path, 'kubectl')}&force=false`, object, 'apply', kubectl());
  });

  run('apply --server-side: creates, repeats, and conflicts with an edit', [201, 200, 200, 409, 200], async (api) => {
    const path = `${CONFIG_MAPS}/server-side`;
    const object = settings('server-side', { color: 'red' });
    await api.patch(`${of(path, 'kubectl')}&force=false`, object, 'apply', kubectl());
    await api.patch(`${of(path, 'kubectl')}&force=false`, object, 'apply', kubectl());
    await api.patch(of(path, 'kubectl-edit'), { data: { color: 'green' } }, 'strategic', kubectl());
    await api.patch(`${of(path, 'kubectl')}&force=false`, object, 'apply', kubectl());
    await api.patch(`${of(path, 'kubectl')}&force=true`, object, 'apply', kubectl());
  });

  run('diff: asks what would come of a patch', [200, 200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('diff', { color: 'red', size: '1' }));
    const { body } = await api.get(`${CONFIG_MAPS}/diff`, kubectl());
    const patch = { data: { color: 'blue', size: null }, metadata: { resourceVersion: body.metadata.resourceVersion } };
    await api.patch(`${CONFIG_MAPS}/diff?dryRun=All&fieldManager=kubectl-client-side-apply`, patch, 'strategic', kubectl());
    await api.get(`${CONFIG_MAPS}/diff`, kubectl());
  });

  run('diff: says of what is new', [404, 201], async (api) => {
    await api.get(`${CONFIG_MAPS}/diff-new`, kubectl());
    await api.post(`${CONFIG_MAPS}?dryRun=All&fieldManager=kubectl-client-side-apply`, settings('diff-new', { color: 'red' }), kubectl());
  });

  run('diff --server-side', [200, 200], async (api) => {
    const path = `${CONFIG_MAPS}/diff-server-side`;
    await api.patch(`${of(path, 'kubectl')}&force=false`, settings('diff-server-side', { color: 'red', size: '1' }), 'apply', {
      ...kubectl(),
      quiet: true,
    });
    await api.get(path, kubectl());
    await api.patch(
      `${path}?dryRun=All&fieldManager=kubectl&force=false`,
      settings('diff-server-side', { color: 'blue' }),
      'apply',
      kubectl(),
    );
  });

  run('edit', [200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('edit', { color: 'red', size: '1' }));
    const { annotations } = remembering(settings('edit', { color: 'green', size: '1' })).metadata;
    await api.get(`${CONFIG_MAPS}/edit`, kubectl());
    await api.patch(
      of(`${CONFIG_MAPS}/edit`, 'kubectl-edit'),
      { data: { color: 'green' }, metadata: { annotations } },
      'strategic',
      kubectl(),
    );
  });

  run('explain: finds the kind and its fields', [200, 200], async (api) => {
    const { body } = await api.get(
      '/openapi/v3?timeout=32s',
      kubectl({}, ({ paths }) => Object.keys(paths['api/v1'])),
    );
    await api.get(
      body.paths['api/v1'].serverRelativeURL.replace(/hash=.*/, ''),
      kubectl({}, ({ components }) => {
        const { properties, 'x-kubernetes-group-version-kind': kinds } = components.schemas['io.k8s.api.core.v1.ConfigMap'];
        return [kinds, Object.keys(properties).sort(), properties.data.type, properties.data.additionalProperties.type];
      }),
    );
    api.entries.forEach((entry) => {
      entry.request = entry.request.replace(/\?.*/, '');
    });
  });

  run('apply: a Deployment, and its new image', [404, 200, 201, 200, 200], async (api) => {
    await applyNew(api, DEPLOYMENTS, web('applied', 'nginx:1'), kubectl({}, wanted));
    const { annotations } = remembering(web('applied', 'nginx:2')).metadata;
    await api.get(`${DEPLOYMENTS}/applied`, kubectl({}, wanted));
    const containers = [{ image: 'nginx:2', name: 'main' }];
    const spec = { template: { spec: { '$setElementOrder/containers': [{ name: 'main' }], containers } } };
    await api.patch(
      of(`${DEPLOYMENTS}/applied`, 'kubectl-client-side-apply'),
      { metadata: { annotations }, spec },
      'strategic',
      kubectl({}, wanted),
    );
  });

  for (const command of ['rollout status', 'wait --for=condition=Available']) {
    run(`${command}: watches a Deployment until it is there`, [200, 200], async (api) => {
      const name = command.split(' ')[0] as string;
      await start(api, DEPLOYMENTS, web(name, 'nginx:1'));
      await api.get(`${DEPLOYMENTS}/${name}`, kubectl({ Accept: 'application/json, */*' }, wanted));
      await ready(api, name);
      const query = `allowWatchBookmarks=true&fieldSelector=metadata.name%3D${name}&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeoutSeconds=452&watch=true`;
      const pick = ({ type, object }: Json) => [
        type,
        wanted(object),
        object.status.availableReplicas,
        object.status.conditions.map((condition: Json) => [condition.type, condition.status]).sort(),
      ];
      const watch = await api.watch(`${DEPLOYMENTS}?${query}`, kubectl({}, pick));
      await watch.take(1);
    });
  }

  run('describe: an object and its events', [200, 200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('described', { color: 'red' }));
    const { body } = await api.get(`${CONFIG_MAPS}/described`, kubectl());
    await api.get(`${CONFIG_MAPS}/described`, kubectl({ Accept: 'application/json' }));
    const about = ['name%3Ddescribed', 'namespace%3D$NS', 'kind%3DConfigMap', `uid%3D${body.metadata.uid}`].map(
      (part) => `involvedObject.${part}`,
    );
    await api.get(`${CORE}/events?fieldSelector=${about.join('%2C')}&limit=500`, kubectl());
  });

  run('describe: a Deployment and its ReplicaSets', [200, 200], async (api) => {
    await start(api, DEPLOYMENTS, web('described', 'nginx:1'));
    await ready(api, 'described');
    await api.get(`${DEPLOYMENTS}/described`, kubectl({}, wanted));
    const owners = ({ kind, items }: Json) => [
      kind,
      items.map(({ metadata, spec }: Json) => [
        metadata.ownerReferences.map(({ uid: _, ...owner }: Json) => owner),
        metadata.annotations,
        spec.replicas,
      ]),
    ];
    await api.get(`${REPLICA_SETS}?labelSelector=app%3Ddescribed&limit=500`, kubectl({}, owners));
  });

  run('get: tables', [200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('got', { color: 'red' }));
    await start(api, DEPLOYMENTS, web('got', 'nginx:1'));
    await ready(api, 'got');
    await api.get(`${CONFIG_MAPS}/got`, kubectl({ Accept: TABLE }, rows));
    await api.get(`${DEPLOYMENTS}?fieldSelector=metadata.name%3Dgot&limit=500`, kubectl({ Accept: TABLE }, rows));
  });

  run('get -w: a table and what becomes of it', [200, 200, 200, 200], async (api) => {
    const watched = `${CONFIG_MAPS}?fieldSelector=metadata.name%3Dwatched`;
    const { body } = await api.get(`${watched}&limit=500`, kubectl({ Accept: TABLE }, rows));
    const watch = await api.watch(
      `${watched}&resourceVersion=${body.metadata.resourceVersion}&watch=true`,
      kubectl({ Accept: TABLE }, ({ type, object }) => [type, rows(object)]),
    );
    await start(api, CONFIG_MAPS, settings('watched', { color: 'red' }));
    await api.patch(`${CONFIG_MAPS}/watched`, { data: { size: '1' } }, 'merge', quiet);
    await api.delete(`${CONFIG_MAPS}/watched`, undefined, quiet);
    await watch.take(3);
  });

  run('label and annotate', [200, 200, 200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('labelled', { color: 'red' }));
    await api.get(`${CONFIG_MAPS}/labelled`, kubectl());
    await api.patch(`${CONFIG_MAPS}/labelled?fieldManager=kubectl-label`, { metadata: { labels: { tier: 'a' } } }, 'merge', kubectl());
    await api.get(`${CONFIG_MAPS}/labelled`, kubectl());
    await api.patch(
      `${CONFIG_MAPS}/labelled?fieldManager=kubectl-annotate`,
      { metadata: { annotations: { note: 'b' } } },
      'merge',
      kubectl(),
    );
  });

  run('scale', [200, 200, 200], async (api) => {
    await start(api, DEPLOYMENTS, { ...web('scaled', 'nginx:1'), spec: { ...web('scaled', 'nginx:1').spec, replicas: 0 } });
    await api.get(`${DEPLOYMENTS}/scaled`, kubectl({}, wanted));
    await api.patch(
      `${DEPLOYMENTS}/scaled/scale`,
      { spec: { replicas: 1 } },
      'merge',
      kubectl({ Accept: 'application/json, */*' }, ({ kind, apiVersion, metadata, spec, status }) => [
        kind,
        apiVersion,
        metadata.name,
        spec,
        status.selector,
      ]),
    );
    await api.get(`${DEPLOYMENTS}/scaled`, kubectl({}, wanted));
  });

  run('set image', [200, 200], async (api) => {
    await start(api, DEPLOYMENTS, web('image', 'nginx:1'));
    await api.get(`${DEPLOYMENTS}/image`, kubectl({ Accept: 'application/json, */*' }, wanted));
    const spec = {
      template: { spec: { '$setElementOrder/containers': [{ name: 'main' }], containers: [{ image: 'nginx:3', name: 'main' }] } },
    };
    await api.patch(
      `${DEPLOYMENTS}/image?fieldManager=kubectl-set`,
      { spec },
      'strategic',
      kubectl({ Accept: 'application/json, */*' }, wanted),
    );
  });

  run('rollout undo: puts an older template back', [200, 200], async (api) => {
    await start(api, DEPLOYMENTS, web('undone', 'nginx:1'));
    const { body } = await api.get(`${DEPLOYMENTS}/undone`, kubectl({}, wanted));
    await api.patch(
      `${DEPLOYMENTS}/undone`,
      { spec: { template: { spec: { containers: [{ name: 'main', image: 'nginx:2' }] } } } },
      'strategic',
      quiet,
    );
    await api.patch(
      `${DEPLOYMENTS}/undone`,
      [{ op: 'replace', path: '/spec/template', value: body.spec.template }],
      'json',
      kubectl({}, wanted),
    );
  });

  const PROTOBUF = {
    'Content-Type': 'application/vnd.kubernetes.protobuf',
    Accept: 'application/vnd.kubernetes.protobuf,application/json',
  };
  const bytes = (text: string) => Buffer.from(text, 'base64');
  run('create configmap and secret: in protobuf, as recorded', [200, 200], async (api) => {
    const made = 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEh4KFAoEbWFkZRIAGgAiACoAMgA4AEIAEgYKAWESATEaACIA';
    const hidden = 'azhzAAoMCgJ2MRIGU2VjcmV0EiIKFgoGaGlkZGVuEgAaACIAKgAyADgAQgASBgoBYRIBMRoAGgAiAA==';
    await api.call('POST', of(CONFIG_MAPS, 'kubectl-create'), bytes(made), { ...kubectl(PROTOBUF), quiet: true });
    await api.call('POST', of(`${CORE}/secrets`, 'kubectl-create'), bytes(hidden), { ...kubectl(PROTOBUF), quiet: true });
    await api.get(`${CONFIG_MAPS}/made`, kubectl());
    await api.get(`${CORE}/secrets/hidden`, kubectl());
  });

  run('replace', [200, 200], async (api) => {
    await start(api, CONFIG_MAPS, settings('replaced', { color: 'red' }));
    const { body } = await api.get(`${CONFIG_MAPS}/replaced`, kubectl());
    const object = settings('replaced', { color: 'blue' });
    const metadata = { ...object.metadata, resourceVersion: body.metadata.resourceVersion };
    await api.put(of(`${CONFIG_MAPS}/replaced`, 'kubectl-replace'), { ...object, metadata }, kubectl());
  });

  run('delete', [200, 200, 404], async (api) => {
    await start(api, CONFIG_MAPS, settings('deleted', { color: 'red' }));
    await api.get(`${CONFIG_MAPS}/deleted`, kubectl());
    await api.delete(`${CONFIG_MAPS}/deleted`, { propagationPolicy: 'Background' }, kubectl());
    await api.get(`${CONFIG_MAPS}/deleted`, kubectl());
  });

  run('delete --cascade=foreground: waits for what the object owns', [200, 200, 404], async (api) => {
    await start(api, DEPLOYMENTS, web('cascaded', 'nginx:1'));
    await ready(api, 'cascaded');
    const marked = ({ kind, metadata }: Json) => [
      kind,
      metadata.finalizers,
      metadata.deletionTimestamp,
      metadata.deletionGracePeriodSeconds,
    ];
    await api.delete(
      `${DEPLOYMENTS}/cascaded`,
      { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' },
      kubectl({}, marked),
    );
    await api.until(`${REPLICA_SETS}?labelSelector=app%3Dcascaded`, ({ body }) => body.items.length === 0, {
      pick: ({ kind, items }) => [kind, items],
    });
    await api.until(`${DEPLOYMENTS}/cascaded`, ({ status }) => status === 404);
  });
});
