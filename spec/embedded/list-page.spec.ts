import { expect } from 'chai';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

describe('paged lists', () => {
  let session: EmbeddedSession;
  beforeEach(async () => {
    session = await EmbeddedSession.start();
    for (const name of ['a', 'b', 'c', 'd']) await session.create(CONFIG_MAPS, configMap(name));
  });
  afterEach(() => session.stop());
  const names = (body: JsonObject) => body.items.map((item: JsonObject) => item.metadata.name);
  const page = (token: string) => session.get(`${CONFIG_MAPS}?limit=2&continue=${token}`);

  it('show the state of their first page to the last', async () => {
    const first = (await page('')).body;
    expect(names(first)).to.deep.equal(['a', 'b']);
    expect(first.metadata.remainingItemCount).to.equal(3);
    await session.delete(`${CONFIG_MAPS}/c`);
    await session.create(CONFIG_MAPS, configMap('e'));
    const second = (await page(first.metadata.continue)).body;
    expect(names(second)).to.deep.equal(['c', 'd']);
    expect(second.metadata.resourceVersion).to.equal(first.metadata.resourceVersion);
  });

  it('expire, with a token to go on inconsistently', async () => {
    const first = (await page('')).body;
    session.server.faults.expireHistory();
    const expired = await page(first.metadata.continue);
    expect(expired.body).to.include({ code: 410, reason: 'Expired' });
    await session.delete(`${CONFIG_MAPS}/c`);
    expect(names((await page(expired.body.metadata.continue)).body)).to.deep.equal(['d', 'kube-root-ca.crt']);
  });

  it('refuse a token that is none, and a version from the future', async () => {
    expect((await page('nonsense')).code).to.equal(400);
    expect((await session.get(`${CONFIG_MAPS}?resourceVersion=99999`)).code).to.equal(504);
  });
});
