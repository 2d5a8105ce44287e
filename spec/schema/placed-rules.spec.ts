import { expect } from 'chai';
import { joinRules, type PlacedRules, placeRules } from '../../lib/schema/placed-rules.ts';

const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const SECRETS = { ...PODS, resources: ['secrets'] };

describe('placed rules', () => {
  it('stand under their namespaces, or the whole cluster, in their order', () => {
    const placed = placeRules([{ namespace: 'red', ...PODS }, SECRETS, { namespace: 'red', ...SECRETS }]);
    expect([...placed]).to.deep.equal([
      ['red', [PODS, SECRETS]],
      [undefined, [SECRETS]],
    ]);
  });

  it('of several sources can be joined', () => {
    const more: PlacedRules = new Map([
      ['red', [SECRETS]],
      [undefined, [PODS]],
    ]);
    expect([...joinRules(new Map([['red', [PODS]]]), more)]).to.deep.equal([
      ['red', [PODS, SECRETS]],
      [undefined, [PODS]],
    ]);
  });
});
