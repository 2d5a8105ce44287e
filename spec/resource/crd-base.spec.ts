import { expect } from 'chai';
import { IllegalStateError, InvalidOptionError } from '../../lib/base/errors.ts';
import { CRDBase, isCRDBaseClass } from '../../lib/resource/crd-base.ts';
import { resolveClass } from '../../lib/resource/crd-class.ts';
import { callHandler } from '../../lib/testing/call-handler.ts';
import { rejection } from '../cluster/support/rejection.ts';
import { aWidget } from '../support/a-widget.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';
import { FakeCluster, refusal } from '../support/fake-cluster.ts';

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

describe('CRDBase', () => {
  let run: ControllerRun | undefined;
  afterEach(async () => {
    await run?.stop();
    run = undefined;
  });

  /** Runs something inside a handler, and returns the instance. */
  async function inHandler(body: (widget: Widget) => unknown, parts: Record<string, unknown> = {}): Promise<Widget> {
    let instance: Widget | undefined;
    run = new ControllerRun(
      class extends Widget {
        static readonly OWNS = [{ apiVersion: 'v1', kind: 'Part' }];
        async ensureCreated() {
          instance = this;
          await body(this);
        }
        async ensureDeleted() {}
      },
    );
    await run.add('a', parts);
    if (!instance) throw new Error('the handler was not called');
    return instance;
  }

  describe('an instance', () => {
    it('reads metadata, spec, body and what it assigned', async () => {
      const read: unknown[] = [];
      await inHandler(
        (widget) => {
          widget.status = { a: 1 };
          read.push(widget.metadata.name, widget.spec, widget.body.kind, widget.status);
        },
        { spec: { size: 1 } },
      );
      expect(read).to.deep.equal(['a', { size: 1 }, 'Widget', { a: 1 }]);
    });

    for (const value of [null, 'text', [1]]) {
      it(`does not take ${JSON.stringify(value)} for a status`, async () => {
        let error: unknown;
        await inHandler((widget) => {
          try {
            widget.status = value as never;
          } catch (thrown) {
            error = thrown;
          }
        });
        expect(error).to.be.instanceOf(InvalidOptionError);
      });
    }

    it('names the status where JSON can not hold what is assigned', async () => {
      await inHandler((widget) => {
        const assign = () => {
          widget.status = { count: 1n } as never;
        };
        expect(assign).to.throw(InvalidOptionError, 'status must be what JSON can hold (Do not know how to serialize a BigInt)');
      });
    });

    it('changes nothing any more when its handler has ended', async () => {
      const widget = await inHandler(() => {});
      expect(() => {
        widget.status = { late: true };
      }).to.throw(IllegalStateError, 'status of Widget team/a was used after its handler had ended');
      expect(() => widget.requeueAfter(1)).to.throw(IllegalStateError);
      expect(await rejection(widget.apply({ apiVersion: 'v1', kind: 'Part', metadata: { name: 'p' } }))).to.be.instanceOf(
        IllegalStateError,
      );
      expect(await rejection(widget.addFinalizer('x.example.com/x'))).to.be.instanceOf(IllegalStateError);
      expect(widget.metadata.name).to.equal('a');
    });

    it('adds, takes off and sets finalizers, and keeps ours', async () => {
      const seen: (readonly string[])[] = [];
      const ours = 'widgets.bench.example.com/finalizer';
      await inHandler(async (widget) => {
        await widget.addFinalizer('x.example.com/x');
        seen.push(widget.finalizers);
        await widget.setFinalizers(['y.example.com/y']);
        seen.push(widget.finalizers);
        await widget.popFinalizer('y.example.com/y');
        seen.push(widget.finalizers);
      });
      expect(seen).to.deep.equal([[ours, 'x.example.com/x'], ['y.example.com/y', ours], [ours]]);
    });

    it('saves its status when told to, and says what the server refused', async () => {
      let error: unknown;
      let saved: unknown;
      await inHandler(async (widget) => {
        await widget.setStatus({ a: 1 });
        saved = run?.statusOf();
        run?.cluster.edit('Widget', 'a', { spec: {} });
        if (run) {
          run.cluster.validate = ({ status }) => {
            if (status?.bad) throw refusal(422, 'Invalid', 'no', ['status.bad']);
          };
        }
        error = await rejection(widget.setStatus({ bad: true }));
      });
      expect(saved).to.deep.include({ a: 1 });
      expect(error).to.include({ status: 422 });
      expect(run?.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
    });

    it('lists its children, and names a kind that is not in OWNS', async () => {
      let names: unknown;
      let error: unknown;
      await inHandler(async (widget) => {
        await widget.apply({ apiVersion: 'v1', kind: 'Part', metadata: { name: 'p' } });
        names = [widget.children(), widget.children('Part'), widget.children({ apiVersion: 'v1', kind: 'Part' })].map((list) =>
          list.map(({ metadata }) => metadata.name),
        );
        try {
          widget.children('Pod');
        } catch (thrown) {
          error = thrown;
        }
      });
      expect(names).to.deep.equal([['p'], ['p'], ['p']]);
      expect(error).to.be.instanceOf(IllegalStateError);
    });

    for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      it(`refuses requeueAfter(${seconds})`, async () => {
        await inHandler((widget) => expect(() => widget.requeueAfter(seconds)).to.throw(InvalidOptionError));
        expect(run?.calls).to.deep.equal(['ensureCreated created 1 succeeded']);
      });
    }

    it('makes manifests of its class, and references to itself', async () => {
      const widget = await inHandler(() => {});
      const owners = widget.getOwnerReference();
      expect(owners[0]).to.include({ kind: 'Widget', name: 'a', uid: widget.metadata.uid });
      expect(widget.getCreateBody('b', undefined, { size: 2 })).to.deep.equal({
        apiVersion: 'bench.example.com/v1',
        kind: 'Widget',
        metadata: { name: 'b' },
        spec: { size: 2 },
      });
      expect(widget.getCreateBody('b', 'team', {}, owners).metadata).to.deep.equal({
        name: 'b',
        namespace: 'team',
        ownerReferences: owners,
      });
    });

    it('posts Events about the object', async () => {
      await inHandler((widget) => widget.event('Normal', 'Printed', 'all pages'));
      expect(run?.cluster.count(/create Event/)).to.equal(1);
    });

    it('posts Events about another object too', async () => {
      const regarding = aWidget({ name: 'other', metadata: { namespace: undefined } });
      const { events } = await callHandler(
        class extends Widget {
          ensureCreated() {
            this.event('Warning', 'Left', 'it stays', { regarding });
            this.event('Normal', 'Left', 'about itself');
          }
        },
        'ensureCreated',
      );
      expect(events.map((event) => event.regarding?.metadata.name)).to.deep.equal(['other', undefined]);
    });
  });

  describe('the class', () => {
    const cluster = new FakeCluster([CRD, { apiVersion: 'bench.example.com/v1', kind: 'Widget', plural: 'widgets' }]);

    it('is named after plural and group', () => {
      expect([Widget.API_GROUP, Widget.CRD_NAME]).to.deep.equal(['widgets.bench.example.com', 'widgets.bench.example.com']);
      expect([isCRDBaseClass(Widget), isCRDBaseClass(CRDBase), isCRDBaseClass(class {}), isCRDBaseClass({})]).to.deep.equal([
        true,
        true,
        false,
        false,
      ]);
    });

    it('finds and creates its definition and its objects', async () => {
      expect(await Widget.getCustomResourceDefinition(cluster.client)).to.equal(undefined);
      const created = await Widget.createCustomResourceDefinition(cluster.client);
      expect(created.spec.names.kind).to.equal('Widget');
      expect(await Widget.getCustomResource(cluster.client, 'a', 'team')).to.equal(undefined);
      cluster.add({ apiVersion: 'bench.example.com/v1', kind: 'Widget', metadata: { name: 'a' } });
      expect((await Widget.getCustomResource(cluster.client, 'a', 'team'))?.metadata.name).to.equal('a');
    });
  });
});

