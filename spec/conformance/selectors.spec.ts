/** Label and field selectors in all their forms, on built-in kinds and on custom resources. */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { Json } from '../support/conformance-api.ts';

const CONFIG_MAPS = '/api/v1/namespaces/$NS/configmaps';
const PODS = '/api/v1/namespaces/$NS/pods';
const GADGETS = '/apis/$NS.example.com/v1/namespaces/$NS/gadgets';

const names = { pick: (body: Json) => body.items?.map((item: Json) => item.metadata.name) ?? body };
const labels = (text: string) => `labelSelector=${encodeURIComponent(text)}`;
const fields = (text: string) => `fieldSelector=${encodeURIComponent(text)}`;

describeConformance('selectors', (run) => {
  run.before(async (api) => {
    const sets = [{ app: 'web', tier: 'front', n: '1' }, { app: 'web', tier: 'back', n: '2' }, { app: 'db', n: '10' }, { other: '' }, {}];
    for (const [index, set] of sets.entries())
      await api.post(
        CONFIG_MAPS,
        { metadata: { name: `s-${index}`, labels: { ...set, set: 'yes', 'example.com/x.y_z': 'v' } } },
        { quiet: true },
      );
    const column = { type: 'object', properties: { color: { type: 'string' }, size: { type: 'integer' }, on: { type: 'boolean' } } };
    const schema = { openAPIV3Schema: { type: 'object', properties: { spec: column } } };
    const selectableFields = ['.spec.color', '.spec.size', '.spec.on'].map((jsonPath) => ({ jsonPath }));
    await defineResource(api, {
      spec: {
        group: '$NS.example.com',
        scope: 'Namespaced',
        names: { plural: 'gadgets', kind: 'Gadget' },
        versions: [{ name: 'v1', served: true, storage: true, schema, selectableFields }],
      } as never,
    });
    const specs = { red: { color: 'red', size: 1, on: true }, blue: { color: 'blue', size: 2, on: false }, none: {} };
    for (const [name, spec] of Object.entries(specs))
      await api.post(GADGETS, { apiVersion: '$NS.example.com/v1', kind: 'Gadget', metadata: { name }, spec }, { quiet: true });
    const spec = { schedulerName: 'nobody', restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] };
    for (const name of ['p-0', 'p-1']) await api.post(PODS, { metadata: { name }, spec }, { quiet: true });
    await api.patch(`${PODS}/p-1/status`, { status: { phase: 'Failed', podIP: '10.9.8.7' } }, 'merge', { quiet: true });
  });

  const good = [
    'app=web',
    'app==web',
    'app!=web',
    'app',
    '!app',
    'app in (web)',
    'app in (web,db)',
    'app notin (web)',
    'app notin (web, db)',
    'app=web,tier=front',
    'app=web,tier!=front',
    'app in (web,db),tier',
    'app=web,!tier',
    ' app = web , tier in ( front , back ) ',
    'other=',
    'other',
    'app in (), set',
    'n>1',
    'n<10',
    'n>1,n<10',
    'example.com/x.y_z=v,n=1',
    'app!=web,app!=db',
    'app notin (),set',
    'n=1',
    '',
  ];
  for (const text of good)
    run(`selects by labels: ${JSON.stringify(text)}`, [200], async (api) => {
      await api.get(`${CONFIG_MAPS}?${labels(`${text}${text.trim() ? ',' : ''}set`)}`, names);
    });

  const bad = [
    'app=web,',
    'app in web',
    'app in (web',
    '=web',
    'app=we b',
    'app===web',
    '-app',
    'a/b/c=1',
    'app=-x',
    'app in',
    'app notin',
    'n>x',
    '!app=1',
    'app web',
    '(app)',
    'app,,tier',
    `${'a'.repeat(64)}=x`,
    `app=${'x'.repeat(64)}`,
    'app in (a,b)c',
  ];
  for (const text of bad)
    run(`refuses the label selector ${JSON.stringify(text.length > 30 ? `${text.slice(0, 10)}…` : text)}`, [400], async (api) => {
      await api.get(`${CONFIG_MAPS}?${labels(text)}`, names);
    });

  for (const text of [
    'metadata.name=s-1',
    'metadata.name!=s-1',
    'metadata.name==s-2',
    'metadata.namespace=$NS',
    'metadata.name=s-1,metadata.namespace=$NS',
    'metadata.name=none',
    '',
  ])
    run(`selects by fields: ${JSON.stringify(text)}`, [200], async (api) => {
      await api.get(`${CONFIG_MAPS}?${labels('set')}&${fields(text.replace('$NS', api.namespace))}`, names);
    });

  for (const text of [
    'spec.color=red',
    'metadata.uid=1',
    'data.a=1',
    'metadata.name',
    'metadata.labels.app=web',
    'metadata.name>a',
    'metadata.name=a=b',
  ])
    run(`refuses the field selector ${JSON.stringify(text)}`, [400], async (api) => {
      await api.get(`${CONFIG_MAPS}?${fields(text)}`, names);
    });

  for (const text of [
    'status.phase=Failed',
    'status.phase!=Failed',
    'status.phase=Pending,spec.schedulerName=nobody',
    'spec.restartPolicy=Never',
    'status.podIP=10.9.8.7',
    'spec.nodeName=',
    'spec.serviceAccountName=default',
    'spec.hostNetwork=false',
    'status.nominatedNodeName=',
  ])
    run(`selects Pods by ${text}`, [200], async (api) => {
      await api.get(`${PODS}?${fields(text)}`, names);
    });

  run('refuses fields of Pods that are not for selecting', [400, 400], async (api) => {
    await api.get(`${PODS}?${fields('spec.containers=c')}`);
    await api.get(`${PODS}?${fields('status.reason=x')}`);
  });

  for (const text of [
    'spec.color=red',
    'spec.color!=red',
    'spec.size=2',
    'spec.on=true',
    'spec.on=false',
    'spec.color=',
    'spec.size=',
    'metadata.name=red',
    'spec.color=red,spec.size=1',
    'spec.color=red,metadata.name!=red',
  ])
    run(`selects custom resources by ${text}`, [200], async (api) => {
      await api.get(`${GADGETS}?${fields(text)}`, names);
    });

  run('refuses fields of custom resources that are not selectable', [400, 400], async (api) => {
    await api.get(`${GADGETS}?${fields('spec.other=1')}`);
    await api.get(`${GADGETS}?${fields('.spec.color=red')}`);
  });

  for (const [path, text] of [
    ['/api/v1/namespaces', 'metadata.name=$NS,status.phase=Active'],
    ['/api/v1/namespaces/$NS/secrets', 'type=Opaque'],
    ['/api/v1/namespaces/$NS/events', 'involvedObject.kind=Pod,reason=None,type=Normal'],
    ['/apis/batch/v1/namespaces/$NS/jobs', 'status.successful=1'],
    ['/apis/coordination.k8s.io/v1/namespaces/$NS/leases', 'metadata.name=x'],
    ['/api/v1/nodes', 'spec.unschedulable=true'],
  ] as const)
    run(`knows the fields of ${path.split('/').at(-1)}`, [200, 400], async (api) => {
      await api.get(`${path}?${fields(text.replace('$NS', api.namespace))}`, names);
      await api.get(`${path}?${fields('spec.nonsense=1')}`);
    });

  run('deletes what a selector selects', [200, 200], async (api) => {
    for (const name of ['d-0', 'd-1']) await api.post(CONFIG_MAPS, { metadata: { name, labels: { d: name } } }, { quiet: true });
    await api.delete(`${CONFIG_MAPS}?${labels('d=d-0')}`, undefined, names);
    await api.get(`${CONFIG_MAPS}?${labels('d')}`, names);
  });
});
