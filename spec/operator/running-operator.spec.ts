import { expect } from 'chai';
import { IllegalStateError } from '../../lib/base/errors.ts';
import { Redactor } from '../../lib/base/redaction.ts';
import type { ClusterConnection } from '../../lib/cluster/cluster-connection.ts';
import type { Controller } from '../../lib/controller/controller.ts';
import { OperatorFace } from '../../lib/face/operator-face.ts';
import { type ReplicaElector, RunningOperator } from '../../lib/operator/running-operator.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { CollectedLog } from '../../lib/testing/collected-log.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';

class Widget {}

/** A controller that notes what it is told, and does it when the spec says so. */
class NotingController {
  readonly still = Promise.withResolvers<void>();
  readonly runs = Promise.withResolvers<void>();
  readonly listeners = new Set<() => void>();
  readonly calls: string[];
  isSynced = false;
  isIdle = false;
  leads = false;
  busy = 1;
  finish: () => Promise<void> = async () => void this.calls.push('finish');

  constructor(calls: string[]) {
    this.calls = calls;
  }

  run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.calls.push('watches end');
      this.runs.resolve();
    });
    return this.runs.promise;
  }

  lead(): void {
    this.leads = true;
  }

  stopTaking(): void {
    this.calls.push('stopTaking');
  }

  untilStill(): Promise<void> {
    return this.still.promise;
  }

  abortAll(): void {
    this.calls.push('abortAll');
  }

  onProgress(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  progress(): void {
    for (const listener of this.listeners) listener();
  }
}

function anOperator(cleanUp: (error: unknown) => Promise<void> = async () => {}, elector?: (calls: string[]) => ReplicaElector) {
  const calls: string[] = [];
  const clock = new FakeClock();
  const logger = new CollectedLog();
  const controller = new NotingController(calls);
  const close = async () => void calls.push('close');
  const operator = new RunningOperator({
    connection: { close, client: {} } as unknown as ClusterConnection,
    controllers: new Map([[Widget as unknown as CRDClass, controller as unknown as Controller]]),
    recorder: { stop: async () => void calls.push('events') },
    face: new OperatorFace({ name: 'widget-operator', clock, logger, redactor: new Redactor() }),
    clock,
    logger,
    stopSeconds: 20,
    ...(elector ? { elector: elector(calls) } : {}),
    cleanUp: async (error) => {
      calls.push(error === undefined ? 'cleanUp' : `cleanUp ${String(error)}`);
      await cleanUp(error);
    },
  });
  return { operator, controller, calls, clock, logger };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('RunningOperator', () => {
  it('ends in order: no new turns, handlers, records, Events, watches, onCleanup, connections', async () => {
    const { operator, controller, calls } = anOperator();
    const stopped = operator.stop();
    expect(calls).to.deep.equal(['stopTaking']);
    controller.still.resolve();
    await stopped;
    expect(calls).to.deep.equal(['stopTaking', 'finish', 'events', 'watches end', 'cleanUp', 'close']);
  });

  it('asks handlers to end when they take longer than they are given', async () => {
    const { operator, controller, calls, clock } = anOperator();
    const stopped = operator.stop();
    await clock.advance(19_999);
    expect(calls).to.not.include('abortAll');
    await clock.advance(1);
    expect(calls).to.include('abortAll');
    controller.still.resolve();
    await stopped;
    expect(clock.timers).to.equal(0);
  });

  it('leaves behind handlers, records and watches that do not end', async () => {
    const { operator, controller, calls, clock, logger } = anOperator();
    controller.finish = () => new Promise(() => {});
    controller.runs.resolve = () => {};
    const stopped = operator.stop();
    await clock.advance(20_000 + 3 * 5000);
    await stopped;
    expect(calls.slice(-2)).to.deep.equal(['cleanUp', 'close']);
    expect(logger.text('error')).to.contain('they are left behind');
    expect(logger.records.filter(({ message }) => message.startsWith('left behind')).map(({ fields }) => fields.what)).to.deep.equal([
      'records',
      'watches',
    ]);
  });

  it('ends by an error of a controller, which onCleanup is told and done rejects with', async () => {
    const { operator, controller, calls, logger } = anOperator();
    controller.still.resolve();
    const bug = new TypeError('a bug');
    controller.runs.reject(bug);
    expect(await failureOf(operator.done)).to.equal(bug);
    expect(calls).to.include('cleanUp TypeError: a bug');
    expect(logger.records.filter(({ level }) => level === 'error')).to.have.lengthOf(1);
  });

  it('rejects with the first failure; later ones are logged', async () => {
    const { operator, controller, logger } = anOperator(() => Promise.reject(new Error('cleanup')));
    controller.still.resolve();
    const bug = new TypeError('a bug');
    controller.runs.reject(bug);
    expect(await failureOf(operator.stop())).to.equal(bug);
    expect(logger.text('error')).to.contain('onCleanup failed');
  });

  it('waits for what makes progress', async () => {
    const { operator, controller } = anOperator();
    const ready = operator.ready();
    controller.progress();
    controller.isSynced = true;
    controller.progress();
    await ready;
    expect(controller.listeners.size).to.equal(0);
  });

  it('lets nobody wait for an operator that has stopped', async () => {
    const { operator, controller } = anOperator();
    const idle = failureOf(operator.idle());
    controller.still.resolve();
    await operator.stop();
    expect(await idle).to.be.instanceOf(IllegalStateError);
    expect(await failureOf(operator.ready())).to.be.instanceOf(IllegalStateError);
  });

  it('refuses a class that is not its own', () => {
    const { operator } = anOperator();
    expect(() => operator.isSettled(class Other {} as unknown as CRDClass, 'a')).to.throw(IllegalStateError, 'class Other');
  });

  it('killed, it saves nothing and calls nothing', async () => {
    const { operator, calls } = anOperator();
    await operator.kill();
    await operator.done;
    // The Events that wait are given up, not posted: the connections are closed.
    expect(calls).to.deep.equal(['stopTaking', 'watches end', 'close', 'abortAll', 'events']);
  });

  it('killed while it stops, it skips what is left', async () => {
    const { operator, controller, calls } = anOperator();
    const stopped = operator.stop();
    await operator.kill();
    await stopped;
    controller.still.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).to.not.include('cleanUp');
  });

  describe('where a leader is elected', () => {
    const anElector = (calls: string[]): ReplicaElector => ({
      name: 'l',
      isLeading: false,
      run: (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            calls.push('election ends');
            resolve();
          });
        }),
      release: async () => void calls.push('release'),
    });

    it('waits to be elected', async () => {
      const { operator, controller } = anOperator(undefined, anElector);
      expect([operator.isLeading, controller.leads]).to.deep.equal([false, false]);
      await operator.kill();
    });

    it('keeps the lease until all has ended, and then gives it back', async () => {
      const { operator, controller, calls } = anOperator(undefined, anElector);
      controller.still.resolve();
      await operator.stop();
      expect(calls).to.deep.equal(['stopTaking', 'finish', 'events', 'watches end', 'cleanUp', 'election ends', 'release', 'close']);
    });

    it('killed, it gives nothing back', async () => {
      const { operator, calls } = anOperator(undefined, anElector);
      await operator.kill();
      expect(calls).to.deep.equal(['stopTaking', 'watches end', 'election ends', 'close', 'abortAll', 'events']);
    });
  });

  it('leads from the start where none is elected', async () => {
    const { operator, controller } = anOperator();
    expect([operator.isLeading, controller.leads]).to.deep.equal([true, true]);
    await operator.kill();
  });
});
