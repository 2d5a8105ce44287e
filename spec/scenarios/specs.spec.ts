import { expect } from 'chai';
import { z } from 'zod';
import { describeOnBothClusters } from '../support/clusters.ts';
import { Thing, useStage } from '../support/stage.ts';

/** Stored objects may have anything in their spec; the class knows better. */
class LooseThing extends Thing {
  static override readonly PLURAL: string = 'loosethings';
  static override readonly SINGULAR: string = 'loosething';
  static override readonly KIND: string = 'LooseThing';
}

const Strict = z.object({ text: z.string().min(3), size: z.number().default(7) });

describeOnBothClusters('the spec', (cluster) => {
  const stage = useStage(cluster, LooseThing);

  it('is parsed by SPEC, with its defaults', async () => {
    class Parsed extends LooseThing {
      static readonly SPEC = Strict;
      ensureCreated() {
        this.status = { text: `${this.spec.text} ${this.spec.size}, stored: ${this.body.spec.size}` };
      }
    }
    const operator = await stage.start(Parsed);
    await stage.create(Parsed, 'a', { spec: { text: 'hello' } });
    await operator.handled(Parsed, 'a', stage.namespace);
    expect((await stage.get(Parsed, 'a')).status?.text).to.equal('hello 7, stored: undefined');
  });

  it('that was stored before the schema tightened reaches ensureDeleted alone; the others go on', async () => {
    const deleted: unknown[] = [];
    class Tightened extends LooseThing {
      static readonly SPEC = Strict;
      ensureCreated() {
        this.status = { text: this.spec.text };
      }
      ensureDeleted() {
        deleted.push(this.spec);
      }
    }
    await stage.create(Tightened, 'broken', { spec: { text: 'x' } });
    const operator = await stage.start(Tightened);
    await stage.create(Tightened, 'fine', { spec: { text: 'fine' } });
    await operator.handled(Tightened, 'fine', stage.namespace);
    await operator.handled(Tightened, 'broken', stage.namespace);
    const { status } = await stage.get(Tightened, 'broken');
    expect(status?.error).to.match(/^spec\.text: /);
    expect(status).to.include({ state: 'error' });
    expect(operator.calls(Tightened, 'broken', stage.namespace).filter(({ outcome }) => outcome === 'succeeded')).to.deep.equal([]);
    await stage.delete(Tightened, 'broken');
    await stage.gone(Tightened, 'broken');
    expect(deleted).to.deep.equal([{ text: 'x' }]);
  });

  it('that is mended is handled at once', async () => {
    class Mended extends LooseThing {
      static readonly SPEC = Strict;
      ensureCreated() {
        this.status = { text: this.spec.text };
      }
    }
    await stage.create(Mended, 'a', { spec: { text: 'x' } });
    const operator = await stage.start(Mended);
    await stage.until(Mended, 'a', ({ status }) => status?.state === 'error');
    await stage.patch(Mended, 'a', { spec: { text: 'better' } });
    await operator.handled(Mended, 'a', stage.namespace);
    const { status } = await stage.get(Mended, 'a');
    expect(status).to.include({ state: 'processed', text: 'better' });
    expect(status).to.not.have.property('error');
  });
});
