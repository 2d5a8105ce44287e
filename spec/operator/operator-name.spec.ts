import { expect } from 'chai';
import { operatorName } from '../../lib/operator/operator-name.ts';
import type { CRDClass } from '../../lib/resource/crd-class.ts';

describe('operatorName', () => {
  const printer = [{ KIND: 'Printer' } as CRDClass];
  const table: [string, readonly CRDClass[], string][] = [
    ['PrinterOperator', printer, 'printer-operator'],
    ['MySQLOperator', printer, 'my-sql-operator'],
    ['V2Printer', printer, 'v2-printer'],
    ['KubernetesOperator', printer, 'printer-operator'],
    ['', printer, 'printer-operator'],
    ['KubernetesOperator', [], 'operator'],
    ['_$Op_', printer, 'op'],
    ['Ünïcode', printer, 'n-code'],
    ['日本', printer, 'printer-operator'],
    [`A${'b'.repeat(61)}-C`, printer, `a${'b'.repeat(61)}`],
  ];
  for (const [className, crds, expected] of table) {
    it(`of class ${className || '(anonymous)'} for ${crds.length} kinds is ${expected}`, () => {
      const name = operatorName(className, crds);
      expect(name).to.equal(expected);
      expect(name).to.match(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    });
  }
});