describe('resolveClass', () => {
  it('fills in the defaults', () => {
    class Plain extends Widget {
      async ensureDeleted() {}
    }
    expect(resolveClass(Plain)).to.deep.include({
      apiVersion: 'bench.example.com/v1',
      namespaced: true,
      levelTriggered: false,
      stateGate: true,
      finalizer: 'widgets.bench.example.com/finalizer',
      concurrency: 16,
      retries: Number.POSITIVE_INFINITY,
      backOff: { initialSeconds: 0.5, factor: 2, maxSeconds: 300 },
      timeoutSeconds: undefined,
    });
  });

  it('fills in what a BACKOFF leaves open, also as undefined', () => {
    class Slow extends Widget {
      static readonly BACKOFF = { maxSeconds: 9, factor: undefined };
      async reconcile() {}
    }
    expect(resolveClass(Slow).backOff).to.deep.equal({ initialSeconds: 0.5, factor: 2, maxSeconds: 9 });
  });

  it('has no finalizer without ensureDeleted, nor where it is null', () => {
    class Keeper extends Widget {
      static readonly FINALIZER = 'example.com/x';
      async reconcile() {}
    }
    class Unheld extends Widget {
      static readonly FINALIZER = null;
      async ensureDeleted() {}
    }
    expect(resolveClass(Keeper).finalizer).to.equal(undefined);
    expect(resolveClass(Unheld).finalizer).to.equal(undefined);
    expect(resolveClass(Unheld).defaultFinalizer).to.equal('widgets.bench.example.com/finalizer');
  });
});
