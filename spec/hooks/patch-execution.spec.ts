import { expect } from 'chai';
import { ApiError, HookRunError } from '../../lib/base/errors.ts';
import type { KubernetesObject, StoredObject } from '../../lib/base/object-meta.ts';
import type { ObjectReference } from '../../lib/cluster/client.ts';
import { readPatchFile } from '../../lib/hooks/patch-document.ts';
import { executePatches } from '../../lib/hooks/patch-execution.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';

const apiError = (status: number, reason: string) => new ApiError({ status, reason, method: 'PUT', path: '/x', message: reason });
const map = (name: string, data: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n' }, data });
const target = (name: string) => ({ kind: 'cm', name, namespace: 'n' });

describe('executePatches', () => {
  const clock = new FakeClock();
  const jq = {
    problem: async (filter: string) => (filter === 'bad' ? 'syntax error' : undefined),
    run: async (filter: string, [text = '']: readonly string[]) =>
      filter === 'fail'
        ? [{ error: 'oh' }]
        : [{ value: filter === 'list' ? [] : filter === '.' ? JSON.parse(text) : { ...JSON.parse(text), data: { by: 'jq' } } }],
  };
  const kinds = {
    find: async (_: string, kind: string) =>
      kind === 'cm' ? { apiVersion: 'v1', kind: 'ConfigMap', group: '', version: 'v1', plural: 'configmaps', namespaced: true } : undefined,
  };
  const run = (client: MemoryClient, ...documents: object[]) =>
    executePatches(readPatchFile(documents.map((each) => JSON.stringify(each)).join('')), {
      client,
      clock,
      jq,
      kinds,
      signal: new AbortController().signal,
    });
  const failure = async (client: MemoryClient, ...documents: object[]) => {
    const error = await run(client, ...documents).catch((thrown: unknown) => thrown);
    expect(HookRunError.is(error), String(error)).to.equal(true);
    return (error as Error).message;
  };
  const data = async (client: MemoryClient, name: string) =>
    (await client.find({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'n' }))?.data as unknown;

  it('creates, and fails only for Create when the object is there', async () => {
    const client = new MemoryClient([map('a', { old: '1' })] as KubernetesObject[]);
    await run(client, { operation: 'CreateIfNotExists', object: map('a') }, { operation: 'Create', object: map('b', { x: '1' }) });
    expect([await data(client, 'a'), await data(client, 'b')]).to.deep.equal([{ old: '1' }, { x: '1' }]);
    expect(await failure(client, { operation: 'Create', object: map('a') })).to.include('Create v1/ConfigMap/n/a: ');
  });

  it('replaces the whole object for CreateOrUpdate, also with what a snapshot had of the server, and again after a conflict', async () => {
    const client = new MemoryClient([map('a', { old: '1' })] as KubernetesObject[]);
    let conflicts = 2;
    const replace = client.replace.bind(client);
    client.replace = (async (object: StoredObject) => {
      if (conflicts-- > 0) throw apiError(409, 'Conflict');
      return await replace(object);
    }) as typeof client.replace;
    const object = { ...map('a', { new: '1' }), metadata: { name: 'a', namespace: 'n', resourceVersion: '99', uid: 'other' } };
    const running = run(client, { operation: 'CreateOrUpdate', object });
    await clock.advance(1000);
    await running;
    expect(await data(client, 'a')).to.deep.equal({ new: '1' });
  });

  it('does what comes after a failure, and names every failure', async () => {
    const client = new MemoryClient([map('a')] as KubernetesObject[]);
    const message = await failure(
      client,
      { operation: 'MergePatch', ...target('missing'), mergePatch: { x: 1 } },
      { operation: 'Delete', kind: 'Nothing', apiVersion: 'x/v1', name: 'a' },
      { operation: 'MergePatch', ...target('a'), mergePatch: { data: { done: 'yes' } } },
    );
    expect(message.split('\n')).to.have.length(2);
    expect(message).to.include('MergePatch /cm/n/missing: ').and.to.include('the server knows no kind Nothing in x/v1');
    expect(await data(client, 'a')).to.deep.equal({ done: 'yes' });
  });

  it('lets a missing object pass where that was asked for, and in every deletion', async () => {
    const client = new MemoryClient();
    await run(
      client,
      { operation: 'MergePatch', ...target('m'), mergePatch: { x: 1 }, ignoreMissingObject: true },
      { operation: 'JQPatch', ...target('m'), jqFilter: '.', ignoreMissingObject: true },
      { operation: 'Delete', ...target('m') },
      { operation: 'DeleteInBackground', ...target('m') },
      { operation: 'DeleteNonCascading', ...target('m') },
    );
  });

  it('writes what jq makes of an object, and nothing when that is the same', async () => {
    const client = new MemoryClient([map('a', { x: '1' })] as KubernetesObject[]);
    let writes = 0;
    const replace = client.replace.bind(client);
    client.replace = (async (object: StoredObject) => {
      writes++;
      return await replace(object);
    }) as typeof client.replace;
    await run(client, { operation: 'JQPatch', ...target('a'), jqFilter: '.' });
    expect(writes).to.equal(0);
    await run(client, { operation: 'JQPatch', ...target('a'), jqFilter: 'set' });
    expect([writes, await data(client, 'a')]).to.deep.equal([1, { by: 'jq' }]);
    expect(await failure(client, { operation: 'JQPatch', ...target('a'), jqFilter: 'bad' })).to.include(
      'jqFilter is invalid: syntax error',
    );
    expect(await failure(client, { operation: 'JQPatch', ...target('a'), jqFilter: 'fail' })).to.include('jqFilter failed: oh');
    expect(await failure(client, { operation: 'JQPatch', ...target('a'), jqFilter: 'list' })).to.include('one object as its result');
  });

  it('changes the subresource that is named', async () => {
    const client = new MemoryClient([map('a', { x: '1' })] as KubernetesObject[]);
    const target = { kind: 'cm', name: 'a', namespace: 'n', operation: 'MergePatch' };
    await run(client, { ...target, subresource: '/status', mergePatch: { data: { x: '2' }, status: { ready: true } } });
    const changed = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'n' });
    expect([changed.data, changed.status]).to.deep.equal([{ x: '1' }, { ready: true }]);
  });

  it('waits for what Delete deletes to be gone, for a while', async () => {
    const client = new MemoryClient([map('a')] as KubernetesObject[]);
    const asked: unknown[] = [];
    client.delete = async (_: ObjectReference, options = {}) => void asked.push(options.propagationPolicy);
    const begin = clock.monotonic();
    const failing = failure(client, { operation: 'Delete', ...target('a') });
    await clock.advance(30_000);
    expect(await failing).to.include('it is still there after 20 s');
    expect(clock.monotonic() - begin).to.equal(30_000);
    await run(client, { operation: 'DeleteInBackground', ...target('a') }, { operation: 'DeleteNonCascading', ...target('a') });
    expect(asked).to.deep.equal(['Foreground', 'Background', 'Orphan']);
  });
});
