import { expect } from 'chai';
import { KubernetesOperator } from '../../lib/operator/kubernetes-operator.ts';
import type { Change } from '../../lib/resource/change.ts';
import type { Indexes } from '../../lib/resource/indexes.ts';
import type { Watches } from '../../lib/resource/watches.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { GlobalThing, Thing, useStage } from '../support/stage.ts';

describeOnBothClusters('references', (cluster) => {
  const stage = useStage(cluster, GlobalThing);

  /** A Thing whose text is the name of a Secret. */
  class Referring extends Thing {
    static readonly INDEXES = { bySecret: (thing) => thing.spec.text } satisfies Indexes<Referring>;
    static readonly WATCHES = [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        labelSelector: 'watched=yes',
        concerns: (secret, things) =>
          things.byIndex('bySecret', secret.metadata.name).filter(({ metadata }) => metadata.namespace === secret.metadata.namespace),
      },
    ] satisfies Watches<Referring>;
    ensureCreated() {
      return this.read();
    }
    ensureModified(_change: Change<this>) {
      return this.read();
    }
    async read(): Promise<void> {
      const name = this.spec.text ?? '';
      const secret = await this.client.find({ apiVersion: 'v1', kind: 'Secret', name, namespace: this.metadata.namespace ?? '' });
      this.status = { step: secret ? secret.data.key : 'none' };
    }
  }

  const keyOf = (text: string) => ({ key: Buffer.from(text).toString('base64') });
  const createSecret = (name: string, text: string) =>
    stage.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: stage.namespace, labels: { watched: 'yes' } },
      data: keyOf(text),
    });
  const secretRef = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', name, namespace: stage.namespace });
  const patchSecret = (name: string, text: string) => stage.client.mergePatch(secretRef(name), { data: keyOf(text) });
  const untilStep = (name: string, step: string) => stage.until(Referring, name, ({ status }) => status?.step === step);

  it('reach their users when they come, change and go, and nobody else', async () => {
    const operator = await stage.start(Referring);
    await createSecret('s', '1');
    for (const [name, text] of Object.entries({ a: 's', b: 's', c: 't' })) await stage.create(Referring, name, { spec: { text } });
    for (const name of ['a', 'b']) await untilStep(name, keyOf('1').key);
    await untilStep('c', 'none');
    await patchSecret('s', '2');
    for (const name of ['a', 'b']) await untilStep(name, keyOf('2').key);
    expect(operator.calls(Referring, 'c', stage.namespace)).to.have.lengthOf(1);
    await createSecret('t', '3');
    await untilStep('c', keyOf('3').key);
    await stage.client.delete(secretRef('s'));
    for (const name of ['a', 'b']) await untilStep(name, 'none');
    expect(new Set(operator.calls(Referring, 'a', stage.namespace).map(({ handler, reason }) => `${handler} ${reason}`))).to.deep.equal(
      new Set(['ensureCreated created', 'ensureModified reference']),
    );
  });

  it('reach them also when they changed while nobody watched', async () => {
    const operator = await stage.start(Referring);
    await createSecret('s', '1');
    for (const [name, text] of Object.entries({ a: 's', c: 't' })) await stage.create(Referring, name, { spec: { text } });
    await untilStep('a', keyOf('1').key);
    await untilStep('c', 'none');
    await operator.stop();
    await patchSecret('s', '2');
    await operator.start();
    await untilStep('a', keyOf('2').key);
    await operator.idle();
    expect(operator.calls(Referring, 'a', stage.namespace).filter(({ reason }) => reason === 'reference')).to.have.lengthOf(1);
    expect(operator.calls(Referring, 'c', stage.namespace)).to.have.lengthOf(1);
  });

  it('of one class to another are found by lookup, before the first handler runs', async () => {
    const found: unknown[] = [];
    const name = `global-${stage.namespace}`;
    class Global extends GlobalThing {
      static readonly FIELD_SELECTOR = `metadata.name=${name}`;
      reconcile() {
        const things = this.lookup(Referring, 'bySecret', 's');
        found.push(things.map(({ metadata, spec }) => `${metadata.name} ${spec.text}`).sort());
      }
    }
    await stage.create(Global, name);
    for (const each of ['a', 'b']) await stage.create(Referring, each, { spec: { text: 's' } });
    const operator = await stage.start([Global, Referring]);
    await operator.handled(Global, name);
    expect(found[0]).to.deep.equal(['a s', 'b s']);
    await stage.patch(Referring, 'a', { spec: { text: 't' } });
    await operator.handled(Referring, 'a', stage.namespace);
    expect(operator.running.trigger(Global, undefined, name)).to.equal(true);
    await eventually(() => found.length === 2);
    expect(found[1]).to.deep.equal(['b s']);
    await stage.delete(Global, name);
  });

  it('that only the outside world knows are what trigger is for', async () => {
    const operator = new KubernetesOperator(Referring);
    expect(operator.trigger(Referring, stage.namespace, 'a')).to.equal(false);
    const test = await stage.start(operator);
    await stage.create(Referring, 'a', { spec: { text: 's' } });
    await test.handled(Referring, 'a', stage.namespace);
    expect(operator.trigger(Referring, stage.namespace, 'a')).to.equal(true);
    expect(operator.trigger(Referring, stage.namespace, 'nobody')).to.equal(false);
    await eventually(() => test.calls(Referring, 'a', stage.namespace).at(-1)?.reason === 'triggered');
    await test.stop();
    expect(operator.trigger(Referring, stage.namespace, 'a')).to.equal(false);
  });
});
