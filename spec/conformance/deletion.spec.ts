/** Deletion: finalizers, preconditions, grace, collections, and what becomes of dependents. */

import { defineResource, describeConformance } from '../support/conformance.ts';
import type { ConformanceApi, Json } from '../support/conformance-api.ts';

const CONFIG_MAPS = '/api/v1/namespaces/$NS/configmaps';
const PODS = '/api/v1/namespaces/$NS/pods';
const GADGETS = '/apis/$NS.example.com/v1/namespaces/$NS/gadgets';

const quiet = { quiet: true };
const make = (api: ConformanceApi, name: string, metadata: object = {}) =>
  api.post(CONFIG_MAPS, { metadata: { name, ...metadata } }, quiet).then(({ body }) => body);
const gadget = (name: string, metadata: object = {}) => ({
  apiVersion: '$NS.example.com/v1',
  kind: 'Gadget',
  metadata: { name, ...metadata },
  spec: { a: 1 },
});
const ownedBy = ({ metadata, kind }: Json, more: object = {}) => ({
  ownerReferences: [{ apiVersion: 'v1', kind: kind ?? 'ConfigMap', name: metadata.name, uid: metadata.uid, ...more }],
});
const gone = ({ status }: { status: number }) => status === 404;
const metadataOf = ({ metadata, status, message }: Json) =>
  metadata?.name
    ? {
        finalizers: metadata.finalizers,
        deleted: typeof metadata.deletionTimestamp,
        grace: metadata.deletionGracePeriodSeconds,
        owners: metadata.ownerReferences?.length,
      }
    : { status, message };

