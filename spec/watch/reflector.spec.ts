import { expect } from 'chai';
import { UnreachableError } from '../../lib/base/errors.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { Reflector, type ReflectorOptions } from '../../lib/watch/reflector.ts';
import type { ReflectorObserver } from '../../lib/watch/reflector-observer.ts';
import { aWidget } from '../support/a-widget.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { type ScriptedAnswer, type ScriptedBody, ScriptedTransport } from '../support/scripted-transport.ts';
import { settled } from '../support/settled.ts';

const PATH = '/apis/bench.example.com/v1/widgets';

function bookmark(version: number, end = false): object {
  const annotations = end ? { 'k8s.io/initial-events-end': 'true' } : undefined;
  return { kind: 'Widget', apiVersion: 'bench.example.com/v1', metadata: { resourceVersion: String(version), annotations } };
}

function status(code: number, reason: string, more: object = {}): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason, ...more };
}

function refusal(code: number, reason: string, headers: Record<string, string> = {}): ScriptedAnswer {
  return { status: code, headers, body: status(code, reason) };
}

function page(names: string[], version: number, continueToken?: string): ScriptedAnswer {
  const items = names.map((name) => aWidget({ name, version: version - 1 }));
  return {
    body: {
      kind: 'WidgetList',
      apiVersion: 'bench.example.com/v1',
      metadata: { resourceVersion: String(version), continue: continueToken },
      items,
    },
  };
}

