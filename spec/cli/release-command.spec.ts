import { expect } from 'chai';
import { ApiError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { ownFinalizers, type ReleasableClass, releaseAll } from '../../lib/cli/release-command.ts';
import type { Client, ListOptions } from '../../lib/cluster/client.ts';

const Printer = {
  GROUP: 'demo.example.com',
  VERSION: 'v1',
  PLURAL: 'printers',
  SINGULAR: 'printer',
  KIND: 'Printer',
} satisfies ReleasableClass;
const OURS = 'printers.demo.example.com/finalizer';

function anObject(name: string, finalizers: string[], namespace = 'team-a'): StoredObject {
  const metadata = { name, namespace, uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: '', finalizers };
  return { apiVersion: 'demo.example.com/v1', kind: 'Printer', metadata };
}

function apiError(status: number, reason: string): ApiError {
  return new ApiError({ status, reason, method: 'PATCH', path: '/p', message: 'no' });
}

/** A client of a list of objects that records what is written. */
class FakeClient {
  readonly patches: [string, unknown][] = [];
  readonly lists: (string | undefined)[] = [];
  conflicts = 0;
  readonly objects: StoredObject[];
  readonly failure: ((name: string) => ApiError | undefined) | undefined;

  constructor(objects: StoredObject[], failure?: (name: string) => ApiError | undefined) {
    this.objects = objects;
    this.failure = failure;
  }

  async list(_: unknown, { namespace }: ListOptions): Promise<StoredObject[]> {
    this.lists.push(namespace);
    const failure = this.failure?.('list');
    if (failure) throw failure;
    return this.objects.filter((object) => namespace === undefined || object.metadata.namespace === namespace);
  }

  async find({ name }: { name: string }): Promise<StoredObject | undefined> {
    return this.objects.find((object) => object.metadata.name === name);
  }

  async mergePatch({ name }: { name: string }, patch: object): Promise<StoredObject> {
    const failure = this.failure?.(name);
    if (failure) throw failure;
    if (this.conflicts-- > 0) {
      const found = await this.find({ name });
      if (found) found.metadata.resourceVersion += '1';
      throw apiError(409, 'Conflict');
    }
    this.patches.push([name, patch]);
    return anObject(name, []);
  }
}

async function release(client: FakeClient, more: { classes?: ReleasableClass[]; namespaces?: string[] } = {}) {
  let [out, err] = ['', ''];
  const exitCode = await releaseAll({
    client: client as unknown as Client,
    classes: [Printer],
    namespaces: [],
    signal: new AbortController().signal,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    ...more,
  });
  return { exitCode, out, err };
}

describe('releaseAll', () => {
  it('takes our finalizer off every object, under a test of its version, and leaves foreign ones', async () => {
    const client = new FakeClient([anObject('one', [OURS, 'other/x']), anObject('two', ['other/x']), anObject('three', [OURS], 'team-b')]);
    expect(await release(client)).to.deep.equal({
      exitCode: 0,
      out: `Printer team-a/one: took off ${OURS}\nPrinter team-b/three: took off ${OURS}\nreleased 2 of 3 objects\n`,
      err: '',
    });
    expect(client.patches).to.deep.equal([
      ['one', { metadata: { resourceVersion: '1', finalizers: ['other/x'] } }],
      ['three', { metadata: { resourceVersion: '1', finalizers: [] } }],
    ]);
    expect(client.lists).to.deep.equal([undefined]);
  });

  it('reads and tries again after a conflict', async () => {
    const client = new FakeClient([anObject('one', [OURS])]);
    client.conflicts = 1;
    await release(client);
    expect(client.patches).to.deep.equal([['one', { metadata: { resourceVersion: '11', finalizers: [] } }]]);
  });

  it('looks in the given namespaces alone; cluster-scoped kinds are looked at whole', async () => {
    const objects = [anObject('one', [OURS]), anObject('two', [OURS], 'team-b'), anObject('three', [OURS], 'team-c')];
    const client = new FakeClient(objects);
    expect((await release(client, { namespaces: ['team-a', 'team-b'] })).out).to.include('released 2 of 2 objects');
    expect(client.lists).to.deep.equal(['team-a', 'team-b']);
    const whole = new FakeClient(objects);
    await release(whole, { namespaces: ['team-a'], classes: [{ ...Printer, SCOPE: 'Cluster' }] });
    expect(whole.lists).to.deep.equal([undefined]);
  });

  it('goes on after a failure, names it, and ends with 1', async () => {
    const client = new FakeClient([anObject('one', [OURS]), anObject('two', [OURS])], (name) =>
      name === 'one' ? apiError(403, 'Forbidden') : undefined,
    );
    expect(await release(client)).to.deep.equal({
      exitCode: 1,
      out: `Printer team-a/two: took off ${OURS}\nreleased 1 of 2 objects; 1 failed\n`,
      err: 'Printer team-a/one: PATCH /p: 403 Forbidden: no\n',
    });
  });

  it('has nothing to do for a kind that is not served', async () => {
    const client = new FakeClient([], () => apiError(404, 'NotFound'));
    expect((await release(client)).out).to.equal(
      'Printer: the cluster does not serve printers.demo.example.com/v1\nreleased 0 of 0 objects\n',
    );
  });
});

describe('ownFinalizers', () => {
  for (const [finalizer, expected] of [
    [undefined, [OURS]],
    [null, [OURS]],
    ['mine/x', [OURS, 'mine/x']],
    [OURS, [OURS]],
  ] as const) {
    it(`is ${expected.join(' and ')} for FINALIZER ${finalizer}`, () => {
      expect(ownFinalizers({ ...Printer, FINALIZER: finalizer })).to.deep.equal(expected);
    });
  }
});
