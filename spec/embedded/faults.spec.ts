import { expect } from 'chai';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('Faults', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
  });
  afterEach(() => session.stop());

  it('refuse as often as asked, and only what was meant', async () => {
    session.server.faults.refuse({ method: 'GET', path: /configmaps/, times: 2, status: 429, retryAfterSeconds: 3 });
    const first = await session.get(CONFIG_MAPS);
    expect([first.code, first.headers.get('retry-after'), first.body.reason]).to.deep.equal([429, '3', 'TooManyRequests']);
    expect((await session.create(CONFIG_MAPS, configMap('a'))).code).to.equal(201);
    expect((await session.get(CONFIG_MAPS)).code).to.equal(429);
    expect((await session.get(CONFIG_MAPS)).code).to.equal(200);
  });

  it('can be taken back', async () => {
    session.server.faults.refuse({ status: 500, message: 'broken' });
    expect((await session.get(CONFIG_MAPS)).body.message).to.equal('broken');
    session.server.faults.clear();
    expect((await session.get(CONFIG_MAPS)).code).to.equal(200);
  });

  for (const how of ['clean', 'reset', 'midLine'] as const) {
    it(`cut watches: ${how}`, async () => {
      const watch = await session.watch(`${CONFIG_MAPS}?watch=1`);
      await watch.next();
      expect(session.server.faults.cutWatches({ how })).to.equal(1);
      const end = await watch.next().catch((error) => error);
      if (how === 'clean') expect(end).to.equal(undefined);
      else expect(end).to.be.instanceOf(Error);
    });
  }

  it('pause the server and resume it with its state, on its port', async () => {
    await session.create(CONFIG_MAPS, configMap('a', { k: 'v' }));
    const { url, faults } = session.server;
    await faults.pause();
    expect(await fetch(url).catch((error) => error)).to.be.instanceOf(Error);
    await faults.resume();
    expect(session.server.url).to.equal(url);
    expect((await session.get(`${CONFIG_MAPS}/a`)).body.data).to.deep.equal({ k: 'v' });
  });

  it('delay', async () => {
    session.server.faults.delay({ path: CONFIG_MAPS, delayMilliseconds: 5, times: 1 });
    expect((await session.get(CONFIG_MAPS)).code).to.equal(200);
  });
});
