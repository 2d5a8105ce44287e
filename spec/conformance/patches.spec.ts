/** Merge, JSON and strategic merge patches. */
import { describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';
import { defineWidgets, WIDGETS, widgetBody } from '../support/conformance-widgets.ts';

const CORE = '/api/v1/namespaces/$NS';
const CONFIG_MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const SERVICES = `${CORE}/services`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/$NS/deployments';
const quiet = { quiet: true };

const configMap = (api: ConformanceApi, name: string, data: Json = { a: '1', b: '2' }, metadata: Json = {}) =>
  api.post(CONFIG_MAPS, { metadata: { name, ...metadata }, data }, quiet);
const widget = (api: ConformanceApi, name: string, spec: Json = {}) => api.post(WIDGETS, widgetBody({ metadata: { name }, spec }), quiet);
const pod = (api: ConformanceApi, name: string, spec: Json = {}) =>
  api.post(
    PODS,
    {
      metadata: { name },
      spec: {
        schedulerName: 'nobody',
        automountServiceAccountToken: false,
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:1' },
        ],
        ...spec,
      },
    },
    quiet,
  );
const deployment = (api: ConformanceApi, name: string, podSpec: Json = {}) =>
  api.post(
    DEPLOYMENTS,
    {
      metadata: { name },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              {
                name: 'a',
                image: 'a:1',
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: '2' },
                ],
                ports: [{ containerPort: 80 }],
              },
            ],
            ...podSpec,
          },
        },
      },
    },
    quiet,
  );
const ofSpec = { pick: ({ spec, ...rest }: Json) => spec ?? rest };
const ofTemplate = { pick: ({ spec, ...rest }: Json) => spec?.template ?? rest };
/** Without managedFields, where controllers write too. */

