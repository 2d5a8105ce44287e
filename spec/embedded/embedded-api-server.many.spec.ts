import { expect } from 'chai';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { AS_ADMIN, CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

/** What keeps the process alive, and is a server's. */
function held(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === 'TCPServerWrap' || name === 'Timeout')
    .sort();
}

describe('EmbeddedApiServer, many of them', () => {
  it('leave no socket and no timer behind, one after another', async () => {
    const before = held();
    for (let count = 0; count < 100; count++) {
      const server = await EmbeddedApiServer.start({ workloads: true });
      const abort = new AbortController();
      // A watch that nobody ends, with its time-out running.
      if (count % 10 === 0) await fetch(`${server.url}/api/v1/pods?watch=true`, { headers: AS_ADMIN, signal: abort.signal });
      await server.stop();
      abort.abort();
    }
    // The system closes a socket a moment later.
    await eventually(() => held().length <= before.length, { timeoutSeconds: 10 });
  }).timeout(30_000);
});

describe('EmbeddedApiServer, with many objects', () => {
  const COUNT = 3000;
  let session: EmbeddedSession;
  before(async function () {
    this.timeout(30_000);
    session = await EmbeddedSession.start();
  });
  after(() => session.stop());

  it('shows each of them once: to every watch, in the list, and in its pages while others come and go', async () => {
    const names = Array.from({ length: COUNT }, (_, index) => `m-${String(index).padStart(4, '0')}`);
    const watches = await Promise.all(
      ['', '&allowWatchBookmarks=true'].map((more) => session.watch(`${CONFIG_MAPS}?watch=true&labelSelector=many${more}`)),
    );
    const labelled = (name: string) => ({ ...configMap(name), metadata: { name, labels: { many: 'yes' } } });
    for (let at = 0; at < COUNT; at += 50)
      await Promise.all(names.slice(at, at + 50).map((name) => session.create(CONFIG_MAPS, labelled(name))));
    for (const watch of watches) {
      const seen: string[] = [];
      while (seen.length < COUNT) {
        const event = await watch.next();
        if (event?.type !== 'BOOKMARK') seen.push(event?.object.metadata.name);
      }
      expect(seen.toSorted()).to.deep.equal(names);
      watch.close();
    }
    const listed: string[] = [];
    for (let token = ''; ; ) {
      const { body } = await session.get(`${CONFIG_MAPS}?limit=500&labelSelector=many&continue=${token}`);
      listed.push(...body.items.map(({ metadata }: JsonObject) => metadata.name));
      await session.create(CONFIG_MAPS, labelled(`late-${listed.length}`));
      await session.delete(`${CONFIG_MAPS}/${names.at(-1 - listed.length / 500)}`);
      token = body.metadata.continue;
      if (!token) break;
    }
    expect(listed).to.deep.equal(names);
  }).timeout(60_000);
});
