import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect } from 'chai';
import { UnreachableError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { RequestSpan } from '../../lib/cluster/request-span.ts';
import { OpenTelemetryTracer } from '../../lib/tracing/open-telemetry-tracer.ts';
import { RecordedSpans } from '../support/recorded-spans.ts';

const SERVER = 'https://api.example.com:6443/prefix';
const PATH = '/api/v1/namespaces/team-a/secrets/hidden-name';

describe('RequestSpan', () => {
  let spans: RecordedSpans;
  let tracer: OpenTelemetryTracer;

  beforeEach(async () => {
    spans = new RecordedSpans();
    spans.register();
    tracer = new OpenTelemetryTracer(silentLogger);
    await tracer.prepare();
  });

  afterEach(() => spans.unregister());

  it('says method, path without names, server and status', () => {
    const body = 'password=1';
    const span = RequestSpan.begin(tracer, SERVER, { method: 'PATCH', path: PATH, query: { fieldManager: 'x' }, body });
    span?.answered(200);
    expect(spans.all[0]?.ended).to.equal(false);
    span?.end();
    const template = '/api/v1/namespaces/{namespace}/secrets/{name}';
    expect(spans.all[0]).to.deep.include({
      name: `PATCH ${template}`,
      kind: SpanKind.CLIENT,
      ended: true,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': 'PATCH',
        'url.template': template,
        'server.address': 'api.example.com',
        'http.response.status_code': 200,
      },
    });
    expect(JSON.stringify(spans.all)).not.to.match(/hidden-name|password|fieldManager/);
  });

  it('fails by a refusal, and by the lack of an answer', () => {
    const refused = RequestSpan.begin(tracer, SERVER, { method: 'GET', path: PATH });
    refused?.answered(403);
    refused?.end();
    RequestSpan.begin(tracer, SERVER, { method: 'GET', path: PATH })?.failed(new UnreachableError('token 123 at somewhere'));
    expect(spans.all.map(({ attributes, ended, status }) => [attributes['error.type'], ended, status.code])).to.deep.equal([
      ['403', true, SpanStatusCode.ERROR],
      ['UNREACHABLE', true, SpanStatusCode.ERROR],
    ]);
    expect(JSON.stringify(spans.all)).not.to.include('token');
  });

  it('is none for a stream, and none where nobody records', () => {
    expect(RequestSpan.begin(tracer, SERVER, { method: 'GET', path: PATH, timeoutSeconds: 0 })).to.equal(undefined);
    expect(RequestSpan.begin(undefined, SERVER, { method: 'GET', path: PATH })).to.equal(undefined);
    expect(spans.all).to.deep.equal([]);
  });
});
