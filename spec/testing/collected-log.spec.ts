import { expect } from 'chai';
import { CollectedLog } from '../../lib/testing/collected-log.ts';

describe('CollectedLog', () => {
  it('keeps every record in order, those of its children with their fields', () => {
    const log = new CollectedLog();
    log.info('first', { a: 1 });
    log.child({ kind: 'Printer' }).child({ name: 'x' }).warn('second', { a: 2 });
    expect(log.records).to.deep.equal([
      { level: 'info', message: 'first', fields: { a: 1 } },
      { level: 'warn', message: 'second', fields: { kind: 'Printer', name: 'x', a: 2 } },
    ]);
  });

  it('shows the records of a level and above, a line each', () => {
    const log = new CollectedLog();
    log.debug('small');
    log.error('large', { reason: 'x' });
    expect(log.text('warn')).to.equal('error large {"reason":"x"}');
    expect(log.text().split('\n')).to.have.length(2);
  });

  it('shows no data of Secrets', () => {
    const log = new CollectedLog();
    log.info('seen', { object: { kind: 'Secret', data: { password: 'aHVudGVyMg==' } } });
    expect(log.text()).not.to.contain('aHVudGVyMg==');
  });
});
