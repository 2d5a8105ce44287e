/**
 * Hooks on a cluster: what they are told, in which order, and what becomes of what they ask for.
 */
import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { type Context, useHooks } from '../support/running-hooks.ts';
import { testNamespace } from '../support/test-namespace.ts';

describeOnBothClusters('hooks', (cluster) => {
  const hooks = useHooks(cluster);
  let namespace = '';
  beforeEach(async () => {
    namespace = await testNamespace(cluster());
  });

  const configMap = (name: string, data: Record<string, string> = {}, where = namespace) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: where, labels: { spec: 'hooks' } as Record<string, string> },
    data,
  });
  const create = (name: string, data?: Record<string, string>, where?: string) => cluster().client.create(configMap(name, data, where));
  const ref = (name: string, where = namespace) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: where });
  const patch = (name: string, data: Record<string, string>) => cluster().client.mergePatch(ref(name), { data });
  const inNamespace = () => ({
    kind: 'ConfigMap',
    namespace: { nameSelector: { matchNames: [namespace] } },
    labelSelector: { matchLabels: { spec: 'hooks' } },
  });
  const names = (objects: readonly { object: StoredObject }[]) => objects.map(({ object }) => object.metadata.name);
  const short = ({ type, watchEvent, object, objects, filterResult, groupName }: Context) => ({
    type,
    ...(watchEvent ? { watchEvent } : {}),
    ...(object ? { name: object.metadata.name } : {}),
    ...(objects ? { names: names(objects) } : {}),
    ...(filterResult === undefined ? {} : { filterResult }),
    ...(groupName ? { groupName } : {}),
  });

  it('tell a binding of what is there, then of each change', async () => {
    await create('b');
    await create('a');
    hooks.at.hook('pods.sh', { kubernetes: [{ ...inNamespace(), name: 'maps' }] });
    await hooks.at.start();
    await hooks.at.told('pods.sh', 1);
    await create('c', { x: '1' });
    await hooks.at.told('pods.sh', 2);
    await patch('c', { x: '2' });
    await hooks.at.told('pods.sh', 3);
    await cluster().client.delete(ref('c'));
    const contexts = await hooks.at.told('pods.sh', 4);
    expect(contexts.map(short)).to.deep.equal([
      { type: 'Synchronization', names: ['a', 'b'] },
      { type: 'Event', watchEvent: 'Added', name: 'c' },
      { type: 'Event', watchEvent: 'Modified', name: 'c' },
      { type: 'Event', watchEvent: 'Deleted', name: 'c' },
    ]);
    expect(contexts.map(({ binding }) => binding)).to.deep.equal(['maps', 'maps', 'maps', 'maps']);
    expect(contexts[2].object).to.deep.include({ apiVersion: 'v1', kind: 'ConfigMap', data: { x: '2' } });
    expect(Object.keys(contexts[1])).to.deep.equal(['binding', 'type', 'watchEvent', 'object']);
  });

  it('tell what a filter makes of objects, and only of changes that it shows', async () => {
    await create('a', { x: '1', y: '1' });
    hooks.at.hook('f.sh', { kubernetes: [{ ...inNamespace(), jqFilter: '.data.x', keepFullObjectsInMemory: false, apiVersion: 'v1' }] });
    await hooks.at.start();
    await hooks.at.told('f.sh', 1);
    await patch('a', { y: '2' });
    await patch('a', { x: '2' });
    await hooks.at.told('f.sh', 2);
    await create('b');
    await cluster().client.delete(ref('a'));
    const contexts = await hooks.at.told('f.sh', 4);
    expect(contexts).to.deep.equal([
      { binding: 'kubernetes', type: 'Synchronization', objects: [{ filterResult: '1' }] },
      { binding: 'kubernetes', type: 'Event', watchEvent: 'Modified', filterResult: '2' },
      { binding: 'kubernetes', type: 'Event', watchEvent: 'Added', filterResult: null },
      { binding: 'kubernetes', type: 'Event', watchEvent: 'Deleted', filterResult: '2' },
    ]);
  });

  it('are told of the events that they asked for, and show all objects in snapshots', async () => {
    await create('a');
    hooks.at.hook('s.sh', {
      kubernetes: [
        {
          ...inNamespace(),
          name: 'maps',
          executeHookOnSynchronization: false,
          executeHookOnEvent: ['Deleted'],
          includeSnapshotsFrom: ['maps', 'secrets'],
        },
        {
          name: 'secrets',
          kind: 'secret',
          namespace: { nameSelector: { matchNames: [namespace] } },
          executeHookOnSynchronization: false,
          executeHookOnEvent: [],
        },
      ],
    });
    await hooks.at.start();
    await hooks.at.idle();
    await create('b');
    await create('c');
    await cluster().client.delete(ref('b'));
    const [context] = await hooks.at.told('s.sh', 1);
    expect(context).to.include({ binding: 'maps', type: 'Event', watchEvent: 'Deleted' });
    expect(names(context.snapshots.maps)).to.deep.equal(['a', 'c']);
    expect(context.snapshots.secrets).to.deep.equal([]);
    expect(hooks.at.runs()).to.have.length(1);
  });

  it('are told of a group once, whatever of it happened, with the objects of all its bindings', async () => {
    await create('a');
    const common = { group: 'g', kind: 'ConfigMap', namespace: { nameSelector: { matchNames: [namespace] } } };
    hooks.at.hook('g.sh', {
      kubernetes: [
        { ...common, name: 'one', nameSelector: { matchNames: ['a', 'x'] } },
        { ...common, name: 'two', labelSelector: { matchLabels: { spec: 'hooks' } } },
      ],
    });
    await hooks.at.start();
    await hooks.at.idle();
    const [first] = hooks.at.runs('g.sh');
    expect(first?.contexts).to.have.length(1);
    expect(first?.contexts[0]).to.include({ type: 'Group', groupName: 'g' });
    expect(Object.keys(first?.contexts[0]).sort()).to.deep.equal(['binding', 'groupName', 'snapshots', 'type']);
    await create('x');
    const last = await hooks.at.until(() =>
      hooks.at.contexts('g.sh').find(({ snapshots }) => snapshots.one.length === 2 && snapshots.two.length === 2),
    );
    expect(names(last.snapshots.one)).to.deep.equal(['a', 'x']);
  });

  it('run at startup by their numbers, then begin their bindings in the order of their names', async () => {
    hooks.at.hook('a.sh', { onStartup: 20, kubernetes: [{ ...inNamespace() }] });
    hooks.at.hook('b.sh', { onStartup: 1 });
    hooks.at.hook('c.sh', {
      onStartup: 10,
      kubernetes: [{ ...inNamespace(), queue: 'other' }],
      schedule: [{ crontab: '* * * * * *', queue: 'times' }],
    });
    await hooks.at.start();
    await hooks.at.until(() => hooks.at.contexts('c.sh').some(({ type }) => type === 'Schedule'));
    await hooks.at.until(() => hooks.at.contexts('c.sh').some(({ type }) => type === 'Synchronization'));
    // The clock's tasks have a queue of their own, which waits for nobody.
    const order = hooks.at
      .runs()
      .map(({ hook, contexts }) => `${hook} ${contexts[0].type ?? contexts[0].binding}`)
      .filter((run) => run !== 'c.sh Schedule');
    expect(order).to.deep.equal(['b.sh onStartup', 'c.sh onStartup', 'a.sh onStartup', 'a.sh Synchronization', 'c.sh Synchronization']);
    expect(hooks.at.contexts('b.sh')).to.deep.equal([{ binding: 'onStartup' }]);
    expect(hooks.at.contexts('c.sh').find(({ type }) => type === 'Schedule')).to.deep.equal({ binding: 'schedule', type: 'Schedule' });
  });

  it('watch namespaces by their labels, also those that come later, and look no more into those that lose them', async () => {
    const label = { [`hooks-${namespace}`]: 'yes' };
    const second = await testNamespace(cluster());
    await cluster().client.mergePatch({ apiVersion: 'v1', kind: 'Namespace', name: namespace }, { metadata: { labels: label } });
    await create('a');
    await create('b', {}, second);
    hooks.at.hook('n.sh', {
      kubernetes: [
        {
          name: 'm',
          kind: 'cm',
          namespace: { labelSelector: { matchLabels: label } },
          labelSelector: { matchLabels: { spec: 'hooks' } },
          includeSnapshotsFrom: ['m'],
        },
      ],
    });
    await hooks.at.start();
    expect((await hooks.at.told('n.sh', 1)).map(short)).to.deep.equal([{ type: 'Synchronization', names: ['a'] }]);
    await cluster().client.mergePatch({ apiVersion: 'v1', kind: 'Namespace', name: second }, { metadata: { labels: label } });
    expect((await hooks.at.told('n.sh', 2)).map(short)[1]).to.deep.equal({ type: 'Event', watchEvent: 'Added', name: 'b' });
    await cluster().client.mergePatch(
      { apiVersion: 'v1', kind: 'Namespace', name: namespace },
      { metadata: { labels: { [Object.keys(label)[0] as string]: null } } },
    );
    await hooks.at.until(() => hooks.at.runner.inspection.hooks()[0]?.kubernetes[0]?.objects === 1);
    await create('c', {}, second);
    const contexts = await hooks.at.told('n.sh', 3);
    expect(names(contexts[2].snapshots.m)).to.deep.equal(['b', 'c']);
  });

  it('begin when their kind is served, and hold up no other hook until then', async () => {
    const group = `${namespace}.example.com`;
    hooks.at.hook('a.sh', { kubernetes: [{ kind: 'Late', apiVersion: `${group}/v1` }] });
    hooks.at.hook('b.sh', { kubernetes: [inNamespace()] });
    await hooks.at.start();
    await hooks.at.told('b.sh', 1);
    expect(hooks.at.contexts('a.sh')).to.deep.equal([]);
    expect(hooks.at.health.ok).to.equal(false);
    await cluster().client.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `lates.${group}` },
      spec: {
        group,
        names: { kind: 'Late', plural: 'lates', singular: 'late' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    expect((await hooks.at.told('a.sh', 1)).map(short)).to.deep.equal([{ type: 'Synchronization', names: [] }]);
    await hooks.at.until(() => hooks.at.health.ok);
    await cluster().client.delete({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: `lates.${group}` });
  });

  it('change the cluster by every operation of the patch file, in order', async () => {
    await create('merged', { x: '1' });
    await create('jq', { x: '1' });
    await create('json', { x: '1' });
    await create('updated', { x: '1' });
    await create('gone');
    await create('background');
    await create('orphaning');
    const target = (operation: string, name: string, more: object) => ({ operation, kind: 'ConfigMap', namespace, name, ...more });
    const operations = [
      { operation: 'Create', object: configMap('created', { x: '1' }) },
      { operation: 'CreateIfNotExists', object: JSON.stringify(configMap('created', { x: 'never' })) },
      {
        operation: 'CreateOrUpdate',
        object: { ...configMap('updated', { x: '2' }), metadata: { ...configMap('updated').metadata, resourceVersion: '1', uid: 'old' } },
      },
      target('MergePatch', 'merged', { mergePatch: { data: { x: null, y: '2' } } }),
      target('JSONPatch', 'json', { apiVersion: 'v1', jsonPatch: [{ op: 'remove', path: '/data/x' }] }),
      target('JQPatch', 'jq', { jqFilter: '.data.x = "2"' }),
      target('MergePatch', 'missing', { mergePatch: 'data: { x: "1" }', ignoreMissingObject: true }),
      target('Delete', 'gone', {}),
      target('Delete', 'missing', {}),
      target('DeleteInBackground', 'background', {}),
      target('DeleteNonCascading', 'orphaning', {}),
    ];
    hooks.at.hook(
      'p.sh',
      { onStartup: 1 },
      `cat > "$KUBERNETES_PATCH_PATH" <<'END'\n${operations.map((each) => JSON.stringify(each)).join('\n')}\nEND`,
    );
    await hooks.at.start();
    await hooks.at.idle();
    const data = async (name: string) => (await cluster().client.find(ref(name)))?.data;
    expect(await data('created')).to.deep.equal({ x: '1' });
    expect(await data('updated')).to.deep.equal({ x: '2' });
    expect(await data('merged')).to.deep.equal({ y: '2' });
    expect(await data('json')).to.equal(undefined);
    expect(await data('jq')).to.deep.equal({ x: '2' });
    for (const name of ['gone', 'background', 'orphaning', 'missing'])
      expect(await cluster().client.find(ref(name)), name).to.equal(undefined);
    expect(hooks.at.runs()).to.have.length(1);
  });

  it('change nothing at all when a document is wrong, and are run again', async () => {
    const good = JSON.stringify({ operation: 'Create', object: configMap('first') });
    const marker = `${hooks.at.folder.root}/second-time`;
    hooks.at.hook(
      'w.sh',
      { onStartup: 1 },
      `echo '${good}' > "$KUBERNETES_PATCH_PATH"; echo '{"name":"m","action":"set","value":1}' > "$METRICS_PATH"
if [ -e ${marker} ]; then exit 0; fi
touch ${marker}; echo '{"operation":"Delet","kind":"x","name":"y"}' >> "$KUBERNETES_PATCH_PATH"`,
    );
    await hooks.at.start();
    await hooks.at.until(() => hooks.at.logger.messages('error').length > 0);
    expect(await cluster().client.find(ref('first'))).to.equal(undefined);
    expect(hooks.at.runner.metrics.renderHooks()).to.equal('');
    const [failure] = hooks.at.logger.records.filter(({ level }) => level === 'error');
    expect(failure?.fields.error).to.include(
      'w.sh FAILED: KUBERNETES_PATCH_PATH: document 2: operation "Delet" is not known; did you mean Delete?',
    );
    await hooks.at.until(() => cluster().client.find(ref('first')));
    await hooks.at.until(() => hooks.at.runner.metrics.renderHooks().includes('m{hook="w.sh"} 1'));
  });
});
