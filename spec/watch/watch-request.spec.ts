import { expect } from 'chai';
import { ApiError, UnreachableError } from '../../lib/base/errors.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { SilenceError, WatchRequest } from '../../lib/watch/watch-request.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';
import { settled } from '../support/settled.ts';

describe('WatchRequest', () => {
  let clock: FakeClock;
  let transport: ScriptedTransport;
  let abort: AbortController;
  let lines: string[];
  let opened: number;

  beforeEach(() => {
    clock = new FakeClock();
    transport = new ScriptedTransport();
    abort = new AbortController();
    lines = [];
    opened = 0;
  });

  function read(onLine: (line: string) => void = (line) => lines.push(line)): Promise<Buffer> {
    return new WatchRequest({
      transport,
      clock,
      path: '/widgets',
      query: { watch: true },
      signal: abort.signal,
      silenceMilliseconds: () => 20_000,
      onOpen: () => opened++,
      onLine: (bytes, start, end) => onLine(bytes.toString('utf8', start, end)),
      onChunk: () => {},
    }).read();
  }

  it('hands out lines as they come, and the rest at the end', async () => {
    const body = transport.stream();
    const reading = read();
    body.send('one\ntwo\nth');
    await settled();
    expect([opened, lines]).to.deep.equal([1, ['one', 'two']]);
    body.end();
    expect((await reading).toString()).to.equal('th');
    expect([body.destroyed, clock.timers]).to.deep.equal([true, 0]);
    expect(transport.requests[0]).to.deep.include({ method: 'GET', path: '/widgets', query: { watch: true }, timeoutSeconds: 0 });
  });

  it('rejects with what the server refused it for', async () => {
    transport.answer({ status: 403, headers: { 'retry-after': '5' }, body: { kind: 'Status', message: 'no', reason: 'Forbidden' } });
    const error = await read().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ApiError).and.include({ status: 403, retryAfterSeconds: 5 });
    expect([opened, transport.bodies[0]?.destroyed, clock.timers]).to.deep.equal([0, true, 0]);
  });

  it('gives up a stream that is silent for too long', async () => {
    const body = transport.stream();
    const reading = read().catch((reason: unknown) => reason);
    await settled();
    await clock.advance(19_000);
    body.send('x\n');
    await settled();
    await clock.advance(19_000);
    expect(body.destroyed).to.equal(false);
    await clock.advance(1_000);
    expect(await reading)
      .to.be.instanceOf(SilenceError)
      .and.include({ accepted: true });
    expect([body.destroyed, clock.timers]).to.deep.equal([true, 0]);
  });

  it('gives up a server that does not answer', async () => {
    const reading = read().catch((reason: unknown) => reason);
    await settled();
    await clock.advance(60_000);
    expect(await reading)
      .to.be.instanceOf(SilenceError)
      .and.include({ accepted: false });
    expect(transport.unanswered).to.equal(0);
  });

  it('ends at once, and frees the connection, when it is aborted', async () => {
    const body = transport.stream();
    const reading = read().catch((reason: unknown) => reason);
    await settled();
    abort.abort();
    await reading;
    expect([body.destroyed, clock.timers]).to.deep.equal([true, 0]);
  });

  it('asks for nothing when it was aborted before', async () => {
    abort.abort();
    await read();
    expect(transport.requests.length).to.equal(0);
  });

  it('rejects when the connection breaks, or the taker of a line throws, and frees the connection', async () => {
    const broken = transport.stream();
    const reading = read().catch((reason: unknown) => reason);
    await settled();
    broken.fail(new UnreachableError('reset'));
    expect(await reading).to.be.instanceOf(UnreachableError);
    const body = transport.stream();
    body.send('x\n');
    const thrown = await read(() => {
      throw new RangeError('no');
    }).catch((reason: unknown) => reason);
    expect(thrown).to.be.instanceOf(RangeError);
    expect([broken.destroyed, body.destroyed]).to.deep.equal([true, true]);
  });
});
