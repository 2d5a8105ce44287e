import { spawnSync } from 'node:child_process';
import * as api from '@opentelemetry/api';
import { expect } from 'chai';
import { silentLogger } from '../../lib/base/logger.ts';
import type { SpanStart } from '../../lib/base/span.ts';
import { OpenTelemetryTracer } from '../../lib/tracing/open-telemetry-tracer.ts';
import { RecordedSpans } from '../support/recorded-spans.ts';

const named = (name: string, more: Partial<SpanStart> = {}): SpanStart => ({ name, attributes: {}, ...more });

/** Lets promises go on. */
const later = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('OpenTelemetryTracer', () => {
  let spans: RecordedSpans;
  let tracer: OpenTelemetryTracer;

  beforeEach(async () => {
    spans = new RecordedSpans();
    spans.register();
    tracer = new OpenTelemetryTracer(silentLogger);
    await tracer.prepare();
  });

  afterEach(() => spans.unregister());

  const tree = () => spans.all.map(({ name, id }) => [name, spans.partsOf({ id } as never)]);

  it('makes spans with kind, attributes that are there, and status', () => {
    const span = tracer.start({ name: 'GET /x', attributes: { there: 1, missing: undefined }, isRequest: true });
    span?.add({ more: true, missing: undefined });
    span?.fail('404');
    span?.end();
    span?.end();
    expect(spans.all).to.have.length(1);
    const [made] = spans.all;
    expect(made).to.deep.include({ name: 'GET /x', kind: api.SpanKind.CLIENT, ended: true, parentId: undefined });
    expect(made?.attributes).to.deep.equal({ there: 1, more: true, 'error.type': '404' });
    expect(made?.status).to.deep.equal({ code: api.SpanStatusCode.ERROR });
  });

  it('makes what begins in a span a part of it, also later on its promises', async () => {
    const outer = tracer.start(named('outer'));
    await outer?.around(async () => {
      await later();
      tracer.start(named('inner'));
      tracer.start(named('apart', { isRoot: true }));
    });
    tracer.start(named('after'));
    expect(tree()).to.deep.equal([
      ['outer', ['inner']],
      ['inner', []],
      ['apart', []],
      ['after', []],
    ]);
  });

  describe('#whole', () => {
    it('has a span only when something in it has one, and is part of nothing', async () => {
      const outer = tracer.start(named('outer'));
      await outer?.around(async () => {
        expect(tracer.whole(named('idle'), () => 1)).to.equal(1);
        expect(await tracer.whole(named('idle'), async () => 2)).to.equal(2);
        await tracer.whole(named('whole'), async () => {
          await later();
          tracer.start(named('part'));
          tracer.start(named('other'));
        });
      });
      expect(tree()).to.deep.equal([
        ['outer', []],
        ['whole', ['part', 'other']],
        ['part', []],
        ['other', []],
      ]);
      expect(spans.named('whole')[0]?.ended).to.equal(true);
    });

    it('gives its span to the first that claims it, and ends it itself', () => {
      tracer.whole(named('whole'), () => {
        const first = tracer.claim({ name: 'first', attributes: { a: 1 } });
        first?.around(() => tracer.start(named('part')));
        first?.end();
        expect(spans.named('whole')[0]).to.deep.include({ attributes: { a: 1 }, ended: false });
        tracer.claim(named('second'))?.end();
      });
      expect(tree()).to.deep.equal([
        ['whole', ['part']],
        ['part', []],
        ['second', []],
      ]);
      expect(spans.named('whole')[0]?.ended).to.equal(true);
    });

    it('is failed by what is thrown in it, which goes on', async () => {
      const failing = tracer.whole(named('later'), async () => {
        tracer.start(named('part'))?.end();
        throw new RangeError('secret');
      });
      expect(await failing.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
      expect(() =>
        tracer.whole(named('at once'), () => {
          tracer.start(named('part'))?.end();
          throw new RangeError('secret');
        }),
      ).to.throw(RangeError);
      for (const name of ['later', 'at once']) {
        const [span] = spans.named(name);
        expect(span).to.deep.include({ ended: true, attributes: { 'error.type': 'RangeError' } });
      }
      expect(JSON.stringify(spans.all)).not.to.include('secret');
    });

    it('gets no span any more when it is over', async () => {
      let goOn = () => {};
      let done: Promise<void> | undefined;
      tracer.whole(named('whole'), () => {
        done = new Promise<void>((resolve) => {
          goOn = resolve;
        }).then(() => void tracer.start(named('late'))?.end());
      });
      goOn();
      await done;
      expect(tree()).to.deep.equal([['late', []]]);
    });
  });

  it('lets what is apart be part of nothing', () => {
    tracer.whole(named('whole'), () => {
      tracer.start(named('part'));
      tracer.apart(() => tracer.start(named('apart')));
    });
    expect(tree()).to.deep.equal([
      ['whole', ['part']],
      ['part', []],
      ['apart', []],
    ]);
  });

  it('makes a span of its own for a call where the SDK knows no contexts', () => {
    api.context.disable();
    tracer.whole(named('whole'), () => {
      const call = tracer.claim(named('call'));
      call?.around(() => tracer.start(named('request'))?.end());
      call?.end();
    });
    expect(tree()).to.deep.equal([
      ['call', []],
      ['request', []],
    ]);
    expect(spans.all.every(({ ended }) => ended)).to.equal(true);
  });

  it('hears an SDK that is registered later', async () => {
    spans.unregister();
    const early = new OpenTelemetryTracer(silentLogger);
    await early.prepare();
    expect(early.isListening).to.equal(false);
    expect(early.start(named('nobody'))).to.equal(undefined);
    expect(early.claim(named('nobody'))).to.equal(undefined);
    expect(early.whole(named('nobody'), () => 1)).to.equal(1);
    expect(early.apart(() => 2)).to.equal(2);
    spans.register();
    expect(early.isListening).to.equal(false);
    await early.prepare();
    expect(early.isListening).to.equal(true);
    early.start(named('somebody'));
    expect(spans.all.map(({ name }) => name)).to.deep.equal(['somebody']);
  });

  it('loads the API for nobody', () => {
    const program = `
      const { OpenTelemetryTracer } = await import('./lib/tracing/open-telemetry-tracer.ts');
      const { silentLogger } = await import('./lib/base/logger.ts');
      const tracer = new OpenTelemetryTracer(silentLogger);
      await tracer.prepare();
      tracer.whole({ name: 'x', attributes: {} }, () => tracer.start({ name: 'y', attributes: {} }));
      const { createRequire } = await import('node:module');
      console.log(Object.keys(createRequire(import.meta.url).cache ?? {}).filter((path) => path.includes('opentelemetry')).length, Symbol.for('opentelemetry.js.api.1') in globalThis);
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout.trim(), stderr).to.equal('0 false');
  }).timeout(20_000);
});
