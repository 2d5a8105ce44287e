import { expect } from 'chai';
import { ApiError } from '../../lib/base/errors.ts';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import type { ControllerContext } from '../../lib/controller/controller-context.ts';
import { FinalizerKeeper } from '../../lib/controller/finalizer-keeper.ts';
import { Health } from '../../lib/health/health.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { MemoryClient } from '../../lib/testing/memory-client.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

const OURS = 'widgets.bench.example.com/finalizer';

class Cleaner extends Widget {
  async ensureDeleted() {}
}

describe('FinalizerKeeper', () => {
  let client: MemoryClient;
  let health: Health;
  let log: CollectedLog;
  let written: StoredObject[];

  const keeper = (type = Cleaner) => {
    const context = { type: resolveClass(type), cluster: { client }, health, logger: log, clock: new FakeClock() };
    return new FinalizerKeeper({ context: context as unknown as ControllerContext, written: (object) => written.push(object) });
  };
  const reference = { apiVersion: 'bench.example.com/v1', kind: 'Widget', name: 'a', namespace: 'team' };
  const stored = (finalizers: string[], metadata = {}) => client.put(aWidget({ metadata: { finalizers, ...metadata } }));

  beforeEach(() => {
    client = new MemoryClient();
    health = new Health();
    log = new CollectedLog();
    written = [];
  });

  it('adds ours beside those of others, and tells what the server answered', async () => {
    const object = stored(['other.example.com/x']);
    const changed = await keeper().restore(object, reference);
    expect(changed?.metadata.finalizers).to.deep.equal(['other.example.com/x', OURS]);
    expect(written).to.deep.equal([changed]);
  });

  it('leaves an object alone that is being deleted', () => {
    expect(keeper().stepFor(stored([], { deletionTimestamp: '2026-01-01T00:00:00Z' }))).to.equal(undefined);
  });

  it('takes ours off, and no other', async () => {
    await keeper().release(stored([OURS, 'other.example.com/x']), reference);
    expect((await client.get(reference)).metadata.finalizers).to.deep.equal(['other.example.com/x']);
  });

  it('knows whether an object carries it', () => {
    expect(keeper().isHeld(stored([OURS]))).to.equal(true);
    expect(keeper().isHeld(stored(['other.example.com/x']))).to.equal(false);
  });

  it('says once in the log, and in health while it lasts, which field keeps the server from changing it', async () => {
    const refused = new ApiError({
      status: 422,
      reason: 'Invalid',
      method: 'PATCH',
      path: '/x',
      message: 'spec.size: Invalid value',
      causes: [{ field: 'spec.size' }],
    });
    const object = stored([]);
    const works = client.mergePatch.bind(client);
    client.mergePatch = async () => {
      throw refused;
    };
    const kept = keeper();
    for (let time = 0; time < 2; time += 1) await kept.restore(object, reference).catch(() => undefined);
    expect(log.records.map(({ level }) => level)).to.deep.equal(['error']);
    const [check] = health.checks();
    expect(check?.name).to.equal('finalizer of Widget team/a');
    expect(check?.message).to.contain('because of spec.size');
    client.mergePatch = works;
    await kept.restore(object, reference);
    expect(health.checks()).to.deep.equal([]);
  });

  it('says nothing any more when its term is over', async () => {
    const object = stored([]);
    const kept = keeper();
    const refuse = async () => {
      throw new ApiError({ status: 422, reason: 'Invalid', method: 'PATCH', path: '/x', message: 'no' });
    };
    client.mergePatch = refuse;
    await kept.restore(object, reference).catch(() => undefined);
    expect(health.checks().length).to.equal(1);
    kept.close();
    expect(health.checks()).to.deep.equal([]);
    await kept.restore(object, reference).catch(() => undefined);
    expect(health.checks()).to.deep.equal([]);
  });
});