describeConformance('patches', (run) => {
  run.before((api) =>
    defineWidgets(api, {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer', maximum: 9 },
          list: { type: 'array', items: { type: 'string' } },
          map: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    }),
  );

  // Merge patches.
  run('merges: sets, changes and removes by null', [200], async (api) => {
    await configMap(api, 'merge');
    await api.patch(`${CONFIG_MAPS}/merge`, { data: { a: null, b: '3', c: '4' }, metadata: { labels: { x: 'y' } } });
  });
  run('merges: replaces lists whole', [200], async (api) => {
    await widget(api, 'merge-list', { list: ['a', 'b'], map: { k: 'v' } });
    await api.patch(`${WIDGETS}/merge-list`, { spec: { list: ['c'], map: { l: 'w' } } });
  });
  run('merges: removing what is not there changes nothing', [200, 200], async (api) => {
    await configMap(api, 'merge-noop');
    await api.patch(`${CONFIG_MAPS}/merge-noop`, { data: { z: null } });
    await api.get(`${CONFIG_MAPS}/merge-noop`);
  });
  run('merges: an empty patch changes nothing', [200], async (api) => {
    await configMap(api, 'merge-empty');
    await api.patch(`${CONFIG_MAPS}/merge-empty`, {});
  });
  run('merges: removes a whole member', [200], async (api) => {
    await configMap(api, 'merge-whole', { a: '1' }, { labels: { x: 'y' } });
    await api.patch(`${CONFIG_MAPS}/merge-whole`, { data: null, metadata: { labels: null } });
  });
  run('merges: a patch with a stale resourceVersion is a conflict', [409, 200], async (api) => {
    const { body } = await configMap(api, 'merge-stale');
    await api.patch(`${CONFIG_MAPS}/merge-stale`, { data: { a: '2' } }, 'merge', quiet);
    await api.patch(`${CONFIG_MAPS}/merge-stale`, { metadata: { resourceVersion: body.metadata.resourceVersion }, data: { a: '3' } });
    const now = await api.get(`${CONFIG_MAPS}/merge-stale`, quiet);
    await api.patch(`${CONFIG_MAPS}/merge-stale`, { metadata: { resourceVersion: now.body.metadata.resourceVersion }, data: { a: '3' } });
  });
  run('merges: a patch of another uid is a conflict', [422], async (api) => {
    await configMap(api, 'merge-uid');
    await api.patch(`${CONFIG_MAPS}/merge-uid`, { metadata: { uid: '11111111-2222-3333-4444-555555555555' } });
  });
  run('merges: names, kinds and namespaces cannot be changed', [400, 400], async (api) => {
    await configMap(api, 'merge-name');
    await api.patch(`${CONFIG_MAPS}/merge-name`, { metadata: { name: 'other' } });
    await api.patch(`${CONFIG_MAPS}/merge-name`, { metadata: { namespace: 'default' } });
  });
  run('merges: of a missing object', [404], (api) => api.patch(`${CONFIG_MAPS}/missing`, { data: { a: '1' } }));
  run('merges: values of the wrong type', [422, 422], async (api) => {
    await widget(api, 'merge-type', { size: 1 });
    await configMap(api, 'merge-type');
    await api.patch(`${WIDGETS}/merge-type`, { spec: { size: 'big' } });
    await api.patch(`${CONFIG_MAPS}/merge-type`, { data: { a: 5 } });
  });
  run('merges: a result that is invalid', [422], async (api) => {
    await widget(api, 'merge-invalid', { size: 1 });
    await api.patch(`${WIDGETS}/merge-invalid`, { spec: { size: 10 } });
  });
  run('merges: bodies that are no patch', [400, 400, 400], async (api) => {
    await configMap(api, 'merge-odd');
    await api.patch(`${CONFIG_MAPS}/merge-odd`, '{not json', 'merge', { pick: ({ message: _, ...rest }) => rest });
    await api.patch(`${CONFIG_MAPS}/merge-odd`, [1], 'merge', { pick: ({ message: _, ...rest }) => rest });
    await api.patch(`${CONFIG_MAPS}/merge-odd`, '"text"', 'merge', { pick: ({ message: _, ...rest }) => rest });
  });
  run('merges: raises the generation by changes of spec alone', [200, 200, 200], async (api) => {
    await widget(api, 'merge-generation', { size: 1 });
    await api.patch(`${WIDGETS}/merge-generation`, { spec: { size: 2 } });
    await api.patch(`${WIDGETS}/merge-generation`, { metadata: { labels: { a: 'b' } } });
    await api.patch(`${WIDGETS}/merge-generation/status`, { status: { x: 1 }, spec: { size: 5 }, metadata: { labels: { c: 'd' } } });
  });
  run('merges: warns of unknown fields, refuses them when strict', [200, 422, 422], async (api) => {
    await configMap(api, 'merge-unknown');
    await widget(api, 'merge-unknown', { size: 1 });
    await api.patch(`${CONFIG_MAPS}/merge-unknown`, { odd: 1 });
    await api.patch(`${CONFIG_MAPS}/merge-unknown?fieldValidation=Strict`, { odd: 1 });
    await api.patch(`${WIDGETS}/merge-unknown?fieldValidation=Strict`, { spec: { odd: 1 } });
  });
  run('merges: in a dry run', [200, 200], async (api) => {
    await configMap(api, 'merge-dry');
    await api.patch(`${CONFIG_MAPS}/merge-dry?dryRun=All`, { data: { a: '9' } });
    await api.get(`${CONFIG_MAPS}/merge-dry`);
  });

  // JSON patches.
  run('refuses a JSON patch whose test fails', [201, 422], async (api) => {
    await api.post(CONFIG_MAPS, { metadata: { name: 'json-test' }, data: { a: '1' } });
    await api.patch(`${CONFIG_MAPS}/json-test`, [{ op: 'test', path: '/data/a', value: '2' }], 'json');
  });
  run('applies the operations of a JSON patch', [200], async (api) => {
    await configMap(api, 'json-all');
    const operations = [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'add', path: '/data/c', value: '3' },
      { op: 'replace', path: '/data/a', value: '9' },
      { op: 'remove', path: '/data/b' },
      { op: 'copy', from: '/data/a', path: '/data/d' },
      { op: 'move', from: '/data/c', path: '/data/e' },
      { op: 'add', path: '/metadata/labels', value: { x: 'y' } },
    ];
    await api.patch(`${CONFIG_MAPS}/json-all`, operations, 'json');
  });
  run('applies JSON patches to lists by index and at the end', [200, 200], async (api) => {
    await widget(api, 'json-list', { list: ['a', 'b', 'c'] });
    const first = [
      { op: 'add', path: '/spec/list/1', value: 'x' },
      { op: 'add', path: '/spec/list/-', value: 'z' },
      { op: 'remove', path: '/spec/list/0' },
    ];
    await api.patch(`${WIDGETS}/json-list`, first, 'json');
    await api.patch(`${WIDGETS}/json-list`, [{ op: 'replace', path: '/spec/list/0', value: 'first' }], 'json');
  });
  run('unescapes the pointers of JSON patches', [404], async (api) => {
    await configMap(api, 'json-pointer', {}, { annotations: { 'a/b': '1', 'c~d': '2' } });
    await api.patch(
      `${CONFIG_MAPS}/json-pointer`,
      [
        { op: 'remove', path: '/metadata/annotations/a~1b' },
        { op: 'replace', path: '/metadata/annotations/c~0d', value: '3' },
      ],
      'json',
    );
  });
  run('refuses JSON patches of what is not there', [422, 200, 422], async (api) => {
    await configMap(api, 'json-missing');
    await api.patch(`${CONFIG_MAPS}/json-missing`, [{ op: 'remove', path: '/data/z' }], 'json');
    await api.patch(`${CONFIG_MAPS}/json-missing`, [{ op: 'replace', path: '/data/z', value: '1' }], 'json');
    await api.patch(`${CONFIG_MAPS}/json-missing`, [{ op: 'add', path: '/metadata/labels/x', value: '1' }], 'json');
  });
  run('refuses a test of a missing value, and passes one of a missing null', [422], async (api) => {
    await configMap(api, 'json-null');
    await api.patch(`${CONFIG_MAPS}/json-null`, [{ op: 'test', path: '/data/z', value: '1' }], 'json');
  });
  run('refuses JSON patches that are none', [400, 400], async (api) => {
    await configMap(api, 'json-odd');
    await api.patch(`${CONFIG_MAPS}/json-odd`, { op: 'remove' }, 'json', { pick: ({ message: _, ...rest }) => rest });
    await api.patch(`${CONFIG_MAPS}/json-odd`, '[', 'json', { pick: ({ message: _, ...rest }) => rest });
  });
  run('refuses unknown operations of JSON patches', [422], async (api) => {
    await configMap(api, 'json-unknown');
    await api.patch(`${CONFIG_MAPS}/json-unknown`, [{ op: 'increase', path: '/data/a' }], 'json');
  });
  run('keeps the version when a JSON patch changes nothing', [200], async (api) => {
    await configMap(api, 'json-noop');
    await api.patch(`${CONFIG_MAPS}/json-noop`, [{ op: 'replace', path: '/data/a', value: '1' }], 'json');
  });
  run('guards a JSON patch by a test of the resourceVersion', [200, 422], async (api) => {
    const { body } = await configMap(api, 'json-version');
    const guarded = (value: string) => [
      { op: 'test', path: '/metadata/resourceVersion', value: body.metadata.resourceVersion },
      { op: 'replace', path: '/data/a', value },
    ];
    await api.patch(`${CONFIG_MAPS}/json-version`, guarded('2'), 'json');
    await api.patch(`${CONFIG_MAPS}/json-version`, guarded('3'), 'json');
  });

  // Strategic merge patches.
  run('merges containers by name', [200], async (api) => {
    await pod(api, 'strategic');
    await api.patch(`${PODS}/strategic`, { spec: { containers: [{ name: 'b', image: 'b:2' }] } }, 'strategic');
  });
  run('merges environment, ports and new containers of a Deployment', [200], async (api) => {
    await deployment(api, 'strategic-env');
    const containers = [
      {
        name: 'a',
        env: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
        ports: [{ containerPort: 81 }],
      },
      { name: 'new', image: 'n:1' },
    ];
    await api.patch(`${DEPLOYMENTS}/strategic-env`, { spec: { template: { spec: { containers } } } }, 'strategic', ofTemplate);
  });
  run('deletes items by $patch: delete', [200], async (api) => {
    await deployment(api, 'strategic-delete');
    await api.patch(
      `${DEPLOYMENTS}/strategic-delete`,
      { spec: { template: { spec: { containers: [{ name: 'a', env: [{ name: 'A', $patch: 'delete' }] }] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('replaces lists by $patch: replace', [200], async (api) => {
    await deployment(api, 'strategic-replace');
    await api.patch(
      `${DEPLOYMENTS}/strategic-replace`,
      { spec: { template: { spec: { containers: [{ name: 'only', image: 'o:1' }, { $patch: 'replace' }] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('replaces maps by $patch: replace', [200], async (api) => {
    await configMap(api, 'strategic-map', { a: '1' }, { labels: { x: '1', y: '2' } });
    await api.patch(`${CONFIG_MAPS}/strategic-map`, { metadata: { labels: { $patch: 'replace', z: '3' } } }, 'strategic');
  });
  run('retains only named keys by $retainKeys', [200], async (api) => {
    await deployment(api, 'strategic-retain');
    await api.patch(`${DEPLOYMENTS}/strategic-retain`, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, 'strategic', {
      pick: ({ spec }) => spec.strategy,
    });
  });
  run('orders items by $setElementOrder', [200], async (api) => {
    await deployment(api, 'strategic-order');
    const container = {
      name: 'a',
      '$setElementOrder/env': [{ name: 'C' }, { name: 'A' }, { name: 'B' }],
      env: [{ name: 'C', value: '3' }],
    };
    await api.patch(
      `${DEPLOYMENTS}/strategic-order`,
      { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [container] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('deletes from lists of plain values by $deleteFromPrimitiveList', [200], async (api) => {
    await configMap(api, 'strategic-primitive', {}, { finalizers: ['a.b/c', 'd.e/f'] });
    await api.patch(`${CONFIG_MAPS}/strategic-primitive`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a.b/c'] } }, 'strategic');
    await api.patch(`${CONFIG_MAPS}/strategic-primitive`, { metadata: { finalizers: null } }, 'merge', quiet);
  });
  run('adds to lists of plain values that merge', [200], async (api) => {
    await configMap(api, 'strategic-finalizers', {}, { finalizers: ['a.b/c'] });
    await api.patch(`${CONFIG_MAPS}/strategic-finalizers`, { metadata: { finalizers: ['d.e/f', 'a.b/c'] } }, 'strategic');
    await api.patch(`${CONFIG_MAPS}/strategic-finalizers`, { metadata: { finalizers: null } }, 'merge', quiet);
  });
  run('replaces lists that have no merge key', [200], async (api) => {
    await deployment(api, 'strategic-atomic', { containers: [{ name: 'a', image: 'a', args: ['1', '2'] }] });
    await api.patch(
      `${DEPLOYMENTS}/strategic-atomic`,
      { spec: { template: { spec: { containers: [{ name: 'a', args: ['3'] }] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('merges the ports of a Service by port', [200, 200], async (api) => {
    await api.post(
      SERVICES,
      { metadata: { name: 'strategic' }, spec: { selector: { app: 'x' }, ports: [{ name: 'a', port: 80 }] } },
      quiet,
    );
    await api.patch(`${SERVICES}/strategic`, { spec: { ports: [{ port: 81, name: 'b' }] } }, 'strategic', ofSpec);
    await api.patch(`${SERVICES}/strategic`, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }, 'strategic', ofSpec);
  });
  run('merges volumes by name, and one source replaces another', [200], async (api) => {
    await deployment(api, 'strategic-volumes', {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', emptyDir: {} },
      ],
    });
    await api.patch(
      `${DEPLOYMENTS}/strategic-volumes`,
      { spec: { template: { spec: { volumes: [{ name: 'v', emptyDir: null, configMap: { name: 'c' } }] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('replaces tolerations whole', [200], async (api) => {
    await deployment(api, 'strategic-tolerations', { tolerations: [{ key: 'a', operator: 'Exists' }] });
    await api.patch(
      `${DEPLOYMENTS}/strategic-tolerations`,
      { spec: { template: { spec: { tolerations: [{ key: 'b', operator: 'Exists' }] } } } },
      'strategic',
      ofTemplate,
    );
  });
  run('refuses list items without their merge key', [500], async (api) => {
    await deployment(api, 'strategic-keyless');
    await api.patch(`${DEPLOYMENTS}/strategic-keyless`, { spec: { template: { spec: { containers: [{ image: 'x' }] } } } }, 'strategic');
  });
  run('refuses unknown directives', [200], async (api) => {
    await configMap(api, 'strategic-directive');
    await api.patch(`${CONFIG_MAPS}/strategic-directive`, { metadata: { labels: { $patch: 'explode' } } }, 'strategic', {
      pick: ({ message: _, ...rest }) => rest,
    });
  });
  run('refuses strategic merge patches of custom objects', [415], async (api) => {
    await widget(api, 'strategic');
    await api.patch(`${WIDGETS}/strategic`, { spec: { size: 1 } }, 'strategic');
  });
  run('merges strategically into the status of a Pod, conditions by type', [200, 200], async (api) => {
    await pod(api, 'strategic-status');
    await api.patch(
      `${PODS}/strategic-status/status`,
      { status: { phase: 'Running', conditions: [{ type: 'Mine', status: 'True' }] } },
      'strategic',
      { pick: ({ status }) => status },
    );
    await api.patch(
      `${PODS}/strategic-status/status`,
      { status: { conditions: [{ type: 'Mine', status: 'False', reason: 'R' }] } },
      'strategic',
      { pick: ({ status }) => status },
    );
  });

  // Media types.
  run('refuses patches of unknown media types', [415, 415, 415], async (api) => {
    await configMap(api, 'media');
    await api.patch(`${CONFIG_MAPS}/media`, { data: { a: '2' } }, 'application/json');
    await api.patch(`${CONFIG_MAPS}/media`, 'a: b', 'text/plain');
    await api.patch(`${CONFIG_MAPS}/media`, { data: { a: '2' } }, 'application/vnd.example+json');
  });
  run('reads media types with parameters', [200], async (api) => {
    await configMap(api, 'media-parameters');
    await api.patch(`${CONFIG_MAPS}/media-parameters`, { data: { a: '2' } }, 'application/merge-patch+json; charset=utf-8');
  });
  run('refuses to patch what cannot be changed', [422, 422, 422], async (api) => {
    await pod(api, 'immutable');
    await deployment(api, 'immutable');
    await api.post(CONFIG_MAPS, { metadata: { name: 'immutable' }, immutable: true, data: { a: '1' } }, quiet);
    await api.patch(`${PODS}/immutable`, { spec: { schedulerName: 'other' } }, 'merge', {
      pick: ({ message, ...rest }) => [message.slice(0, 200), { ...rest, details: undefined }],
    });
    await api.patch(`${DEPLOYMENTS}/immutable`, { spec: { selector: { matchLabels: { app: 'other' } } } });
    await api.patch(`${CONFIG_MAPS}/immutable`, { data: { a: '2' } });
  });
});
