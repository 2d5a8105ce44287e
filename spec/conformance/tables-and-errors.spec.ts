/** Tables as kubectl asks for them, metadata alone, and the Status objects of refused requests. */
import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const APPS = '/apis/apps/v1/namespaces/$NS';
const DEPLOYMENTS = `${APPS}/deployments`;
const BATCH = '/apis/batch/v1/namespaces/$NS';
const WIDGETS = '/apis/$NS.example.com/v1/namespaces/$NS/widgets';
const quiet = { quiet: true };
const accept = (type: string, pick?: (body: Json) => unknown) => ({ headers: { Accept: type }, ...(pick && { pick }) });
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
/** Descriptions are prose; what the rows carry beside the cells has cases of its own. */
const columns = ({ columnDefinitions, rows, ...rest }: Json) => ({
  kind: rest.kind,
  apiVersion: rest.apiVersion,
  columns: columnDefinitions.map(({ description: _, ...column }: Json) => column),
  cells: rows.map(({ cells }: Json) => ({ cells })),
});
const table = accept(TABLE, columns);
const template = { metadata: { labels: { app: 'none' } }, spec: { containers: [{ name: 'main', image: 'busybox' }] } };

const pod = (api: ConformanceApi, name: string, spec: Json = {}, labels: Json = { app: name }) =>
  api.post(
    PODS,
    { metadata: { name, labels }, spec: { schedulerName: 'nobody', automountServiceAccountToken: false, ...template.spec, ...spec } },
    quiet,
  );
const podStatus = (api: ConformanceApi, name: string, status: Json) => api.patch(`${PODS}/${name}/status`, { status }, 'merge', quiet);

