import { expect } from 'chai';
import { declareArguments } from '../../lib/operator/argument-declarations.ts';
import type { ArgumentParser } from '../../lib/operator/argument-parser.ts';
import { SDK_OPTION_RULES } from '../../lib/operator/sdk-options.ts';

function declare(addArguments: (parser: ArgumentParser) => unknown) {
  return declareArguments({ programName: 'printer', addArguments, isTerminal: true });
}

describe('declareArguments', () => {
  it('knows the SDK’s options and the operator’s, and which are secret', () => {
    const { options, sdkOptions } = declare((parser) =>
      parser.options({ token: { type: 'string', secret: true } }).option('pin', { type: 'number', secret: true }),
    );
    expect(options.slice(sdkOptions.length).map(({ name, secret }) => [name, secret])).to.deep.equal([
      ['token', true],
      ['pin', true],
    ]);
    expect(sdkOptions.map(({ flag }) => flag)).to.deep.equal([
      '--create-crd',
      '--namespace',
      '--scope',
      '--external',
      '--log-level',
      '--log-format',
      '--leader-elect',
      '--shards',
      '--lease-name',
      '--stop-seconds',
      '--http-address',
      '--inspect-socket',
      '--help',
      '--version',
    ]);
    expect(sdkOptions.map(({ name }) => name)).to.include.members(Object.keys(SDK_OPTION_RULES));
  });

  it('keeps the declarations of two operators apart', () => {
    const left = declare((parser) => parser.option('left', {}));
    const right = declare((parser) => parser.option('right', { type: 'string', secret: true }));
    expect(left.options.at(-1)).to.deep.include({ name: 'left', secret: false });
    expect(right.options.at(-1)).to.deep.include({ name: 'right', secret: true });
  });
});
