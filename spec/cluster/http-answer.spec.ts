import { expect } from 'chai';
import { HttpAnswer } from '../../lib/cluster/http-answer.ts';
import { HttpExchange } from '../../lib/cluster/http-exchange.ts';

describe('HttpAnswer', () => {
  const controller = { paused: false, aborted: false, reason: null, abort() {}, pause() {}, resume() {} };

  async function answered(...chunks: string[]) {
    const exchange = new HttpExchange((error) => error);
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, 200, { a: 'b' });
    const answer = new HttpAnswer(await exchange.head, exchange);
    for (const chunk of chunks) exchange.onResponseData(controller, Buffer.from(chunk));
    exchange.onResponseEnd();
    return answer;
  }

  async function read(answer: HttpAnswer): Promise<string> {
    let text = '';
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString();
    return text;
  }

  it('has a head, and a body that is read as it comes', async () => {
    const answer = await answered('one ', 'two');
    expect([answer.status, answer.headers]).to.deep.equal([200, { a: 'b' }]);
    expect(await read(answer)).to.equal('one two');
  });

  it('can be read in whole', async () => {
    expect(await (await answered('one ', 'two')).text()).to.equal('one two');
  });

  it('can be read also after it was gathered', async () => {
    const answer = await answered('one ', 'two');
    await answer.gather();
    expect([await answer.text(), await read(answer)]).to.deep.equal(['one two', 'one two']);
  });

  it('says when it has ended', async () => {
    let ended = 0;
    (await answered('one')).onceDone(() => {
      ended += 1;
    });
    expect(ended).to.equal(1);
  });
});