const COLUMNS = [
  { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
  { name: 'Names', type: 'string', jsonPath: '.spec.items[*].name' },
  { name: 'Second', type: 'string', jsonPath: '.spec.items[1].name' },
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'On', type: 'boolean', jsonPath: '.spec.on' },
  { name: 'Ratio', type: 'number', jsonPath: '.spec.ratio', priority: 1 },
  { name: 'Object', type: 'string', jsonPath: '.spec.object' },
  { name: 'Label', type: 'string', jsonPath: '.metadata.labels.a\\.b/c', description: 'A label.' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

describeConformance('tables and errors', (run) => {
  run.before(async (api) => {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const version = { name: 'v1', served: true, storage: true, schema, subresources: { status: {} } };
    const definition = (plural: string, kind: string, more: Json) => ({
      spec: { group: '$NS.example.com', scope: 'Namespaced', names: { plural, kind }, versions: [{ ...version, ...more }] },
    });
    await defineResource(api, definition('widgets', 'Widget', { additionalPrinterColumns: COLUMNS }));
    await defineResource(api, definition('plains', 'Plain', {}));
  });

  run('shows Pods', [200], async (api) => {
    await pod(api, 'table-pending');
    await api.get(`${PODS}?fieldSelector=metadata.name=table-pending`, table);
  });
  run('shows Pods that run, restart, wait, end or go', [200], async (api) => {
    const container = (state: Json, restartCount = 0, ready = false) => ({
      phase: 'Running',
      podIP: '10.1.2.3',
      containerStatuses: [{ name: 'main', image: 'busybox', imageID: 'x', restartCount, ready, state }],
    });
    for (const [name, status] of Object.entries({
      'table-1-runs': container({ running: { startedAt: '2026-01-01T00:00:00Z' } }, 0, true),
      'table-2-restarts': container({ running: { startedAt: '2026-01-01T00:00:00Z' } }, 3, true),
      'table-3-waits': container({ waiting: { reason: 'CrashLoopBackOff' } }, 2),
      'table-4-completed': { ...container({ terminated: { exitCode: 0, reason: 'Completed' } }), phase: 'Succeeded' },
      'table-5-failed': { ...container({ terminated: { exitCode: 3 } }), phase: 'Failed' },
      'table-6-reason': { phase: 'Failed', reason: 'Evicted' },
    })) {
      await pod(api, name, {}, { table: 'states' });
      await podStatus(api, name, status);
    }
    await api.get(`${PODS}?labelSelector=table=states`, table);
  });
  run('shows a single Pod, with its metadata', [200], async (api) => {
    await pod(api, 'table-single');
    await api.get(
      `${PODS}/table-single`,
      accept(TABLE, ({ columnDefinitions: _, ...rest }) => rest),
    );
  });
  run('shows the whole object, its metadata or nothing with each row', [200, 200, 400], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'table-include' }, data: { a: '1' } }, quiet);
    const whole = accept(TABLE, ({ columnDefinitions: _, ...rest }) => rest);
    await api.get(`${CONFIG_MAPS}/table-include?includeObject=Object`, whole);
    await api.get(`${CONFIG_MAPS}/table-include?includeObject=None`, whole);
    await api.get(`${CONFIG_MAPS}/table-include?includeObject=Some`, whole);
  });
  run('shows Deployments', [200], async (api) => {
    await api.post(
      DEPLOYMENTS,
      { metadata: { name: 'table' }, spec: { replicas: 0, selector: { matchLabels: { app: 'none' } }, template } },
      quiet,
    );
    await api.until(`${DEPLOYMENTS}/table`, ({ body }) => body.status.observedGeneration === 1, quiet);
    await api.get(`${DEPLOYMENTS}/table`, table);
  });
  run('shows StatefulSets, DaemonSets and ReplicaSets', [200, 200, 200], async (api) => {
    const selector = { matchLabels: { app: 'none' } };
    await api.post(
      `${APPS}/statefulsets`,
      { metadata: { name: 'table' }, spec: { replicas: 0, serviceName: 'x', selector, template } },
      quiet,
    );
    await api.post(
      `${APPS}/daemonsets`,
      {
        metadata: { name: 'table' },
        spec: { selector, template: { ...template, spec: { ...template.spec, nodeSelector: { no: 'where' } } } },
      },
      quiet,
    );
    await api.post(`${APPS}/replicasets`, { metadata: { name: 'table' }, spec: { replicas: 0, selector, template } }, quiet);
    for (const plural of ['statefulsets', 'daemonsets', 'replicasets']) await api.get(`${APPS}/${plural}/table`, table);
  });
  run('shows Jobs and CronJobs', [200, 200], async (api) => {
    const spec = { template: { spec: { ...template.spec, restartPolicy: 'Never' } } };
    await api.post(`${BATCH}/jobs`, { metadata: { name: 'table' }, spec: { ...spec, suspend: true } }, quiet);
    await api.until(`${BATCH}/jobs/table`, ({ body }) => body.status.conditions?.length > 0, quiet);
    await api.post(
      `${BATCH}/cronjobs`,
      { metadata: { name: 'table' }, spec: { suspend: true, schedule: '0 0 1 1 *', jobTemplate: { spec } } },
      quiet,
    );
    await api.get(`${BATCH}/jobs/table`, table);
    await api.get(`${BATCH}/cronjobs/table`, table);
  });
  run('shows Services', [200, 200], async (api) => {
    const cells = accept(TABLE, (body) => ({
      ...columns(body),
      cells: body.rows.map((row: Json) => row.cells.filter((cell: Json) => !/^10\./.test(cell))),
    }));
    await api.post(
      SERVICES,
      {
        metadata: { name: 'table' },
        spec: {
          selector: { app: 'x' },
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 53, protocol: 'UDP' },
          ],
        },
      },
      quiet,
    );
    await api.post(SERVICES, { metadata: { name: 'table-headless' }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } }, quiet);
    await api.get(`${SERVICES}/table`, cells);
    await api.get(`${SERVICES}/table-headless`, cells);
  });
  run('shows ConfigMaps, Secrets and service accounts', [200, 200, 200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'table' }, data: { a: '1' }, binaryData: { b: 'AA==' } }, quiet);
    await api.post(`${CORE}/secrets`, { metadata: { name: 'table' }, stringData: { a: '1' } }, quiet);
    await api.post(`${CORE}/serviceaccounts`, { metadata: { name: 'table' } }, quiet);
    for (const plural of ['configmaps', 'secrets', 'serviceaccounts']) await api.get(`${CORE}/${plural}/table`, table);
  });
  run('shows claims', [200], async (api) => {
    await api.post(
      `${CORE}/persistentvolumeclaims`,
      {
        metadata: { name: 'table' },
        spec: { storageClassName: 'none', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
      quiet,
    );
    await api.get(
      `${CORE}/persistentvolumeclaims/table`,
      accept(TABLE, (body) => columns(body).columns),
    );
  });
  run('shows namespaces, roles and bindings', [200, 200, 200], async (api) => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/$NS';
    await api.get('/api/v1/namespaces/$NS', table);
    await api.post(`${rbac}/roles`, { metadata: { name: 'table' }, rules: [] }, quiet);
    await api.post(
      `${rbac}/rolebindings`,
      {
        metadata: { name: 'table' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'table' },
        subjects: [{ kind: 'User', name: 'u' }],
      },
      quiet,
    );
    await api.get(
      `${rbac}/roles/table`,
      accept(TABLE, ({ rows }) => rows.map(({ cells }: Json) => cells[0])),
    );
    await api.get(`${rbac}/rolebindings/table`, table);
  });
  run('shows Ingresses, policies, budgets and leases', [200, 200, 200], async (api) => {
    const networking = '/apis/networking.k8s.io/v1/namespaces/$NS';
    const backend = { service: { name: 'x', port: { number: 80 } } };
    await api.post(
      `${networking}/ingresses`,
      {
        metadata: { name: 'table' },
        spec: { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
      },
      quiet,
    );
    await api.post(
      `${networking}/networkpolicies`,
      { metadata: { name: 'table' }, spec: { podSelector: { matchLabels: { a: 'b' } } } },
      quiet,
    );
    await api.post(
      '/apis/coordination.k8s.io/v1/namespaces/$NS/leases',
      { metadata: { name: 'table' }, spec: { holderIdentity: 'me' } },
      quiet,
    );
    await api.get(`${networking}/ingresses/table`, table);
    await api.get(`${networking}/networkpolicies/table`, table);
    await api.get('/apis/coordination.k8s.io/v1/namespaces/$NS/leases/table', table);
  });
  run('shows definitions', [200], (api) =>
    api.get(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.$NS.example.com',
      accept(TABLE, ({ columnDefinitions, rows }) => [
        columnDefinitions.map(({ name, type }: Json) => [name, type]),
        rows.map(({ cells }: Json) => cells),
      ]),
    ),
  );
  run('shows custom objects without columns', [200], async (api) => {
    const path = '/apis/$NS.example.com/v1/namespaces/$NS/plains';
    await api.post(path, { apiVersion: '$NS.example.com/v1', kind: 'Plain', metadata: { name: 'table' } }, quiet);
    await api.get(`${path}/table`, table);
  });
  run('shows custom objects by their printer columns', [200, 200], async (api) => {
    const spec = { size: 3, on: true, ratio: 1.5, object: { a: [1, 'b'] }, items: [{ name: 'one' }, { name: 'two' }] };
    await api.post(
      WIDGETS,
      { apiVersion: '$NS.example.com/v1', kind: 'Widget', metadata: { name: 'table-full', labels: { 'a.b/c': 'l' } }, spec },
      quiet,
    );
    await api.patch(
      `${WIDGETS}/table-full/status`,
      {
        status: {
          conditions: [
            { type: 'Other', status: 'False' },
            { type: 'Ready', status: 'True' },
          ],
        },
      },
      'merge',
      quiet,
    );
    await api.post(WIDGETS, { apiVersion: '$NS.example.com/v1', kind: 'Widget', metadata: { name: 'table-none' }, spec: {} }, quiet);
    await api.get(`${WIDGETS}/table-full`, table);
    await api.get(`${WIDGETS}/table-none`, table);
  });
  run('shows values that do not fit their columns', [200], async (api) => {
    await api.post(
      WIDGETS,
      {
        apiVersion: '$NS.example.com/v1',
        kind: 'Widget',
        metadata: { name: 'table-misfit' },
        spec: { size: 'big', on: 'yes', ratio: 'half', object: 5, items: 'none' },
      },
      quiet,
    );
    await api.get(`${WIDGETS}/table-misfit`, table);
  });
  run('describes the columns of custom objects', [200], async (api) => {
    await api.post(WIDGETS, { apiVersion: '$NS.example.com/v1', kind: 'Widget', metadata: { name: 'table-described' } }, quiet);
    await api.get(
      `${WIDGETS}/table-described`,
      accept(TABLE, ({ columnDefinitions }) => columnDefinitions),
    );
  });
  run('watches as tables, with columns at the first event only', [200, 200], async (api) => {
    const { body } = await api.get(`${CONFIG_MAPS}?limit=1`, quiet);
    const watch = await api.watch(
      `${CONFIG_MAPS}?watch=true&resourceVersion=${body.metadata.resourceVersion}&fieldSelector=metadata.name=table-watch`,
      accept(TABLE, ({ type, object }: Json) => [type, object.columnDefinitions?.map(({ name }: Json) => name), object.rows]),
    );
    await api.post(CONFIG_MAPS, { metadata: { name: 'table-watch' } }, quiet);
    await api.patch(`${CONFIG_MAPS}/table-watch`, { data: { a: '1' } }, 'merge', quiet);
    const events = await watch.take(2);
    api.note(events.map(({ type }) => type));
    api.entries.forEach((entry) => {
      entry.request = 'EVENT';
    });
  });

  // Metadata alone.
  const PARTIAL = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
  run('gives the metadata of an object alone', [200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'partial', labels: { partial: 'a' } }, data: { a: '1' } }, quiet);
    await api.get(`${CONFIG_MAPS}/partial`, accept(PARTIAL));
  });
  run('gives the metadata of a list alone', [200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'partial-list', labels: { partial: 'list' } }, data: { a: '1' } }, quiet);
    await api.get(`${CONFIG_MAPS}?labelSelector=partial=list`, accept('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'));
  });
  run('gives the metadata of custom objects alone', [200], async (api) => {
    await api.post(
      WIDGETS,
      { apiVersion: '$NS.example.com/v1', kind: 'Widget', metadata: { name: 'partial', labels: { partial: 'a' } }, spec: { a: 1 } },
      quiet,
    );
    await api.get(`${WIDGETS}?labelSelector=partial=a`, accept('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'));
  });
  run('gives the metadata of what is patched alone', [200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'partial-patch' }, data: { a: '1' } }, quiet);
    await api.patch(`${CONFIG_MAPS}/partial-patch`, { data: { a: '2' } }, 'merge', accept(PARTIAL));
  });

  // Refusals.
  run('says 404 for objects', [404, 404, 404], async (api) => {
    await api.get(`${CONFIG_MAPS}/missing`);
    await api.get(`${DEPLOYMENTS}/missing`);
    await api.delete(`${WIDGETS}/missing`);
  });
  run('says 404 for resources and groups', [404, 404, 404, 404], async (api) => {
    await api.get('/api/v1/namespaces/$NS/gizmos');
    await api.get('/apis/unknown.example.com/v1/gizmos');
    await api.get('/apis/$NS.example.com/v1/gizmos');
    await api.get('/apis/apps/v2/deployments');
  });
  run('says 404 for paths that are nothing', [404, 404], async (api) => {
    await api.get('/nothing');
    await api.get('/apis/apps/v1/namespaces/$NS/deployments/a/b/c');
  });
  run('says 404 for subresources that a kind has not', [404, 404], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'sub' } }, quiet);
    await api.get(`${CONFIG_MAPS}/sub/status`);
    await api.get(`${CONFIG_MAPS}/sub/scale`);
  });
  run('says 405 for verbs that a path has not', [405, 405, 405, 405], async (api) => {
    await api.put(CONFIG_MAPS, { metadata: { name: 'a' } });
    await api.patch(CONFIG_MAPS, { data: {} });
    await api.post(`${CONFIG_MAPS}/a`, {});
    await api.delete('/api/v1/namespaces');
  });
  run('says 405 for verbs of custom objects', [400, 400], async (api) => {
    await api.put(WIDGETS, {});
    await api.patch(WIDGETS, {});
  });
  run('says 406 for formats that nobody speaks', [406, 406], async (api) => {
    await api.get(CONFIG_MAPS, accept('text/html'));
    await api.get(WIDGETS, accept('application/vnd.example'));
  });
  run('takes the first format that it speaks', [200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'formats' } }, quiet);
    await api.get(`${CONFIG_MAPS}/formats`, accept('text/html, application/json;q=0.5'));
  });
  run('says 415 for bodies in unknown formats', [415, 415], async (api) => {
    await api.post(CONFIG_MAPS, 'a=b', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await api.post(WIDGETS, 'a=b', { headers: { 'Content-Type': 'text/plain' } });
  });
  const withoutMessage = ({ message: _, ...rest }: Json) => rest;
  run('says 400 for bodies that are broken', [400, 400, 400], async (api) => {
    await api.post(CONFIG_MAPS, '{"metadata":', { pick: withoutMessage });
    await api.post(CONFIG_MAPS, '[]', { pick: withoutMessage });
    await api.post(WIDGETS, '{', { pick: withoutMessage });
  });
  run('says 400 for custom objects without a kind or of another', [400, 422, 400], async (api) => {
    await api.post(WIDGETS, { metadata: { name: 'a' } });
    await api.post(WIDGETS, { apiVersion: '$NS.example.com/v1', kind: 'Plain', metadata: { name: 'a' } });
    await api.post(WIDGETS, { apiVersion: '$NS.example.com/v2', kind: 'Widget', metadata: { name: 'a' } });
  });
  run('says 400 for bad selectors', [400, 400, 400], async (api) => {
    await api.get(`${CONFIG_MAPS}?labelSelector=a==b==c`);
    await api.get(`${CONFIG_MAPS}?fieldSelector=data.a=b`);
    await api.get(`${CONFIG_MAPS}?fieldSelector=nonsense`);
  });
  run('says 422 with causes, one a field', [422], (api) =>
    api.post(PODS, { metadata: { name: 'Bad', labels: { 'a b': 'c' } }, spec: { containers: [{ name: 'A' }] } }),
  );
  run('answers HEAD without a body', [405, 405], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'head' } }, quiet);
    await api.call('HEAD', `${CONFIG_MAPS}/head`);
    await api.call('HEAD', `${CONFIG_MAPS}/missing`);
  });
});
