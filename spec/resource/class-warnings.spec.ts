import { expect } from 'chai';
import { classWarnings } from '../../lib/resource/class-warnings.ts';
import { CRDBase } from '../../lib/resource/crd-base.ts';

class Widget extends CRDBase {
  static readonly GROUP: string = 'bench.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'widgets';
  static readonly SINGULAR = 'widget';
  static readonly KIND = 'Widget';
  static readonly OWNS = [];
  static readonly BACKOFF = {};
}

describe('classWarnings', () => {
  it('has nothing to say of what the SDK reads, nor of what is the class’s own', () => {
    class Own extends Widget {
      static readonly IMAGE = 'x';
      static readonly OWNER = 'y';
      static readonly LABELS = {};
      static readonly group = 'z';
    }
    expect(classWarnings([Widget, Own])).to.deep.equal([]);
  });

  for (const [name, meant] of [
    ['OWN', 'OWNS'],
    ['TIMER', 'TIMERS'],
    ['CONCURENCY', 'CONCURRENCY'],
    ['PRINTERCOLUMNS', 'PRINTER_COLUMNS'],
    ['SHORT_NAME', 'SHORT_NAMES'],
    ['BACK_OFF', 'BACKOFF'],
    ['RESYNC_SECOND', 'RESYNC_SECONDS'],
  ] as const) {
    it(`asks whether ${name} is ${meant}`, () => {
      class Misspelt extends Widget {}
      class Heir extends Misspelt {}
      Object.defineProperty(Misspelt, name, { value: 1 });
      expect(classWarnings([Misspelt])).to.deep.equal([`class Misspelt: nothing reads the static ${name}; did you mean ${meant}?`]);
      expect(classWarnings([Heir])).to.deep.equal([`class Heir: nothing reads the static ${name}; did you mean ${meant}?`]);
    });
  }
});
