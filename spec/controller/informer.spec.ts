/** Several namespaces, each with a list and a watch of its own. */
import { expect } from 'chai';
import type { StoredObject } from '../../lib/base/object-meta.ts';
import { OWNER_ANNOTATION, OWNER_UID_LABEL } from '../../lib/resource/owner-reference.ts';
import { ControllerRun, Widget } from '../support/controller-run.ts';

describe('Informer', () => {
  let run: ControllerRun;
  let told: string[];
  beforeEach(() => {
    told = [];
  });
  afterEach(() => run.stop());

  class Owner extends Widget {
    static readonly OWNS = [
      { apiVersion: 'v1', kind: 'Part' },
      { apiVersion: 'v1', kind: 'Place' },
    ];
    async ensureCreated() {
      told.push(`created ${this.metadata.namespace}/${this.metadata.name}`);
    }
    async childChanged(child: StoredObject, type: string) {
      told.push(`${type} ${child.kind} ${child.metadata.name}`);
    }
  }

  /** A part in another namespace than its owner's. */
  function farPart(owner: StoredObject, name: string) {
    const labels = { [OWNER_UID_LABEL]: owner.metadata.uid };
    const annotations = { [OWNER_ANNOTATION]: 'bench.example.com/v1/Widget/team/a' };
    return { apiVersion: 'v1', kind: 'Part', metadata: { name, namespace: 'other', labels, annotations } };
  }

  it('shows the objects of its namespaces only', async () => {
    run = new ControllerRun(Owner, { namespaces: ['team', 'other'] });
    await run.add('a');
    await run.add('b', { metadata: { namespace: 'other' } });
    await run.add('c', { metadata: { namespace: 'third' } });
    expect(told).to.deep.equal(['created team/a', 'created other/b']);
    expect(run.controller.isSynced).to.equal(true);
  });

  it('goes on with one namespace while another does not answer, and shows what that one brings later', async () => {
    run = new ControllerRun(Owner, { namespaces: ['team', 'other'] });
    const { promise, resolve } = Promise.withResolvers<void>();
    run.cluster.beforeStream = async (path) => {
      if (path.startsWith('/other/')) await promise;
    };
    const owner = await run.add('a');
    run.cluster.add(farPart(owner, 'far'));
    await run.settle();
    expect(told).to.deep.equal(['created team/a']);
    expect(run.controller.isSynced).to.equal(false);
    resolve();
    await run.settle();
    expect(told).to.deep.equal(['created team/a', 'ADDED Part far']);
    expect(run.controller.isSynced).to.equal(true);
    expect(run.calls.length).to.equal(2);
  });

  it('watches a kind that lives outside namespaces as a whole, once', async () => {
    run = new ControllerRun(Owner, { namespaces: ['team', 'other'] });
    const paths: string[] = [];
    run.cluster.beforeStream = async (path) => {
      paths.push(path);
    };
    const owner = await run.add('a');
    expect(paths.filter((path) => path.endsWith('/places'))).to.deep.equal(['//places']);
    run.cluster.add({ ...farPart(owner, 'hall'), kind: 'Place', metadata: { ...farPart(owner, 'hall').metadata, namespace: undefined } });
    await run.settle();
    expect(told).to.deep.equal(['created team/a', 'ADDED Place hall']);
  });

  it('waits for a kind that is not there yet, and says so in health', async () => {
    run = new ControllerRun(Owner);
    const { collectionPath } = run.cluster;
    let missing = true;
    run.cluster.collectionPath = async (kind, namespace) => {
      if (missing) throw new Error('no kind Widget');
      return await collectionPath.call(run.cluster, kind, namespace);
    };
    await run.stop();
    run = new ControllerRun(Owner, { cluster: run.cluster });
    await run.add('a');
    expect(told).to.deep.equal([]);
    expect(run.health.ok).to.equal(false);
    expect(run.health.checks().map(({ message }) => message)).to.include('no kind Widget');
    missing = false;
    await run.pass(5);
    expect(told).to.deep.equal(['created team/a']);
    expect(run.health.ok).to.equal(true);
  });

  it('is not ready before its first list is complete, and names its watches apart', async () => {
    run = new ControllerRun(Owner, { namespaces: ['team'] });
    const held = Promise.withResolvers<void>();
    run.cluster.beforeStream = () => held.promise;
    await run.settle();
    expect(run.health.checks().map(({ name, ok, message }) => `${name}: ${ok} ${message}`)).to.deep.equal([
      'watch of Part for Widget in team: false the first list is not complete yet',
      'watch of Place for Widget: false the first list is not complete yet',
      'watch of Widget in team: false the first list is not complete yet',
    ]);
    held.resolve();
    await run.settle();
    expect(run.health.ok).to.equal(true);
  });

  it('reports its watches and what they hold', async () => {
    run = new ControllerRun(Owner, { namespaces: ['team'] });
    await run.add('a');
    await run.pass(20);
    const [own] = run.controller.watches();
    expect(own).to.include({ kind: 'Widget', namespace: 'team', state: 'watching', synced: true, failure: undefined, objects: 1 });
    expect(own?.silentSeconds).to.equal(20);
    expect(own?.bytes).to.be.greaterThan(100);
  });

  it('lives while a kind is looked for, and is deaf when nothing is done for too long', async () => {
    run = new ControllerRun(Owner);
    run.cluster.collectionPath = () => Promise.reject(new Error('no kind Widget'));
    await run.stop();
    run = new ControllerRun(Owner, { cluster: run.cluster });
    await run.pass(3600);
    expect(run.health.isAlive).to.equal(true);
    expect(run.controller.watches()[0]).to.include({ state: 'discovering', failure: 'no kind Widget' });
    const never = Promise.withResolvers<string>();
    run.cluster.collectionPath = () => never.promise;
    await run.pass(3600);
    expect(run.health.isAlive).to.equal(false);
    never.resolve('//widgets');
    await run.stop();
    expect(run.health.pulses()).to.deep.equal([]);
  });
});
