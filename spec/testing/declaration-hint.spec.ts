import { expect } from 'chai';
import { declarationHint } from '../../lib/testing/declaration-hint.ts';
import type { FindingKind } from '../../lib/testing/exploration-verdict.ts';

const hint = (kind: FindingKind, wasRefused = false) => declarationHint([{ kind, message: '', objects: [] }], wasRefused);

describe('the hint for declarations', () => {
  for (const [kind, wasRefused, words] of [
    ['leak', false, 'applySet'],
    ['missing', false, 'ensureModified'],
    ['different', false, 'this.spec alone'],
    ['different', true, 'bad declaration'],
    ['stuck', false, 'bad declaration'],
    ['finalizer', true, 'ensureDeleted must succeed'],
    ['loop', false, 'Write only what differs'],
  ] as const) {
    it(`tells of ${words} where it finds ${kind}${wasRefused ? ' after a refusal' : ''}`, () => {
      expect(hint(kind, wasRefused)).to.contain(words);
    });
  }
});
