import { expect } from 'chai';
import yargs from 'yargs';
import { SDK_OPTION_RULES, sdkOptionTable } from '../../lib/operator/sdk-options.ts';

describe('sdkOptionTable', () => {
  for (const [isTerminal, logFormat] of [
    [true, 'text'],
    [false, 'json'],
  ] as const) {
    it(`has ${logFormat} as the log's form ${isTerminal ? 'on' : 'without'} a terminal`, () => {
      expect(yargs([]).help(false).version(false).options(sdkOptionTable(isTerminal)).parseSync()).to.deep.include({
        createCrd: false,
        namespace: [],
        scope: 'cluster',
        external: false,
        logLevel: 'info',
        logFormat,
        leaderElect: false,
        shards: false,
        stopSeconds: 20,
      });
    });
  }
});

describe('SDK_OPTION_RULES', () => {
  const rule = (name: string) => SDK_OPTION_RULES[name] ?? {};

  for (const [name, valid] of [
    ['team-a', true],
    ['7', true],
    ['a'.repeat(63), true],
    ['', false],
    ['a'.repeat(64), false],
    ['-a', false],
    ['a-', false],
    ['A', false],
    ['a.b', false],
    ['a_b', false],
    ['a\n', false],
  ] as const) {
    it(`${valid ? 'accepts' : 'refuses'} ${JSON.stringify(name)} as a namespace`, () => {
      expect(rule('namespace').expected?.(name) === undefined).to.equal(valid);
    });
  }

  it('wants an address to serve on', () => {
    expect(rule('http-address').expected?.(':8080')).to.equal(undefined);
    expect(rule('http-address').expected?.('8080')).to.equal('an address such as :8080, 127.0.0.1:8080 or [::1]:8080');
  });

  for (const [given, level] of [
    ['WARNING', 'warn'],
    ['Warn', 'warn'],
    ['DEBUG', 'debug'],
    ['loud', 'loud'],
  ] as const) {
    it(`reads the level ${given} as ${level}`, () => {
      expect(rule('log-level').normalise?.(given)).to.equal(level);
    });
  }
});
