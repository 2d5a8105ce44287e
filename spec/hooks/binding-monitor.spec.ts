import { expect } from 'chai';
import { ObjectText } from '../../lib/base/object-text.ts';
import { BindingMonitor } from '../../lib/hooks/binding-monitor.ts';
import type { KubernetesBinding } from '../../lib/hooks/hook-config.ts';
import type { ScopeObserver } from '../../lib/hooks/watched-scope.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { settled } from '../support/settled.ts';

const BINDING: KubernetesBinding = {
  name: 'pods',
  allowFailure: false,
  queue: 'main',
  group: '',
  includeSnapshotsFrom: [],
  apiVersion: '',
  kind: 'Pod',
  events: ['Added', 'Modified', 'Deleted'],
  runsOnSynchronization: true,
  keepsObjects: true,
  names: [],
  labelSelector: undefined,
  fieldSelector: undefined,
  namespaces: undefined,
  namespaceLabels: undefined,
  jqFilter: undefined,
};
const POD = { group: '', version: 'v1', apiVersion: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

let version = 0;
const pod = (key: string, x = 0, uid = key) => {
  const [namespace = '', name = ''] = key.split('/');
  const metadata = { namespace, name, uid, resourceVersion: String(++version), creationTimestamp: '' };
  return ObjectText.from({ apiVersion: 'v1', kind: 'Pod', metadata, x });
};

/** Scopes that a spec feeds. */
class HandFedPool {
  readonly scopes = new Map<string, { observer: ScopeObserver; texts: Map<string, string>; ended: boolean; selection: object }>();

  subscribe(selection: { path: string; fieldSelector: string | undefined }, observer: ScopeObserver) {
    const texts = new Map<string, string>();
    const scope = { observer, texts, ended: false, selection };
    this.scopes.set([selection.path, selection.fieldSelector].filter(Boolean).join(' '), scope);
    return { text: (key: string) => texts.get(key), end: () => void Object.assign(scope, { ended: true }) };
  }

  at(path: string) {
    const scope = this.scopes.get(path);
    if (!scope) throw new Error(`nobody watches ${path}, but ${[...this.scopes.keys()]}`);
    return {
      put: (text: ObjectText) => {
        scope.texts.set(text.key, text.text);
        scope.observer.upserted(text);
      },
      remove: (text: ObjectText) => {
        scope.texts.delete(text.key);
        scope.observer.removed(text);
      },
      synced: () => scope.observer.synced(),
      get ended() {
        return scope.ended;
      },
    };
  }
}

describe('BindingMonitor', () => {
  let pool: HandFedPool;
  let events: string[];
  let logger: RecordingLogger;
  let jqGate: Promise<void> | undefined;
  beforeEach(() => {
    pool = new HandFedPool();
    events = [];
    logger = new RecordingLogger();
    jqGate = undefined;
  });

  function monitor(options: Partial<KubernetesBinding> = {}): BindingMonitor {
    const jq = {
      run: async (_: string, texts: readonly string[]) => {
        await jqGate;
        return texts.map((text) => JSON.parse(text).x as number).map((x) => (x < 0 ? { error: 'negative' } : { value: x % 10 }));
      },
    };
    return new BindingMonitor({
      binding: { ...BINDING, ...options },
      kind: POD,
      pool,
      jq,
      logger,
      onEvent: (watchEvent, { object, filterResult }) => {
        const name = object === undefined ? '?' : JSON.parse(object).metadata.name;
        events.push([watchEvent, name, filterResult].filter((each) => each !== undefined).join(' '));
      },
    });
  }
  const ALL = '/api/v1/pods';
  const names = (of: BindingMonitor) => of.objects().map(({ object }) => object && JSON.parse(object).metadata.name);

  async function begun(options: Partial<KubernetesBinding> = {}, ...there: ObjectText[]): Promise<BindingMonitor> {
    const begun = monitor(options);
    const start = begun.start();
    for (const text of there) pool.at(ALL).put(text);
    pool.at(ALL).synced();
    await start;
    return begun;
  }

  it('has everything when it has begun, by namespace and name, and tells no event of it', async () => {
    const pods = await begun({}, pod('a-b/x'), pod('a/z'), pod('a/b'));
    pods.release();
    expect([names(pods), pods.size]).to.deep.equal([['b', 'z', 'x'], 3]);
    expect(events).to.deep.equal([]);
  });

  it('holds events back until its Synchronization is dealt with, and drops those that this has shown', async () => {
    const pods = await begun();
    pool.at(ALL).put(pod('n/a'));
    await pods.settled();
    expect(pods.objectsForSynchronization()).to.have.length(1);
    pool.at(ALL).put(pod('n/b'));
    await pods.settled();
    expect(events).to.deep.equal([]);
    pods.release();
    pool.at(ALL).put(pod('n/a'));
    await pods.settled();
    expect(events).to.deep.equal(['Added b', 'Modified a']);
  });

  it('tells what happened since the first list when no Synchronization shows it', async () => {
    const pods = await begun({}, pod('n/a'));
    pool.at(ALL).remove(pod('n/a'));
    await pods.settled();
    pods.release();
    expect(events).to.deep.equal(['Deleted a']);
  });

  it('tells the events that are asked for only', async () => {
    const pods = await begun({ events: ['Modified'] });
    pods.release();
    for (const x of [1, 2]) pool.at(ALL).put(pod('n/a', x));
    pool.at(ALL).remove(pod('n/a'));
    await pods.settled();
    expect(events).to.deep.equal(['Modified a']);
  });

  it('tells of a change only when it changes what the filter makes of it', async () => {
    const pods = await begun({ jqFilter: '.x' });
    pods.release();
    for (const x of [1, 11, 2]) pool.at(ALL).put(pod('n/a', x));
    pool.at(ALL).remove(pod('n/a', 5));
    await pods.settled();
    expect(events).to.deep.equal(['Added a 1', 'Modified a 2', 'Deleted a 5']);
  });

  it('shows without objects what the filter made of them, also of one that is gone', async () => {
    const pods = await begun({ jqFilter: '.x', keepsObjects: false });
    pods.release();
    pool.at(ALL).put(pod('n/a', 3));
    await pods.settled();
    expect(pods.objects()).to.deep.equal([{ object: undefined, filterResult: '3' }]);
    pool.at(ALL).remove(pod('n/a'));
    await pods.settled();
    expect(events).to.deep.equal(['Added ? 3', 'Deleted ? 3']);
  });

  it('lets nothing overtake what its filter is still busy with', async () => {
    const gate = Promise.withResolvers<void>();
    const pods = await begun({ jqFilter: '.x' });
    pods.release();
    jqGate = gate.promise;
    pool.at(ALL).put(pod('n/a', 1));
    await settled();
    jqGate = undefined;
    pool.at(ALL).remove(pod('n/a', 1));
    await settled();
    expect(events).to.deep.equal([]);
    gate.resolve();
    await pods.settled();
    expect(events).to.deep.equal(['Added a 1', 'Deleted a 1']);
    expect(pods.size).to.equal(0);
  });

  it('does not begin when the filter fails for what is there; later it says so and goes on', async () => {
    const failing = monitor({ jqFilter: '.x' });
    const start = failing.start().catch((error: Error) => error.message);
    pool.at(ALL).put(pod('n/bad', -1));
    pool.at(ALL).synced();
    expect(await start).to.include('jqFilter ".x" fails for n/bad: negative');
    failing.stop();
    const pods = await begun({ jqFilter: '.x' });
    pods.release();
    pool.at(ALL).put(pod('n/bad', -1));
    pool.at(ALL).put(pod('n/good', 1));
    await pods.settled();
    expect(events).to.deep.equal(['Added good 1']);
    expect(logger.messages('error')).to.deep.equal(['jqFilter failed, and what happened to an object is not told']);
  });

  it('watches each name in each namespace, with the other selectors', async () => {
    const pods = monitor({ namespaces: ['n', 'm'], names: ['a', 'b'], fieldSelector: 'x=y', labelSelector: 'l=1' });
    const start = pods.start();
    const paths = ['n', 'm'].flatMap((namespace) =>
      ['a', 'b'].map((name) => `/api/v1/namespaces/${namespace}/pods metadata.name=${name},x=y`),
    );
    expect([...pool.scopes.keys()]).to.deep.equal(paths);
    expect(pool.scopes.get(paths[0] as string)?.selection).to.include({ labelSelector: 'l=1', keepsObjects: true });
    for (const path of paths) pool.at(path).synced();
    await start;
    pods.stop();
    for (const path of paths) expect(pool.at(path).ended).to.equal(true);
  });

  it('follows namespaces by their labels: what leaves is out of sight without an event, what comes is added', async () => {
    const pods = monitor({ namespaceLabels: 'team=a' });
    const start = pods.start();
    const namespaces = pool.at('/api/v1/namespaces');
    namespaces.put(
      ObjectText.from({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'n', uid: 'n', resourceVersion: '1', creationTimestamp: '' },
      }),
    );
    namespaces.synced();
    const inN = pool.at('/api/v1/namespaces/n/pods');
    inN.put(pod('n/a'));
    inN.synced();
    await start;
    pods.release();
    const late = ObjectText.from({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'late', uid: 'l', resourceVersion: '2', creationTimestamp: '' },
    });
    namespaces.put(late);
    namespaces.put(late);
    pool.at('/api/v1/namespaces/late/pods').put(pod('late/b'));
    pool.at('/api/v1/namespaces/late/pods').synced();
    await pods.settled();
    expect([events, names(pods)]).to.deep.equal([['Added b'], ['b', 'a']]);
    namespaces.remove(late);
    expect([names(pods), pool.at('/api/v1/namespaces/late/pods').ended]).to.deep.equal([['a'], true]);
    expect(events).to.deep.equal(['Added b']);
  });

  it('begins with no namespace at all', async () => {
    const pods = monitor({ namespaceLabels: 'team=a' });
    const start = pods.start();
    pool.at('/api/v1/namespaces').synced();
    await start;
    expect(pods.size).to.equal(0);
  });

  it('tells nothing once it has ended', async () => {
    const pods = await begun();
    pods.release();
    pool.at(ALL).put(pod('n/a'));
    pods.stop();
    pool.at(ALL).put(pod('n/b'));
    await pods.settled();
    expect(events).to.deep.equal([]);
  });
});
