import { expect } from 'chai';
import { PermanentError } from '../../lib/base/errors.ts';
import { DeclarationExploration } from '../../lib/testing/declaration-exploration.ts';
import { declarationsOf } from '../../lib/testing/declarations.ts';
import { Shelf } from '../support/planted-declaration-bugs.ts';

const learn = (operator: typeof Shelf, options: Parameters<typeof declarationsOf>[1] = {}) =>
  DeclarationExploration.learn(declarationsOf(operator, options), { operator, workloads: false });

describe('DeclarationExploration', function () {
  this.timeout(60_000);

  it('says what to give where nothing is known, or everything is refused', async () => {
    class Secretive extends Shelf {
      static override readonly SPEC = {
        type: 'object',
        required: ['key'],
        properties: { key: { type: 'string', pattern: '^nobody knows$' } },
      } as never;
      reconcile() {}
    }
    const unknown = await learn(Secretive).catch((error: unknown) => error);
    expect(String(unknown)).to.contain('no value is known for key').and.contain('`examples`');
    class Refusing extends Shelf {
      reconcile() {
        throw new PermanentError('never');
      }
    }
    const refused = await learn(Refusing).catch((error: unknown) => error);
    expect(String(refused)).to.contain('refused are {"boxes":').and.contain('never').and.contain('`values`');
  });

  it('says what is wrong with a declaration alone', async () => {
    class Leaking extends Shelf {
      async reconcile() {
        await this.client.apply(this.map('left', {}));
      }
    }
    const { failure, cases } = await learn(Leaking);
    expect(failure?.findings.map(({ kind, objects }) => [kind, ...objects])).to.deep.equal([['leak', 'ConfigMap default/a-left']]);
    expect(cases).to.deep.equal([]);
  });

  it('leaves out what differs by itself, but nothing else', async () => {
    class Dated extends Shelf {
      async reconcile() {
        const day = (this.metadata as { creationTimestamp?: string }).creationTimestamp?.slice(0, 10) ?? '';
        await this.apply(this.map('day', { day, hour: `${Math.random()}`.slice(0, 0) }));
        this.status = { boxes: this.spec.boxes };
      }
    }
    const exploration = await learn(Dated);
    const one = exploration.cases.find(({ title }) => title === 'boxes: emptied');
    expect((await exploration.run(one as never)).failure).to.equal(undefined);
  });
});