describe('Reflector', () => {
  let clock: FakeClock;
  let transport: ScriptedTransport;
  let logger: RecordingLogger;
  let abort: AbortController;
  let seen: string[];
  let reflector: Reflector;
  let running: Promise<void> | undefined;

  const observer: ReflectorObserver = {
    listStarted: () => seen.push('listStarted'),
    upserted: (object, source) => seen.push(`${source} ${object.key}@${object.resourceVersion}`),
    deleted: (object) => seen.push(`deleted ${object.key}@${object.resourceVersion}`),
    listEnded: (version) => seen.push(`listEnded ${version}`),
    listAbandoned: () => seen.push('listAbandoned'),
  };

  beforeEach(() => {
    clock = new FakeClock();
    transport = new ScriptedTransport();
    logger = new RecordingLogger();
    abort = new AbortController();
    seen = [];
    running = undefined;
  });

  afterEach(async () => {
    abort.abort();
    await running;
    expect(clock.timers, 'timers left').to.equal(0);
    expect(transport.unanswered, 'requests left').to.equal(0);
    expect(
      transport.bodies.every((body) => body.destroyed),
      'connections left',
    ).to.equal(true);
    expect(transport.mostOpen).to.be.at.most(1);
  });

  async function start(options: Partial<ReflectorOptions> = {}): Promise<void> {
    reflector = new Reflector({ transport, clock, logger, path: PATH, observer, ...options });
    running = reflector.run(abort.signal);
    await settled();
  }

  /** Starts, and shows an empty streaming list as of version 10; the stream goes on as a watch. */
  async function startWatching(options: Partial<ReflectorOptions> = {}): Promise<ScriptedBody> {
    const body = transport.stream();
    await start(options);
    body.sendEvent('BOOKMARK', bookmark(10, true));
    await settled();
    expect(reflector.state.name).to.equal('watching');
    seen = [];
    return body;
  }

  describe('listing', () => {
    it('lists by a stream, and goes on with the same as a watch', async () => {
      const body = transport.stream();
      await start({ labelSelector: 'a=b', fieldSelector: 'metadata.name=x' });
      expect(transport.requests[0]).to.deep.include({ method: 'GET', path: PATH });
      expect(transport.lastQuery).to.deep.equal({
        watch: true,
        allowWatchBookmarks: true,
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        timeoutSeconds: 450,
        labelSelector: 'a=b',
        fieldSelector: 'metadata.name=x',
      });
      body.sendEvent('ADDED', aWidget({ name: 'a', version: 5 })).sendEvent('BOOKMARK', bookmark(10, true));
      body.sendEvent('MODIFIED', aWidget({ name: 'a', version: 11 })).sendEvent('DELETED', aWidget({ name: 'a', version: 12 }));
      await settled();
      expect(seen).to.deep.equal(['listStarted', 'list team/a@5', 'listEnded 10', 'watch team/a@11', 'deleted team/a@12']);
      expect(reflector.state).to.deep.include({ name: 'watching', synced: true, failure: undefined, contactAgeSeconds: 0 });
    });

    for (const [code, reason] of [
      [400, 'BadRequest'],
      [422, 'Invalid'],
    ] as const) {
      it(`lists in pages when the server answers ${code} to a streaming list`, async () => {
        transport.answer(refusal(code, reason), page(['a', 'b'], 10, 'next'), page(['c'], 10));
        await start({ pageSize: 2, labelSelector: 'a=b' });
        expect(transport.requests.slice(1, 3).map((request) => request.query)).to.deep.equal([
          { limit: 2, continue: undefined, labelSelector: 'a=b', fieldSelector: undefined },
          { limit: 2, continue: 'next', labelSelector: 'a=b', fieldSelector: undefined },
        ]);
        expect(transport.lastQuery).to.include({ watch: true, resourceVersion: '10' }).and.not.have.property('sendInitialEvents');
        expect(seen).to.deep.equal([
          'listStarted',
          'listAbandoned',
          'listStarted',
          'list team/a@9',
          'list team/b@9',
          'list team/c@9',
          'listEnded 10',
        ]);
        expect(logger.messages('warn', 'error')).to.deep.equal([]);
      });
    }

    it('lists in pages when the server answers a streaming list with a plain one', async () => {
      transport.answer(page(['a'], 10), page(['a'], 11));
      await start();
      expect(seen).to.deep.equal(['listStarted', 'listAbandoned', 'listStarted', 'list team/a@10', 'listEnded 11']);
    });

    it('does not wait for the end of a plain list before it finds that it is one', async () => {
      const body = transport.stream();
      transport.answer(page(['a'], 11));
      body.send('{"kind":"WidgetList","apiVersion":"bench.example.com/v1","items":[');
      await start();
      expect([body.destroyed, reflector.state.name]).to.deep.equal([true, 'watching']);
    });

    it('lists in pages when the server begins a watch but never says where the list ends', async () => {
      const body = transport.stream();
      await start();
      body.sendEvent('ADDED', aWidget({ name: 'a', version: 5 }));
      await settled();
      await clock.advance(9_000);
      expect(body.destroyed).to.equal(false);
      transport.answer(page(['a'], 10));
      await clock.advance(1_000);
      expect(body.destroyed).to.equal(true);
      expect(seen).to.deep.equal(['listStarted', 'list team/a@5', 'listAbandoned', 'listStarted', 'list team/a@9', 'listEnded 10']);
    });

    it('is not held up by changes that go on without the end of the list', async () => {
      const body = transport.stream();
      transport.answer(page([], 100));
      await start();
      for (let version = 5; version < 15; version++) {
        body.sendEvent('MODIFIED', aWidget({ version }));
        await clock.advance(4_000);
      }
      expect(reflector.state.name).to.equal('watching');
    });

    it('takes a bookmark before the end for a server without streaming lists', async () => {
      const body = transport.stream();
      transport.answer(page([], 10));
      await start();
      body.sendEvent('BOOKMARK', bookmark(5));
      await settled();
      expect(reflector.state.name).to.equal('watching');
    });

    it('remembers that there are no streaming lists', async () => {
      transport.answer(refusal(422, 'Invalid'), page([], 10), refusal(410, 'Expired'), page([], 20));
      await start();
      expect(seen.filter((entry) => entry === 'listStarted').length).to.equal(3);
      expect(transport.requests.filter((request) => request.query?.sendInitialEvents).length).to.equal(1);
    });

    it('begins a list anew whose continue token has expired', async () => {
      transport.answer(refusal(422, 'Invalid'), page(['a'], 10, 'next'), refusal(410, 'Expired'), page(['a', 'b'], 20));
      await start();
      expect(seen.slice(2)).to.deep.equal([
        'listStarted',
        'list team/a@9',
        'listAbandoned',
        'listStarted',
        'list team/a@19',
        'list team/b@19',
        'listEnded 20',
      ]);
    });

    it('tries a list again that broke off, and proves nothing by it', async () => {
      const body = transport.stream();
      await start();
      body.sendEvent('ADDED', aWidget({ name: 'a', version: 5 }));
      await settled();
      body.fail(new UnreachableError('reset'));
      await settled();
      expect(seen).to.deep.equal(['listStarted', 'list team/a@5', 'listAbandoned']);
      transport.stream().sendEvent('BOOKMARK', bookmark(10, true));
      await clock.advance(800);
      expect(seen.slice(3)).to.deep.equal(['listStarted', 'listEnded 10']);
    });

    it('fails a page that is cut off, and tries again', async () => {
      transport.answer(refusal(422, 'Invalid'), { body: '{"metadata":{"resourceVersion":"5"},"items":[{"meta' }, page([], 10));
      await start();
      expect(reflector.state).to.deep.include({ name: 'waiting', synced: false });
      await clock.advance(800);
      expect(reflector.state.name).to.equal('watching');
    });
  });

  describe('watching', () => {
    it('resumes from the last version after the end of a stream, at once', async () => {
      const body = await startWatching();
      body.sendEvent('MODIFIED', aWidget({ version: 11 })).end();
      const next = transport.stream();
      await settled();
      expect(transport.lastQuery).to.include({ watch: true, resourceVersion: '11', allowWatchBookmarks: true });
      next.sendEvent('BOOKMARK', bookmark(15)).end();
      await settled();
      expect(transport.lastQuery.resourceVersion).to.equal('15');
      expect(seen).to.deep.equal(['watch team/a@11']);
    });

    it('asks for a time-out of five to ten minutes', async () => {
      for (const [chance, seconds] of [
        [0, 300],
        [0.999999, 600],
      ] as const) {
        clock.chance = chance;
        transport = new ScriptedTransport();
        await start();
        expect(transport.lastQuery.timeoutSeconds).to.equal(seconds);
        abort.abort();
        await running;
        abort = new AbortController();
      }
    });

    it('resumes where a line was cut off, and shows nothing of it', async () => {
      const body = await startWatching();
      body
        .sendEvent('MODIFIED', aWidget({ version: 11 }))
        .send('{"type":"MODIFIED","object":{"metadata":{"na')
        .end();
      await settled();
      expect(transport.lastQuery.resourceVersion).to.equal('11');
      expect(seen).to.deep.equal(['watch team/a@11']);
    });

    it('keeps characters whole that are spread over chunks', async () => {
      const texts: string[] = [];
      const body = await startWatching({ observer: { ...observer, upserted: (object) => texts.push(object.parse().spec.text) } });
      const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: aWidget({ version: 11, spec: { text: 'grüße ☃😀' } }) })}\n`);
      for (const byte of bytes) body.send(Buffer.from([byte]));
      await settled();
      expect(texts).to.deep.equal(['grüße ☃😀']);
    });

    for (const [how, answer] of [
      ['in the stream', (body: ScriptedBody) => body.sendEvent('ERROR', status(410, 'Expired'))],
      ['as HTTP status', (body: ScriptedBody) => transport.answer(refusal(410, 'Expired')) && body.end()],
    ] as const) {
      it(`lists again after 410 ${how}, by comparing`, async () => {
        const body = await startWatching();
        body.sendEvent('ADDED', aWidget({ version: 11 }));
        await settled();
        answer(body);
        const list = transport.stream();
        await settled();
        expect(transport.lastQuery).to.include({ sendInitialEvents: true });
        list.sendEvent('ADDED', aWidget({ version: 11 })).sendEvent('BOOKMARK', bookmark(30, true));
        await settled();
        expect(seen).to.deep.equal(['watch team/a@11', 'listStarted', 'list team/a@11', 'listEnded 30']);
      });
    }

    it('does not list without pause when each watch is refused with 410', async () => {
      transport.stream().sendEvent('BOOKMARK', bookmark(10, true)).sendEvent('ERROR', status(410, 'Expired'));
      transport.stream().sendEvent('BOOKMARK', bookmark(20, true)).sendEvent('ERROR', status(410, 'Expired'));
      await start();
      expect(transport.requests.length).to.equal(2);
      expect(reflector.state.name).to.equal('waiting');
    });

    it('replaces a stream that is silent for longer than the server was asked to keep it', async () => {
      const body = await startWatching();
      await clock.advance(464_000);
      expect(body.destroyed).to.equal(false);
      const next = transport.stream();
      await clock.advance(1_000);
      expect([body.destroyed, transport.lastQuery.resourceVersion, reflector.state.name]).to.deep.equal([true, '10', 'watching']);
      expect(next.destroyed).to.equal(false);
    });

    it('replaces a silent stream earlier when the bookmarks of the server are missing', async () => {
      const body = await startWatching();
      for (let version = 11; version < 14; version++) {
        await clock.advance(60_000);
        body.sendEvent('BOOKMARK', bookmark(version));
        await settled();
      }
      await clock.advance(179_000);
      expect(body.destroyed).to.equal(false);
      transport.stream();
      await clock.advance(1_000);
      expect([body.destroyed, transport.lastQuery.resourceVersion]).to.deep.equal([true, '13']);
    });

    it('goes on after events of unknown types, and says so', async () => {
      const body = await startWatching();
      body.sendEvent('SIDEWAYS', {}).sendEvent('ADDED', aWidget({ version: 11 }));
      await settled();
      expect(seen).to.deep.equal(['watch team/a@11']);
      expect(logger.messages('warn')).to.deep.equal(['left out an event of an unknown type']);
    });

    it('gets an event again that it could not understand, and leaves it out only when it stays so', async () => {
      const body = await startWatching();
      const broken = '{"type":"MODIFIED","object":{"metadata":}}\n';
      body.sendEvent('ADDED', aWidget({ version: 11 })).send(broken);
      for (const _ of [1, 2, 3]) transport.stream().send(broken);
      transport
        .stream()
        .send(broken)
        .sendEvent('ADDED', aWidget({ name: 'b', version: 13 }));
      await settled();
      for (const _ of [1, 2, 3]) await clock.advance(5_000);
      expect(seen).to.deep.equal(['watch team/a@11', 'watch team/b@13']);
      expect(transport.requests.slice(1).map((request) => request.query?.resourceVersion)).to.deep.equal(['11', '11', '11', '11']);
      expect(logger.messages('error')).to.deep.equal(['left out a line of the watch that cannot be understood']);
      expect(logger.messages('info')).to.deep.equal(['listing and watching again']);
    });

    it('survives ERRORs of any form', async () => {
      const body = await startWatching();
      body.sendEvent('ERROR', 'boom');
      await settled();
      expect(reflector.state).to.deep.include({ name: 'waiting' });
      transport.stream().send('{"type":"ERROR"}\n');
      await clock.advance(800);
      const last = transport.stream();
      await clock.advance(1_600);
      last.sendEvent('ADDED', aWidget({ version: 11 }));
      await settled();
      expect(seen).to.deep.equal(['watch team/a@11']);
    });

    it('goes on when the observer throws, and says so', async () => {
      const body = await startWatching({
        observer: {
          ...observer,
          upserted: (object, source) => {
            if (object.resourceVersion === '11') throw new Error('boom');
            observer.upserted(object, source);
          },
        },
      });
      body.sendEvent('ADDED', aWidget({ version: 11 })).sendEvent('MODIFIED', aWidget({ version: 12 }));
      await settled();
      expect(seen).to.deep.equal(['watch team/a@12']);
      expect(logger.messages('error')).to.deep.equal(['the observer of a watch failed']);
    });
  });

  describe('waiting', () => {
    it('backs off from 0.8 s to 30 s with jitter, and begins anew after it was well', async () => {
      clock.chance = 0.999999;
      transport.answer({ error: new UnreachableError('refused') });
      await start();
      const waits: number[] = [];
      for (let attempt = 0; attempt < 8; attempt++) {
        waits.push(Math.round((clock.nextDelay ?? 0) / 100) / 10);
        transport.answer({ error: new UnreachableError('refused') });
        await clock.advance(clock.nextDelay ?? 0);
      }
      expect(waits).to.deep.equal([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
      transport
        .stream()
        .sendEvent('BOOKMARK', bookmark(10, true))
        .sendEvent('ADDED', aWidget({ version: 11 }))
        .end();
      transport.answer({ error: new UnreachableError('refused') });
      await clock.advance(30_000);
      expect(Math.round((clock.nextDelay ?? 0) / 100) / 10).to.equal(0.8);
      expect(logger.messages('warn').length).to.equal(2);
      expect(logger.messages('info').length).to.equal(1);
    });

    for (const code of [429, 503]) {
      it(`waits as long as ${code} asks, whatever the back-off`, async () => {
        transport.answer(refusal(code, 'TooManyRequests', { 'retry-after': '7' }));
        await start();
        expect(clock.nextDelay).to.equal(7_000);
        const body = await startWatchingAfter(7_000);
        body.sendEvent('ERROR', status(429, 'TooManyRequests', { details: { retryAfterSeconds: 9 } }));
        await settled();
        expect(clock.nextDelay).to.equal(9_000);
      });
    }

    for (const [code, reason, complaint] of [
      [403, 'Forbidden', 'not allowed to list and watch; waiting for the permission'],
      [404, 'NotFound', 'the server knows no such resource; waiting for its CRD'],
      [401, 'Unauthorized', 'the credentials are refused; trying again'],
    ] as const) {
      it(`tries again after ${code} for ever, and says once what it waits for and once that it is over`, async () => {
        transport.answer(refusal(code, reason));
        await start();
        for (let attempt = 0; attempt < 20; attempt++) {
          transport.answer(refusal(code, reason));
          await clock.advance(clock.nextDelay ?? 0);
        }
        expect(reflector.state).to.deep.include({ name: 'waiting', synced: false });
        expect(reflector.state.failure?.message).to.include(String(code));
        expect(logger.messages('warn')).to.deep.equal([complaint]);
        await startWatchingAfter(30_000);
        expect(logger.messages('info')).to.deep.equal(['listing and watching again']);
        expect(reflector.state).to.deep.include({ name: 'watching', failure: undefined });
        expect(reflector.state.lastError).to.include(String(code));
      });
    }

    it('keeps its place when the permission is taken away and given back, and tells the observer of both', async () => {
      const changes: string[] = [];
      const body = await startWatching({
        observer: { ...observer, stateChanged: () => changes.push(reflector.state.failure?.kind ?? 'well') },
      });
      changes.length = 0;
      transport.answer(refusal(403, 'Forbidden'));
      body.sendEvent('ADDED', aWidget({ version: 11 })).end();
      await settled();
      expect(reflector.state.failure?.kind).to.equal('forbidden');
      transport.stream();
      await clock.advance(800);
      expect(transport.lastQuery.resourceVersion).to.equal('11');
      expect(changes.at(-1)).to.equal('well');
      expect(changes).to.include('forbidden');
    });

    /** Moves on, and shows an empty streaming list. */
    async function startWatchingAfter(milliseconds: number): Promise<ScriptedBody> {
      const body = transport.stream();
      body.sendEvent('BOOKMARK', bookmark(10, true));
      await clock.advance(milliseconds);
      return body;
    }
  });

  describe('#run', () => {
    it('ends at once when it is aborted, wherever it is', async () => {
      const body = transport.stream();
      const places: (() => Promise<unknown>)[] = [
        () => start(),
        async () => {
          transport.answer({ error: new UnreachableError('refused') });
          await start();
          expect(reflector.state.name).to.equal('waiting');
        },
        async () => {
          transport.answer(refusal(422, 'Invalid'));
          await start();
          expect(transport.unanswered).to.equal(1);
        },
        () => startWatching(),
      ];
      body.sendEvent('ADDED', aWidget());
      for (const place of places) {
        abort = new AbortController();
        await place();
        abort.abort();
        await running;
        expect(reflector.state.name).to.equal('stopped');
      }
    });

    it('does nothing when it was aborted before', async () => {
      abort.abort();
      await start();
      await running;
      expect([seen, transport.requests.length, reflector.state.name]).to.deep.equal([[], 0, 'stopped']);
    });

    it('shows the age of the last contact', async () => {
      await startWatching();
      await clock.advance(42_000);
      expect(reflector.state).to.include({ contactAgeSeconds: 42, quietSeconds: 42 });
    });

    it('is not quiet while it tries in vain', async () => {
      await startWatching();
      transport.answer(...Array.from({ length: 500 }, () => ({ error: new Error('away') })));
      for (let minutes = 0; minutes < 60; minutes += 1) await clock.advance(60_000);
      expect(reflector.state.contactAgeSeconds).to.be.greaterThan(1800);
      expect(reflector.state.quietSeconds).to.be.at.most(60);
    });
  });
});
