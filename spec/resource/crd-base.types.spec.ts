/**
 * What compiles and what doesn't: this file is compiled by `npm run typecheck`, and each line after a @ts-expect-error must fail
 * there. At run time only the class checks say anything.
 */
import { expect } from 'chai';
import {
  type ArgsOf,
  type ArgumentParser,
  type Change,
  CRDBase,
  type CRDClass,
  type Daemons,
  KubernetesOperator,
  type OwnerReference,
  type ResourceManifest,
  type StoredObject,
  type Timers,
} from 'tskubeop';
import { z } from 'zod';
import { checkTimersAndDaemons } from '../../lib/resource/timers-and-daemons-check.ts';

const PrinterSpec = z.object({ text: z.string().min(1).max(1000), as: z.enum(['Pod', 'Job']).default('Pod') });
type PrinterStatus = { pod?: string; counts?: { pages: number; jams?: number }; tags?: string[] };

/** The design's first program. */
class Printer extends CRDBase<z.infer<typeof PrinterSpec>, PrinterStatus, ArgsOf<typeof PrinterOperator>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'printers';
  static readonly SINGULAR = 'printer';
  static readonly KIND = 'Printer';
  static readonly SPEC = PrinterSpec;
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'Pod' }];

  async ensureCreated() {
    const containers = [{ name: 'print', image: this.args.image, args: [this.spec.text] }];
    const pod = await this.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: this.metadata.name }, spec: { containers } });
    this.status = { state: 'printing', pod: pod.metadata.name };
  }

  async ensureModified(change: Change<this>) {
    this.logger.info('changed', { diff: change.diff, text: change.new.spec.text, before: change.old?.status?.pod });
    const { previous, current, attempt, reason } = change;
    this.logger.info(`${previous?.spec.text} ${current.spec.as} ${attempt} ${reason satisfies string}`);
  }

  async childChanged(child: StoredObject, type: 'ADDED' | 'MODIFIED' | 'DELETED') {
    this.status = { pod: type === 'DELETED' ? null : child.metadata.name };
  }

  /** Never called: it only has to compile. */
  async legal(): Promise<void> {
    this.status = { counts: { jams: null } };
    this.status = { counts: null, tags: ['a'], error: undefined };
    await this.setStatus({ state: 'x', counts: { pages: 1 } });
    const pages: number | undefined = this.status.counts?.pages;
    const state: string | undefined = this.status.state;
    const created: boolean | undefined = this.status.handled?.created;
    const owners: OwnerReference[] = this.getOwnerReference();
    const body: ResourceManifest<z.infer<typeof PrinterSpec>> = this.getCreateBody(
      'b',
      this.metadata.namespace,
      { text: 'b', as: 'Job' },
      owners,
    );
    await this.client.create(body);
    this.requeueAfter(pages ?? (created ? 1 : 2));
    await this.event('Warning', 'Jam', state ?? 'unknown');
    const image: string = this.args.image;
    const level: string = this.args.logLevel;
    this.logger.debug(image + level);
  }

  /** Never called: every line of it must not compile. */
  async illegal(): Promise<void> {
    // @ts-expect-error a status key that PrinterStatus doesn't have
    this.status = { pods: 'a' };
    // @ts-expect-error a value of another type
    this.status = { pod: 7 };
    // @ts-expect-error the same further down
    this.status = { counts: { pages: 'many' } };
    // @ts-expect-error what is read cannot be changed in place
    this.status.pod = 'a';
    // @ts-expect-error nor can what lies in it
    this.status.tags?.push('b');
    // @ts-expect-error a spec key that the schema doesn't have
    this.logger.info(this.spec.txt);
    // @ts-expect-error an argument that nobody declared
    this.logger.info(this.args.imge);
    // @ts-expect-error an argument has its own type
    this.args.image satisfies number;
    // @ts-expect-error Events are Normal or Warning
    await this.event('Error', 'Jam', 'x');
    // @ts-expect-error a spec of its own type
    this.getCreateBody('b', undefined, { text: 1, as: 'Pod' });
    // @ts-expect-error the spec is read, not written
    this.spec = { text: 'x', as: 'Pod' };
  }
}

