/** Tables as kubectl asks for them, metadata alone, and the Status objects of refused requests. */
import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const APPS = '/apis/apps/v1/namespaces/$NS';
const DEPLOYMENTS = `${APPS}/deployments`;
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
  run('says 405 for verbs that a path has not', [405, 405, 405, 405], async (api) => {
    await api.put(CONFIG_MAPS, { metadata: { name: 'a' } });
    await api.patch(CONFIG_MAPS, { data: {} });
    await api.post(`${CONFIG_MAPS}/a`, {});
    await api.delete('/api/v1/namespaces');
  });
  run('takes the first format that it speaks', [200], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'formats' } }, quiet);
    await api.get(`${CONFIG_MAPS}/formats`, accept('text/html, application/json;q=0.5'));
  });
  const withoutMessage = ({ message: _, ...rest }: Json) => rest;
  run('says 400 for bodies that are broken', [400, 400, 400], async (api) => {
    await api.post(CONFIG_MAPS, '{"metadata":', { pick: withoutMessage });
    await api.post(CONFIG_MAPS, '[]', { pick: withoutMessage });
    await api.post(WIDGETS, '{', { pick: withoutMessage });
  });
  run('says 422 with causes, one a field', [422], (api) =>
    api.post(PODS, { metadata: { name: 'Bad', labels: { 'a b': 'c' } }, spec: { containers: [{ name: 'A' }] } }),
  );
});