describeConformance('deletion', (run) => {
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
          },
        ],
      } as never,
    }),
  );

  run('says what it deleted', [200, 404, 404], async (api) => {
    await make(api, 'plain');
    await api.delete(`${CONFIG_MAPS}/plain`);
    await api.delete(`${CONFIG_MAPS}/plain`);
    await api.get(`${CONFIG_MAPS}/plain`);
  });

  run('says what custom resource it deleted', [200, 404], async (api) => {
    await api.post(GADGETS, gadget('plain'), quiet);
    await api.delete(`${GADGETS}/plain`);
    await api.delete(`${GADGETS}/plain`);
  });

  run('deletes nothing in a dry run', [200, 200, 200], async (api) => {
    await make(api, 'dry');
    await api.delete(`${CONFIG_MAPS}/dry?dryRun=All`);
    await api.delete(`${CONFIG_MAPS}/dry`, { dryRun: ['All'] });
    await api.get(`${CONFIG_MAPS}/dry`);
  });

  run('waits for finalizers', [200, 200, 200, 404], async (api) => {
    await make(api, 'final', { finalizers: ['example.com/a', 'example.com/b'] });
    await api.delete(`${CONFIG_MAPS}/final`);
    await api.patch(`${CONFIG_MAPS}/final`, [{ op: 'remove', path: '/metadata/finalizers/0' }], 'json');
    await api.patch(`${CONFIG_MAPS}/final`, { metadata: { finalizers: null } });
    await api.get(`${CONFIG_MAPS}/final`);
  });

  run('waits for finalizers of custom resources, and counts the mark as a change', [201, 200, 200, 200, 404], async (api) => {
    await api.post(GADGETS, gadget('final', { finalizers: ['example.com/a'] }));
    await api.delete(`${GADGETS}/final`);
    await api.delete(`${GADGETS}/final`);
    await api.patch(`${GADGETS}/final`, { metadata: { finalizers: [] } });
    await api.get(`${GADGETS}/final`);
  });

  run('takes no new finalizers on the way out, and no namesake', [200, 422, 200, 409, 200], async (api) => {
    await make(api, 'leaving', { finalizers: ['example.com/a'] });
    await api.delete(`${CONFIG_MAPS}/leaving`, undefined, { pick: metadataOf });
    await api.patch(`${CONFIG_MAPS}/leaving`, { metadata: { finalizers: ['example.com/a', 'example.com/b'] } });
    await api.patch(`${CONFIG_MAPS}/leaving`, { data: { still: 'writable' } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'leaving' } });
    await api.patch(`${CONFIG_MAPS}/leaving`, { metadata: { finalizers: null } }, 'merge', { pick: metadataOf });
  });

  run('takes the last finalizer away by an update', [200, 404], async (api) => {
    await make(api, 'updated', { finalizers: ['example.com/a'] });
    const { body } = await api.delete(`${CONFIG_MAPS}/updated`, undefined, quiet);
    await api.put(`${CONFIG_MAPS}/updated`, { ...body, metadata: { ...body.metadata, finalizers: [] } });
    await api.get(`${CONFIG_MAPS}/updated`);
  });

  run('holds to preconditions', [409, 409, 200], async (api) => {
    const { metadata } = await make(api, 'precondition');
    const path = `${CONFIG_MAPS}/precondition`;
    const pick = ({ message, ...rest }: Json) => ({ ...rest, message: message?.replaceAll(/\d{1,9}(?=[).])/g, 'N') });
    await api.delete(path, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } });
    await api.delete(path, { preconditions: { uid: metadata.uid, resourceVersion: '1' } }, { pick });
    await api.delete(path, { preconditions: { uid: metadata.uid, resourceVersion: metadata.resourceVersion } });
  });

  run('refuses options that can not be', [422, 422, 422], async (api) => {
    await make(api, 'options');
    const path = `${CONFIG_MAPS}/options`;
    await api.delete(path, { propagationPolicy: 'Sometimes' });
    await api.delete(path, { propagationPolicy: 'Orphan', orphanDependents: true });
    await api.delete(`${path}?dryRun=Some`);
  });

  run('takes options from the query too', [200], async (api) => {
    await make(api, 'query', { finalizers: ['example.com/a'] });
    await api.delete(`${CONFIG_MAPS}/query?propagationPolicy=Foreground`, undefined, { pick: metadataOf });
  });

  run('deletes a collection', [200, 200], async (api) => {
    for (const name of ['c-0', 'c-1']) await make(api, name, { labels: { collection: 'yes' } });
    await make(api, 'c-2', { labels: { collection: 'yes' }, finalizers: ['example.com/a'] });
    await api.delete(`${CONFIG_MAPS}?labelSelector=collection`, undefined, {
      pick: ({ kind, items }) => ({ kind, names: items.map(({ metadata }: Json) => [metadata.name, typeof metadata.deletionTimestamp]) }),
    });
    await api.get(`${CONFIG_MAPS}?labelSelector=collection`, { pick: ({ items }) => items.map(metadataOf) });
  });

  run('deletes a collection of custom resources', [200, 200], async (api) => {
    for (const name of ['c-0', 'c-1']) await api.post(GADGETS, gadget(name, { labels: { collection: 'yes' } }), quiet);
    await api.delete(`${GADGETS}?labelSelector=collection`, undefined, { pick: ({ kind, items }) => ({ kind, items: items.length }) });
    await api.get(`${GADGETS}?labelSelector=collection`, { pick: ({ items }) => items.length });
  });

  run('deletes nothing of a collection in a dry run', [200, 200], async (api) => {
    await make(api, 'd-0', { labels: { dry: 'yes' } });
    await api.delete(`${CONFIG_MAPS}?labelSelector=dry&dryRun=All`, undefined, { pick: ({ items }) => items.length });
    await api.get(`${CONFIG_MAPS}?labelSelector=dry`, { pick: ({ items }) => items.length });
  });

  run('deletes dependents in the background', [200, 404], async (api) => {
    const owner = await make(api, 'bg-owner');
    await make(api, 'bg-child', ownedBy(owner));
    await api.delete(`${CONFIG_MAPS}/bg-owner`, { propagationPolicy: 'Background' }, { pick: ({ kind, status }) => ({ kind, status }) });
    await api.until(`${CONFIG_MAPS}/bg-child`, gone);
  });

  run('deletes dependents in the background where nothing else is said', [200, 404], async (api) => {
    const owner = await make(api, 'bg-owner-2');
    await make(api, 'bg-child-2', ownedBy(owner, { controller: true, blockOwnerDeletion: true }));
    await api.delete(`${CONFIG_MAPS}/bg-owner-2`, undefined, { pick: ({ kind, status }) => ({ kind, status }) });
    await api.until(`${CONFIG_MAPS}/bg-child-2`, gone);
  });

  run('leaves dependents where they are orphaned', [200, 404, 200], async (api) => {
    const owner = await make(api, 'or-owner');
    await make(api, 'or-child', ownedBy(owner));
    await api.delete(`${CONFIG_MAPS}/or-owner`, { propagationPolicy: 'Orphan' }, { pick: metadataOf });
    await api.until(`${CONFIG_MAPS}/or-owner`, gone);
    await api.until(`${CONFIG_MAPS}/or-child`, ({ body }) => !body.metadata.ownerReferences, { pick: metadataOf });
  });

  run('lets an owner wait for dependents that block it', [200, 200, 200, 404, 404], async (api) => {
    const owner = await make(api, 'fg-owner');
    await make(api, 'fg-child', { ...ownedBy(owner, { blockOwnerDeletion: true }), finalizers: ['example.com/a'] });
    await api.delete(`${CONFIG_MAPS}/fg-owner`, { propagationPolicy: 'Foreground' }, { pick: metadataOf });
    await api.until(`${CONFIG_MAPS}/fg-child`, ({ body }) => body.metadata.deletionTimestamp, { pick: metadataOf });
    await api.get(`${CONFIG_MAPS}/fg-owner`, { pick: metadataOf });
    await api.patch(`${CONFIG_MAPS}/fg-child`, { metadata: { finalizers: null } }, 'merge', quiet);
    await api.until(`${CONFIG_MAPS}/fg-child`, gone);
    await api.until(`${CONFIG_MAPS}/fg-owner`, gone);
  });

  run('lets an owner go before dependents that do not block it', [404, 404], async (api) => {
    const owner = await make(api, 'nb-owner');
    await make(api, 'nb-child', ownedBy(owner));
    await api.delete(`${CONFIG_MAPS}/nb-owner`, { propagationPolicy: 'Foreground' }, quiet);
    await api.until(`${CONFIG_MAPS}/nb-owner`, gone);
    await api.until(`${CONFIG_MAPS}/nb-child`, gone);
  });

  run('keeps what has another owner, and drops the reference', [200], async (api) => {
    const [one, two] = [await make(api, 'two-one'), await make(api, 'two-two')];
    const ownerReferences = [...ownedBy(one).ownerReferences, ...ownedBy(two).ownerReferences];
    await make(api, 'two-child', { ownerReferences });
    await api.delete(`${CONFIG_MAPS}/two-one`, undefined, quiet);
    await api.until(`${CONFIG_MAPS}/two-child`, ({ body }) => body.metadata.ownerReferences?.length === 1, { pick: metadataOf });
  });

  run('collects what is created for an owner that is gone', [404], async (api) => {
    const owner = await make(api, 'ghost');
    await api.delete(`${CONFIG_MAPS}/ghost`, undefined, quiet);
    await make(api, 'ghost-child', ownedBy(owner));
    await api.until(`${CONFIG_MAPS}/ghost-child`, gone);
  });

  run('refuses owners that can not be', [422, 422, 422], async (api) => {
    const owner = await make(api, 'refused-owner');
    const [reference] = ownedBy(owner).ownerReferences;
    await api.post(CONFIG_MAPS, { metadata: { name: 'refused-a', ownerReferences: [{ ...reference, uid: '' }] } });
    await api.post(CONFIG_MAPS, { metadata: { name: 'refused-b', ownerReferences: [{ kind: 'X' }] } });
    const controllers = [
      { ...reference, controller: true },
      { ...reference, uid: 'other', name: 'other', controller: true },
    ];
    await api.post(CONFIG_MAPS, { metadata: { name: 'refused-c', ownerReferences: controllers } });
  });

  run('gives Pods that no node has taken no grace', [200, 404], async (api) => {
    const spec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'i' }] };
    await api.post(PODS, { metadata: { name: 'unscheduled' }, spec }, quiet);
    await api.delete(`${PODS}/unscheduled`, undefined, {
      pick: ({ kind, metadata }) => ({ kind, grace: metadata.deletionGracePeriodSeconds }),
    });
    await api.until(`${PODS}/unscheduled`, gone);
  });

  run('takes a grace of none for at once', [200, 404], async (api) => {
    await api.post(
      PODS,
      { metadata: { name: 'forced' }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'i' }] } },
      quiet,
    );
    await api.delete(
      `${PODS}/forced`,
      { gracePeriodSeconds: 0 },
      { pick: ({ kind, metadata }) => ({ kind, grace: metadata.deletionGracePeriodSeconds }) },
    );
    await api.get(`${PODS}/forced`);
  });

  run('refuses verbs that a resource does not have', [405, 405], async (api) => {
    await api.delete('/api/v1/namespaces');
    await api.post(`${CONFIG_MAPS}/some`, {});
  });
});

