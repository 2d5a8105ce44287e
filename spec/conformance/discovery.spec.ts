/** What the server says that it serves: legacy and aggregated discovery, OpenAPI, version and health. */
import { defineResource, describeConformance } from '../support/conformance.ts';
import type { Json } from '../support/conformance-api.ts';

const AGGREGATED = { headers: { Accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' } };

/** The groups that both serve; what else the real one serves is listed as absent in docs/embedded-cluster.md. */
const GROUPS = [
  'apps',
  'batch',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'apiextensions.k8s.io',
];
const WHOLE = ['apps/v1', 'autoscaling/v2', 'batch/v1', 'coordination.k8s.io/v1', 'discovery.k8s.io/v1', 'events.k8s.io/v1', 'policy/v1'];
WHOLE.push('rbac.authorization.k8s.io/v1', 'apiextensions.k8s.io/v1');

/** Resources that docs/embedded-cluster.md lists as absent. */
const ABSENT = new Set(
  `bindings componentstatuses limitranges nodes/proxy pods/attach pods/ephemeralcontainers pods/exec pods/log pods/portforward
  pods/proxy pods/resize podtemplates replicationcontrollers replicationcontrollers/scale replicationcontrollers/status resourcequotas
  resourcequotas/status services/proxy ipaddresses servicecidrs servicecidrs/status csistoragecapacities volumeattributesclasses`.split(
    /\s+/,
  ),
);

const byName = (left: Json, right: Json) => (left.name < right.name ? -1 : 1);
const present = (list: Json) => ({ ...list, resources: list.resources.filter(({ name }: Json) => !ABSENT.has(name)).sort(byName) });
const ownGroups = (body: Json, own: readonly string[]) => body.items.filter(({ metadata }: Json) => own.includes(metadata.name));
const presentAggregated = ({ versions, ...group }: Json) => ({
  ...group,
  versions: versions.map((version: Json) => ({
    ...version,
    resources: version.resources
      .filter(({ resource }: Json) => !ABSENT.has(resource))
      .map((entry: Json) => ({ ...entry, subresources: presentSubresources(entry) })),
  })),
});
const sortedResources = ({ resources, ...version }: Json) => ({
  ...version,
  resources: resources.sort((left: Json, right: Json) => (left.resource < right.resource ? -1 : 1)),
});
const presentSubresources = ({ resource, subresources = [] }: Json) =>
  subresources.filter(({ subresource }: Json) => !ABSENT.has(`${resource}/${subresource}`));

function gadgets(plural: string, kind: string, more: Json = {}, version: Json = {}): Json {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { size: { type: 'integer', description: 'How big.' } } } },
    },
  };
  return {
    spec: {
      group: '$NS.example.com',
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [{ name: 'v1', served: true, storage: true, schema, ...version }],
      ...more,
    },
  };
}

