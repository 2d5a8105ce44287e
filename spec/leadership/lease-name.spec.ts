import { expect } from 'chai';
import { leaseName, type WorkDescription } from '../../lib/leadership/lease-name.ts';

const WORK: WorkDescription = {
  operator: 'printer-operator',
  kinds: [{ name: 'printers.demo.example.com' }, { name: 'trays.demo.example.com', labelSelector: 'a=b' }],
  namespaces: ['red', 'blue'],
};

describe('the name of the lease', () => {
  it('begins with the operator’s, and is one that the server takes', () => {
    expect(leaseName(WORK)).to.match(/^printer-operator-[0-9a-f]{12}$/);
    expect(leaseName({ ...WORK, operator: 'x'.repeat(300) }).length).to.be.at.most(253);
  });

  it('does not depend on the order of classes and namespaces', () => {
    const turned = { ...WORK, kinds: [...WORK.kinds].reverse(), namespaces: ['blue', 'red'] };
    expect(leaseName(turned)).to.equal(leaseName(WORK));
  });

  it('is another one for other work', () => {
    const others: Partial<WorkDescription>[] = [
      { kinds: WORK.kinds.slice(1) },
      { kinds: [{ name: 'printers.demo.example.com', labelSelector: 'x=y' }, ...WORK.kinds.slice(1)] },
      { kinds: [{ name: 'printers.demo.example.com', fieldSelector: 'x=y' }, ...WORK.kinds.slice(1)] },
      { namespaces: [undefined] },
      { namespaces: ['red'] },
      { hooks: { folder: '/hooks', account: undefined } },
      { hooks: { folder: '/other', account: undefined } },
      { hooks: { folder: '/hooks', account: 'pods' } },
    ];
    const names = [WORK, ...others.map((other) => ({ ...WORK, ...other }))].map(leaseName);
    expect(new Set(names).size).to.equal(names.length);
  });
});
