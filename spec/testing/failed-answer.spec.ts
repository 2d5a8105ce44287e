import { expect } from 'chai';
import { REFUSALS, refuse, resetError } from '../../lib/testing/failed-answer.ts';

describe('answers that fail', () => {
  it('are a Status, as the server sends it', () => {
    const heard: unknown[] = [];
    const answer = {
      start: (status: number, headers: object) => heard.push(status, headers),
      data: (chunk: Buffer) => heard.push(JSON.parse(String(chunk))),
      end: () => heard.push('end'),
      fail: () => heard.push('fail'),
    };
    refuse(answer, REFUSALS.conflict);
    expect(heard.slice(0, 2)).to.deep.equal([409, { 'content-type': 'application/json' }]);
    expect(heard[2]).to.include({ kind: 'Status', status: 'Failure', code: 409, reason: 'Conflict' });
    expect(heard[3]).to.equal('end');
  });

  it('are those that clients know by their codes', () => {
    expect(Object.values(REFUSALS).map(({ code }) => code)).to.deep.equal([409, 429, 500]);
    expect(resetError()).to.include({ code: 'ECONNRESET' });
  });
});
