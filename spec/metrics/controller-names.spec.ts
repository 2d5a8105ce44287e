import { expect } from 'chai';
import { controllerNames } from '../../lib/metrics/controller-names.ts';

describe('controllerNames', () => {
  it('are the kinds in lower case, and plural and group where two classes share a kind', () => {
    const types = [
      { GROUP: 'a.example.com', PLURAL: 'printers', KIND: 'Printer' },
      { GROUP: 'a.example.com', PLURAL: 'plotters', KIND: 'Plotter' },
      { GROUP: 'b.example.com', PLURAL: 'printers', KIND: 'Printer' },
    ];
    expect(controllerNames(types)).to.deep.equal(['printers.a.example.com', 'plotter', 'printers.b.example.com']);
  });
});
