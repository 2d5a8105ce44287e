import { expect } from 'chai';
import type { Change } from '../../lib/resource/change.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { describeOnBothClusters } from '../support/clusters.ts';
import { type Stage, Thing, useStage } from '../support/stage.ts';

interface Definition {
  plural: string;
  kind: string;
  status?: Record<string, unknown>;
  subresource?: boolean;
}

/** Somebody else's definition: what it says of status is not ours to choose. */
async function define(stage: Stage, { plural, kind, status, subresource = true }: Definition): Promise<void> {
  const properties = {
    spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    ...(status ? { status: { type: 'object', properties: status } } : {}),
  };
  const manifest = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.foreign.example.com` },
    spec: {
      group: 'foreign.example.com',
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties } },
          ...(subresource ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
  await stage.client.apply(manifest, { fieldManager: 'somebody' });
}

describeOnBothClusters('somebody else’s definition', (cluster) => {
  const stage = useStage(cluster);

  /** A class of such a kind, with everything that a record is kept for. */
  function foreign(plural: string, kind: string) {
    return class Foreign extends Thing {
      static override readonly GROUP: string = 'foreign.example.com';
      static override readonly PLURAL: string = plural;
      static override readonly SINGULAR: string = kind.toLowerCase();
      static override readonly KIND: string = kind;
      ensureCreated() {
        this.status = { text: `created ${this.spec.text}` };
      }
      ensureModified({ reason }: Change<this>) {
        this.status = { text: `${reason} ${this.spec.text}` };
      }
    };
  }

  async function playThrough(type: ReturnType<typeof foreign>) {
    const operator = await stage.start(type);
    await stage.create(type, 'a', { spec: { text: 'x' } });
    await operator.handled(type, 'a', stage.namespace);
    const created = await stage.get(type, 'a');
    await operator.restart();
    await operator.idle();
    const afterRestart = operator.calls(type, 'a', stage.namespace).length;
    await stage.patch(type, 'a', { spec: { text: 'y' } });
    await operator.handled(type, 'a', stage.namespace);
    await operator.idle();
    await operator.stop();
    await stage.patch(type, 'a', { spec: { text: 'z' } });
    await operator.start();
    await operator.handled(type, 'a', stage.namespace);
    await operator.idle();
    const calls = operator.calls(type, 'a', stage.namespace).map(({ handler, reason, outcome }) => `${handler} ${reason} ${outcome}`);
    return { operator, created, afterRestart, calls, last: await stage.get(type, 'a') };
  }

  const CALLS = ['ensureCreated created succeeded', 'ensureModified modified succeeded', 'ensureModified missed succeeded'];

  it('whose status prunes our keys: the record lives in an annotation, and log and health say so once', async () => {
    const type = foreign('pruners', 'Pruner');
    await define(stage, { plural: 'pruners', kind: 'Pruner', status: { text: { type: 'string' } } });
    const { operator, created, afterRestart, calls, last } = await playThrough(type);
    expect(created.status).to.deep.equal({ text: 'created x' });
    expect(JSON.parse(created.metadata.annotations?.['tskubeop/handled'] ?? '')).to.include({ created: true, observedGeneration: 1 });
    expect({ afterRestart, calls }).to.deep.equal({ afterRestart: 1, calls: CALLS });
    expect(last.status).to.deep.equal({ text: 'missed z' });
    const said = operator.logs.filter(({ message }) => message.includes('has no room for'));
    expect(said.length).to.be.within(1, 6);
    const check = operator.running.health.checks().find(({ name }) => name === 'status of Pruner');
    expect(check).to.include({ ok: true });
    expect(check?.message).to.contain('tskubeop/handled');
  });

  it('whose status refuses our keys by their type', async () => {
    const type = foreign('refusers', 'Refuser');
    const status = {
      text: { type: 'string' },
      state: { type: 'integer' },
      error: { type: 'object' },
      observedGeneration: { type: 'string' },
      handled: { type: 'string' },
    };
    await define(stage, { plural: 'refusers', kind: 'Refuser', status });
    const { created, afterRestart, calls, last } = await playThrough(type);
    expect(created.status).to.deep.equal({ text: 'created x' });
    expect({ afterRestart, calls }).to.deep.equal({ afterRestart: 1, calls: CALLS });
    expect(last.status).to.deep.equal({ text: 'missed z' });
  });

  it('that loses its status subresource, and gets it back, while the operator runs', async () => {
    const type = foreign('shifters', 'Shifter');
    const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const status = { text: { type: 'string' }, state: { type: 'string' }, observedGeneration: { type: 'integer' }, handled: any };
    const redefine = (subresource: boolean) => define(stage, { plural: 'shifters', kind: 'Shifter', status, subresource });
    await redefine(true);
    const operator = await stage.start(type);
    await stage.create(type, 'a', { spec: { text: 'x' } });
    await operator.handled(type, 'a', stage.namespace);
    const textOf = async () => (await stage.get(type, 'a')).status?.text;
    for (const [subresource, text, words] of [
      [false, 'y', 'has no status subresource any more'],
      [true, 'z', 'has a status subresource now'],
    ] as const) {
      await redefine(subresource);
      await eventually(() => operator.logs.some(({ message }) => message.includes(words)), { timeoutSeconds: 60 });
      await stage.patch(type, 'a', { spec: { text } });
      await operator.handled(type, 'a', stage.namespace);
      expect(await textOf()).to.equal(`modified ${text}`);
    }
  }).timeout(120_000);

  it('without a status subresource: the record holds a hash, since every write bumps the generation', async () => {
    const type = foreign('plains', 'Plain');
    const status = {
      text: { type: 'string' },
      state: { type: 'string' },
      observedGeneration: { type: 'integer' },
      handled: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    };
    await define(stage, { plural: 'plains', kind: 'Plain', status, subresource: false });
    const { created, afterRestart, calls, last } = await playThrough(type);
    expect(created.status).to.include({ text: 'created x', state: 'processed' });
    expect(created.status?.handled).to.have.property('essence');
    expect({ afterRestart, calls }).to.deep.equal({ afterRestart: 1, calls: CALLS });
    expect(last.status).to.include({ text: 'missed z', state: 'processed' });
  });
});
