/** Refusals become ApiErrors that keep the server's words. */
import { expect } from 'chai';
import { ApiError } from '../../lib/base/errors.ts';
import { apiErrorFrom, isObjectNotFound } from '../../lib/cluster/api-answer.ts';

function refusal(status: number, body: unknown, headers: Record<string, string> = {}): ApiError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return apiErrorFrom({ method: 'GET', path: '/api/v1/pods', status, headers, text, now: 0 });
}

describe('apiErrorFrom', () => {
  it('takes message, reason, causes and waiting time from a Status', () => {
    const message = 'pods is forbidden: User "u" cannot list resource "pods" in API group "" at the cluster scope';
    const error = refusal(403, {
      kind: 'Status',
      message,
      reason: 'Forbidden',
      details: { causes: [{ field: 'spec', reason: 'FieldValueInvalid', message: 'no' }], retryAfterSeconds: 2 },
    });
    expect(error).to.be.instanceOf(ApiError);
    expect(error).to.include({ status: 403, reason: 'Forbidden', code: 'API', method: 'GET', path: '/api/v1/pods', retryAfterSeconds: 2 });
    expect(error.message).to.equal(`GET /api/v1/pods: 403 Forbidden: ${message}`);
    expect(error.causes).to.have.length(1);
  });

  it('names a reason for plain text, and for no text at all', () => {
    expect(refusal(429, 'slow down\nplease', { 'retry-after': '3' })).to.include({ reason: 'TooManyRequests', retryAfterSeconds: 3 });
    expect(refusal(503, '').message).to.equal('GET /api/v1/pods: 503 ServiceUnavailable: the server gave no reason');
    expect(refusal(418, '<html>').reason).to.equal('Unknown');
    expect(refusal(500, '{"half').message).to.include('{"half');
  });

  it('tells a missing object from a kind that the server doesn’t know', () => {
    const object = refusal(404, { kind: 'Status', reason: 'NotFound', message: 'pods "a" not found' });
    const kind = refusal(404, '404 page not found\n');
    expect([object.reason, kind.reason]).to.deep.equal(['NotFound', 'UnknownKind']);
    expect([isObjectNotFound(object), isObjectNotFound(kind), isObjectNotFound(new Error('x'))]).to.deep.equal([true, false, false]);
    expect(kind.message).to.include('is its CRD installed?');
    const served = { kind: 'Status', reason: 'NotFound', message: 'the server could not find the requested resource', details: {} };
    expect(refusal(404, served).reason).to.equal('UnknownKind');
  });
});
