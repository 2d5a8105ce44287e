import { expect } from 'chai';
import { afterStep, changeFinalizers, finalizerStep } from '../../lib/resource/finalizer.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

describe('finalizerStep', () => {
  type Case = [what: string, finalizers: string[], deleting: boolean, wanted: string | undefined, after: string[]];
  const cases: Case[] = [
    ['adds what is wanted', [], false, 'f', ['f']],
    ['keeps what is there', ['f'], false, 'f', ['f']],
    ['keeps foreign ones', ['x', 'y'], false, 'f', ['x', 'y', 'f']],
    ['adds nothing to what is being deleted', ['x'], true, 'f', ['x']],
    ['takes the default one off when none is wanted', ['f', 'x'], false, undefined, ['x']],
    ['takes it off what is being deleted as well', ['f', 'x'], true, undefined, ['x']],
    ['replaces the default one by another', ['f'], false, 'g', ['g']],
    ['leaves another one alone when none is wanted', ['g'], false, undefined, ['g']],
  ];
  for (const [what, finalizers, deleting, wanted, after] of cases) {
    it(what, () => {
      const step = finalizerStep({ finalizers, deleting, wanted, fallback: 'f' });
      expect(step ? afterStep(finalizers, step) : finalizers).to.deep.equal(after);
    });
  }
});

describe('changeFinalizers', () => {
  let cluster: FakeCluster;
  const reference = { apiVersion: 'v1', kind: 'Thing', name: 'a', namespace: 'team' };
  beforeEach(() => {
    cluster = new FakeCluster([{ apiVersion: 'v1', kind: 'Thing', plural: 'things' }]);
  });
  const add = (finalizers: readonly string[]) => [...new Set([...finalizers, 'f'])];
  const aThing = () => cluster.add({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', finalizers: ['x'] } });

  it('writes the new list', async () => {
    const changed = await changeFinalizers({ client: cluster.client, reference, object: aThing() }, add);
    expect(changed?.metadata.finalizers).to.deep.equal(['x', 'f']);
  });

  it('writes nothing when nothing changes', async () => {
    await changeFinalizers({ client: cluster.client, reference, object: aThing() }, (finalizers) => [...finalizers]);
    expect(cluster.requests).to.deep.equal([]);
  });

  it('begins anew with what somebody else wrote', async () => {
    const object = aThing();
    cluster.edit('Thing', 'a', { metadata: { finalizers: ['y'] } });
    await changeFinalizers({ client: cluster.client, reference, object }, add);
    expect(cluster.stored('Thing', 'a')?.metadata.finalizers).to.deep.equal(['y', 'f']);
  });

  it('leaves an object of another uid alone', async () => {
    const object = aThing();
    cluster.edit('Thing', 'a', { metadata: { finalizers: null } });
    cluster.remove('Thing', 'a');
    aThing();
    expect(await changeFinalizers({ client: cluster.client, reference, object }, add)).to.equal(undefined);
    expect(cluster.stored('Thing', 'a')?.metadata.finalizers).to.deep.equal(['x']);
  });

  it('says when the object is gone', async () => {
    const object = aThing();
    cluster.edit('Thing', 'a', { metadata: { finalizers: null } });
    cluster.remove('Thing', 'a');
    expect(await changeFinalizers({ client: cluster.client, reference, object }, add)).to.equal(undefined);
  });

  it('fails with what the server refuses', async () => {
    const object = aThing();
    cluster.before = () => {
      throw refusal(403, 'Forbidden', 'no');
    };
    expect(await rejection(changeFinalizers({ client: cluster.client, reference, object }, add))).to.include({ status: 403 });
  });
});
