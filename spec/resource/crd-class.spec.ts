import { expect } from 'chai';
import { handlersOf, resolveClass } from '../../lib/resource/crd-class.ts';
import { Widget } from '../support/controller-run.ts';

class Plain extends Widget {
  async ensureCreated() {}
}

class Full extends Plain {
  static readonly SCOPE = 'Cluster';
  static readonly CONCURRENCY = 2;
  static readonly RETRIES = 3;
  static readonly BACKOFF = { maxSeconds: 9 };
  static readonly STATE_GATE = false;
  static readonly OWNS = [{ apiVersion: 'v1', kind: 'Pod' }];
  async ensureDeleted() {}
}

describe('resolveClass', () => {
  it('fills in the defaults', () => {
    expect(resolveClass(Plain)).to.deep.include({
      apiVersion: 'bench.example.com/v1',
      kind: 'Widget',
      namespaced: true,
      levelTriggered: false,
      stateGate: true,
      finalizer: undefined,
      defaultFinalizer: 'widgets.bench.example.com/finalizer',
      concurrency: 16,
      retries: Number.POSITIVE_INFINITY,
      backOff: { initialSeconds: 0.5, factor: 2, maxSeconds: 300 },
      timeoutSeconds: undefined,
      owns: [],
    });
  });

  it('takes what the class says', () => {
    expect(resolveClass(Full)).to.deep.include({
      namespaced: false,
      stateGate: false,
      concurrency: 2,
      retries: 3,
      backOff: { initialSeconds: 0.5, factor: 2, maxSeconds: 9 },
      finalizer: 'widgets.bench.example.com/finalizer',
      owns: [{ apiVersion: 'v1', kind: 'Pod' }],
    });
  });

  it('needs no finalizer without ensureDeleted, and none where the class wants none', () => {
    class Never extends Full {
      static readonly FINALIZER = null;
    }
    class Named extends Full {
      static readonly FINALIZER = 'example.com/mine';
    }
    expect([resolveClass(Plain).finalizer, resolveClass(Never).finalizer, resolveClass(Named).finalizer]).to.deep.equal([
      undefined,
      undefined,
      'example.com/mine',
    ]);
  });
});

describe('handlersOf', () => {
  it('finds the methods of a class and of those that it extends', () => {
    expect([...handlersOf(Full)]).to.deep.equal(['ensureCreated', 'ensureDeleted']);
  });
});