/** Its operator. */
class PrinterOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser.option('image', { type: 'string', default: 'busybox' });
  }
}

/** Methods that statics name must be there, and be called as they are declared. */
class Timed extends CRDBase {
  static readonly TIMERS = { poll: { intervalSeconds: 60, sharp: true } } satisfies Timers<Timed>;
  static readonly DAEMONS = { follow: { graceSeconds: 5 }, idle: {} } satisfies Daemons<Timed>;
  // @ts-expect-error a misspelt method
  static readonly MISSPELT = { pol: { intervalSeconds: 60 } } satisfies Timers<Timed>;
  // @ts-expect-error a misspelt option
  static readonly OPTION = { poll: { intervalSecond: 60 } } satisfies Timers<Timed>;
  // @ts-expect-error the interval is missing
  static readonly NO_INTERVAL = { poll: { sharp: true } } satisfies Timers<Timed>;
  // @ts-expect-error a timer is given nothing
  static readonly NO_TIMER = { follow: { intervalSeconds: 60 } } satisfies Timers<Timed>;
  // @ts-expect-error a daemon returns a promise
  static readonly NO_DAEMON = { sync: {} } satisfies Daemons<Timed>;
  // @ts-expect-error what every CRDBase has is none
  static readonly INHERITED = { flush: {} } satisfies Daemons<Timed>;
  // @ts-expect-error a property is no method
  static readonly PROPERTY = { name: {} } satisfies Daemons<Timed>;
  readonly name = 'x';
  async poll() {}
  async idle() {}
  sync() {}
  async follow(signal: AbortSignal) {
    signal.throwIfAborted();
  }
}

class Incomplete extends CRDBase {
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'things';
  static readonly SINGULAR = 'thing';
  static readonly KIND = 'Thing';
  async reconcile() {}
}

class WrongScope extends CRDBase {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'things';
  static readonly SINGULAR = 'thing';
  static readonly KIND = 'Thing';
  static readonly SCOPE = 'Everywhere';
  static readonly CONCURRENCY = 'many';
  async reconcile() {}
}

class WrongHandler extends CRDBase {
  // @ts-expect-error a handler takes a change
  async ensureCreated(change: number) {
    return change;
  }
}

/** A class without type parameters is untyped, not unusable. */
class Untyped extends CRDBase {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'things';
  static readonly SINGULAR = 'thing';
  static readonly KIND = 'Thing';
  async reconcile(change: Change<this>) {
    this.status = { anything: [this.spec.whatever, this.status.deep.down, change.new.spec.x] };
  }
}

describe('the types of CRDBase and KubernetesOperator', () => {
  it('take the methods of timers and daemons', () => {
    expect(checkTimersAndDaemons(Timed as unknown as CRDClass)).to.deep.equal([]);
  });

  it('let the design’s program compile and be taken by the operator', () => {
    const operator = new PrinterOperator(Printer);
    expect(operator.crds).to.deep.equal([Printer]);
    expect(new KubernetesOperator([Printer, Untyped]).crds.length).to.equal(2);
    const plain: CRDClass = Printer;
    expect(plain.KIND).to.equal('Printer');
  });

  it('refuse a class without GROUP, as the check at start does', async () => {
    // @ts-expect-error GROUP is missing
    const operator = new KubernetesOperator(Incomplete);
    expect(await operator.start().catch((error: Error) => error.message)).to.match(/Incomplete.*GROUP/s);
  });

  it('refuse statics of another type, as the check at start does', async () => {
    // @ts-expect-error SCOPE and CONCURRENCY
    const operator = new KubernetesOperator(WrongScope);
    expect(await operator.start().catch((error: Error) => error.message)).to.match(/SCOPE.*CONCURRENCY/s);
  });

  it('refuse a list with something else in it, and a handler of another shape', () => {
    // @ts-expect-error not a class
    expect(() => new KubernetesOperator([Printer, 'Other'])).not.to.throw();
    expect(WrongHandler).to.be.a('function');
  });
});
