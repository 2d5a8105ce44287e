import { expect } from 'chai';
import { InvalidClassError, PermanentError } from '../../lib/base/errors.ts';
import { silentLogger } from '../../lib/base/logger.ts';
import { HandlerCall, type HandlerCallOptions } from '../../lib/controller/handler-call.ts';
import type { CallOptions } from '../../lib/resource/call.ts';
import { changeOf } from '../../lib/resource/change.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { aWidget } from '../support/a-widget.ts';
import { Widget } from '../support/controller-run.ts';

describe('HandlerCall', () => {
  const clock = new FakeClock();

  function callOf(type: CRDClass, options: Partial<HandlerCallOptions> = {}): HandlerCall {
    const object = aWidget();
    return new HandlerCall({
      type,
      handler: 'ensureCreated',
      change: changeOf({ reason: 'created', old: () => undefined, current: object, attempt: 1 }),
      childEvent: undefined,
      timeoutSeconds: undefined,
      clock,
      writer: { status: {}, assign: () => {}, edit: () => {}, flush: async () => {} },
      parseSpec: async () => ({}),
      partsFor: (own) =>
        ({
          object,
          logger: silentLogger,
          status: own.status,
          get signal() {
            return own.signal;
          },
        }) as unknown as CallOptions,
      ...options,
    });
  }

  const forever = class extends Widget {
    async ensureCreated() {
      await new Promise(() => {});
    }
  };

  it('succeeds with what the handler asked for', async () => {
    const call = callOf(
      class extends Widget {
        async ensureCreated() {
          this.requeueAfter(5);
        }
      },
    );
    expect(await call.run()).to.deep.equal({ kind: 'succeeded', requeueAfterSeconds: 5 });
  });

  for (const thrown of [new PermanentError('no'), 'a text', undefined, { not: 'an error' }]) {
    it(`fails with what the handler threw: ${typeof thrown}`, async () => {
      const call = callOf(
        class extends Widget {
          async ensureCreated() {
            throw thrown;
          }
        },
      );
      expect(await call.run()).to.deep.equal({ kind: 'failed', error: thrown });
    });
  }

  it('fails with what a handler throws that returns no promise, and with what a constructor throws', async () => {
    const error = new Error('at once');
    const sync = callOf(
      class extends Widget {
        ensureCreated(): never {
          throw error;
        }
      },
    );
    expect(await sync.run()).to.deep.equal({ kind: 'failed', error });
    const constructed = callOf(
      class extends Widget {
        readonly field: string = this.metadata.annotations?.['not there'] ?? fail(error);
      },
    );
    expect(await constructed.run()).to.deep.equal({ kind: 'failed', error });
  });

  it('names a handler that hides in a property', async () => {
    const call = callOf(
      class extends Widget {
        ensureModified = async () => {};
      },
    );
    const outcome = await call.run();
    expect(outcome.kind === 'failed' && InvalidClassError.is(outcome.error)).to.equal(true);
  });

  it('succeeds without the handler', async () => {
    expect((await callOf(class extends Widget {}).run()).kind).to.equal('succeeded');
  });

  it('is aborted, however the handler then ends', async () => {
    for (const ends of ['returns', 'throws'] as const) {
      const call = callOf(
        class extends Widget {
          async ensureCreated() {
            await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
            if (ends === 'throws') throw this.signal.reason;
          }
        },
      );
      const running = call.run();
      await Promise.resolve();
      call.abort('stopped');
      call.abort('deleted');
      expect(await running, ends).to.deep.equal({ kind: 'aborted', cause: 'stopped' });
    }
  });

  it('has a signal that knows of an abort that came before anybody asked for it', async () => {
    const aborted: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const call = callOf(
      class extends Widget {
        async ensureCreated() {
          await promise;
          aborted.push(this.signal.aborted, (this.signal.reason as Error).message);
        }
      },
      { parseSpec: () => ({}) },
    );
    const running = call.run();
    call.abort('deleted');
    resolve();
    expect(await running).to.deep.equal({ kind: 'aborted', cause: 'deleted' });
    expect(aborted).to.deep.equal([true, 'the object is being deleted']);
  });

  it('does not begin when it is aborted while the spec is parsed', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    let called = false;
    const call = callOf(
      class extends Widget {
        async ensureCreated() {
          called = true;
        }
      },
      { parseSpec: () => promise },
    );
    const running = call.run();
    call.abort('deleted');
    resolve({});
    expect(await running).to.deep.equal({ kind: 'aborted', cause: 'deleted' });
    expect(called).to.equal(false);
  });

  it('fails when its time is over, and settles when the handler has', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let settled = false;
    const call = callOf(
      class extends Widget {
        async ensureCreated() {
          await promise;
          throw new Error('too late');
        }
      },
      { timeoutSeconds: 3 },
    );
    const running = call.run();
    await clock.advance(3000);
    const outcome = await running;
    expect(outcome.kind === 'failed' && String(outcome.error)).to.include('took longer than 3 s');
    const settling = call.settled?.then(() => {
      settled = true;
    });
    await clock.advance(0);
    expect(settled).to.equal(false);
    resolve();
    await settling;
    expect(clock.timers).to.equal(0);
  });

  it('counts an abort that came before its time was over as one', async () => {
    const call = callOf(forever, { timeoutSeconds: 3 });
    const running = call.run();
    await clock.advance(1000);
    call.abort('deleted');
    await clock.advance(2000);
    expect(await running).to.deep.equal({ kind: 'aborted', cause: 'deleted' });
  });

  it('knows at which keys the handler left a value', async () => {
    const call = callOf(
      class extends Widget {
        async ensureCreated() {
          this.status = { state: 'x', error: 'y', kept: 1, none: undefined };
          this.status = { state: null };
        }
      },
    );
    await call.run();
    expect(['state', 'error', 'kept', 'none', 'other'].map((key) => call.assigned(key))).to.deep.equal([false, true, true, false, false]);
  });
});

function fail(error: Error): never {
  throw error;
}
