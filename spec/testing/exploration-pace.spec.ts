import { expect } from 'chai';
import { ExplorationPace, RestlessError } from '../../lib/testing/exploration-pace.ts';

const pace = (options: { mostRequests?: number; outsideMilliseconds?: number } = {}) =>
  new ExplorationPace({ mostRequests: 10, outsideMilliseconds: 0, ...options });

describe('ExplorationPace', () => {
  it('is calm when nothing is under way', async () => {
    const one = pace();
    const done = one.begin();
    let calm = false;
    const waiting = one
      .calm(() => false)
      .then(() => {
        calm = true;
      });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(calm).to.equal(false);
    done();
    done();
    await waiting;
    expect(calm).to.equal(true);
  });

  it('waits a while for calls that wait for what is outside', async () => {
    const one = pace({ outsideMilliseconds: 60_000 });
    let busy = true;
    const waiting = one.calm(() => busy);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    busy = false;
    await waiting;
    await pace().calm(() => true);
  });

  it('gives up when there is no end of requests', async () => {
    const one = pace({ mostRequests: 2 });
    for (let count = 0; count < 3; count++) one.countRequest();
    expect(one.requests).to.equal(3);
    const error = await one.calm(() => false).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RestlessError);
  });
});
