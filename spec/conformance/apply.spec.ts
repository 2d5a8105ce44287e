/** Server-side apply: ownership, conflicts, removal, and the kinds of lists and maps. */
import { describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';
import { defineWidgets, WIDGETS, widgetBody } from '../support/conformance-widgets.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/$NS/deployments';
const quiet = { quiet: true };

const map = (data: Json, metadata: Json = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
const widget = (spec: Json, more: Json = {}) => widgetBody({ ...more, spec });
const deployment = (podSpec: Json, spec: Json = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { replicas: 0, selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec: podSpec }, ...spec },
});
const service = (ports: Json[]) => ({ apiVersion: 'v1', kind: 'Service', spec: { selector: { app: 'x' }, ports } });
/** Controllers write to Deployments too: what appliers own, and the spec. */
const applied = {
  pick: ({ metadata, spec, ...rest }: Json) =>
    spec
      ? {
          spec,
          generation: metadata.generation,
          managers: metadata.managedFields.filter(({ operation, subresource }: Json) => operation === 'Apply' && !subresource),
        }
      : rest,
};
/** A server names several managers' fields in any order. */
const byField = {
  pick: ({ details, ...rest }: Json) => ({
    ...rest,
    causes: details.causes.sort((left: Json, right: Json) => (left.field < right.field ? -1 : 1)),
  }),
};
const apply = (api: ConformanceApi, path: string, body: unknown, manager?: string) => api.apply(path, body, manager, quiet);

