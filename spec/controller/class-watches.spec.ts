import { expect } from 'chai';
import { silentLogger } from '../../lib/base/logger.ts';
import { ClassDirectory } from '../../lib/controller/class-directory.ts';
import { ClassWatches } from '../../lib/controller/class-watches.ts';
import type { ControllerContext } from '../../lib/controller/controller-context.ts';
import { Health } from '../../lib/health/health.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Widget } from '../support/controller-run.ts';
import { FakeCluster } from '../support/fake-cluster.ts';

class Owner extends Widget {
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'Part' }];
  static readonly WATCHES = [{ apiVersion: 'v1', kind: 'Place', concerns: () => [{ namespace: 'team', name: 'a' }] }];
  static readonly WHEN = (widget: Owner) => widget.spec.off !== true;
  async ensureCreated() {}
  async childChanged() {}
}

describe('ClassWatches', () => {
  const ending = new AbortController();
  after(() => ending.abort());

  /** With the first list of one of the kinds held back until `open` is called. */
  function parts(held: string) {
    const clock = new FakeClock();
    const cluster = new FakeCluster([
      { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets' },
      { apiVersion: 'v1', kind: 'Part', plural: 'parts' },
      { apiVersion: 'v1', kind: 'Place', plural: 'places', namespaced: false },
    ]);
    const { promise, resolve: open } = Promise.withResolvers<void>();
    const path = cluster.collectionPath.bind(cluster);
    cluster.collectionPath = async (kind, namespace) => {
      const found = await path(kind, namespace);
      if (found.endsWith(held)) await promise;
      return found;
    };
    const told: string[] = [];
    const classes = new ClassDirectory();
    const context = {
      type: resolveClass(Owner),
      cluster,
      clock,
      logger: silentLogger,
      health: new Health(),
      classes,
      namespaces: [undefined],
    };
    const watches = new ClassWatches({
      context: context as unknown as ControllerContext,
      changed: ({ kind }, synced) => told.push(`${kind} ${synced}`),
      scopeSynced: (keys) => told.push(`scope ${[...keys].join(' ')}`),
      listedAnew: () => told.push('listed anew'),
      childChanged: (key, _uid, { type }) => told.push(`child of ${key} ${type}`),
      childWritten: (key) => told.push(`written for ${key}`),
      concern: (key) => told.push(`concerns ${key}`),
      synced: () => told.push('synced'),
    });
    void watches.run(ending.signal);
    return { clock, cluster, watches, told, open };
  }

  for (const held of ['widgets', 'parts', 'places']) {
    it(`has no object handled before the first list of ${held} is complete`, async () => {
      const { clock, watches, open } = parts(held);
      await clock.advance(0);
      expect([watches.isSynced, watches.isReadyFor('team/a')]).to.deep.equal([false, false]);
      expect(watches.reports().map(({ kind, synced }) => [kind, synced])).to.deep.equal([
        ['Widget', held !== 'widgets'],
        ['Part', held !== 'parts'],
        ['Place', held !== 'places'],
      ]);
      open();
      await clock.advance(0);
      expect([watches.isSynced, watches.isReadyFor('team/a')]).to.deep.equal([true, true]);
    });
  }

  it('tells of the objects, their children and what they refer to', async () => {
    const { clock, cluster, told } = parts('none');
    await clock.advance(0);
    expect(told.splice(0).sort()).to.deep.equal(['scope ', 'synced', 'synced']);
    const { metadata } = cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: {} });
    const owner = { apiVersion: 'bench.example.com/v1', kind: 'Widget', name: 'a', uid: metadata.uid };
    cluster.add({ apiVersion: 'v1', kind: 'Part', metadata: { name: 'p', ownerReferences: [owner] } });
    cluster.add({ apiVersion: 'v1', kind: 'Place', metadata: { name: 'q' } });
    await clock.advance(0);
    expect(told).to.deep.equal(['added true', 'child of team/a ADDED', 'concerns team/a']);
  });

  it('has no object handled that WHEN keeps out', async () => {
    const { clock, cluster, watches } = parts('none');
    await clock.advance(0);
    cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: { off: true } });
    await clock.advance(0);
    const text = watches.informer.text('team/a');
    if (text) watches.view.see({ kind: 'added', current: text });
    expect([text !== undefined, watches.isReadyFor('team/a'), watches.isReadyFor('team/b')]).to.deep.equal([true, false, true]);
  });
});
