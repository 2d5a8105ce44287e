import { expect } from 'chai';
import { type CacheSituation, knowsShareOnly, type SharedClass } from '../../lib/controller/cache-extent.ts';

const aClass = (parts: Partial<SharedClass> = {}): SharedClass => ({
  ...{ apiVersion: 'demo.example.com/v1', kind: 'Tile', namespaced: true, shardKey: 'namespace', watches: [], when: undefined },
  type: {},
  ...parts,
});
const decided = (parts: Partial<SharedClass> = {}, situation: Partial<CacheSituation> = {}, others: SharedClass[] = []) => {
  const type = aClass(parts);
  return knowsShareOnly(type, { shards: true, namespaces: ['red', 'blue'], classes: [type, ...others], ...situation });
};
const watching = (kind: string, apiVersion = 'demo.example.com/v1') =>
  aClass({ kind: 'Other', watches: [{ apiVersion, kind, concerns: () => [] }] as unknown as SharedClass['watches'] });

describe('knowsShareOnly', () => {
  it('is true where the server can select the share, and nobody looks beyond it', () => {
    expect(decided()).to.equal(true);
    expect(decided({}, { namespaces: ['red'] }, [watching('Secret', 'v1')])).to.equal(true);
  });

  const whole: [string, boolean][] = [
    ['one replica handles all', decided({}, { shards: false })],
    ['the whole cluster is watched', decided({}, { namespaces: [undefined] })],
    ['objects are shared by something else', decided({ shardKey: undefined })],
    ['a function says by what they are shared', decided({ shardKey: ({ metadata }) => metadata.namespace })],
    ['objects have no namespace', decided({ namespaced: false })],
    ['handlers may look up any of them', decided({ type: { INDEXES: { byText: () => 'x' } } })],
    ['references are told of all of them', decided({ watches: watching('Secret').watches })],
    ['WHEN leaves some out', decided({ when: () => true })],
    ['another class of the operator watches them', decided({}, {}, [watching('Tile')])],
  ];
  for (const [why, answer] of whole) it(`is false where ${why}`, () => expect(answer).to.equal(false));
});
