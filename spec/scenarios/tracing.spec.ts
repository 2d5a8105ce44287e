import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { describeOnBothClusters } from '../support/clusters.ts';
import { type RecordedSpan, RecordedSpans } from '../support/recorded-spans.ts';
import { Thing, useStage } from '../support/stage.ts';

const THINGS = '/apis/scenarios.example.com/v1/namespaces/{namespace}/things';

describeOnBothClusters('tracing', (cluster) => {
  const stage = useStage(cluster);
  const spans = new RecordedSpans();

  before(() => spans.register());
  after(() => spans.unregister());

  it('shows each reconcile with its requests and the spans of the handler, and each watch', async () => {
    class Traced extends Thing {
      async ensureCreated() {
        await this.flush();
        trace.getTracer('mine').startSpan('mine').end();
        this.status = { text: 'done' };
      }
      async ensureDeleted() {}
    }
    const operator = await stage.start(Traced);
    await stage.create(Traced, 'a');
    await operator.handled(Traced, 'a', stage.namespace);
    await stage.client.delete({ class: Traced, name: 'a', namespace: stage.namespace });
    await stage.gone(Traced, 'a');
    await operator.stop();
    const reconciles = spans.named('reconcile Thing').filter(({ attributes }) => attributes['tskubeop.namespace'] === stage.namespace);
    const told = reconciles.map((span) => [span.attributes['tskubeop.handler'], span.attributes['tskubeop.outcome'], spans.partsOf(span)]);
    expect(told).to.deep.equal([
      ['ensureCreated', 'succeeded', [`PATCH ${THINGS}/{name}`, 'mine', `PATCH ${THINGS}/{name}/status`]],
      ['ensureDeleted', 'succeeded', [`PATCH ${THINGS}/{name}`]],
    ]);
    const [created] = reconciles as [RecordedSpan];
    const record = operator.logs.find(({ fields }) => fields.reconcileId === created.attributes['tskubeop.reconcile_id']);
    expect(record?.fields).to.include({
      name: 'a',
      uid: created.attributes['tskubeop.uid'],
      attempt: created.attributes['tskubeop.attempt'],
    });
    expect(reconciles.every(({ ended, parentId }) => ended && parentId === undefined)).to.equal(true);
    expect(spans.named(`list ${THINGS}`).at(-1)?.attributes).to.include({ 'tskubeop.watch.end_reason': 'listed' });
    expect(spans.named(`watch ${THINGS}`).at(-1)?.attributes).to.include({ 'tskubeop.watch.end_reason': 'stopped' });
    expect(spans.all.filter(({ ended }) => !ended)).to.deep.equal([]);
  });
});