const text = { type: 'string' };
const ITEM = { type: 'object', required: ['name'], properties: { name: text, value: text, other: text } };
const SPEC = {
  type: 'object',
  properties: {
    size: { type: 'integer', maximum: 9 },
    color: { type: 'string', default: 'red' },
    atomicList: { type: 'array', items: text },
    set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    keyed: { type: 'array', items: ITEM, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
    ports: {
      type: 'array',
      items: {
        type: 'object',
        required: ['port'],
        properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' }, name: text },
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
    },
    granular: { type: 'object', additionalProperties: text },
    atomicMap: { type: 'object', properties: { a: text, b: text }, 'x-kubernetes-map-type': 'atomic' },
    nested: { type: 'object', properties: { a: text, b: text } },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    nullable: {
      type: 'object',
      properties: {
        object: { type: 'object', nullable: true, properties: { a: text } },
        set: { type: 'array', nullable: true, items: text, 'x-kubernetes-list-type': 'set' },
        list: { type: 'array', nullable: true, items: text },
        text: { type: 'string', nullable: true },
      },
    },
  },
};

describeConformance('server-side apply', (run) => {
  run.before((api) =>
    defineWidgets(api, {
      spec: SPEC,
      status: {
        type: 'object',
        properties: {
          ready: { type: 'boolean' },
          conditions: {
            type: 'array',
            items: { type: 'object', required: ['type'], properties: { type: text, status: text } },
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['type'],
          },
        },
      },
    }),
  );

  run('creates what is not there, and owns it', [201, 200], async (api) => {
    await api.apply(`${CONFIG_MAPS}/create`, map({ a: '1' }, { labels: { x: 'y' } }));
    await api.get(`${CONFIG_MAPS}/create`);
  });
  run('changes nothing when applied again', [200, 200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/again`, map({ a: '1' }));
    await api.apply(`${CONFIG_MAPS}/again`, map({ a: '1' }));
    await api.get(`${CONFIG_MAPS}/again`);
  });
  run('changes what it owns', [200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/change`, map({ a: '1' }));
    await api.apply(`${CONFIG_MAPS}/change`, map({ a: '2', b: '3' }));
  });
  run('removes what is no longer applied', [200, 200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/remove`, map({ a: '1', b: '2' }, { labels: { x: 'y' }, annotations: { c: 'd' } }));
    await api.apply(`${CONFIG_MAPS}/remove`, map({ a: '1' }, { labels: { x: 'y' } }));
    await api.apply(`${CONFIG_MAPS}/remove`, { apiVersion: 'v1', kind: 'ConfigMap' });
  });
  run('keeps what another applier owns too', [200, 200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/shared`, map({ a: '1', b: '2' }), 'one');
    await api.apply(`${CONFIG_MAPS}/shared`, map({ a: '1', c: '3' }), 'two');
    await api.apply(`${CONFIG_MAPS}/shared`, map({ b: '2' }), 'one');
  });
  run('refuses what another applier owns', [409], async (api) => {
    await apply(api, `${CONFIG_MAPS}/conflict`, map({ a: '1' }), 'one');
    await api.apply(`${CONFIG_MAPS}/conflict`, map({ a: '2' }), 'two');
  });
  run('names all conflicts, by manager', [409], async (api) => {
    await apply(api, `${CONFIG_MAPS}/conflicts`, map({ a: '1', b: '1' }), 'one');
    await apply(api, `${CONFIG_MAPS}/conflicts`, map({ c: '1' }, { labels: { x: 'y' } }), 'two');
    await api.apply(`${CONFIG_MAPS}/conflicts`, map({ a: '2', b: '2', c: '2' }, { labels: { x: 'z' } }), 'three', byField);
  });
  run('refuses what an update has set, naming its version', [409], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'by-update' }, data: { a: '1' } }, quiet);
    await api.apply(`${CONFIG_MAPS}/by-update`, map({ a: '2' }));
  });
  run('takes over by force', [200, 200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/force`, map({ a: '1', b: '1' }), 'one');
    await api.apply(`${CONFIG_MAPS}/force?force=true`, map({ a: '2' }), 'two');
    await api.apply(`${CONFIG_MAPS}/force`, map({ b: '1' }), 'one');
  });
  run('shares a value that both agree on', [200, 409], async (api) => {
    await apply(api, `${CONFIG_MAPS}/agree`, map({ a: '1' }), 'one');
    await api.apply(`${CONFIG_MAPS}/agree`, map({ a: '1' }), 'two');
    await api.apply(`${CONFIG_MAPS}/agree`, map({ a: '2' }), 'two');
  });
  run('loses to an update, and conflicts afterwards', [200, 409, 200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/overwritten`, map({ a: '1', b: '1' }));
    await api.patch(`${CONFIG_MAPS}/overwritten?fieldManager=human`, { data: { a: '9' } });
    await api.apply(`${CONFIG_MAPS}/overwritten`, map({ a: '1', b: '1' }));
    await api.apply(`${CONFIG_MAPS}/overwritten?force=true`, map({ a: '1', b: '1' }));
  });
  run('gives up a field without removing it, where an update has set it', [200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/give-up`, map({ a: '1', b: '1' }));
    await api.patch(`${CONFIG_MAPS}/give-up?fieldManager=human`, { data: { a: '9' } }, 'merge', quiet);
    await api.apply(`${CONFIG_MAPS}/give-up`, map({ b: '1' }));
  });
  run('drops a manager that owns nothing any more', [200], async (api) => {
    await apply(api, `${CONFIG_MAPS}/dropped`, map({ a: '1' }), 'one');
    await api.apply(`${CONFIG_MAPS}/dropped?force=true`, map({ a: '2' }), 'two');
  });
  run('needs a manager', [422, 400], async (api) => {
    await api.patch(`${CONFIG_MAPS}/nobody`, map({ a: '1' }), 'apply');
    await api.patch(`${CONFIG_MAPS}/nobody?fieldManager=x`, 'not: [yaml', 'apply', { pick: ({ message: _, ...rest }) => rest });
  });
  run('needs the kind in the body', [400, 400], async (api) => {
    await api.apply(`${CONFIG_MAPS}/kindless`, { metadata: {}, data: { a: '1' } });
    await api.apply(`${CONFIG_MAPS}/kindless`, { apiVersion: 'v1', kind: 'Secret' });
  });
  run('refuses another name than the path has', [400], (api) => api.apply(`${CONFIG_MAPS}/name`, map({}, { name: 'other' })));
  run('needs the name in the body', [400], (api) => api.patch(`${CONFIG_MAPS}/nameless?fieldManager=x`, map({ a: '1' }), 'apply'));
  run('refuses force where nothing is applied', [422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'forced' } }, quiet);
    await api.patch(`${CONFIG_MAPS}/forced?force=true`, { data: { a: '1' } });
  });
  run('refuses managedFields in the configuration', [400], (api) =>
    api.apply(
      `${CONFIG_MAPS}/managed`,
      map({ a: '1' }, { managedFields: [{ manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }] }),
    ),
  );
  run('checks a given uid', [422, 409], async (api) => {
    await apply(api, `${CONFIG_MAPS}/uid`, map({ a: '1' }));
    await api.apply(`${CONFIG_MAPS}/uid`, map({ a: '2' }, { uid: '11111111-2222-3333-4444-555555555555' }));
    await api.apply(`${CONFIG_MAPS}/uid-missing`, map({ a: '2' }, { uid: '11111111-2222-3333-4444-555555555555' }));
  });
  run('checks a given resourceVersion', [409, 200], async (api) => {
    const { body } = await apply(api, `${CONFIG_MAPS}/version`, map({ a: '1' }));
    await apply(api, `${CONFIG_MAPS}/version`, map({ a: '2' }));
    await api.apply(`${CONFIG_MAPS}/version`, map({ a: '3' }, { resourceVersion: body.metadata.resourceVersion }));
    const now = await api.get(`${CONFIG_MAPS}/version`, quiet);
    await api.apply(`${CONFIG_MAPS}/version`, map({ a: '3' }, { resourceVersion: now.body.metadata.resourceVersion }));
  });
  run('dry-runs', [201, 404, 200, 200], async (api) => {
    await api.apply(`${CONFIG_MAPS}/dry?dryRun=All`, map({ a: '1' }));
    await api.get(`${CONFIG_MAPS}/dry`);
    await apply(api, `${CONFIG_MAPS}/dry`, map({ a: '1' }));
    await api.apply(`${CONFIG_MAPS}/dry?dryRun=All`, map({ a: '2' }));
    await api.get(`${CONFIG_MAPS}/dry`);
  });
  run('refuses unknown fields of built-in kinds, and drops those of custom ones', [500, 500], async (api) => {
    await api.apply(`${CONFIG_MAPS}/unknown`, { ...map({ a: '1' }), odd: 1 });
    await api.apply(`${WIDGETS}/unknown`, widget({ size: 1, odd: 1 }));
  });
  run('refuses unknown fields of custom kinds when strict', [500], (api) =>
    api.apply(`${WIDGETS}/strict?fieldValidation=Strict`, widget({ size: 1, odd: 1 })),
  );
  run('counts what was done before as one manager, where managedFields were cleared', [200, 200, 409], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'cleared' }, data: { a: '1' } }, quiet);
    await api.patch(`${CONFIG_MAPS}/cleared`, { metadata: { managedFields: [{}] } }, 'merge', quiet);
    await api.patch(`${CONFIG_MAPS}/cleared`, { data: { b: '1' } });
    await api.apply(`${CONFIG_MAPS}/cleared`, map({ a: '1', c: '1' }));
    await api.apply(`${CONFIG_MAPS}/cleared`, map({ a: '1', b: '2', c: '1' }));
  });
  run('reads YAML', [201], (api) =>
    api.apply(`${CONFIG_MAPS}/yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n  a: "1"\n'),
  );
  run('checks what comes out', [422, 422], async (api) => {
    await api.apply(`${WIDGETS}/invalid`, widget({ size: 10 }));
    await api.apply(`${CONFIG_MAPS}/Upper`, map({}));
  });

  // Built-in lists and maps.
  run('merges containers by name, from two appliers', [200], async (api) => {
    await apply(api, `${DEPLOYMENTS}/containers`, deployment({ containers: [{ name: 'a', image: 'a:1' }] }), 'one');
    await api.apply(
      `${DEPLOYMENTS}/containers`,
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers: [{ name: 'b', image: 'b:1' }] } } } },
      'two',
      applied,
    );
  });
  run('removes a container that is no longer applied', [200], async (api) => {
    await apply(
      api,
      `${DEPLOYMENTS}/removed`,
      deployment({
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:1' },
        ],
      }),
    );
    await api.apply(`${DEPLOYMENTS}/removed`, deployment({ containers: [{ name: 'b', image: 'b:1' }] }), 'applier', applied);
  });
  run('gives back the default of a field that is no longer applied', [200], async (api) => {
    await apply(
      api,
      `${DEPLOYMENTS}/default`,
      deployment({ containers: [{ name: 'a', image: 'a:1' }], terminationGracePeriodSeconds: 5 }, { revisionHistoryLimit: 3 }),
    );
    await api.apply(`${DEPLOYMENTS}/default`, deployment({ containers: [{ name: 'a', image: 'a:1' }] }), 'applier', applied);
  });
  run('merges environment by name and ports by port and protocol', [200], async (api) => {
    const container = {
      name: 'a',
      image: 'a:1',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }],
    };
    await apply(api, `${DEPLOYMENTS}/env`, deployment({ containers: [container] }), 'one');
    const more = { name: 'a', env: [{ name: 'C', value: '3' }], ports: [{ containerPort: 81, protocol: 'TCP' }] };
    await api.apply(
      `${DEPLOYMENTS}/env`,
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers: [more] } } } },
      'two',
      applied,
    );
  });
  run('conflicts about an image, by its path', [409], async (api) => {
    await apply(api, `${DEPLOYMENTS}/image`, deployment({ containers: [{ name: 'a', image: 'a:1' }] }), 'one');
    await api.apply(`${DEPLOYMENTS}/image`, deployment({ containers: [{ name: 'a', image: 'a:2' }] }), 'two');
  });
  run('replaces atomic lists and maps whole', [200, 409], async (api) => {
    await apply(
      api,
      `${DEPLOYMENTS}/atomic`,
      deployment({ containers: [{ name: 'a', image: 'a:1', args: ['1', '2'] }], nodeSelector: { a: 'b' } }),
    );
    await api.apply(
      `${DEPLOYMENTS}/atomic`,
      deployment({ containers: [{ name: 'a', image: 'a:1', args: ['3'] }], nodeSelector: { c: 'd' } }),
      'applier',
      applied,
    );
    await api.apply(
      `${DEPLOYMENTS}/atomic`,
      deployment({ containers: [{ name: 'a', image: 'a:1', args: ['4'] }], nodeSelector: { c: 'd', e: 'f' } }),
      'other',
    );
  });
  run('merges the ports of a Service', [201, 200], async (api) => {
    await api.apply(`${SERVICES}/ports`, service([{ port: 80, name: 'a' }]));
    await api.apply(
      `${SERVICES}/ports`,
      { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 81, name: 'b', protocol: 'TCP' }] } },
      'other',
    );
  });
  run('merges finalizers as a set and owner references by uid', [201, 409], async (api) => {
    const owner = (uid: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid });
    const [first, second] = ['11111111-2222-3333-4444-555555555551', '11111111-2222-3333-4444-555555555552'];
    await api.apply(
      `${CONFIG_MAPS}/sets?dryRun=All`,
      map({}, { finalizers: ['a.b/c'], ownerReferences: [owner(first as string), owner(second as string)] }),
    );
    await apply(api, `${CONFIG_MAPS}/sets`, map({}, { finalizers: ['a.b/c'] }), 'one');
    await api.apply(`${CONFIG_MAPS}/sets`, map({}, { finalizers: ['d.e/f'] }), 'two');
    await api.patch(`${CONFIG_MAPS}/sets`, { metadata: { finalizers: null } }, 'merge', quiet);
  });
  run('applies a Pod', [201, 200], async (api) => {
    const pod = (image: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        schedulerName: 'nobody',
        automountServiceAccountToken: false,
        containers: [{ name: 'a', image, volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
        volumes: [{ name: 'v', emptyDir: {} }],
      },
    });
    await api.apply(`${PODS}/applied`, pod('a:1'));
    await api.apply(`${PODS}/applied`, pod('a:2'));
  });
  run('applies a Secret with stringData', [201], (api) =>
    api.apply(`${CORE}/secrets/applied`, { apiVersion: 'v1', kind: 'Secret', stringData: { a: '1' }, data: { b: 'Mg==' } }),
  );
  run('refuses duplicate keys', [500], (api) =>
    api.apply(
      `${DEPLOYMENTS}/duplicate`,
      deployment({
        containers: [
          { name: 'a', image: 'a' },
          { name: 'a', image: 'b' },
        ],
      }),
    ),
  );
  run('refuses items without their key', [422], (api) => api.apply(`${DEPLOYMENTS}/keyless`, deployment({ containers: [{ image: 'a' }] })));
  run('refuses values of the wrong type', [500, 500], async (api) => {
    await api.apply(`${CONFIG_MAPS}/type`, map({ a: 1 }));
    await api.apply(`${DEPLOYMENTS}/type`, deployment({ containers: 'none' }));
  });
  run('treats a quantity as equal in another form', [200], async (api) => {
    const claim = (storage: string) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      spec: { storageClassName: 'none', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    });
    const pick = {
      pick: ({ metadata, spec }: Json) => [metadata.managedFields.filter(({ operation }: Json) => operation === 'Apply'), spec.resources],
    };
    await apply(api, `${CORE}/persistentvolumeclaims/quantity`, claim('1024Mi'));
    await api.apply(`${CORE}/persistentvolumeclaims/quantity`, claim('1Gi'), 'applier', pick);
  });

  // Custom resources.
  run('owns the fields of a custom object, and not its defaults', [201, 200], async (api) => {
    await api.apply(`${WIDGETS}/owns`, widget({ size: 1, nested: { a: 'x' } }));
    await api.apply(`${WIDGETS}/owns`, widget({ color: 'blue' }), 'other');
  });
  run('defaults again what is no longer applied', [200], async (api) => {
    await apply(api, `${WIDGETS}/default`, widget({ size: 1, color: 'blue' }));
    await api.apply(`${WIDGETS}/default`, widget({ size: 1 }));
  });
  run('replaces lists without a type whole', [200], async (api) => {
    await apply(api, `${WIDGETS}/atomic-list`, widget({ atomicList: ['a', 'b'] }));
    await api.apply(`${WIDGETS}/atomic-list`, widget({ atomicList: ['c'] }));
  });
  run('merges sets', [200, 200], async (api) => {
    await apply(api, `${WIDGETS}/set`, widget({ set: ['a', 'b'] }), 'one');
    await api.apply(`${WIDGETS}/set`, widget({ set: ['c', 'b'] }), 'two');
    await api.apply(`${WIDGETS}/set`, widget({ set: ['b'] }), 'one');
  });
  run('refuses duplicates in sets', [500], (api) => api.apply(`${WIDGETS}/set-duplicate`, widget({ set: ['a', 'a'] })));
  run('merges keyed lists', [200, 200, 409], async (api) => {
    await apply(
      api,
      `${WIDGETS}/keyed`,
      widget({
        keyed: [
          { name: 'a', value: '1' },
          { name: 'b', value: '1' },
        ],
      }),
      'one',
    );
    await api.apply(
      `${WIDGETS}/keyed`,
      widget({
        keyed: [
          { name: 'b', other: '2' },
          { name: 'c', value: '2' },
        ],
      }),
      'two',
    );
    await api.apply(`${WIDGETS}/keyed`, widget({ keyed: [{ name: 'a', value: '1' }] }), 'one');
    await api.apply(`${WIDGETS}/keyed`, widget({ keyed: [{ name: 'a', value: '3' }] }), 'three');
  });
  run('keys lists by a key with a default', [201, 200], async (api) => {
    await api.apply(`${WIDGETS}/ports`, widget({ ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }] }), 'one');
    await api.apply(`${WIDGETS}/ports`, widget({ ports: [{ port: 80, name: 'named' }] }), 'two');
  });
  run('merges granular maps, replaces atomic ones', [200, 409], async (api) => {
    await apply(api, `${WIDGETS}/maps`, widget({ granular: { a: '1' }, atomicMap: { a: '1' } }), 'one');
    await api.apply(`${WIDGETS}/maps`, widget({ granular: { b: '2' } }), 'two');
    await api.apply(`${WIDGETS}/maps`, widget({ atomicMap: { b: '2' } }), 'two');
  });
  run('takes free-form objects apart', [200, 409], async (api) => {
    await apply(api, `${WIDGETS}/free`, widget({ free: { a: { b: '1' }, list: [1, 2] } }), 'one');
    await api.apply(`${WIDGETS}/free`, widget({ free: { a: { c: '2' } } }), 'two');
    await api.apply(`${WIDGETS}/free`, widget({ free: { list: [3] } }), 'two');
  });
  run('applies to the status', [200, 200, 409], async (api) => {
    await apply(api, `${WIDGETS}/with-status`, widget({ size: 1 }));
    const status = (conditions: Json[]) => ({ apiVersion: '$NS.example.com/v1', kind: 'Widget', status: { ready: true, conditions } });
    await api.apply(`${WIDGETS}/with-status/status`, status([{ type: 'A', status: 'True' }]), 'one');
    await api.apply(`${WIDGETS}/with-status/status`, status([{ type: 'B', status: 'True' }]), 'two');
    await api.apply(`${WIDGETS}/with-status/status`, status([{ type: 'A', status: 'False' }]), 'two');
  });
  run('ignores the status at the main path, and the spec at the status path', [201, 200], async (api) => {
    await api.apply(`${WIDGETS}/paths`, widget({ size: 1 }, { status: { ready: true } }));
    await api.apply(`${WIDGETS}/paths/status`, widget({ size: 5 }, { status: { ready: true } }));
  });
  run('does not create by applying to a status', [404], (api) =>
    api.apply(`${WIDGETS}/no-such/status`, { apiVersion: '$NS.example.com/v1', kind: 'Widget', status: { ready: true } }),
  );
  run('raises the generation only with the spec', [200, 200], async (api) => {
    await apply(api, `${WIDGETS}/generation`, widget({ size: 1 }));
    await api.apply(`${WIDGETS}/generation`, widget({ size: 1 }, { metadata: { labels: { a: 'b' } } }));
    await api.apply(`${WIDGETS}/generation`, widget({ size: 2 }, { metadata: { labels: { a: 'b' } } }));
  });
  run('keeps what is emptied, and then is given its defaults', [201, 200, 200, 201, 200], async (api) => {
    await api.apply(`${WIDGETS}/emptied`, widget({ nested: { a: '1' }, granular: { x: '1' }, free: { x: { y: 1 } }, atomicList: ['a'] }));
    await api.apply(`${WIDGETS}/emptied`, widget({ nested: {}, granular: {}, free: {}, atomicList: [] }));
    await api.apply(`${WIDGETS}/emptied`, widget({}));
    await api.apply(`${WIDGETS}/colour`, widget({ color: 'blue' }));
    await api.apply(`${WIDGETS}/colour`, widget({}));
  });
  run('applies null to what may be null', [201, 200, 200, 200], async (api) => {
    const full = widget({ nullable: { object: { a: '1' }, set: ['a'], list: ['a'], text: 'a' } });
    const none = widget({ nullable: { object: null, set: null, list: null, text: null } });
    await api.apply(`${WIDGETS}/null-new`, none);
    await apply(api, `${WIDGETS}/null-own`, full);
    await api.apply(`${WIDGETS}/null-own`, none);
    await api.apply(`${WIDGETS}/null-own`, none);
    await apply(api, `${WIDGETS}/null-shared`, full, 'one');
    await api.apply(`${WIDGETS}/null-shared`, widget({ nullable: { object: null, set: null } }), 'two');
  });
  run('applies null as a value to be left out', [422], (api) => api.apply(`${WIDGETS}/null`, widget({ size: 1, nested: { a: null } })));
});
