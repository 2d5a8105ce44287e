import { expect } from 'chai';
import { InvalidClassError } from '../../lib/base/errors.ts';
import type { Call } from '../../lib/resource/call.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';
import { checkClass, checkClasses } from '../../lib/resource/crd-class-check.ts';

class Good extends CRDBase {
  static readonly GROUP: string = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL: string = 'goods';
  static readonly SINGULAR = 'good';
  static readonly KIND: string = 'Good';
  async ensureCreated() {}
}

/** Good with these statics. */
function withStatics(statics: Record<string, unknown>): CRDClass {
  class Changed extends Good {}
  return Object.assign(Changed, statics) as unknown as CRDClass;
}

describe('checkClasses', () => {
  it('finds nothing wrong with a class that has what it needs', () => {
    expect(() => checkClasses([Good])).not.to.throw();
  });

  it('asks for at least one class', () => {
    expect(() => checkClasses([])).to.throw(InvalidClassError, 'at least one class');
  });

  for (const given of [class Plain {}, 'Printer', undefined, new Good(undefined as never)]) {
    it(`refuses ${typeof given === 'function' ? 'a class of another kind' : typeof given}`, () => {
      expect(() => checkClasses([given as never])).to.throw(InvalidClassError, 'is not a subclass of CRDBase');
    });
  }

  it('takes a class of another copy of the package', () => {
    const foreign = class Foreign {
      static readonly GROUP = 'demo.example.com';
      static readonly VERSION = 'v1';
      static readonly PLURAL = 'foreigns';
      static readonly SINGULAR = 'foreign';
      static readonly KIND = 'Foreign';
      async reconcile() {}
    };
    Object.defineProperty(foreign, Symbol.for('tskubeop.CRDBase'), { value: true });
    expect(() => checkClasses([foreign as never])).not.to.throw();
  });

  it('says everything that is wrong with all classes at once, each with its name', () => {
    class Bad extends CRDBase {
      static readonly CONCURRENCY = 0;
    }
    class Worse extends Good {
      static readonly RETRIES = -1;
    }
    const check = () => checkClasses([Bad as never, Worse]);
    expect(check).to.throw(InvalidClassError, /class Bad: .*GROUP.*CONCURRENCY.*no handler/s);
    expect(check).to.throw(InvalidClassError, /class Worse: .*RETRIES/s);
  });

  it('names two classes of one kind', () => {
    class Other extends Good {}
    expect(() => checkClasses([Good, Other])).to.throw('classes Good and Other are both for goods.demo.example.com');
  });

  const statics: [name: string, value: unknown, complaint: RegExp][] = [
    ['FINALIZER', 'cleanup', /FINALIZER must be null or a name with a domain/],
    ['STATE_GATE', 'no', /STATE_GATE must be true or false, not "no"/],
    ['READY_CONDITION', 'Ready', /READY_CONDITION must be true or false/],
    ['MANIFESTS', 7, /MANIFESTS must be a folder/],
    ['PERMISSIONS', [{ verbs: ['get'] }], /PERMISSIONS must be a list of rules/],
    ['CONCURRENCY', 1.5, /CONCURRENCY must be a whole number, 1 or more, not 1.5/],
    ['RETRIES', '3', /RETRIES/],
    ['TIMEOUT_SECONDS', 0, /TIMEOUT_SECONDS/],
    ['RESYNC_SECONDS', Number.POSITIVE_INFINITY, /RESYNC_SECONDS/],
    ['BACKOFF', { initialSeconds: 1, maximum: 3 }, /BACKOFF/],
    ['BACKOFF', { factor: 0.5 }, /BACKOFF/],
    ['OWNS', ['Pod'], /OWNS must be a list such as/],
    ['LABEL_SELECTOR', { app: 'x' }, /LABEL_SELECTOR/],
    ['INDEXES', ['spec.secret'], /INDEXES must be functions by their names/],
    ['ON_FIELD', { gone: 'spec.size' }, /ON_FIELD names gone/],
    ['WATCHES', [{ apiVersion: 'v1', kind: 'Secret' }], /WATCHES must be a list such as/],
    ['TIMERS', { poll: { intervalSeconds: 1 } }, /TIMERS names poll, but the class has no method/],
    ['SHARD_KEY', 'metadata.namespace', /SHARD_KEY must be 'namespace', or a function such as/],
    ['WHEN', true, /WHEN must be a function such as/],
    ['KEEP_LAST_HANDLED', 'yes', /KEEP_LAST_HANDLED must be true or false/],
  ];
  it('complains about objects that are shared by namespace and have none', () => {
    expect(checkClass(withStatics({ SHARD_KEY: 'namespace', SCOPE: 'Cluster' })).join('; ')).to.include(
      "SHARD_KEY is 'namespace', but its",
    );
    expect(checkClass(withStatics({ SHARD_KEY: 'namespace' })).join('; ')).to.not.include('SHARD_KEY');
  });

  for (const [name, value, complaint] of statics) {
    it(`complains about ${name} = ${JSON.stringify(value)}`, () => {
      expect(checkClass(withStatics({ [name]: value })).join('; ')).to.match(complaint);
    });
  }

  for (const legal of [
    { FINALIZER: null },
    { FINALIZER: 'example.com/x' },
    { RETRIES: Number.POSITIVE_INFINITY },
    { BACKOFF: { factor: 1 } },
    { KEEP_LAST_HANDLED: false },
  ]) {
    it(`takes ${JSON.stringify(legal)}`, () => expect(checkClass(withStatics(legal))).to.deep.equal([]));
  }

  describe('handlers', () => {
    it('that KEEP_LAST_HANDLED has no record to keep anything in beside reconcile', () => {
      class Keeping extends CRDBase {
        static readonly KEEP_LAST_HANDLED = true;
        async reconcile() {}
      }
      expect(checkClass(Keeping as never).join()).to.include('both reconcile and KEEP_LAST_HANDLED');
    });

    it('are not needed where there is a timer or a daemon', () => {
      class Ticking extends CRDBase {
        static readonly GROUP = 'demo.example.com';
        static readonly VERSION = 'v1';
        static readonly PLURAL = 'tickings';
        static readonly SINGULAR = 'ticking';
        static readonly KIND = 'Ticking';
        static readonly TIMERS = { poll: { intervalSeconds: 1 } };
        async poll() {}
      }
      expect(checkClass(Ticking)).to.deep.equal([]);
    });

    it('that reconcile takes the place of', () => {
      class Both extends Good {
        async reconcile() {}
      }
      expect(checkClass(Both).join()).to.include('both reconcile and ensureCreated');
    });

    it('that nothing would call', () => {
      class Childless extends Good {
        async childChanged() {}
      }
      expect(checkClass(Childless).join()).to.include('childChanged but no OWNS');
    });

    it('that are properties', () => {
      class Arrow extends Good {
        ensureModified = async () => {};
      }
      expect(checkClass(Arrow).join()).to.include('ensureModified is a property: write it as a method');
    });

    it('that are properties of a class that it extends', () => {
      class Arrow extends Good {
        ensureModified = async () => {};
      }
      class Heir extends Arrow {}
      expect(checkClass(Heir).join()).to.include('ensureModified is a property');
    });

    it('that are properties as a compiler writes them', () => {
      class Compiled extends Good {
        constructor(call: Call) {
          super(call);
          Object.defineProperty(this, 'ensureModified', { value: async () => {}, enumerable: true });
        }
      }
      expect(checkClass(Compiled).join()).to.include('ensureModified is a property');
    });

    for (const name of ['ensureCreate', 'ensureDelete', 'ensurecreated', 'reconsile', 'onChildChanged']) {
      it(`that look misspelt: ${name}`, () => {
        class Misspelt extends Good {}
        Object.defineProperty(Misspelt.prototype, name, { value: async () => {} });
        expect(checkClass(Misspelt).join()).to.match(new RegExp(`method ${name} looks like \\w+ misspelt`));
      });
    }

    it('are inherited', () => {
      class Heir extends Good {}
      expect(checkClass(Heir)).to.deep.equal([]);
    });
  });

  it('makes no instance of a class whose source has nothing to hide', () => {
    let made = 0;
    class Busy extends Good {
      readonly connection = this.connect();
      async connect() {
        made += 1;
        throw new Error('nobody must call this');
      }
      async reconcileLater() {
        const reconciled = this.connection;
        return reconciled;
      }
    }
    expect(checkClass(Busy)).to.deep.equal([]);
    expect(made).to.equal(0);
  });
});
