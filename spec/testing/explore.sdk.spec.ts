import { expect } from 'chai';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { Indexes } from '../../lib/resource/indexes.ts';
import type { Watches } from '../../lib/resource/watches.ts';
import type { ExplorationStage } from '../../lib/testing/exploration-stage.ts';
import { explorationReport } from '../../lib/testing/explore.ts';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const KIND = { apiVersion: 'explored.example.com/v1', kind: 'Whole' };
const SOURCE = { ...MAP, name: 'source', namespace: 'default' };

/** All that the SDK keeps for an object: finalizer, children, references, timers, an Event, and the record. */
class Whole extends CRDBase<{ source: string }, { text?: string; ticks?: string; child?: string }> {
  static readonly GROUP = 'explored.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'wholes';
  static readonly SINGULAR = 'whole';
  static readonly KIND = 'Whole';
  static readonly OWNS = [MAP];
  static readonly INDEXES = { bySource: ({ spec }) => spec.source } satisfies Indexes<Whole>;
  static readonly WATCHES = [
    { ...MAP, concerns: ({ metadata }, wholes) => wholes.byIndex('bySource', metadata.name) },
  ] satisfies Watches<Whole>;
  static readonly TIMERS = { tick: { intervalSeconds: 4 } };

  async ensureCreated() {
    await this.copy();
    this.event('Normal', 'Copied', 'the text was copied');
  }

  async ensureModified() {
    await this.copy();
  }

  async ensureResumed() {
    await this.copy();
  }

  async childChanged() {
    await this.copy();
  }

  async ensureDeleted() {
    await this.client.delete({ ...MAP, name: 'outside', namespace: 'default' }).catch((error) => {
      if (error.status !== 404) throw error;
    });
  }

  tick() {
    this.status = { ticks: 'some' };
  }

  private async copy() {
    const source = await this.client.find({ ...MAP, name: this.spec.source, namespace: 'default' });
    const text = source?.data?.text ?? 'none';
    const { metadata } = await this.apply({ ...MAP, metadata: { name: `${this.metadata.name}-copy` }, data: { text } });
    await this.apply({ ...MAP, metadata: { name: 'outside' }, data: { text } }, { owner: false });
    this.status = { text, child: metadata.name };
  }
}

async function wholeLife({ client, settled }: ExplorationStage) {
  await client.create({ ...KIND, metadata: { name: 'a', namespace: 'default' }, spec: { source: 'source' } });
  await settled();
  await client.mergePatch(SOURCE, { data: { text: 'two' } });
  await settled();
  await client.delete({ ...MAP, name: 'a-copy', namespace: 'default' });
  await settled();
}

describe('explore, on the SDK itself', function () {
  this.timeout(300_000);
  const prepare = async (client: ExplorationStage['client']) => {
    await client.create({ ...MAP, metadata: { name: 'source', namespace: 'default' }, data: { text: 'one' } });
  };

  it('survives a sample of all disturbances with finalizer, children, references, timers and Events', async () => {
    const { failures, made, text } = await explorationReport(wholeLife, { operator: Whole, prepare, workloads: false, budgetSeconds: 3 });
    expect(failures, text).to.deep.equal([]);
    expect(made, text).to.not.deep.equal([]);
  });

  it('does not go round in circles while an object is gone and the view lags', async () => {
    const only = /^the view lagged from the \w+ state \(DELETED\) of wholes.explored.example.com default\/a on$/;
    const { failures, made, text } = await explorationReport(wholeLife, { operator: Whole, prepare, workloads: false, only });
    expect(failures, text).to.deep.equal([]);
    expect(made).to.have.lengthOf(1);
  });

  it('brings back who was killed while everything was deleted', async () => {
    const only = /after DELETE configmaps default\/outside, and restarted only when/;
    const { failures, made, text } = await explorationReport(wholeLife, {
      operator: Whole,
      prepare,
      workloads: false,
      only,
      kinds: ['absence'],
    });
    expect(failures, text).to.deep.equal([]);
    expect(made).to.have.lengthOf(1);
  });
});
