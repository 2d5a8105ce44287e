/** Lists: their order, pages that belong together, versions, and what is refused. */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CONFIG_MAPS = '/api/v1/namespaces/$NS/configmaps';
const GADGETS = '/apis/$NS.example.com/v1/namespaces/$NS/gadgets';

const names = ({ kind, metadata, items }: Json) => ({
  kind,
  names: items?.map((item: Json) => item.metadata.name),
  more: typeof metadata.continue,
  remaining: metadata.remainingItemCount,
});
const short = { pick: names };
const numberless = ({ message = '', metadata, ...rest }: Json) => ({
  ...rest,
  metadata: { ...metadata, ...(metadata?.continue && { continue: '' }), ...(metadata?.resourceVersion && { resourceVersion: '' }) },
  message: message.replaceAll(/\d+/g, 'N'),
});

async function make(api: ConformanceApi, prefix: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const metadata = { name: `${prefix}-${index}`, labels: { case: prefix, odd: String(index % 2 === 1) } };
    await api.post(CONFIG_MAPS, { metadata }, { quiet: true });
  }
}

describeConformance('list and paging', (run) => {
  run.before(async (api) => {
    await defineResource(api, {
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
          },
        ],
      } as never,
    });
    for (const name of ['b', 'a', 'c'])
      await api.post(GADGETS, { apiVersion: '$NS.example.com/v1', kind: 'Gadget', metadata: { name } }, { quiet: true });
    await make(api, 'page', 5);
  });

  run('lists objects by name', [200, 200], async (api) => {
    for (const name of ['sort-b', 'sort-a', 'sort-a.b', 'sort-a-b'])
      await api.post(CONFIG_MAPS, { metadata: { name, labels: { case: 'sort' } } }, { quiet: true });
    await api.get(`${CONFIG_MAPS}?labelSelector=case%3Dsort`);
    await api.get(GADGETS);
  });

  run('gives pages with how many are left', [200, 200, 200], async (api) => {
    const first = await api.get(`${GADGETS}?limit=1`, short);
    const second = await api.get(`${GADGETS}?limit=1&continue=${first.body.metadata.continue}`, short);
    await api.get(`${GADGETS}?limit=1&continue=${second.body.metadata.continue}`, short);
  });

  run('gives pages of a selection without saying how many are left', [200, 200, 200], async (api) => {
    const first = await api.get(`${CONFIG_MAPS}?limit=2&labelSelector=case%3Dpage`, short);
    const second = await api.get(`${CONFIG_MAPS}?limit=2&labelSelector=case%3Dpage&continue=${first.body.metadata.continue}`, short);
    await api.get(`${CONFIG_MAPS}?limit=2&labelSelector=case%3Dpage&continue=${second.body.metadata.continue}`, short);
  });

  run('gives a last page that is just full no token', [200, 200], async (api) => {
    await api.get(`${GADGETS}?limit=3`);
    await api.get(`${GADGETS}?limit=4`);
  });

  run('keeps later pages as they were at the first', [200, 200, 200], async (api) => {
    await make(api, 'stable', 4);
    const path = `${CONFIG_MAPS}?limit=2&labelSelector=case%3Dstable`;
    const first = await api.get(path, short);
    await api.delete(`${CONFIG_MAPS}/stable-3`, undefined, { quiet: true });
    await api.post(CONFIG_MAPS, { metadata: { name: 'stable-2a', labels: { case: 'stable' } } }, { quiet: true });
    const second = await api.get(`${path}&continue=${first.body.metadata.continue}`, short);
    api.note(first.body.metadata.resourceVersion === second.body.metadata.resourceVersion);
    await api.get(path.replace('limit=2&', ''), short);
  });

  run('goes on with another limit', [200, 200], async (api) => {
    const first = await api.get(`${GADGETS}?limit=1`, short);
    await api.get(`${GADGETS}?limit=10&continue=${first.body.metadata.continue}`, short);
  });

  run('takes limit 0 for no limit', [200], async (api) => {
    await api.get(`${GADGETS}?limit=0`, short);
  });

  run('refuses a token that is none', [400, 400], async (api) => {
    await api.get(`${GADGETS}?limit=1&continue=abc`);
    await api.get(`${CONFIG_MAPS}?continue=!!`);
  });

  run('refuses a token beside a version', [400, 400], async (api) => {
    const { body } = await api.get(`${GADGETS}?limit=1`, { quiet: true });
    const token = body.metadata.continue;
    await api.get(`${GADGETS}?limit=1&resourceVersion=5&continue=${token}`);
    await api.get(`${GADGETS}?limit=1&resourceVersion=${body.metadata.resourceVersion}&continue=${token}`);
  });

  run('takes version 0 beside a token', [200], async (api) => {
    const { body } = await api.get(`${GADGETS}?limit=1`, { quiet: true });
    await api.get(`${GADGETS}?limit=1&resourceVersion=0&continue=${body.metadata.continue}`, short);
  });

  run('gives everything at version 0, whatever the limit', [200], async (api) => {
    await api.get(`${GADGETS}?limit=1&resourceVersion=0`, short);
  });

  run('refuses limits that are none', [400, 400], async (api) => {
    await api.get(`${GADGETS}?limit=abc`);
    await api.get(`${GADGETS}?limit=1.5`);
  });

  run('lists an exact version', [200, 200], async (api) => {
    await make(api, 'exact', 2);
    const { body } = await api.get(`${CONFIG_MAPS}?labelSelector=case%3Dexact`, { quiet: true });
    const version = body.metadata.resourceVersion;
    await api.delete(`${CONFIG_MAPS}/exact-0`, undefined, { quiet: true });
    const path = `${CONFIG_MAPS}?labelSelector=case%3Dexact&resourceVersion=${version}`;
    const answer = await api.get(`${path}&resourceVersionMatch=Exact`, short);
    api.note(answer.body.metadata.resourceVersion === version);
    await api.get(`${CONFIG_MAPS}?labelSelector=case%3Dexact`, short);
  });

  run('lists what is not older than a version', [200, 200], async (api) => {
    await make(api, 'newer', 1);
    const { body } = await api.get(`${CONFIG_MAPS}/newer-0`, { quiet: true });
    const path = `${CONFIG_MAPS}?labelSelector=case%3Dnewer&resourceVersion=${body.metadata.resourceVersion}`;
    await api.get(`${path}&resourceVersionMatch=NotOlderThan`, short);
    await api.get(path, short);
  });

  run('lists something at version 0', [200], async (api) => {
    await api.get(`${GADGETS}?resourceVersion=0`, { pick: ({ kind }) => kind });
  });

  run('refuses ways of matching versions that make no sense', Array(6).fill(422), async (api) => {
    const { body } = await api.get(`${GADGETS}?limit=1`, { quiet: true });
    await api.get(`${GADGETS}?resourceVersionMatch=Exact`);
    await api.get(`${GADGETS}?resourceVersionMatch=NotOlderThan`);
    await api.get(`${GADGETS}?resourceVersion=0&resourceVersionMatch=Exact`);
    await api.get(`${GADGETS}?resourceVersion=1&resourceVersionMatch=Sometimes`);
    await api.get(`${GADGETS}?resourceVersion=1&resourceVersionMatch=Exact&continue=${body.metadata.continue}`);
    await api.get(`${CONFIG_MAPS}?resourceVersionMatch=Exact`);
  });

  run('refuses a version that is none', [400, 400], async (api) => {
    await api.get(`${GADGETS}?resourceVersion=abc`);
    await api.get(`${CONFIG_MAPS}?resourceVersion=-1`);
  });

  run('refuses a version of the future', [504, 504], async (api) => {
    await api.get(`${CONFIG_MAPS}?resourceVersion=888888888&resourceVersionMatch=NotOlderThan`, { pick: numberless });
    await api.get(`${CONFIG_MAPS}/page-0?resourceVersion=888888888`, { pick: numberless });
  });

  run('reads one object at a version', [200, 200, 500], async (api) => {
    await api.get(`${CONFIG_MAPS}/page-0?resourceVersion=0`, { pick: ({ metadata }) => metadata.name });
    await api.get(`${CONFIG_MAPS}/page-0?resourceVersion=1`, { pick: ({ metadata }) => metadata.name });
    await api.get(`${CONFIG_MAPS}/page-0?resourceVersion=abc`);
  });

  run('lists all namespaces in the order of namespace and name', [200], async (api) => {
    const other = `${api.namespace}-other`;
    await api.post('/api/v1/namespaces', { metadata: { name: other } }, { quiet: true });
    const label = `all-${api.namespace}`;
    for (const [namespace, name] of [
      [other, 'a'],
      [api.namespace, 'z'],
      [api.namespace, 'b'],
    ] as const)
      await api.post(`/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name, labels: { case: label } } }, { quiet: true });
    await api.get(`/api/v1/configmaps?labelSelector=case%3D${label}`, {
      pick: ({ items }) => items.map(({ metadata }: Json) => `${metadata.namespace}/${metadata.name}`),
    });
    await api.delete(`/api/v1/namespaces/${other}`, undefined, { quiet: true });
  });

  run('lists nothing of a namespace that is not there', [200, 200], async (api) => {
    await api.get('/api/v1/namespaces/nothing-here/configmaps');
    await api.get('/apis/$NS.example.com/v1/namespaces/nothing-here/gadgets');
  });

  run('lists with metadata alone', [200, 200], async (api) => {
    const headers = { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' };
    await api.get(`${GADGETS}?limit=2`, { headers });
    await api.get(`${CONFIG_MAPS}?labelSelector=case%3Dpage&limit=1`, { headers });
  });

  run('gives pages of tables', [200], async (api) => {
    const headers = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
    await api.get(`${GADGETS}?limit=2`, {
      headers,
      pick: ({ kind, metadata, rows }) => ({ ...names({ kind, metadata, items: [] }), rows: rows.length }),
    });
  });

  run('ignores parameters that it does not know', [200], async (api) => {
    await api.get(`${GADGETS}?limit=1&colour=blue&pretty=true`, short);
  });
});
