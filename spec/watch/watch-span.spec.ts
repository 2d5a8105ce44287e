import { expect } from 'chai';
import { silentLogger } from '../../lib/base/logger.ts';
import { OpenTelemetryTracer } from '../../lib/tracing/open-telemetry-tracer.ts';
import type { WatchFailure } from '../../lib/watch/watch-failure.ts';
import { WatchSpan } from '../../lib/watch/watch-span.ts';
import { IDLE, step, type WatchInput } from '../../lib/watch/watch-state.ts';
import { RecordedSpans } from '../support/recorded-spans.ts';

const failed = (kind: WatchFailure['kind'], livedMilliseconds = 10_000): WatchInput => ({
  type: 'failed',
  failure: { kind, message: 'with a secret in it' },
  livedMilliseconds,
});

describe('WatchSpan', () => {
  let spans: RecordedSpans;
  let tracer: OpenTelemetryTracer;

  beforeEach(async () => {
    spans = new RecordedSpans();
    spans.register();
    tracer = new OpenTelemetryTracer(silentLogger);
    await tracer.prepare();
  });

  afterEach(() => spans.unregister());

  /** What becomes of a watch, as the reflector tells it: each span by its name, why it ended, and by what error. */
  function follow(inputs: readonly WatchInput[]): unknown[] {
    const span = new WatchSpan(tracer, '/api/v1/namespaces/team-a/pods');
    let state = IDLE;
    for (const input of inputs) {
      const next = step(state, input).state;
      span.stepped(state, next, input);
      state = next;
    }
    expect(JSON.stringify(spans.all)).not.to.match(/secret|team-a/);
    return spans.all.map(({ name, ended, attributes }) => [
      name.replace('/api/v1/namespaces/{namespace}/pods', 'pods'),
      ended ? attributes['tskubeop.watch.end_reason'] : 'under way',
      attributes['error.type'],
    ]);
  }

  const LISTED: WatchInput = { type: 'listed', resourceVersion: '5' };

  it('is one for the list and one for each watch', () => {
    const ended: WatchInput = { type: 'ended', livedMilliseconds: 300_000 };
    const moved: WatchInput = { type: 'moved', resourceVersion: '7' };
    expect(follow([{ type: 'start' }, LISTED, { type: 'connected' }, moved, ended, { type: 'connected' }, { type: 'stop' }])).to.deep.equal(
      [
        ['list pods', 'listed', undefined],
        ['watch pods', 'ended', undefined],
        ['watch pods', 'stopped', undefined],
      ],
    );
  });

  it('fails by what goes wrong, and lets a history that is gone be no error', () => {
    expect(
      follow([
        { type: 'start' },
        failed('unsupported'),
        failed('forbidden'),
        { type: 'waited' },
        LISTED,
        failed('expired'),
        LISTED,
        failed('silent'),
      ]),
    ).to.deep.equal([
      ['list pods', 'unsupported', 'unsupported'],
      ['list pods', 'forbidden', 'forbidden'],
      ['list pods', 'listed', undefined],
      ['watch pods', 'expired', undefined],
      ['list pods', 'listed', undefined],
      ['watch pods', 'silent', 'silent'],
      ['watch pods', 'under way', undefined],
    ]);
  });

  it('fails when the server ends in good order what has only begun', () => {
    expect(follow([{ type: 'start' }, LISTED, { type: 'ended', livedMilliseconds: 0 }])).to.deep.equal([
      ['list pods', 'listed', undefined],
      ['watch pods', 'short', 'short'],
    ]);
  });

  it('makes requests of a list its parts, and does without where nobody records', () => {
    const span = new WatchSpan(tracer, '/api/v1/pods');
    span.stepped(IDLE, step(IDLE, { type: 'start' }).state, { type: 'start' });
    span.around(() => tracer.start({ name: 'GET', attributes: {} }));
    expect(spans.partsOf(spans.all[0] as never)).to.deep.equal(['GET']);
    const without = new WatchSpan(undefined, '/api/v1/pods');
    without.stepped(IDLE, step(IDLE, { type: 'start' }).state, { type: 'start' });
    expect(without.around(() => 1)).to.equal(1);
    expect(spans.all).to.have.length(2);
  });
});
