import { expect } from 'chai';
import { LOG_LEVELS, silentLogger } from '../../lib/base/logger.ts';

describe('silentLogger', () => {
  it('says nothing at any level, and neither do its children', () => {
    const child = silentLogger.child({ kind: 'Printer' });
    for (const level of LOG_LEVELS) expect(child[level]('message', {})).to.equal(undefined);
    expect(child).to.equal(silentLogger);
  });
});

describe('LOG_LEVELS', () => {
  it('has the most severe first', () => {
    expect(LOG_LEVELS).to.deep.equal(['error', 'warn', 'info', 'debug']);
  });
});