describeConformance('namespaces', (run) => {
  const NAMESPACES = '/api/v1/namespaces';
  const essence = ({ metadata, spec, status }: Json) => ({
    labels: metadata?.labels,
    finalizers: metadata?.finalizers,
    deleted: typeof metadata?.deletionTimestamp,
    spec,
    phase: status?.phase,
  });

  run('are active from the beginning, with a label of their own', [201, 200], async (api) => {
    await api.post(NAMESPACES, { metadata: { name: '$NS-new', labels: { a: 'b' } } });
    await api.get(`${NAMESPACES}/$NS-new`, { pick: essence });
    await api.delete(`${NAMESPACES}/$NS-new`, undefined, quiet);
  });

  run('are furnished with an account and the root certificate', [200, 200], async (api) => {
    await api.get(`${NAMESPACES}/$NS/serviceaccounts/default`, { pick: ({ metadata }) => metadata.name });
    await api.get(`${NAMESPACES}/$NS/configmaps/kube-root-ca.crt`, { pick: ({ metadata, data }) => [metadata.name, Object.keys(data)] });
  });

  run('are named like labels', [422, 422, 409], async (api) => {
    await api.post(NAMESPACES, { metadata: { name: 'Not.Good' } });
    await api.post(NAMESPACES, { metadata: { name: 'a'.repeat(64) } });
    await api.post(NAMESPACES, { metadata: { name: '$NS' } });
  });

  run('refuse objects when they are not there', [404, 404], async (api) => {
    await api.post(`${NAMESPACES}/nowhere-at-all/configmaps`, { metadata: { name: 'a' } });
    await api.get(`${NAMESPACES}/nowhere-at-all`);
  });

  run('take their objects with them', [200, 404, 404], async (api) => {
    const name = `${api.namespace}-full`;
    await api.post(NAMESPACES, { metadata: { name } }, quiet);
    await api.post(`${NAMESPACES}/${name}/configmaps`, { metadata: { name: 'a' } }, quiet);
    await api.delete(`${NAMESPACES}/${name}`, undefined, { pick: essence });
    await api.until(`${NAMESPACES}/${name}`, gone);
    await api.get(`${NAMESPACES}/${name}/configmaps/a`);
  });

  run('wait for finalizers of their objects, and take nothing new', [200, 403, 403, 404], async (api) => {
    const name = `${api.namespace}-held`;
    await api.post(NAMESPACES, { metadata: { name } }, quiet);
    await api.until(`${NAMESPACES}/${name}/configmaps`, ({ body }) => body.items?.length > 0, quiet);
    await api.post(`${NAMESPACES}/${name}/configmaps`, { metadata: { name: 'a', finalizers: ['example.com/a'] } }, quiet);
    await api.delete(`${NAMESPACES}/${name}`, undefined, quiet);
    await api.until(`${NAMESPACES}/${name}`, ({ body }) => body.status?.phase === 'Terminating', { pick: essence });
    await api.post(`${NAMESPACES}/${name}/configmaps`, { metadata: { name: 'b' } });
    await api.post(`${NAMESPACES}/${name}/secrets`, { metadata: { name: 'b' } });
    await api.until(`${NAMESPACES}/${name}/configmaps/a`, ({ body }) => body.metadata?.deletionTimestamp, quiet);
    await api.patch(`${NAMESPACES}/${name}/configmaps/a`, { metadata: { finalizers: null } }, 'merge', quiet);
    await api.until(`${NAMESPACES}/${name}`, gone);
  });

  run('keep the ones that are always there', [403, 403], async (api) => {
    await api.delete(`${NAMESPACES}/default`);
    await api.delete(`${NAMESPACES}/kube-system`);
  });

  run('are finalized by their subresource', [200, 200], async (api) => {
    const name = `${api.namespace}-fin`;
    const { body } = await api.post(NAMESPACES, { metadata: { name }, spec: { finalizers: ['example.com/own'] } }, quiet);
    await api.put(`${NAMESPACES}/${name}/finalize`, { ...body, spec: { finalizers: ['kubernetes'] } }, { pick: essence });
    await api.patch(`${NAMESPACES}/${name}`, { spec: { finalizers: ['example.com/other'] } }, 'merge', { pick: essence });
    await api.delete(`${NAMESPACES}/${name}`, undefined, quiet);
  });
});
