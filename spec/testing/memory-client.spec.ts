import { expect } from 'chai';
import { ApiError } from '../../lib/base/errors.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';

const aConfigMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'team' },
  data,
});
const reference = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'team' });

async function failure(action: Promise<unknown>): Promise<ApiError> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(ApiError.is(error)).to.equal(true);
  return error as ApiError;
}

describe('MemoryClient', () => {
  it('has what it is given, with what a server fills in', async () => {
    const client = new MemoryClient([aConfigMap('a')]);
    const found = await client.get(reference('a'));
    expect(found.metadata.uid).to.match(/^[0-9a-f-]{36}$/);
    expect(found.metadata.resourceVersion).to.equal('1');
  });

  it('answers 404 for what is not there, and find with undefined', async () => {
    const client = new MemoryClient();
    expect((await failure(client.get(reference('a')))).status).to.equal(404);
    expect(await client.find(reference('a'))).to.equal(undefined);
  });

  it('hands out copies', async () => {
    const client = new MemoryClient([aConfigMap('a', { x: '1' })]);
    (await client.get(reference('a'))).data.x = 'changed';
    expect((await client.get(reference('a'))).data).to.deep.equal({ x: '1' });
  });

  it('refuses to create what is there already', async () => {
    const client = new MemoryClient([aConfigMap('a')]);
    expect((await failure(client.create(aConfigMap('a')))).reason).to.equal('AlreadyExists');
  });

  it('applies onto what is there, keeping its uid, and remembers what was applied', async () => {
    const client = new MemoryClient([aConfigMap('a', { x: '1' })]);
    const before = await client.get(reference('a'));
    const applied = await client.apply(aConfigMap('a', { y: '2' }));
    expect(applied.metadata.uid).to.equal(before.metadata.uid);
    expect(applied.data).to.deep.equal({ x: '1', y: '2' });
    expect(client.applied).to.deep.equal([applied]);
  });

  it('patches the status alone when asked to', async () => {
    const client = new MemoryClient([aConfigMap('a', { x: '1' })]);
    const patched = await client.mergePatch(reference('a'), { data: { x: '2' }, status: { state: 'done' } }, { subresource: 'status' });
    expect([patched.data, patched.status]).to.deep.equal([{ x: '1' }, { state: 'done' }]);
  });

  it('deletes, and remembers what was deleted', async () => {
    const client = new MemoryClient([aConfigMap('a')]);
    await client.delete(reference('a'));
    expect(client.deleted).to.deep.equal([{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: 'team' }]);
    expect((await failure(client.delete(reference('a')))).status).to.equal(404);
  });

  it('lists a kind, in one namespace or in all', async () => {
    const elsewhere = { ...aConfigMap('b'), metadata: { name: 'b', namespace: 'other' } };
    const client = new MemoryClient([aConfigMap('a'), elsewhere]);
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    expect((await client.list(kind)).map(({ metadata }) => metadata.name)).to.deep.equal(['a', 'b']);
    expect((await client.list(kind, { namespace: 'other' })).items.map(({ metadata }) => metadata.name)).to.deep.equal(['b']);
  });

  it('replaces an object only if it still is the version that was read', async () => {
    const client = new MemoryClient([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } }]);
    const read = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' });
    await client.replace({ ...read, data: { by: 'one' } });
    const error = await client.replace({ ...read, data: { by: 'two' } }).catch((thrown) => thrown);
    expect(error).to.include({ status: 409, reason: 'Conflict' });
    expect((await client.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' })).data).to.deep.equal({ by: 'one' });
  });
});
