import { expect } from 'chai';
import { InvalidOptionError, PortError } from '../../lib/base/errors.ts';
import { Redactor } from '../../lib/base/redaction.ts';
import { OperatorFace } from '../../lib/face/operator-face.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

describe('OperatorFace', () => {
  let clock: FakeClock;
  let faces: OperatorFace[];
  beforeEach(() => {
    clock = new FakeClock();
    faces = [];
  });
  afterEach(async () => {
    for (const face of faces) await face.close();
  });

  function aFace(httpAddress?: string): OperatorFace {
    const face = new OperatorFace({ name: 'widget-operator', clock, logger: new CollectedLog(), redactor: new Redactor(), httpAddress });
    faces.push(face);
    return face;
  }

  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('listens nowhere and has no timer unless it is asked to', async () => {
    const face = aFace();
    await face.open();
    expect([face.httpUrl, clock.timers, face.routes.paths]).to.deep.equal([undefined, 0, []]);
  });

  it('answers probes from the start, and is not ready', async () => {
    const face = aFace('127.0.0.1:0');
    await face.open();
    expect((await fetch(`${face.httpUrl}/livez`)).status).to.equal(200);
    const ready = await fetch(`${face.httpUrl}/readyz`);
    expect([ready.status, await ready.text()]).to.satisfy(
      ([status, text]: [number, string]) => status === 500 && text.includes('starting'),
    );
  });

  it('answers what others add to its routes', async () => {
    const face = aFace('127.0.0.1:0');
    await face.open();
    face.routes.add('/hello', () => ({ body: 'hello' }));
    expect(await (await fetch(`${face.httpUrl}/hello`)).text()).to.equal('hello');
  });

  it('says what is wrong with an address, and where it is taken', async () => {
    expect(await failureOf(aFace('8080').open())).to.be.instanceOf(InvalidOptionError);
    const first = aFace('127.0.0.1:0');
    await first.open();
    const address = new URL(first.httpUrl as string).host;
    const failure = await failureOf(aFace(address).open());
    expect(failure).to.be.instanceOf(PortError);
    expect((failure as Error).message).to.contain(`--http-address ${address}: another program`);
  });

  it('closes in the opposite order of what was added, once', async () => {
    const face = aFace('127.0.0.1:0');
    await face.open();
    const order: string[] = [];
    face.onClose(() => void order.push('first'));
    face.onClose(async () => void order.push('second'));
    await face.close();
    await face.close();
    expect(order).to.deep.equal(['second', 'first']);
    expect(await failureOf(fetch(`${face.httpUrl}/livez`))).to.be.instanceOf(Error);
    expect(clock.timers).to.equal(0);
  });
});