describeConformance('discovery', (run) => {
  run.before(async (api) => {
    const names = { plural: 'gadgets', kind: 'Gadget', shortNames: ['gd', 'gdt'], categories: ['all', 'toys'] };
    await defineResource(
      api,
      gadgets(
        'gadgets',
        'Gadget',
        { names },
        { subresources: { status: {}, scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' } } },
      ),
    );
    await defineResource(api, gadgets('planets', 'Planet', { scope: 'Cluster' }));
    const { schema } = gadgets('x', 'X').spec.versions[0];
    const versions = ['v1', 'v1beta1', 'v2', 'v1alpha1', 'v10', 'other'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema,
    }));
    await defineResource(api, gadgets('versioneds', 'Versioned', { group: 'many.$NS.example.com', versions }));
    const served = (name: string, isServed: boolean) => ({ name, served: isServed, storage: name === 'v1', schema });
    const definition = gadgets('partials', 'Partial', {
      group: 'part.$NS.example.com',
      versions: [served('v1', true), served('v2', false)],
    });
    await api.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      kind: 'CustomResourceDefinition',
      metadata: { name: 'partials.part.$NS.example.com' },
      ...definition,
    });
    await api.until('/apis/part.$NS.example.com/v1', ({ status, body }) => status === 200 && body.resources.length > 0);
    for (const path of ['/apis/$NS.example.com/v1', '/apis/many.$NS.example.com/v10'])
      await api.until(path, ({ status }) => status === 200);
    await api.until('/apis/$NS.example.com/v1', ({ body }) => body.resources.length === 4);
    const [group] = ['many.$NS.example.com'];
    await api.until(`/apis/${group}`, ({ body }) => body.versions?.length === 6);
  });

  run('names the versions of the core group', [200], (api) => api.get('/api'));

  run('lists the groups in their order, with preferred versions', [200], (api) =>
    api.get('/apis', { pick: (body) => ({ ...body, groups: body.groups.filter(({ name }: Json) => GROUPS.includes(name)) }) }),
  );

  run('lists the resources of the core group', [200], (api) => api.get('/api/v1', { pick: present }));

  for (const groupVersion of WHOLE) {
    run(`lists the resources of ${groupVersion}`, [200], (api) =>
      api.get(`/apis/${groupVersion}`, { pick: (body) => ({ ...body, resources: body.resources.sort(byName) }) }),
    );
  }

  for (const groupVersion of ['networking.k8s.io/v1', 'storage.k8s.io/v1']) {
    run(`lists the resources of ${groupVersion} that are there`, [200], (api) => api.get(`/apis/${groupVersion}`, { pick: present }));
  }

  run('describes one group', [200, 200], async (api) => {
    await api.get('/apis/apps');
    await api.get('/apis/rbac.authorization.k8s.io');
  });

  run('describes the group of definitions, with short names, categories and subresources', [200, 200], async (api) => {
    // The definitions of a group come in any order.
    await api.get('/apis/$NS.example.com');
    await api.get('/apis/$NS.example.com/v1', { pick: (body) => ({ ...body, resources: body.resources.sort(byName) }) });
  });

  run('orders the versions of a group: stable ones, beta, alpha, others', [200], (api) => api.get('/apis/many.$NS.example.com'));

  run('leaves out versions that are not served', [200, 404], async (api) => {
    await api.get('/apis/part.$NS.example.com');
    await api.get('/apis/part.$NS.example.com/v2');
  });

  run('says 404 for groups and versions that it does not know', [404, 404, 404], async (api) => {
    await api.get('/apis/unknown.example.com');
    await api.get('/apis/unknown.example.com/v1');
    await api.get('/apis/apps/v7');
  });

  run('aggregates the discovery of the core group', [200], (api) =>
    api.get('/api', { ...AGGREGATED, pick: (body) => ({ ...body, items: body.items.map(presentAggregated) }) }),
  );

  run('aggregates the discovery of the named groups, in their order', [200], (api) =>
    api.get('/apis', { ...AGGREGATED, pick: (body) => ({ ...body, items: ownGroups(body, GROUPS).map(presentAggregated) }) }),
  );

  run('aggregates the discovery of definitions', [200], async (api) => {
    const own = [`${api.namespace}.example.com`, `many.${api.namespace}.example.com`, `part.${api.namespace}.example.com`];
    const many = (body: Json) => body.items.find(({ metadata }: Json) => metadata.name === own[1]);
    const isWhole = (body: Json) => ownGroups(body, own).length === 3 && many(body).versions.length === 6;
    const pick = (body: Json) =>
      ownGroups(body, own)
        .sort((left: Json, right: Json) => (left.metadata.name < right.metadata.name ? -1 : 1))
        .map(({ versions, ...group }: Json) => ({ ...group, versions: versions.map(sortedResources) }));
    await api.until('/apis', ({ body }) => isWhole(body), { ...AGGREGATED, pick });
  });

  run('answers discovery in the old way to who asks for no aggregation', [200, 200], async (api) => {
    await api.get('/api', { headers: { Accept: '*/*' } });
    await api.get('/apis', { headers: { Accept: '*/*' }, pick: ({ kind }) => kind });
  });

  run('says its version', [200], (api) => api.get('/version', { pick: ({ major, minor }) => ({ major, minor }) }));

  run('says that it is well', [200, 200, 200], async (api) => {
    await api.get('/healthz');
    await api.get('/livez');
    await api.get('/readyz');
  });

  run('has an index of OpenAPI v3 documents', [200], (api) =>
    api.until('/openapi/v3', ({ body }) => body.paths[`apis/${api.namespace}.example.com/v1`] !== undefined, {
      pick: ({ paths }) =>
        ['api/v1', 'apis/apps/v1', 'apis/batch/v1', `apis/${api.namespace}.example.com/v1`].map(
          (path) => /^(.*)\?hash=[0-9A-F]+$/.exec(paths[path]?.serverRelativeURL)?.[1],
        ),
    }),
  );

  run('describes a definition in OpenAPI v3: schema, kind and references', [200], async (api) => {
    const name = `com.example.${api.namespace}.v1.Gadget`;
    const path = '/openapi/v3/apis/$NS.example.com/v1';
    await api.until(path, ({ body }) => body.components?.schemas?.[name] !== undefined, {
      pick: ({ openapi, components }) => ({ openapi, gadget: components.schemas[name] }),
    });
  });

  run('lists the paths of a definition in OpenAPI v3', [200], async (api) => {
    const path = '/openapi/v3/apis/$NS.example.com/v1';
    const isThere = ({ body }: Json) => body.components?.schemas?.[`com.example.${api.namespace}.v1.Gadget`] !== undefined;
    await api.until(path, isThere, {
      pick: ({ paths }) =>
        Object.keys(paths)
          .filter((key) => key.includes('namespaces') && key.includes('gadgets'))
          .sort(),
    });
  });

  run('describes built-in kinds in OpenAPI v3, with merge keys and list types', [200, 200], async (api) => {
    const member = (schema: Json) => ({
      type: schema.type,
      keys: schema['x-kubernetes-list-map-keys'],
      list: schema['x-kubernetes-list-type'],
      merge: schema['x-kubernetes-patch-merge-key'],
      strategy: schema['x-kubernetes-patch-strategy'],
    });
    await api.get('/openapi/v3/api/v1', {
      pick: ({ components }) => {
        const { properties, required, type } = components.schemas['io.k8s.api.core.v1.PodSpec'];
        return {
          type,
          required,
          containers: member(properties.containers),
          volumes: member(properties.volumes),
          tolerations: member(properties.tolerations),
        };
      },
    });
    await api.get('/openapi/v3/apis/apps/v1', {
      pick: ({ components }) => components.schemas['io.k8s.api.apps.v1.Deployment']['x-kubernetes-group-version-kind'],
    });
  });

  run('says 404 for an OpenAPI document that is not there', [404], (api) => api.get('/openapi/v3/apis/unknown.example.com/v1'));
});
