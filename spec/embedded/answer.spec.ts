import { expect } from 'chai';
import { isStream, ok, refused } from '../../lib/embedded/answer.ts';
import { Refusal, unknownPath } from '../../lib/embedded/refusal.ts';

describe('answers', () => {
  it('to refusals carry Retry-After', () => {
    const refusal = new Refusal({ code: 429, reason: 'TooManyRequests', message: 'x', details: { retryAfterSeconds: 2 } });
    expect(refused(refusal)).to.deep.include({ status: 429, headers: { 'Retry-After': '2' } });
  });

  it('are text where the real server answers with text', () => expect(refused(unknownPath()).body).to.equal('404 page not found\n'));

  it('are streams only when they can start', () =>
    expect([isStream(ok({})), isStream({ contentType: '', start() {} })]).to.deep.equal([false, true]));
});
