import { expect } from 'chai';
import { type Clock, systemClock, type Timer } from '../../lib/base/clock.ts';
import { EmbeddedApiServer } from '../../lib/embedded/embedded-api-server.ts';
import type { JsonObject } from '../../lib/embedded/json.ts';
import { AS_ADMIN, CONFIG_MAPS, configMap, EmbeddedSession } from '../support/embedded-session.ts';

/** The system's clock, which knows how many of its timers wait. */
class CountingClock implements Clock {
  waiting = 0;
  readonly now = systemClock.now;
  readonly monotonic = systemClock.monotonic;
  readonly random = systemClock.random;

  setTimeout(callback: () => void, delayMilliseconds: number): Timer {
    let isWaiting = true;
    this.waiting++;
    const end = () => {
      if (isWaiting) this.waiting--;
      isWaiting = false;
    };
    const timer = systemClock.setTimeout(() => {
      end();
      callback();
    }, delayMilliseconds);
    return {
      cancel() {
        end();
        timer.cancel();
      },
    };
  }
}

function listeners(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}

describe('EmbeddedApiServer, many of them', () => {
  it('leave no socket and no timer behind, one after another', async () => {
    const before = listeners();
    const clock = new CountingClock();
    let most = 0;
    for (let count = 0; count < 100; count++) {
      const server = await EmbeddedApiServer.start({ workloads: true, clock });
      const abort = new AbortController();
      // A watch that nobody ends, with its time-out running.
      if (count % 10 === 0) await fetch(`${server.url}/api/v1/pods?watch=true`, { headers: AS_ADMIN, signal: abort.signal });
      most = Math.max(most, clock.waiting);
      await server.stop();
      abort.abort();
    }
    // The system closes a socket a moment later.
    while (listeners() > before || clock.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(most).to.be.greaterThan(0);
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
