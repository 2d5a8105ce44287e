/** Replacing objects: versions, identities, immutable fields, generations, and writes that change nothing. */
import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/$NS/deployments';
const WIDGETS = '/apis/$NS.example.com/v1/namespaces/$NS/widgets';
const PLAINS = '/apis/$NS.example.com/v1/namespaces/$NS/plains';
const quiet = { quiet: true };
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main', image: 'busybox' }] } };

const create = async (api: ConformanceApi, path: string, name: string, rest: Json = {}): Promise<Json> =>
  (
    await api.post(
      path,
      {
        apiVersion: path.startsWith('/apis/$NS') ? '$NS.example.com/v1' : undefined,
        kind: path === WIDGETS ? 'Widget' : path === PLAINS ? 'Plain' : undefined,
        ...rest,
        metadata: { name, ...rest.metadata },
      },
      quiet,
    )
  ).body;

function definition(plural: string, kind: string, subresources?: Json): Json {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } };
  return {
    spec: {
      group: '$NS.example.com',
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema, ...(subresources && { subresources }) }],
    },
  };
}

describeConformance('update and conflicts', (run) => {
  run.before(async (api) => {
    await defineResource(api, definition('widgets', 'Widget', { status: {} }));
    await defineResource(api, definition('plains', 'Plain'));
  });

  run('replaces an object', [200, 200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'replace', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/replace`, { ...object, data: { b: '2' } });
    await api.get(`${CONFIG_MAPS}/replace`);
  });
  run('replaces without a version, whatever is there', [200], async (api) => {
    await create(api, CONFIG_MAPS, 'versionless', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/versionless`, { metadata: { name: 'versionless' }, data: { b: '2' } });
  });
  run('refuses a stale version', [409], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'stale', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/stale`, { ...object, data: { a: '2' } }, quiet);
    await api.put(`${CONFIG_MAPS}/stale`, { ...object, data: { a: '3' } });
  });
  run('refuses a stale version of a custom object', [409, 409], async (api) => {
    const object = await create(api, WIDGETS, 'stale', { spec: { a: 1 } });
    await api.put(`${WIDGETS}/stale`, { ...object, spec: { a: 2 } }, quiet);
    await api.put(`${WIDGETS}/stale`, { ...object, spec: { a: 3 } });
    await api.put(`${WIDGETS}/stale/status`, { ...object, status: { a: 3 } });
  });
  run('refuses a custom object without a version', [422], async (api) => {
    await create(api, WIDGETS, 'versionless', { spec: { a: 1 } });
    await api.put(`${WIDGETS}/versionless`, {
      apiVersion: '$NS.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'versionless' },
      spec: {},
    });
  });
  run('refuses another uid', [409], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'uid');
    await api.put(`${CONFIG_MAPS}/uid`, { ...object, metadata: { ...object.metadata, uid: '11111111-2222-3333-4444-555555555555' } });
  });
  run('refuses a version that is no number', [500], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'odd-version');
    await api.put(`${CONFIG_MAPS}/odd-version`, { ...object, metadata: { ...object.metadata, resourceVersion: 'newest' } });
  });
  run('refuses another name or namespace than the path has', [400, 400], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'name');
    await api.put(`${CONFIG_MAPS}/name`, { ...object, metadata: { ...object.metadata, name: 'other' } });
    await api.put(`${CONFIG_MAPS}/name`, { ...object, metadata: { ...object.metadata, namespace: 'default' } });
  });
  run('does not create by replacing', [404, 404], async (api) => {
    await api.put(`${CONFIG_MAPS}/missing`, { metadata: { name: 'missing' } });
    await api.put(`${WIDGETS}/missing`, {
      apiVersion: '$NS.example.com/v1',
      kind: 'Widget',
      metadata: { name: 'missing', resourceVersion: '1' },
    });
  });
  run('keeps the version when nothing changes', [200, 200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'same', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/same`, object);
    await api.get(`${CONFIG_MAPS}/same`);
  });
  run('keeps the version of a custom object when nothing changes', [200, 200], async (api) => {
    const object = await create(api, WIDGETS, 'same', { spec: { a: 1 } });
    await api.put(`${WIDGETS}/same`, object);
    await api.get(`${WIDGETS}/same`);
  });
  run('keeps creation time, uid and generation whatever is sent', [200], async (api) => {
    const object = await create(api, WIDGETS, 'system', { spec: { a: 1 } });
    await api.put(`${WIDGETS}/system`, {
      ...object,
      metadata: { ...object.metadata, creationTimestamp: '2001-01-01T00:00:00Z', generation: 99 },
      spec: { a: 2 },
    });
  });
  run('raises the generation with the spec only, where status is a subresource', [200, 200, 200], async (api) => {
    let object = await create(api, WIDGETS, 'generation', { spec: { a: 1 } });
    object = (await api.put(`${WIDGETS}/generation`, { ...object, spec: { a: 2 }, status: { ignored: true } })).body;
    object = (await api.put(`${WIDGETS}/generation`, { ...object, metadata: { ...object.metadata, labels: { x: 'y' } } })).body;
    await api.put(`${WIDGETS}/generation/status`, { ...object, status: { a: 1 }, spec: { ignored: true } });
  });
  run('raises the generation with everything but metadata, where status is none', [200, 200, 200], async (api) => {
    let object = await create(api, PLAINS, 'generation', { spec: { a: 1 }, status: { b: 1 } });
    object = (await api.put(`${PLAINS}/generation`, { ...object, status: { b: 2 } })).body;
    object = (await api.put(`${PLAINS}/generation`, { ...object, metadata: { ...object.metadata, labels: { x: 'y' } } })).body;
    await api.put(`${PLAINS}/generation`, { ...object, spec: { a: 2 } });
  });
  run('has no status path where status is no subresource', [404, 404], async (api) => {
    const object = await create(api, PLAINS, 'no-status', { spec: {} });
    await api.get(`${PLAINS}/no-status/status`);
    await api.put(`${PLAINS}/no-status/status`, object);
  });
  run('raises the generation of a Deployment with its spec only', [200, 200], async (api) => {
    const pick = ({ metadata, spec }: Json) => [metadata.generation, metadata.labels, spec.paused];
    await create(api, DEPLOYMENTS, 'generation', { spec: { replicas: 0, selector: { matchLabels: { app: 'x' } }, template } });
    await api.patch(`${DEPLOYMENTS}/generation`, { metadata: { labels: { x: 'y' } } }, 'merge', { pick });
    await api.patch(`${DEPLOYMENTS}/generation`, { spec: { paused: true } }, 'merge', { pick });
  });
  run('writes the status alone at the status path of a built-in kind', [200], async (api) => {
    const pod = await create(api, PODS, 'status', {
      spec: { ...template.spec, schedulerName: 'nobody', automountServiceAccountToken: false },
    });
    await api.put(`${PODS}/status/status`, {
      ...pod,
      metadata: { ...pod.metadata, labels: { x: 'y' } },
      spec: { ...pod.spec, priority: 5 },
      status: { phase: 'Running', podIP: '10.1.1.1' },
    });
  });
  run('keeps the status at the main path of a built-in kind', [200], async (api) => {
    const pod = await create(api, PODS, 'keeps-status', {
      spec: { ...template.spec, schedulerName: 'nobody', automountServiceAccountToken: false },
    });
    await api.put(`${PODS}/keeps-status`, { ...pod, metadata: { ...pod.metadata, labels: { x: 'y' } }, status: { phase: 'Failed' } });
  });
  run('lets only the image and little else of a Pod change', [200, 422], async (api) => {
    const pod = await create(api, PODS, 'image', {
      spec: { ...template.spec, schedulerName: 'nobody', automountServiceAccountToken: false },
    });
    const containers = [{ ...pod.spec.containers[0], image: 'busybox:2' }];
    const { body } = await api.put(`${PODS}/image`, { ...pod, spec: { ...pod.spec, containers } });
    const pick = ({ message, details, ...rest }: Json) => [
      rest,
      message.split('\n')[0],
      details.causes?.map(({ reason, field }: Json) => [reason, field]),
    ];
    await api.put(
      `${PODS}/image`,
      { ...body, spec: { ...body.spec, containers: [{ ...body.spec.containers[0], command: ['x'] }] } },
      { pick },
    );
  });
  run('refuses to change the address of a Service', [422], async (api) => {
    const service = await create(api, SERVICES, 'address', { spec: { ports: [{ port: 80 }] } });
    await api.put(`${SERVICES}/address`, { ...service, spec: { ...service.spec, clusterIP: '10.0.0.250', clusterIPs: ['10.0.0.250'] } });
  });
  run('keeps the address of a Service that leaves it out', [200], async (api) => {
    const service = await create(api, SERVICES, 'keeps-address', { spec: { ports: [{ port: 80 }] } });
    await api.put(
      `${SERVICES}/keeps-address`,
      { metadata: { name: 'keeps-address', resourceVersion: service.metadata.resourceVersion }, spec: { ports: [{ port: 81 }] } },
      { pick: ({ spec, message }) => spec ?? message },
    );
  });
  run('refuses to change immutable ConfigMaps and Secrets', [422, 422, 422], async (api) => {
    const map = await create(api, CONFIG_MAPS, 'immutable', { immutable: true, data: { a: '1' } });
    const secret = await create(api, `${CORE}/secrets`, 'immutable', { immutable: true, stringData: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/immutable`, { ...map, data: { a: '2' } });
    await api.put(`${CONFIG_MAPS}/immutable`, { ...map, immutable: false });
    await api.put(`${CORE}/secrets/immutable`, { ...secret, data: { a: 'Mg==' } });
  });
  run('lets the metadata of an immutable ConfigMap change', [200], async (api) => {
    const map = await create(api, CONFIG_MAPS, 'immutable-labels', { immutable: true, data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/immutable-labels`, { ...map, metadata: { ...map.metadata, labels: { x: 'y' } } });
  });
  run('refuses to change the type of a Secret', [422], async (api) => {
    const secret = await create(api, `${CORE}/secrets`, 'type', { stringData: { a: '1' } });
    await api.put(`${CORE}/secrets/type`, { ...secret, type: 'example.com/other' });
  });
  run('refuses to change the template of a Job', [422], async (api) => {
    const path = '/apis/batch/v1/namespaces/$NS/jobs';
    await create(api, path, 'immutable', {
      spec: { suspend: true, completions: 2, template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
    });
    await api.patch(`${path}/immutable`, { spec: { completions: 3 } });
  });
  run('refuses to change the role of a binding', [422], async (api) => {
    const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/$NS/rolebindings';
    await create(api, path, 'immutable', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' } });
    await api.patch(`${path}/immutable`, { roleRef: { name: 'b' } });
  });
  run('refuses to change the selector of a StatefulSet', [422], async (api) => {
    const path = '/apis/apps/v1/namespaces/$NS/statefulsets';
    await create(api, path, 'immutable', { spec: { replicas: 0, serviceName: 'x', selector: { matchLabels: { app: 'x' } }, template } });
    await api.patch(`${path}/immutable`, { spec: { serviceName: 'y' } });
  });
  run('dry-runs a replacement', [200, 200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'dry', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/dry?dryRun=All`, { ...object, data: { a: '2' } });
    await api.get(`${CONFIG_MAPS}/dry`);
  });
  run('validates the fields of a replacement', [400, 200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'fields', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/fields?fieldValidation=Strict`, { ...object, odd: 1 });
    await api.put(`${CONFIG_MAPS}/fields`, { ...object, odd: 1 });
  });
  run('notes who changed what', [200, 200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'managers', { data: { a: '1', b: '1' } });
    const { body } = await api.put(`${CONFIG_MAPS}/managers?fieldManager=second`, { ...object, data: { a: '2', c: '1' } });
    await api.put(`${CONFIG_MAPS}/managers?fieldManager=third`, { ...body, data: {} });
  });
  run('clears managedFields by an empty entry', [200], async (api) => {
    const object = await create(api, CONFIG_MAPS, 'cleared', { data: { a: '1' } });
    await api.put(`${CONFIG_MAPS}/cleared`, { ...object, metadata: { ...object.metadata, managedFields: [{}] } });
  });
  run('refuses to add finalizers to what is being deleted, but takes them off', [422, 200, 404], async (api) => {
    await create(api, CONFIG_MAPS, 'deleting', { metadata: { finalizers: ['a.b/c'] } });
    await api.delete(`${CONFIG_MAPS}/deleting`, undefined, quiet);
    await api.patch(`${CONFIG_MAPS}/deleting`, { metadata: { finalizers: ['a.b/c', 'd.e/f'] } });
    await api.patch(`${CONFIG_MAPS}/deleting`, { metadata: { finalizers: [] } });
    await api.get(`${CONFIG_MAPS}/deleting`);
  });
});
