/** HttpExchange, fed by hand. */
import { expect } from 'chai';
import { HttpExchange } from '../../lib/cluster/http-exchange.ts';
import { rejection } from './support/rejection.ts';

class FakeController {
  paused = false;
  aborted = false;
  reason: Error | null = null;
  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
}

function begun() {
  const exchange = new HttpExchange((error) => new Error(`explained: ${error.message}`));
  const controller = new FakeController();
  exchange.onRequestStart(controller);
  let done = 0;
  exchange.onceDone(() => {
    done += 1;
  });
  return { exchange, controller, done: () => done };
}

describe('HttpExchange', () => {
  it('gives head and body, and tells once that it is done', async () => {
    const { exchange, controller, done } = begun();
    exchange.onResponseStart(controller, 200, { a: 'b', c: ['d', 'e'] });
    expect(await exchange.head).to.deep.equal({ status: 200, headers: { a: 'b', c: 'd, e' } });
    exchange.onResponseData(controller, Buffer.from('é').subarray(0, 1));
    exchange.onResponseData(controller, Buffer.from('é').subarray(1));
    expect(done()).to.equal(0);
    exchange.onResponseEnd();
    exchange.abort(new Error('late'));
    expect(await exchange.text()).to.equal('é');
    expect([done(), controller.aborted]).to.deep.equal([1, false]);
  });

  it('pauses when nobody reads, and goes on when somebody does', async () => {
    const { exchange, controller } = begun();
    exchange.onResponseStart(controller, 200, {});
    exchange.onResponseData(controller, Buffer.alloc(300_000));
    expect(controller.paused).to.equal(true);
    const reading = exchange[Symbol.asyncIterator]();
    expect((await reading.next()).value).to.have.length(300_000);
    const next = reading.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(controller.paused).to.equal(false);
    exchange.onResponseData(controller, Buffer.from('x'));
    expect(Buffer.from((await next).value as Uint8Array).toString()).to.equal('x');
    await reading.return(undefined);
    expect(controller.aborted).to.equal(true);
  });

  it('hands over what came before an error, then the error', async () => {
    const { exchange, controller } = begun();
    exchange.onResponseStart(controller, 200, {});
    exchange.onResponseData(controller, Buffer.from('x'));
    exchange.onResponseError(controller, new Error('broke'));
    const reading = exchange[Symbol.asyncIterator]();
    expect((await reading.next()).done).to.equal(false);
    expect((await rejection(reading.next())).message).to.equal('explained: broke');
  });

  it('rejects the head at an abort, also before the request has begun', async () => {
    const exchange = new HttpExchange((error) => error);
    const controller = new FakeController();
    const reason = new Error('given up');
    exchange.abort(reason);
    expect(await rejection(exchange.head)).to.equal(reason);
    exchange.onRequestStart(controller);
    expect(controller.reason).to.equal(reason);
  });
});
