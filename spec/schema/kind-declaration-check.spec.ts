import { expect } from 'chai';
import { z } from 'zod';
import { checkKindDeclaration } from '../../lib/schema/kind-declaration-check.ts';
import { aDeclaration } from './a-declaration.ts';

describe('checkKindDeclaration', () => {
  it('finds nothing wrong with a class that can work', () => {
    const declaration = aDeclaration({
      ...{ SCOPE: 'Cluster', SHORT_NAMES: ['pr'], CATEGORIES: ['all'], SPEC: z.object({}), STATUS: { type: 'object' }, STATE_GATE: false },
      PRINTER_COLUMNS: [{ name: 'Text', jsonPath: '.spec.text' }],
    });
    expect(checkKindDeclaration(declaration, 'Printer')).to.deep.equal([]);
  });

  it('names each static that is missing, with an example', () => {
    const problems = checkKindDeclaration({}, 'Printer');
    expect(problems).to.have.length(5);
    expect(problems[0]).to.equal("Printer.GROUP is missing: it must be a domain in lower case such as 'demo.example.com'");
  });

  const WRONG: readonly (readonly [changes: object, problem: RegExp])[] = [
    [{ GROUP: 'demo' }, /^Printer\.GROUP must be a domain .*, not "demo"$/],
    [{ GROUP: 'Demo.example.com' }, /GROUP/],
    [{ GROUP: `${'a'.repeat(250)}.com` }, /GROUP is too long: 254 characters, 253 are allowed/],
    [{ VERSION: '1' }, /VERSION must be a version such as 'v1'/],
    [{ VERSION: 'v1gamma1' }, /VERSION/],
    [{ PLURAL: 'Printers' }, /PLURAL/],
    [{ SINGULAR: 'print er' }, /SINGULAR/],
    [{ KIND: 'printer' }, /KIND must be a word in CamelCase/],
    [{ KIND: 5 }, /KIND must be .*, not 5/],
    [{ SCOPE: 'namespaced' }, /SCOPE must be 'Namespaced' or 'Cluster', not "namespaced"/],
    [{ STATE_GATE: 'no' }, /STATE_GATE must be true or false/],
    [{ SHORT_NAMES: 'pr' }, /SHORT_NAMES must be an array/],
    [{ CATEGORIES: ['All'] }, /CATEGORIES must hold words in lower case, not "All"/],
    [{ SPEC: 'text' }, /SPEC must be a schema of zod 4/],
    [{ STATUS: [] }, /STATUS must be/],
    [{ PRINTER_COLUMNS: [{ name: '', jsonPath: '.a' }] }, /PRINTER_COLUMNS\[0\]\.name/],
    [
      { PRINTER_COLUMNS: [{ name: 'A', jsonPath: 'spec.a' }] },
      /PRINTER_COLUMNS\[0\]\.jsonPath must be a path such as '\.status\.state', not "spec\.a"/,
    ],
    [{ PRINTER_COLUMNS: [{ name: 'A', jsonPath: '.a', type: 'text' }] }, /type must be one of/],
  ];
  for (const [changes, problem] of WRONG) {
    it(`refuses ${JSON.stringify(changes).slice(0, 60)}`, () => {
      const problems = checkKindDeclaration(aDeclaration(changes), 'Printer');
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(problem);
    });
  }
});
