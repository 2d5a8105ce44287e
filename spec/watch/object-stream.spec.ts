import { expect } from 'chai';
import { silentLogger } from '../../lib/base/logger.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { ObjectStream } from '../../lib/watch/object-stream.ts';
import { ObserverCalls } from '../../lib/watch/observer-calls.ts';
import { SilenceLimit } from '../../lib/watch/silence-limit.ts';
import { StreamingUnsupportedError } from '../../lib/watch/watch-failure.ts';
import { aWidget } from '../support/a-widget.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';
import { settled } from '../support/settled.ts';

describe('ObjectStream', () => {
  const endOfList = { metadata: { resourceVersion: '10', annotations: { 'k8s.io/initial-events-end': 'true' } } };
  let transport: ScriptedTransport;
  let said: string[];

  beforeEach(() => {
    transport = new ScriptedTransport();
    said = [];
  });

  function read(initial: boolean): Promise<unknown> {
    const observer = new ObserverCalls(
      {
        listStarted: () => {},
        upserted: (object, source) => said.push(`${source} ${object.resourceVersion}`),
        deleted: (object) => said.push(`deleted ${object.resourceVersion}`),
        listEnded: () => {},
        listAbandoned: () => {},
        bookmark: (version) => said.push(`bookmark ${version}`),
      },
      silentLogger,
    );
    const stream = new ObjectStream({
      transport,
      clock: new FakeClock(),
      logger: silentLogger,
      path: '/widgets',
      query: {},
      observer,
      silence: new SilenceLimit(),
      timeoutSeconds: 300,
      initial,
      skipMalformed: false,
      onConnected: () => said.push('connected'),
      onListed: (version) => said.push(`listed ${version}`),
      onMoved: (version) => said.push(`moved ${version}`),
      onContact: () => {},
    });
    return stream.read(new AbortController().signal).catch((error: unknown) => error);
  }

  it('says once for many events how far it has come', async () => {
    const body = transport.stream();
    const reading = read(false);
    const line = (type: string, version: number) => `${JSON.stringify({ type, object: aWidget({ version }) })}\n`;
    body.send(line('ADDED', 1) + line('MODIFIED', 2) + line('DELETED', 3));
    await settled();
    body.sendEvent('BOOKMARK', { metadata: { resourceVersion: '7' } }).end();
    await reading;
    expect(said).to.deep.equal(['connected', 'watch 1', 'watch 2', 'deleted 3', 'moved 3', 'bookmark 7', 'moved 7']);
  });

  it('says how far it has come also when the same chunk brings an error', async () => {
    const body = transport.stream();
    const reading = read(false);
    body.send(`${JSON.stringify({ type: 'ADDED', object: aWidget({ version: 5 }) })}\n{"type":"ERROR","object":{"code":410}}\n`);
    expect(await reading).to.include({ status: 410 });
    expect(said).to.deep.equal(['connected', 'watch 5', 'moved 5']);
  });

  it('takes what comes before the end of a streaming list for the list, and what follows for changes', async () => {
    const body = transport.stream();
    const reading = read(true);
    body
      .sendEvent('ADDED', aWidget({ version: 5 }))
      .sendEvent('BOOKMARK', endOfList)
      .sendEvent('MODIFIED', aWidget({ version: 11 }))
      .end();
    await reading;
    expect(said).to.deep.equal(['connected', 'list 5', 'listed 10', 'watch 11', 'moved 11']);
  });

  it('knows a plain list by its first bytes, in one short chunk or in many', async () => {
    for (const chunks of [['{"kind":"L"}'], ['{', '"kin', 'd":"WidgetList","items":[],"and":"more"']]) {
      const body = transport.stream();
      const reading = read(true);
      for (const chunk of chunks) body.send(chunk);
      if (chunks.length === 1) body.end();
      expect(await reading).to.be.instanceOf(StreamingUnsupportedError);
    }
  });
});
