import { expect } from 'chai';
import { ObjectTexts } from '../../lib/embedded/object-texts.ts';
import { notFound } from '../../lib/embedded/refusal.ts';
import { failedAnswer, writtenAnswer } from '../../lib/embedded/written-answer.ts';

describe('a written answer', () => {
  it('is JSON with its length, warnings and headers', () => {
    const answer = { status: 201, body: { a: 'ä' }, warnings: ['careful'], headers: { 'Retry-After': '1' } };
    expect(writtenAnswer(answer, new ObjectTexts())).to.deep.equal({
      status: 201,
      text: '{"a":"ä"}\n',
      headers: {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-cache, private',
        'Content-Length': '11',
        'Retry-After': '1',
        Warning: ['299 - "careful"'],
      },
    });
  });

  it('is a text as it is', () => {
    const { text, headers } = writtenAnswer({ status: 200, body: 'ok', contentType: 'text/plain' }, new ObjectTexts());
    expect([text, headers['Content-Type']]).to.deep.equal(['ok', 'text/plain']);
  });

  it("is a refusal's own, or says that the server is broken", () => {
    expect(failedAnswer(notFound({ group: '', resource: 'pods' }, 'a')).status).to.equal(404);
    expect(failedAnswer(new TypeError('x is not a function'))).to.have.property('status', 500);
  });
});
