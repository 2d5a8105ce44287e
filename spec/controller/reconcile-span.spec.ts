import { SpanStatusCode } from '@opentelemetry/api';
import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import type { ObservedCall } from '../../lib/controller/controller-context.ts';
import { ReconcileSpan, reconcileOf } from '../../lib/controller/reconcile-span.ts';
import { OpenTelemetryTracer } from '../../lib/tracing/open-telemetry-tracer.ts';
import { RecordedSpans } from '../support/recorded-spans.ts';

const OBJECT = {
  apiVersion: 'demo.example.com/v1',
  kind: 'Widget',
  metadata: { namespace: 'team-a', name: 'w', uid: 'u1', resourceVersion: '9', generation: 3, creationTimestamp: '2025-01-01T00:00:00Z' },
  spec: { password: 'hidden' },
};

const CALL: ObservedCall = {
  kind: 'Widget',
  key: 'team-a/w',
  uid: 'u1',
  handler: 'ensureModified',
  reason: 'modified',
  attempt: 2,
  reconcileId: 'abc-7',
};

const ATTRIBUTES = {
  'tskubeop.kind': 'Widget',
  'tskubeop.namespace': 'team-a',
  'tskubeop.name': 'w',
  'tskubeop.uid': 'u1',
  'tskubeop.generation': 3,
  'tskubeop.handler': 'ensureModified',
  'tskubeop.reason': 'modified',
  'tskubeop.attempt': 2,
  'tskubeop.reconcile_id': 'abc-7',
};

describe('ReconcileSpan', () => {
  let spans: RecordedSpans;
  let tracer: OpenTelemetryTracer;
  const redact = (message: string) => message.replaceAll('hidden', '***');

  beforeEach(async () => {
    spans = new RecordedSpans();
    spans.register();
    tracer = new OpenTelemetryTracer(silentLogger);
    await tracer.prepare();
  });

  afterEach(() => spans.unregister());

  it('says of which object and call it is, and how that ended', () => {
    const span = ReconcileSpan.begin(tracer, OBJECT, CALL, redact);
    span?.around(() => tracer.start({ name: 'PATCH', attributes: {} })?.end());
    span?.end({ outcome: 'succeeded' });
    const [reconcile] = spans.all;
    expect(reconcile).to.deep.include({ name: 'reconcile Widget', ended: true, status: { code: SpanStatusCode.UNSET } });
    expect(reconcile?.attributes).to.deep.equal({ ...ATTRIBUTES, 'tskubeop.outcome': 'succeeded' });
    expect(spans.partsOf(reconcile as never)).to.deep.equal(['PATCH']);
  });

  it('is that of the turn, which has made requests before', () => {
    tracer.whole(reconcileOf('Widget', OBJECT), () => {
      tracer.start({ name: 'finalizer', attributes: {} })?.end();
      const span = ReconcileSpan.begin(tracer, OBJECT, CALL, redact);
      span?.end({ outcome: 'aborted' });
      tracer.start({ name: 'after', attributes: {} })?.end();
    });
    expect(spans.named(/^reconcile/)).to.have.length(1);
    expect(spans.all[0]?.attributes).to.deep.equal({ ...ATTRIBUTES, 'tskubeop.outcome': 'aborted' });
    expect(spans.partsOf(spans.all[0] as never)).to.deep.equal(['finalizer', 'after']);
  });

  it('says what a failed call failed with, without secrets', () => {
    ReconcileSpan.begin(tracer, OBJECT, CALL, redact)?.end({ outcome: 'failed', error: new PermanentError('not with hidden') });
    expect(spans.all[0]?.attributes).to.include({ 'error.type': 'PERMANENT', 'tskubeop.outcome': 'failed' });
    expect(spans.all[0]?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'not with ***' });
    expect(JSON.stringify(spans.all)).not.to.include('hidden');
  });

  it('is none where nobody records', () => {
    expect(ReconcileSpan.begin(undefined, OBJECT, CALL, redact)).to.equal(undefined);
  });
});
