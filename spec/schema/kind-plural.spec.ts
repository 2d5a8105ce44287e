import { expect } from 'chai';
import { guessedPlural } from '../../lib/schema/kind-plural.ts';

describe('guessedPlural', () => {
  for (const [kind, plural] of [
    ['Pod', 'pods'],
    ['Ingress', 'ingresses'],
    ['NetworkPolicy', 'networkpolicies'],
    ['StorageClass', 'storageclasses'],
    ['Gateway', 'gateways'],
    ['Endpoints', 'endpoints'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['constructor', 'constructors'],
  ] as const) {
    it(`of ${kind} is ${plural}`, () => expect(guessedPlural(kind)).to.equal(plural));
  }
});
